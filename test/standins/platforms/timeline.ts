import type { Clock } from '../../../app/clock.ts';

/** Something that happens `at` milliseconds after the start. */
export interface Step {
  at: number;
  do: () => void;
}

/** A timeline that runs. `done` resolves after the last step or the stop, and rejects when a step throws. */
export interface Playing {
  stop(): void;
  done: Promise<void>;
}

/** Plays a script by the clock, in the order of its times. */
export function play(clock: Clock, steps: readonly Step[]): Playing {
  const { promise: done, resolve, reject } = Promise.withResolvers<void>();
  const left = [...steps].sort((a, b) => a.at - b.at);
  const startedAt = clock.monotonic();
  let cancel = () => {};

  function next(): void {
    const step = left.shift();
    if (!step) {
      resolve();
      return;
    }
    cancel = clock.after(Math.max(0, startedAt + step.at - clock.monotonic()), () => {
      try {
        step.do();
        next();
      } catch (error) {
        reject(error);
      }
    });
  }

  next();
  return {
    stop: () => {
      cancel();
      left.length = 0;
      resolve();
    },
    done,
  };
}
