import type { TrackedEvent } from '../events/event.ts';
import { isReal, type RealEvent } from '../events/real.ts';
import { type About, createQueue } from '../queue.ts';
import type { Row } from '../store/rows.ts';
import { MailError } from './failures.ts';
import { trialLetter } from './letter.ts';
import { type Around, giveUp, sendOne } from './steps.ts';
import { createTroubles } from './troubles.ts';
import { isStart, type MailWork, mailWork, recipients, unheard, type WantedMail } from './wanted.ts';

/** How escalation is, as this copy knows it. */
export interface MailHealth {
  /** Events with a mail that is due and not sent. */
  waiting: number;
  /** Since when the one that waits longest does, in milliseconds since 1970. */
  oldestWaitingSince?: number;
  /** Why, in words for whoever runs the bot. */
  trouble?: string;
}

/** Makes the mails that were sent those that the table wants sent. */
export interface Escalator {
  /** Something about this event may have to be mailed, now or later. */
  nudge(row: Row<TrackedEvent>): void;
  status(): MailHealth;
  /** Finds out whether SendGrid, which refused us, lets us in again. Never rejects. */
  probe(): Promise<void>;
  /** Lets the mail under way finish; starts no more. */
  stop(): Promise<void>;
}

const FIRST_PAUSE_MS = 10_000;
/** Mails are urgent: SendGrid's return is noticed soon. */
const LONGEST_PAUSE_MS = 2 * 60_000;
const STORAGE_PAUSE_MS = 10_000;
const NOT_SENT = 'A mail was not sent';

