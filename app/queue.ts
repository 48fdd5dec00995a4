import { createAlarms } from './alarms.ts';
import { type Clock, sleep } from './clock.ts';
import type { TrackedEvent } from './events/event.ts';

/** Which event something is to be done about. */
export type About = Pick<TrackedEvent, 'platform' | 'id'>;

/** Events about which something is to be done, one after the other, each once however often it is asked for. */
export interface Queue {
  add(about: About): void;
  /** Not now, but then. */
  later(about: About, at: number): void;
  /** When it comes back by itself; never unless told to. */
  dueAt(id: string): number;
  has(id: string): boolean;
  size(): number;
  /** Lets what is under way finish; starts no more. */
  stop(): Promise<void>;
}

/** `attempt` says for how long everything should be left alone: what fails for one fails for the next. */
export function createQueue(
  clock: Clock,
  stopping: AbortController,
  attempt: (about: About) => Promise<number>,
): Queue {
  const waiting = new Map<string, About>();
  const alarms = createAlarms(clock);
  let working: Promise<void> | undefined;

  function add({ platform, id }: About): void {
    if (stopping.signal.aborted) return;
    alarms.cancel(id);
    waiting.set(id, { platform, id });
    working ??= work().finally(() => {
      working = undefined;
      // What came in the very last moment.
      const [left] = waiting.values();
      if (left) add(left);
    });
  }

  async function work(): Promise<void> {
    for (;;) {
      const [about] = waiting.values();
      if (!about || stopping.signal.aborted) return;
      waiting.delete(about.id);
      const pauseMs = await attempt(about);
      if (pauseMs > 0) await sleep(clock, pauseMs, stopping.signal);
    }
  }

  return {
    add,
    later: ({ platform, id }, at) => alarms.set(id, at, () => add({ platform, id })),
    dueAt: alarms.at,
    has: (id) => waiting.has(id),
    size: () => waiting.size,
    async stop() {
      stopping.abort();
      alarms.cancelAll();
      waiting.clear();
      await working;
    },
  };
}
