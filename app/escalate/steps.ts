import type { Scene } from '../announce/present.ts';
import { type Clock, sleep } from '../clock.ts';
import type { MailConfig } from '../config.ts';
import type { Escalation, TrackedEvent } from '../events/event.ts';
import { isReal, type RealEvent } from '../events/real.ts';
import type { Log } from '../log.ts';
import type { EventStore } from '../store/events.ts';
import type { Row } from '../store/rows.ts';
import { MailError } from './failures.ts';
import { subjectOf, writeLetter } from './letter.ts';
import { claimed, failed, givenUp, refused, sent } from './record.ts';
import type { Post } from './sendgrid.ts';
import { mailWork, recipientKey, turnKey, type WantedMail } from './wanted.ts';

/** What a step needs of its surroundings. */
export interface Around {
  config: MailConfig;
  post: Post;
  events: EventStore;
  clock: Clock;
  log: Log;
  copy: string;
  scene(): Scene;
  /** Our workspace's address; empty until Slack has told it. */
  workspace(): string;
  crashpoint(name: string): Promise<void> | void;
  /** Called with each row that was written. */
  written(row: Row<TrackedEvent>): void;
  stopping: AbortSignal;
}

/** What became of a step; `address` is whom it was for. */
export type Stepped =
  | { kind: 'passed over' }
  | { kind: 'sent' | 'refused'; address: string; why?: string }
  /** It is to be tried again. */
  | { kind: 'failed'; address: string; error: MailError; turn: string };

/** One request of 10 s, and the writes around it. */
const CLAIM_MS = 30_000;
const SEND_MS = 10_000;
const RECORD_MS = 2_000;

let claims = 0;

/** Sends one mail to one address, but for turns that were `tried` in vain a moment ago. */
export async function sendOne(
  row: Row<TrackedEvent>,
  around: Around,
  tried: ReadonlySet<string> = new Set(),
): Promise<Stepped> {
  const { post, config, clock, crashpoint } = around;
  // An event that has ended meanwhile, and was moved, wins over a row that came back late.
  const isNew = !row.value.escalation?.mails.length;
  if (isNew && (await around.events.superseded(row))) return { kind: 'passed over' };
  const turn = await takeTurn(row, around, tried);
  if (!turn) return { kind: 'passed over' };
  const { event, mail, address } = turn;
  const now = () => new Date(clock.now()).toISOString();
  try {
    const setting = { config, scene: around.scene(), workspace: around.workspace() };
    await crashpoint('mail claimed');
    // A copy that slept: by now somebody else may be at it.
    if (clock.now() + SEND_MS > turn.until) return { kind: 'passed over' };
    await post.send(writeLetter(event, mail, setting), address);
  } catch (error) {
    if (!(error instanceof MailError)) throw error;
    const { reason, uncertain, message: why } = error;
    if (reason === 'refused') {
      await record(turn, around, (escalation) => refused(escalation, mail, address));
      return { kind: 'refused', address, why };
    }
    await record(turn, around, (escalation) =>
      failed(escalation, mail, { address, at: now(), uncertain: uncertain || turn.doubt }),
    );
    return { kind: 'failed', address, error, turn: turnKey(mail, address) };
  }
  await crashpoint('mail sent');
  await record(turn, around, (escalation) => sent(escalation, mail, { address, at: now() }));
  return { kind: 'sent', address };
}

/** Writes down that a mail is not tried any more. */
export async function giveUp({ value }: Row<TrackedEvent>, around: Around): Promise<boolean> {
  const { events, config, clock } = around;
  const row = await events.change(value.platform, value.id, (event) => {
    if (!isReal(event) || !event.escalation) return undefined;
    const due = mailWork(event, config, clock.now());
    return due.kind === 'give up' ? { ...event, escalation: givenUp(event.escalation, due.mail) } : undefined;
  });
  if (row) around.written(row);
  return row !== undefined;
}

interface Turn {
  name: string;
  event: TrackedEvent & RealEvent;
  mail: WantedMail;
  address: string;
  until: number;
  /** Somebody died at this very mail: it may have been sent. */
  doubt: boolean;
}

async function takeTurn(
  row: Row<TrackedEvent>,
  around: Around,
  tried: ReadonlySet<string>,
): Promise<Turn | undefined> {
  const { events, config, clock, copy } = around;
  const name = `${copy}/m${++claims}`;
  let turn: Turn | undefined;
  let mine = false;
  const { platform, id } = row.value;
  const written = await events.change(platform, id, (event) => {
    // The claim was written, only the answer was lost.
    mine = event.escalation?.claim?.by === name;
    if (mine) return undefined;
    turn = undefined;
    if (!isReal(event)) return undefined;
    const now = clock.now();
    const due = mailWork(event, config, now, tried);
    const [address] = due.kind === 'send' ? due.mail.to : [];
    if (due.kind !== 'send' || address === undefined) return undefined;
    const until = now + CLAIM_MS;
    const claim = { by: name, until: new Date(until).toISOString() };
    const subject = subjectOf(event, around.scene());
    const next = { ...event, escalation: claimed(event, due.mail, { address, subject, claim }) };
    turn = { name, event: next, mail: due.mail, address, until, doubt: mayHave(event, due.mail, address) };
    return next;
  });
  if (written) around.written(written);
  // After a conflict the row may be gone: then nothing was claimed.
  return written || mine ? turn : undefined;
}

function mayHave({ escalation }: RealEvent, { key }: WantedMail, address: string): boolean {
  const mail = escalation?.mails.find((one) => one.key === key);
  return mail?.maybe.includes(recipientKey(address)) === true;
}

/** Goes on until storage takes it: what is not written down would be sent again. */
async function record(
  turn: Turn,
  around: Around,
  change: (escalation: Escalation) => Escalation,
): Promise<void> {
  const { events, clock, log, stopping } = around;
  const { platform, id } = turn.event;
  for (;;) {
    try {
      const row = await events.change(platform, id, (event) => recorded(event, turn, change));
      if (row) around.written(row);
      return;
    } catch (error) {
      log.warn({ event: id, err: error }, 'What became of a mail could not be written down yet');
      if (stopping.aborted) return;
      await sleep(clock, RECORD_MS, stopping);
    }
  }
}

/** Somebody else's turn, taken while this copy slept, stays theirs. */
function recorded(
  event: TrackedEvent,
  turn: Turn,
  change: (escalation: Escalation) => Escalation,
): TrackedEvent | undefined {
  const { escalation } = event;
  if (!escalation) return undefined;
  const next = change(escalation);
  const { claim } = escalation;
  const theirs = claim !== undefined && claim.by !== turn.name;
  const mine = { ...event, escalation: theirs ? { ...next, claim } : next };
  return JSON.stringify(mine) === JSON.stringify(event) ? undefined : mine;
}
