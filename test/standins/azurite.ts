import { spawn } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { ENDS_WITH_US } from '../node-flags.ts';
import { quietPort } from './quiet-port.ts';

/** A running Azurite table service, with an account of its own for each caller. */
export interface Azurite {
  port: number;
  pid: number;
  /** A connection string for tables nobody else sees. */
  connectionString: string;
  /** As many as were asked for, each for tables of its own; the first is the one above. */
  connectionStrings: readonly string[];
  stop(): Promise<void>;
}

const MAIN = fileURLToPath(new URL('../../node_modules/azurite/dist/src/table/main.js', import.meta.url));

/** Starts Azure's table emulator on a free port of 127.0.0.1, keeping everything in memory. */
export async function startAzurite({ accounts: count = 1 } = {}): Promise<Azurite> {
  const port = await quietPort();
  const accounts = Array.from({ length: count }, () => {
    const name = `t${randomUUID().replaceAll('-', '').slice(0, 16)}`;
    return { name, key: createHash('sha256').update(name).digest('base64') };
  });
  const connectionStrings = accounts.map(
    ({ name, key }) =>
      `DefaultEndpointsProtocol=http;AccountName=${name};AccountKey=${key};TableEndpoint=http://127.0.0.1:${port}/${name};`,
  );
  const child = spawn(
    process.execPath,
    [
      ...ENDS_WITH_US,
      MAIN,
      '--inMemoryPersistence',
      '--silent',
      '--disableTelemetry',
      '--skipApiVersionCheck',
      '--tableHost',
      '127.0.0.1',
      '--tablePort',
      String(port),
    ],
    {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, AZURITE_ACCOUNTS: accounts.map(({ name, key }) => `${name}:${key}`).join(';') },
    },
  );
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  };
  let said = '';
  const hear = (chunk: Buffer) => {
    said += chunk.toString();
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', () => {
      if (said.includes('successfully started')) resolve();
    });
    child.once('exit', (code) => reject(new Error(`azurite ended with ${code}: ${said}`)));
  });
  // Thrown away from here on, but read: a full pipe would hold it up.
  for (const output of [child.stdout, child.stderr]) output.removeAllListeners('data').resume();
  return {
    port,
    pid: child.pid ?? 0,
    connectionString: connectionStrings[0] ?? '',
    connectionStrings,
    stop,
  };
}
