import type { Clock } from './clock.ts';

/** One timer for each name; what it is for stands in the table. */
export interface Alarms {
  /** In place of an earlier one of that name. */
  set(name: string, at: number, ring: () => void): void;
  /** When it rings; never where there is none. */
  at(name: string): number;
  cancel(name: string): void;
  cancelAll(): void;
}

/** Keeps timers. */
export function createAlarms(clock: Clock): Alarms {
  const alarms = new Map<string, { at: number; cancel(): void }>();

  function cancel(name: string): void {
    alarms.get(name)?.cancel();
    alarms.delete(name);
  }

  return {
    set(name, at, ring) {
      cancel(name);
      const cancelTimer = clock.after(at - clock.now(), () => {
        alarms.delete(name);
        ring();
      });
      alarms.set(name, { at, cancel: cancelTimer });
    },
    at: (name) => alarms.get(name)?.at ?? Number.POSITIVE_INFINITY,
    cancel,
    cancelAll() {
      for (const name of [...alarms.keys()]) cancel(name);
    },
  };
}
