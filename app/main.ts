import { enableCompileCache, flushCompileCache } from 'node:module';
import manifest from '../package.json' with { type: 'json' };
import { agreedClock, realClock } from './clock.ts';
import { readConfig, secrets } from './config.ts';
import { createHide } from './hide.ts';
import type { Outside, Running } from './start.ts';

const read = readConfig(process.env);
if ('problems' in read) {
  process.stderr.write(
    `Outage Bot cannot start. What to do:\n${read.problems.map((problem) => `  - ${problem}\n`).join('')}`,
  );
  process.exit(1);
}

const hide = createHide(secrets(read.config));
let running: Running | undefined;
let stopping = false;
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(0));
process.on('unhandledRejection', (reason) => complain('A rejection that nobody handled', reason));

// What is compiled once need not be at the next start. Where nothing can be written, nothing is lost. `npm start` has
// switched it on before this file was read, which saves even the compiler of TypeScript: 18 MB and a tenth of a second.
enableCompileCache();
// Only now: everything heavy is behind this import.
const { start } = await import('./start.ts');
const outside: Outside = {
  config: read.config,
  version: manifest.version,
  clock: agreedClock(realClock),
  hosts: {},
  crashpoint: () => {},
  fatal,
};
try {
  running = await start(outside);
} catch (error) {
  complain('Outage Bot cannot start', error);
  process.exit(1);
}
// Now, for whoever is killed later.
flushCompileCache();

async function stop(code: number): Promise<void> {
  if (stopping) return;
  stopping = true;
  // What has not finished by then is picked up after the next start.
  setTimeout(() => process.exit(code), 8_000).unref();
  await running?.stop();
  process.exit(code);
}

function fatal(error: Error): void {
  complain('Outage Bot cannot go on', error);
  void stop(1);
}

function complain(what: string, reason: unknown): void {
  const { message, stack } = reason instanceof Error ? reason : { message: String(reason), stack: undefined };
  process.stderr.write(`${hide(JSON.stringify({ level: 'error', msg: what, message, stack }))}\n`);
}
