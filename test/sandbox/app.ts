import { enableCompileCache } from 'node:module';
import { agreedClock } from '../../app/clock.ts';
import { readConfig } from '../../app/config.ts';
import type { Running } from '../../app/start.ts';
import { type FastTime, fastClock } from './fast-clock.ts';

/** How a copy of the bot is run beside stand-ins; passed as JSON in the first argument. */
export interface AppOptions {
  time: FastTime;
  hosts: Record<string, string>;
  /** The clock follows the one of the tables, as in `main.ts`: for tables that tell the fast time. */
  agrees?: boolean;
  /** The steps, by name, at which this copy does something to itself: the nth time it passes there. */
  at?: { crashpoint: string; nth: number; signal: 'SIGKILL' | 'SIGSTOP' };
}

const options = JSON.parse(process.argv[2] ?? '') as AppOptions;
const read = readConfig(process.env);
if ('problems' in read) throw new Error(read.problems.join('\n'));
let passed = 0;
let running: Running | undefined;

// As `main.ts` does it, from the beginning: who is asked to stop while it starts does so too.
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop());

enableCompileCache();
const { start } = await import('../../app/start.ts');

running = await start({
  config: read.config,
  version: 'sandbox',
  clock: options.agrees ? agreedClock(fastClock(options.time)) : fastClock(options.time),
  hosts: options.hosts,
  host: '127.0.0.1',
  crashpoint(name) {
    const { at } = options;
    if (!at || (at.crashpoint !== '*' && at.crashpoint !== name)) return;
    passed += 1;
    if (passed === at.nth) process.kill(process.pid, at.signal);
  },
  fatal(error) {
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  },
});

async function stop(): Promise<void> {
  await running?.stop();
  process.exit(0);
}
