import { spread } from '../../app/watch.ts';

/** How late looks begin, against the place that each page has in every minute. */
export interface Lateness {
  begins(id: string): void;
  reset(): void;
  worst(): { looks: number; worstMs: number; late: number };
}

const EVERY_MS = 60_000;
/** Later than this is late. */
const LATE_MS = 2_000;

/** Keeps the lateness of looks at pages that a deployment looks at once a minute. */
export function createLateness(deployment: string): Lateness {
  const places = new Map<string, number>();
  let looks = 0;
  let worstMs = 0;
  let late = 0;

  return {
    begins(id) {
      const place = places.get(id) ?? Math.floor(spread(deployment, id) * EVERY_MS);
      places.set(id, place);
      // A timer may be a millisecond early.
      const ms = ((Date.now() + 5 - place) % EVERY_MS) - 5;
      looks += 1;
      worstMs = Math.max(worstMs, ms);
      if (ms > LATE_MS) late += 1;
    },
    reset() {
      looks = 0;
      worstMs = 0;
      late = 0;
    },
    worst: () => ({ looks, worstMs, late }),
  };
}
