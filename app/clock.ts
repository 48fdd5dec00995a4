/** Time as the bot sees it. Everything that waits or asks the time does so here, so that time can be set. */
export interface Clock {
  /** Milliseconds since 1970, UTC. */
  now(): number;
  /** Milliseconds that never jump. */
  monotonic(): number;
  /** Calls `run` once after `ms`, soon when that lies in the past; the returned function cancels. */
  after(ms: number, run: () => void): () => void;
  /**
   * Where the clock can be put right: somebody is asked, and the answer will say what time it is by a clock that all
   * copies share. What is returned then hears it, and says by how many ms this clock was set.
   */
  asks?(): (at: number) => number;
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

/** An answer that took longer, or that was left lying while the process slept, says what time it was. */
const PROMPT_MS = 5_000;
/** More than a prompt answer can be off. */
const AGREES_WITHIN_MS = 15_000;

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
    asks() {
      const began = clock.monotonic();
      return (at) => {
        const byMs = at - now();
        if (clock.monotonic() - began > PROMPT_MS || Math.abs(byMs) <= AGREES_WITHIN_MS) return 0;
        offMs += byMs;
        return byMs;
      };
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
