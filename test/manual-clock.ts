import type { Clock } from '../app/clock.ts';

/** A clock that stands still until it is told to move. */
export interface ManualClock extends Clock {
  /** Moves time on, running what falls due in order and letting promises settle in between. */
  advance(ms: number): Promise<void>;
  /** How far off the next timer is, if there is one. */
  nextInMs(): number | undefined;
}

/** A settable clock; `startAt` is where `now()` begins. */
export function manualClock(startAt = '2026-09-03T16:00:00.000Z'): ManualClock {
  const origin = Date.parse(startAt);
  const timers = new Set<{ due: number; run: () => void }>();
  let elapsed = 0;

  function nextDue(until: number) {
    let next: { due: number; run: () => void } | undefined;
    for (const timer of timers) {
      if (timer.due <= until && (!next || timer.due < next.due)) next = timer;
    }
    return next;
  }

  return {
    now: () => origin + elapsed,
    monotonic: () => elapsed,
    after(ms, run) {
      const timer = { due: elapsed + Math.max(0, ms), run };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    nextInMs() {
      const next = nextDue(Number.POSITIVE_INFINITY);
      return next && Math.max(0, next.due - elapsed);
    },
    async advance(ms) {
      const until = elapsed + ms;
      await settle();
      for (let timer = nextDue(until); timer; timer = nextDue(until)) {
        elapsed = Math.max(elapsed, timer.due);
        timers.delete(timer);
        timer.run();
        await settle();
      }
      elapsed = Math.max(elapsed, until);
      await settle();
    },
  };
}

/** The same clock as a machine sees it whose own is ahead by so much. */
export function ahead(clock: Clock, ms: number): Clock {
  return { ...clock, now: () => clock.now() + ms };
}

function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
