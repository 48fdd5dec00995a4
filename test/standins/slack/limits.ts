import type { Clock } from '../../../app/clock.ts';

/** Token buckets: so many at once, then so many per second. */
export class Limits {
  readonly #clock: Clock;
  readonly #buckets = new Map<string, { left: number; at: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Takes one; answers 0, or the seconds to wait (whole ones, as in `Retry-After`). */
  take(key: string, perSecond: number, burst: number): number {
    if (!Number.isFinite(perSecond)) return 0;
    const now = this.#clock.monotonic();
    const bucket = this.#buckets.get(key) ?? { left: burst, at: now };
    this.#buckets.set(key, bucket);
    bucket.left = Math.min(burst, bucket.left + ((now - bucket.at) / 1000) * perSecond);
    bucket.at = now;
    if (bucket.left < 1) return Math.max(1, Math.ceil((1 - bucket.left) / perSecond));
    bucket.left -= 1;
    return 0;
  }
}
