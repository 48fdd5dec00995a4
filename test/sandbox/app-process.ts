import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { ENDS_WITH_US, NODE_FLAGS, START_ENV } from '../node-flags.ts';
import type { AppOptions } from './app.ts';

/** A copy of the bot in a process of its own. */
export interface AppProcess {
  pid: number;
  /** Asks it to stop, and kills it when it has not after 9 s. */
  stop(): Promise<void>;
  /** SIGKILL. */
  kill(): Promise<void>;
  signal(name: NodeJS.Signals): void;
  /** Resolves when it has ended, however that came. */
  exited: Promise<Exit>;
  running(): boolean;
  /** The end of what it logged. */
  log(): string;
  /** Hears every piece of the log from now on. */
  onLog(hear: (piece: string) => void): void;
}

/** How a process ended. */
export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

const APP = fileURLToPath(new URL('./app.ts', import.meta.url));
const PATIENCE_MS = 9_000;
const KEPT = 1_000_000;
/** What a process needs of its surroundings; nothing else, so that no real credential gets in. */
const HANDED_ON = [
  'PATH',
  'HOME',
  'TMPDIR',
  'TEMP',
  'TZ',
  'SystemRoot',
  'NODE_EXTRA_CA_CERTS',
  'SSL_CERT_FILE',
];

/** Runs `app.ts` with these settings and no others. */
export function spawnApp(options: AppOptions, settings: Readonly<Record<string, string>>): AppProcess {
  const surroundings = HANDED_ON.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  const child = spawn(
    process.execPath,
    [...NODE_FLAGS, ...ENDS_WITH_US, '--disable-warning=ExperimentalWarning', APP, JSON.stringify(options)],
    {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...START_ENV, ...Object.fromEntries(surroundings), ...settings },
    },
  );
  const listeners = new Set<(piece: string) => void>();
  let kept = '';
  const hear = (chunk: Buffer) => {
    const piece = chunk.toString();
    kept = (kept + piece).slice(-KEPT);
    for (const listener of listeners) listener(piece);
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);

  const { promise: exited, resolve } = Promise.withResolvers<Exit>();
  const abandon = () => child.kill('SIGKILL');
  process.once('exit', abandon);
  child.once('error', (error) => hear(Buffer.from(`${error.message}\n`)));
  child.once('close', (code, signal) => {
    process.off('exit', abandon);
    resolve({ code, signal });
  });

  return {
    pid: child.pid ?? 0,
    exited,
    running: () => child.exitCode === null && child.signalCode === null && child.pid !== undefined,
    log: () => kept,
    onLog: (listener) => void listeners.add(listener),
    signal: (name) => void child.kill(name),
    async stop() {
      child.kill('SIGTERM');
      // One that was paused cannot hear it.
      child.kill('SIGCONT');
      const timer = setTimeout(abandon, PATIENCE_MS);
      await exited;
      clearTimeout(timer);
    },
    async kill() {
      abandon();
      await exited;
    },
  };
}
