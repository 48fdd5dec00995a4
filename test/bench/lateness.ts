import { spread } from '../../app/watch.ts';

/** How late looks begin, against the place that each page has in every minute. */
export interface Lateness {
  begins(id: string): void;
  reset(): void;
  /** Since then, those that are due and have not begun included. */
  worst(): { looks: number; worstMs: number; late: number };
}

const EVERY_MS = 60_000;
/** No look lasts longer. */
const LONGEST_MS = 10_000;
/** Later than this is late. */
const LATE_MS = 2_000;

/** Keeps the lateness of looks at pages that a deployment looks at once a minute. */
export function createLateness(deployment: string): Lateness {
  /** When each page is to be looked at next. */
  const dues = new Map<string, number>();
  let looks = 0;
  let worstMs = 0;
  let late = 0;

  return {
    begins(id) {
      const now = Date.now();
      const due = dues.get(id);
      if (due !== undefined) note(now - due);
      looks += 1;
      // Whose place comes by while it is still being looked at waits for the one after that.
      dues.set(id, placeAfter(now + LONGEST_MS, Math.floor(spread(deployment, id) * EVERY_MS)));
    },
    reset() {
      looks = 0;
      worstMs = 0;
      late = 0;
    },
    worst() {
      const now = Date.now();
      for (const due of dues.values()) if (now > due) note(now - due);
      return { looks, worstMs, late };
    },
  };

  function placeAfter(at: number, place: number): number {
    return at - ((at - place) % EVERY_MS) + EVERY_MS;
  }

  function note(ms: number): void {
    worstMs = Math.max(worstMs, ms);
    if (ms > LATE_MS) late += 1;
  }
}
