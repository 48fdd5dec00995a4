import { createHash } from 'node:crypto';
import { Cron } from 'croner';
import type { Platform } from '../checkers/checker.ts';
import type { Clock } from './clock.ts';
import { createGate } from './gate.ts';

/** The schedule of looks. */
export interface Watch {
  /** First looks at once, of hundreds in their own time; then each platform in its own time. */
  start(): void;
  /** No look begins after this. */
  stop(): void;
  /** When looks were due last, as of then. */
  lastDue(until: number): number;
}

const EVERY_MS = { usually: 60_000, whileOpen: 20_000 };
/** A timer may run a little before its time. */
const EARLY_MS = 1_000;
/** So many first looks begin together: the rest have all begun after an interval. */
const TOGETHER = 100;
/** More at a time only make each other late. */
const MOST_UNDER_WAY = 500;

/** Keeps looking: one loop for each platform, so that a hanging page delays no other. */
export function createWatch(options: {
  platforms: readonly Platform[];
  clock: Clock;
  /** What tells this bot from others in the world, the same for all its copies. */
  deployment: string;
  /** A cron pattern for every platform, in place of our own intervals. */
  schedule: string | undefined;
  look(platform: Platform): Promise<unknown>;
  busy(platform: string): boolean;
}): Watch {
  const { clock } = options;
  const cron = options.schedule === undefined ? undefined : new Cron(options.schedule, { paused: true });
  /** What each platform waits for, by its id. */
  let running: Map<string, () => void> | undefined;
  const gate = createGate(MOST_UNDER_WAY);

  return {
    start() {
      if (running) return;
      running = new Map();
      for (const [i, platform] of options.platforms.entries()) {
        if (i < TOGETHER) void look(platform, running);
        else wait(platform, running);
      }
    },
    stop() {
      for (const cancel of running?.values() ?? []) cancel();
      running = undefined;
    },
    lastDue(until) {
      // Our own intervals are short enough to be due at any time.
      if (!cron) return until;
      const [last] = cron.previousRuns(1, new Date(until));
      return last ? last.getTime() - EARLY_MS : 0;
    },
  };

  async function look(platform: Platform, waits: Map<string, () => void>): Promise<void> {
    await gate.pass(async () => {
      if (waits === running) await options.look(platform);
    });
    if (waits === running) wait(platform, waits);
  }

  function wait(platform: Platform, waits: Map<string, () => void>): void {
    // Read once: a clock that is set on in between would make a wait that is below zero.
    const now = clock.now();
    waits.set(
      platform.id,
      clock.after(nextLook(platform, now) - now, () => void look(platform, waits)),
    );
  }

  function nextLook(platform: Platform, now: number): number {
    if (cron) return cron.nextRun(new Date(now))?.getTime() ?? now + EVERY_MS.usually;
    const wished = options.busy(platform.id) ? EVERY_MS.whileOpen : EVERY_MS.usually;
    const every = Math.max(wished, platform.atMostEveryMs ?? 0);
    return nextOnGrid(now, every, spread(options.deployment, platform.id));
  }
}

/** The next instant after `now` of a grid that the platform's own share of the interval shifts. */
function nextOnGrid(now: number, every: number, share: number): number {
  const offset = Math.floor(share * every);
  return Math.floor((now - offset) / every) * every + every + offset;
}

/** A platform's fixed place in every interval, so that looks do not bunch, nor bots knock together: 0 up to 1. */
export function spread(deployment: string, id: string): number {
  return createHash('sha256').update(`${deployment}\n${id}`).digest().readUInt32BE() / 2 ** 32;
}
