import type { Clock } from '../clock.ts';

/** Who is next: one at a time for each key, urgent ones first, no faster than Slack takes them. */
export interface Turns<W> {
  /** A wish that is still waiting is merged with this one. */
  want(key: string, wish: W): void;
  /** Begins nothing more; resolves when what is under way is over. */
  stop(): Promise<void>;
}

/** What a turn came to. */
export interface Ran<W> {
  /** Slack was asked: that counts. */
  used: boolean;
  /** It has to be done again. */
  again?: W;
  /** Nothing may be asked for so long. */
  pauseMs?: number;
}

/**
 * Slack takes 100 publications a minute and more, and bursts of them: an outage is on fifty Homes at once. What
 * is too much for it after all waits as long as it says. Some are kept for people who wait.
 */
const PER_SECOND = 1.6;
const BURST = 60;
const FOR_URGENT = 10;
/** Nobody can read faster, but who has pressed something waits for what came of it. */
const EACH_MS = 1_000;

/** Turns for one process. `run` never rejects. */
export function createTurns<W>({
  clock,
  merge,
  urgent,
  run,
}: {
  clock: Clock;
  merge(a: W, b: W): W;
  urgent(wish: W): boolean;
  run(key: string, wish: W): Promise<Ran<W>>;
}): Turns<W> {
  const wishes = new Map<string, W>();
  const running = new Map<string, Promise<void>>();
  const lastAt = new Map<string, number>();
  let tokens = BURST;
  let countedAt = clock.monotonic();
  let pausedUntil = 0;
  let stopped = false;
  let cancel = () => {};

  return {
    want(key, wish) {
      const waiting = wishes.get(key);
      wishes.set(key, waiting === undefined ? wish : merge(waiting, wish));
      pump();
    },
    async stop() {
      stopped = true;
      cancel();
      await Promise.all(running.values());
    },
  };

  /** Begins all that may begin now, and comes back when the next may. */
  function pump(): void {
    cancel();
    if (stopped) return;
    const waits = [...wishes]
      .filter(([key]) => !running.has(key))
      .sort(([, a], [, b]) => Number(urgent(b)) - Number(urgent(a)));
    let soonest = Number.POSITIVE_INFINITY;
    for (const [key, wish] of waits) {
      const wait = waitOf(key, wish);
      if (wait > 0) soonest = Math.min(soonest, wait);
      else begin(key, wish);
    }
    if (soonest < Number.POSITIVE_INFINITY) cancel = clock.after(soonest, pump);
  }

  function begin(key: string, wish: W): void {
    wishes.delete(key);
    // Given back when it turns out that nothing need be sent.
    tokens -= 1;
    const job = run(key, wish).then(({ used, again, pauseMs }) => {
      running.delete(key);
      const now = clock.monotonic();
      if (used) lastAt.set(key, now);
      else tokens += 1;
      if (pauseMs !== undefined) pausedUntil = Math.max(pausedUntil, now + pauseMs);
      const newer = wishes.get(key);
      if (again !== undefined) wishes.set(key, newer === undefined ? again : merge(again, newer));
      pump();
    });
    running.set(key, job);
  }

  function waitOf(key: string, wish: W): number {
    const now = clock.monotonic();
    tokens = Math.min(BURST, tokens + ((now - countedAt) / 1000) * PER_SECOND);
    countedAt = now;
    const least = urgent(wish) ? 1 : 1 + FOR_URGENT;
    return Math.max(
      pausedUntil - now,
      urgent(wish) ? 0 : (lastAt.get(key) ?? Number.NEGATIVE_INFINITY) + EACH_MS - now,
      // Rounded up, or a timer would come a moment too early.
      Math.ceil(((least - tokens) / PER_SECOND) * 1000),
    );
  }
}
