import { type Clock, sleep } from '../clock.ts';

/** Lets calls of one kind through no faster than Slack takes them. */
export interface Pace {
  /** Resolves when it is this call's turn; `who` may have a place already. */
  turn(kind: string, everyMs: number, who?: string): Promise<void>;
  /** In how many ms it will be the turn of `who`, who has a place in the line from now on. */
  inMs(kind: string, everyMs: number, who: string): number;
}

/** Whoever misses a turn by more stands at the end again: those held up together would all come at once. */
const LATE_MS = 10_000;

/** A pace for one process. */
export function createPace(clock: Clock): Pace {
  const next = new Map<string, number>();
  /** When it is whose turn. */
  const places = new Map<string, number>();

  function place(kind: string, everyMs: number, who: string): number {
    const now = clock.monotonic();
    for (const [one, at] of places) if (at < now - LATE_MS) places.delete(one);
    const kept = places.get(`${kind} ${who}`);
    if (kept !== undefined) return kept;
    const at = Math.max(now, next.get(kind) ?? 0);
    next.set(kind, at + everyMs);
    return at;
  }

  return {
    turn(kind, everyMs, who = '') {
      const waitMs = place(kind, everyMs, who) - clock.monotonic();
      places.delete(`${kind} ${who}`);
      return waitMs > 0 ? sleep(clock, waitMs) : Promise.resolve();
    },
    inMs(kind, everyMs, who) {
      const at = place(kind, everyMs, who);
      places.set(`${kind} ${who}`, at);
      return Math.max(0, at - clock.monotonic());
    },
  };
}
