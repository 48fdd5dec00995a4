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
