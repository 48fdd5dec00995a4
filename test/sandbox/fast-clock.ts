import { availableParallelism, loadavg } from 'node:os';
import type { Clock } from '../../app/clock.ts';

/** Where fast time began: the same three figures make the same clock in every process. */
export interface FastTime {
  speed: number;
  /** What the fast clock showed... */
  epoch: number;
  /** ...when the machine's clock showed this. */
  realEpoch: number;
  /** When somebody sets this copy's clock, as it would stand otherwise, and by how much. */
  jumps?: readonly { at: number; byMs: number }[];
}

/** A clock that runs `speed` times as fast as the machine's. */
export function fastClock({ speed, epoch, realEpoch, jumps = [] }: FastTime): Clock {
  return {
    now() {
      const at = Math.floor(epoch + (Date.now() - realEpoch) * speed);
      return jumps.reduce((now, jump) => (jump.at <= at ? now + jump.byMs : now), at);
    },
    monotonic: () => performance.now() * speed,
    after(ms, run) {
      const timer = setTimeout(run, Math.max(0, ms / speed));
      return () => clearTimeout(timer);
    },
  };
}

/**
 * A speed that a machine can keep up with, which may be busy with other things: a page has ten seconds to answer,
 * and at sixty-fold speed a busy machine may not have a sixth of a second for it.
 */
export function speedNow({ most, least }: { most: number; least: number }): number {
  const [load = 0] = loadavg();
  return Math.round(Math.max(least, most / Math.max(1, load / availableParallelism())));
}
