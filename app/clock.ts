/** Time as the bot sees it. Everything that waits or asks the time does so here, so that time can be set. */
export interface Clock {
  /** Milliseconds since 1970, UTC. */
  now(): number;
  /** Milliseconds that never jump. */
  monotonic(): number;
  /** Calls `run` once after `ms`, soon when that lies in the past; the returned function cancels. */
  after(ms: number, run: () => void): () => void;
  /** Where the clock can be put right: what time it is by one that all copies share. By how many ms it was set. */
  heard?(at: number): number;
}

const LONGEST_MS = 2 ** 31 - 1;

/** The machine's own clock. */
export const realClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after: (ms, run) => {
    // Node fires at once what lies further ahead than it can count.
    const farOff = ms > LONGEST_MS;
    let cancelRest = () => {};
    const timer = setTimeout(
      farOff
        ? () => {
            cancelRest = realClock.after(ms - LONGEST_MS, run);
          }
        : run,
      // Node warns of what lies in the past.
      Math.min(Math.max(0, ms), LONGEST_MS),
    );
    return () => {
      clearTimeout(timer);
      cancelRest();
    };
  },
};

/** An answer that says what time it is may have been on its way for a while. */
const AGREES_WITHIN_MS = 60_000;

/**
 * The clock, set by what it hears where that is far off: copies compare instants that others have written, so one
 * whose machine has a wrong clock would double, lose or hide what the others tell.
 */
export function agreedClock(clock: Clock): Clock {
  let offMs = 0;
  const now = () => clock.now() + offMs;
  return {
    ...clock,
    now,
    heard(at) {
      const byMs = at - now();
      if (Math.abs(byMs) <= AGREES_WITHIN_MS) return 0;
      offMs += byMs;
      return byMs;
    },
  };
}

/** Resolves after `ms`, or at once when `signal` aborts. */
export function sleep(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const cancel = clock.after(ms, () => {
      signal?.removeEventListener('abort', stop);
      resolve();
    });
    const stop = () => {
      cancel();
      resolve();
    };
    signal?.addEventListener('abort', stop, { once: true });
  });
}

/** A signal that aborts with `reason()` after `ms`; `clear` calls it off. */
export function deadline(
  clock: Clock,
  ms: number,
  reason: () => Error,
): { signal: AbortSignal; clear(): void } {
  const controller = new AbortController();
  return { signal: controller.signal, clear: clock.after(ms, () => controller.abort(reason())) };
}