/** One mail after the other, in a queue of its own: nothing here waits for Slack or Azure DevOps. */
export function createEscalator({
  heard,
  mailed = () => undefined,
  ...rest
}: Omit<Around, 'stopping'> & {
  /** Called with what keeps mails from being sent, and with nothing once all is well. */
  heard(trouble: string | undefined): void;
  /** Counts what becomes of mails. */
  mailed?: (result: string) => void;
}): Escalator {
  const stopping = new AbortController();
  const around: Around = { ...rest, stopping: stopping.signal };
  const { clock, log, events, config } = around;
  const queue = createQueue(clock, stopping, attempt);
  /** Turns at the mails of an event that failed, and until when they are left alone. */
  const resting = new Map<string, { until: number; tried: ReadonlySet<string> }>();
  /** Since when events wait for a mail that is due, and for which. */
  const waiting = new Map<string, { since: number; kind: WantedMail['kind'] }>();
  const troubles = createTroubles(heard);
  let passing: string | undefined;
  let failures = 0;
  let probeAt = Number.NEGATIVE_INFINITY;

  function nudge({ value }: Row<TrackedEvent>): void {
    if (!isReal(value) || stopping.signal.aborted) return;
    const due = mailWork(value, config, clock.now(), restingOf(value.id));
    const { id } = value;
    // When its turn comes, the row of an ended event may be gone.
    if (due.kind === 'nothing') owe(value);
    if (due.kind === 'nothing' || queue.has(id)) return;
    if (due.kind !== 'wait') queue.add(value);
    else if (due.until < queue.dueAt(id)) queue.later(value, due.until);
  }

  function restingOf(id: string): ReadonlySet<string> | undefined {
    const rest = resting.get(id);
    if (rest && rest.until <= clock.now()) resting.delete(id);
    return resting.get(id)?.tried;
  }

  /** Sends what is due for one event; says for how long SendGrid or storage should be left alone. */
  async function attempt(about: About): Promise<number> {
    const tried = new Set(restingOf(about.id));
    let failed: MailError | undefined;
    try {
      while (!stopping.signal.aborted) {
        const row = await events.openRow(about.platform, about.id);
        const event = row && isReal(row.value) ? row.value : undefined;
        const due = event && mailWork(event, config, clock.now(), tried);
        if (event) owe(event, due && 'mail' in due ? due.mail : undefined);
        if (!row || !event || !due || due.kind === 'nothing') {
          waiting.delete(about.id);
          resting.delete(about.id);
          return 0;
        }
        if (due.kind === 'wait') return comeBack(about, due, { tried, failed });
        if (due.kind === 'give up') await abandon(row);
        else failed = (await step(row, tried)) ?? failed;
      }
      return 0;
    } catch (error) {
      return setBack(about, error);
    }
  }

  /** All that is due was sent, or tried in vain: that is due again a little later. */
  function comeBack(
    about: About,
    { until, mail }: Extract<MailWork, { kind: 'wait' }>,
    { tried, failed }: { tried: ReadonlySet<string>; failed: MailError | undefined },
  ): number {
    if (failed) {
      passing = failed.message;
      const pauseMs = failed.reason === 'malformed' ? LONGEST_PAUSE_MS : backOff();
      resting.set(about.id, { until: clock.now() + pauseMs, tried });
      // Where SendGrid has taken the same mail for others, it takes those about other events.
      const isTaken = mail !== undefined && mail.to.length < mail.all.length;
      if (failed.reason === 'unreachable' && !isTaken) {
        queue.add(about);
        return pauseMs;
      }
    }
    const again = Math.min(until, resting.get(about.id)?.until ?? until);
    if (Number.isFinite(again)) queue.later(about, again);
    return 0;
  }

  function backOff(): number {
    failures += 1;
    return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (failures - 1));
  }

  /** Remembers which mail an event waits for, if any. An end may find a beginning that nobody was told. */
  function owe(event: RealEvent, mail?: WantedMail): void {
    const before = waiting.get(event.id);
    const addresses = event.ending && before && isStart(before) ? unheard(event, config) : 0;
    if (addresses > 0) {
      log.warn({ event: event.id, addresses, why: passing }, 'An outage ended before it could be mailed');
    }
    if (!mail) waiting.delete(event.id);
    else {
      const since = before?.since ?? Math.max(mail.dueAt, Date.parse(event.asOf));
      waiting.set(event.id, { since, kind: mail.kind });
    }
  }

  /** One address's turn: why it failed, if it did. */
  async function step(row: Row<TrackedEvent>, tried: Set<string>): Promise<MailError | undefined> {
    const { id } = row.value;
    const stepped = await sendOne(row, around, tried);
    if (stepped.kind === 'passed over') return undefined;
    const { address } = stepped;
    const entry = recipients(config).indexOf(address) + 1;
    if (stepped.kind === 'failed') {
      const { error, turn } = stepped;
      // The next address would get the same answer.
      if (error.reason === 'rejected' || error.waitMs !== undefined) throw error;
      mailed(error.reason);
      log.warn({ event: id, entry, reason: error.reason, why: error.message }, NOT_SENT);
      if (error.reason === 'malformed') troubles.add(address, error.message);
      tried.add(turn);
      return error;
    }
    mailed(stepped.kind);
    failures = 0;
    passing = undefined;
    const { why = '' } = stepped;
    if (stepped.kind === 'refused') {
      log.error({ event: id, entry, why }, 'SendGrid will not have a mail for an address');
      troubles.add(
        address,
        `${why} It is entry ${entry} of ESCALATE_EMAILS; the other addresses get their mails.`,
      );
      return undefined;
    }
    log.info({ event: id, entry }, 'A mail was sent');
    troubles.took(address);
    return undefined;
  }

  async function abandon(row: Row<TrackedEvent>): Promise<void> {
    const { id } = row.value;
    if (!(await giveUp(row, around))) return;
    mailed('given up');
    log.error({ event: id, why: passing }, 'A mail could not be sent for a day and was given up');
    troubles.add(
      id,
      `That ${id} has ended could not be mailed for a day and was given up. ${passing ?? ''}`.trim(),
    );
  }

  function setBack(about: About, error: unknown): number {
    if (!(error instanceof MailError)) {
      queue.add(about);
      log.warn({ event: about.id, err: error }, 'An event could not be escalated');
      return STORAGE_PAUSE_MS;
    }
    const { reason, message, waitMs = 0 } = error;
    mailed(reason);
    passing = message;
    log.warn({ event: about.id, reason, why: message }, NOT_SENT);
    if (reason === 'rejected') troubles.add(reason, message);
    queue.add(about);
    return Math.max(backOff(), waitMs);
  }

  return {
    nudge,
    status() {
      const since = Math.min(...[...waiting.values()].map((one) => one.since));
      const trouble = troubles.words() ?? (waiting.size > 0 ? passing : undefined);
      return {
        waiting: waiting.size,
        ...(waiting.size > 0 ? { oldestWaitingSince: since } : {}),
        ...(trouble === undefined ? {} : { trouble }),
      };
    },
    async probe() {
      // What waits is tried again and again by itself.
      if (waiting.size > 0 || clock.now() < probeAt) return;
      probeAt = clock.now() + LONGEST_PAUSE_MS;
      try {
        await around.post.check(trialLetter());
        troubles.letIn();
      } catch (error) {
        if (error instanceof MailError && error.reason === 'rejected')
          troubles.add('rejected', error.message);
      }
    },
    stop: queue.stop,
  };
}
