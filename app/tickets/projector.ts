import type { Clock } from '../clock.ts';
import type { TrackedEvent } from '../events/event.ts';
import type { Log } from '../log.ts';
import { type About, createQueue } from '../queue.ts';
import type { EventStore } from '../store/events.ts';
import type { Row } from '../store/rows.ts';
import { BoardsError } from './failures.ts';
import { type Around, comment, end, look, type Step } from './steps.ts';
import { ticketWork } from './work.ts';

/** Makes Azure DevOps agree with the table. */
export interface TicketProjector {
  /** Something about this event may have to be said in its ticket. */
  nudge(row: Row<TrackedEvent>): void;
  /** Why tickets wait for what has happened, and how many; undefined while none has to. */
  behind(): Behind | undefined;
  /** Lets what is under way finish; starts no more. */
  stop(): Promise<void>;
}

/** What keeps words of ours from their tickets. */
export interface Behind {
  why: string;
  /** In milliseconds since 1970. */
  since: number;
  tickets: number;
}

const FIRST_PAUSE_MS = 10_000;
const LONGEST_PAUSE_MS = 5 * 60_000;
const STORAGE_PAUSE_MS = 10_000;

const STEPS: Partial<Record<ReturnType<typeof ticketWork>['kind'], Step>> = { look, comment, end };

/** One ticket after the other, in a queue of its own: Azure DevOps never holds up what Slack is told. */
export function createTicketProjector(
  around: Around & { clock: Clock; log: Log; events: EventStore },
): TicketProjector {
  const { clock, log, events } = around;
  const stopping = new AbortController();
  const queue = createQueue(clock, stopping, attempt);
  let failures = 0;
  let trouble: Omit<Behind, 'tickets'> | undefined;

  function nudge({ value }: Row<TrackedEvent>): void {
    if (ticketWork(value, Number.NEGATIVE_INFINITY).kind === 'nothing') return;
    queue.add(value);
  }

  /** Does what is due for one ticket; says for how long Azure DevOps or storage should be left alone. */
  async function attempt(about: About): Promise<number> {
    try {
      while (!stopping.signal.aborted) {
        const row = await events.openRow(about.platform, about.id);
        if (!row) return 0;
        const due = ticketWork(row.value, clock.now());
        if (due.kind === 'wait') queue.later(about, due.until);
        const step = STEPS[due.kind];
        if (!step) return 0;
        await step(row, around);
        failures = 0;
        trouble = undefined;
      }
      return 0;
    } catch (error) {
      queue.add(about);
      if (!(error instanceof BoardsError)) {
        log.warn({ event: about.id, err: error }, 'A ticket could not be kept up to date');
        return STORAGE_PAUSE_MS;
      }
      const pauseMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** failures);
      failures += 1;
      trouble = { why: error.message, since: trouble?.since ?? clock.now() };
      log.warn(
        { event: about.id, reason: error.reason, why: error.message },
        'Azure DevOps took no word of a ticket',
      );
      return Math.max(pauseMs, error.waitMs ?? 0);
    }
  }

  return {
    nudge,
    behind: () => trouble && { ...trouble, tickets: queue.size() },
    stop: queue.stop,
  };
}
