import { type Clock, sleep } from '../clock.ts';

/** Lets calls of one kind through no faster than Slack takes them. */
export interface Pace {
  /** Resolves when it is this call's turn. */
  turn(kind: string, everyMs: number): Promise<void>;
}

/** A pace for one process. */
export function createPace(clock: Clock): Pace {
  const next = new Map<string, number>();
  return {
    turn(kind, everyMs) {
      const now = clock.monotonic();
      const at = Math.max(now, next.get(kind) ?? 0);
      next.set(kind, at + everyMs);
      return at > now ? sleep(clock, at - now) : Promise.resolve();
    },
  };
}
