import type { Clock } from '../../../app/clock.ts';

/** Timers on a clock that can all be called off at once. */
export class Timers {
  readonly #clock: Clock;
  readonly #running = new Set<() => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Milliseconds that never jump, on the same clock. */
  monotonic(): number {
    return this.#clock.monotonic();
  }

  after(ms: number, run: () => void): () => void {
    const cancel = this.#clock.after(ms, () => {
      this.#running.delete(stop);
      run();
    });
    const stop = () => {
      this.#running.delete(stop);
      cancel();
    };
    this.#running.add(stop);
    return stop;
  }

  cancelAll(): void {
    for (const stop of [...this.#running]) stop();
  }
}
