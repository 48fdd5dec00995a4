import { type Clock, sleep } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Rows } from '../store/rows.ts';
import type { PageMark } from './columns.ts';
import { keep } from './keep.ts';
import { changeMark } from './page-mark.ts';
import type { Announced } from './receiver.ts';
import type { PageIncident } from './record.ts';

/** Takes deliveries at their word (`STATUSPAGE_CONFIRM=false`). */
export interface Trusted {
  /** Resolves once it is kept, or storage has failed for the first time; it is kept then as soon as can be. */
  take(announced: Announced): Promise<void>;
  stop(): void;
}

const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 60_000;
/** What storage does not take for so long waits in memory; more than this only a flood brings. */
const LONGEST_QUEUE = 1_000;

/** Writes the deliveries of each incident down as they arrive; what storage will not take now is tried again. */
export function createTrusted({
  incidents,
  marks,
  clock,
  log,
  kept,
}: {
  incidents: Rows<PageIncident>;
  marks: Rows<PageMark>;
  clock: Clock;
  log: Log;
  kept(): void;
}): Trusted {
  const startedAt = new Date(clock.now()).toISOString();
  const stopping = new AbortController();
  /** What the next delivery of an incident waits for. */
  const queues = new Map<string, Promise<void>>();
  let queued = 0;
  let baseline: string | undefined;

  return {
    take(announced) {
      if (queued >= LONGEST_QUEUE) {
        log.error({ incident: announced.incident.id }, 'Too many deliveries wait for storage: one is lost');
        return Promise.resolve();
      }
      queued += 1;
      const { id } = announced.incident;
      return new Promise((answered) => {
        const queue = (queues.get(id) ?? Promise.resolve())
          .then(() => persist(announced, answered))
          .finally(() => {
            queued -= 1;
            if (queues.get(id) === queue) queues.delete(id);
            answered();
          });
        queues.set(id, queue);
      });
    },
    stop: () => stopping.abort(),
  };

  async function persist({ incident, update }: Announced, failed: () => void): Promise<void> {
    for (
      let pause = FIRST_PAUSE_MS;
      !stopping.signal.aborted;
      pause = Math.min(2 * pause, LONGEST_PAUSE_MS)
    ) {
      try {
        const light = {
          now: clock.now(),
          baseline: Date.parse(await baselineAt()),
          announced: new Set([update]),
          whole: false,
        };
        // What begins is in no table yet; should it be, that is seen when it is written.
        const held = incident.updates.length > 1 ? await incidents.get('social', incident.id) : undefined;
        await keep({ rows: incidents, log }, held, incident, light);
        kept();
        return;
      } catch (error) {
        log.warn({ err: error, incident: incident.id }, 'A delivery could not be kept yet');
        failed();
        await sleep(clock, pause, stopping.signal);
      }
    }
  }

  /** What was written before deliveries were first taken is not news. Once known, it never changes. */
  async function baselineAt(): Promise<string> {
    baseline ??= await firstStart();
    return baseline;
  }

  /** Apart from the first reading of the page, which this is not: should the page be read later, it is made then. */
  async function firstStart(): Promise<string> {
    const mark = await changeMark(marks, (held) =>
      held.trustedSince === undefined ? { ...held, trustedSince: held.baselineAt ?? startedAt } : held,
    );
    return mark.trustedSince ?? startedAt;
  }
}
