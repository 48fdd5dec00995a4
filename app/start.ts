import { setImmediate } from 'node:timers/promises';
import type { Platform } from '../checkers/checker.ts';
import type { Clock } from './clock.ts';
import { type Config, secrets } from './config.ts';
import { createHide } from './hide.ts';
import { createLog } from './log.ts';
import { createSockets } from './slack/sockets.ts';

/** What the outside world hands in: `main.ts` the real one, tests and sandbox their own. */
export interface Outside {
  config: Config;
  version: string;
  clock: Clock;
  /** Where outside services live, by origin, when not at their own addresses. */
  hosts: Readonly<Record<string, string>>;
  /** The one address to listen on; every one unless given. */
  host?: string;
  /** What is watched as far as it is set up; every platform there is unless given. */
  platforms?: readonly Platform[];
  /** Called between the steps that a crash could separate. */
  crashpoint(name: string): Promise<void> | void;
  /** Something that only a person can mend makes going on pointless. */
  fatal(error: Error): void;
}

/** A running bot. */
export interface Running {
  port: number;
  /** Finishes what is under way, at most 8 s, and closes everything. */
  stop(): Promise<void>;
}

/** The heaviest of what is needed. Nothing is heard of Slack while one is read: all in one go, they would keep its hello. */
const PARTS: readonly (() => Promise<unknown>)[] = [
  () => import('@azure/data-tables'),
  () => import('got'),
  () => import('@slack/bolt'),
];

/** Starts the bot: first the way to Slack, which takes a while to say hello, and meanwhile all the rest. */
export async function start(outside: Outside): Promise<Running> {
  const { config, clock, fatal } = outside;
  const hide = createHide(secrets(config));
  const log = createLog({ level: config.logLevel, hide });
  const sockets = createSockets({ ...config.slack, clock, log, onFatal: fatal });
  sockets.open();
  try {
    for (const part of PARTS) {
      await part();
      await setImmediate();
    }
    const { wire } = await import('./wiring.ts');
    return await wire({ ...outside, log, hide, sockets });
  } catch (error) {
    await sockets.stop();
    throw error;
  }
}
