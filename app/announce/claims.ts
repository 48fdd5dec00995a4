import type { Clock } from '../clock.ts';
import type { Announcement, Claim } from '../events/event.ts';
import type { Log } from '../log.ts';
import type { Row } from '../store/rows.ts';
import { owed, owesEdit, settled } from './delivery.ts';
import type { Messages } from './messages.ts';
import type { Wanted } from './present.ts';

/** What every record that is shown in channels has. */
export interface Shown {
  revision: number;
  announcements: Announcement[];
}

/** A kind of record that is shown in channels, and how it is kept. */
export interface Source<T extends Shown> {
  key(value: T): string;
  present(value: T): Wanted;
  read(value: T): Promise<Row<T> | undefined>;
  replace(row: Row<T>, value: T): Promise<Row<T> | undefined>;
  /** The record as it ended, if it did. */
  ended(value: T): Promise<Row<T> | undefined>;
  /** Before a record is shown for the first time: whether it turns out to be over already. */
  superseded(row: Row<T>, ended: Promise<Row<T> | undefined>): Promise<boolean>;
  /** Puts a record that has gone meanwhile back, so that a late message of ours is looked after. */
  revive(value: T): Promise<Row<T> | undefined>;
  /** All channels show the present state for good or ill. */
  finish(row: Row<T>): Promise<void>;
}

/** What a delivery needs of its surroundings. */
export interface Surroundings {
  messages: Messages;
  clock: Clock;
  log: Log;
  /** Names this copy of the bot. */
  copy: string;
  /** Called between the steps; tests stop or pause a copy here. */
  crashpoint(name: string): Promise<void> | void;
}

/** A turn at one channel of a record. */
export interface Turn<T> {
  row: Row<T>;
  /** What was delivered before. */
  before: Announcement;
  mine: Claim;
  /** An earlier attempt may have sent something, so look first. */
  doubt: boolean;
}

/** A request lasts 10 s at most; none is begun that the claim would not outlive. */
const CLAIM_MS = 30_000;
/** A turn to edit that is further off is waited for without a claim, and without keeping the channel waiting. */
export const PATIENCE_MS = 5_000;
/** How long a message may take to show up in the history after its answer was lost. */
export const DOUBT_MS = 5_000;

let claims = 0;

/**
 * Takes the turn, by a conditional write; reads again when somebody else moved first. `undefined` when there
 * is nothing to do, `retryAt` when somebody else is at it or many edits come first.
 */
export async function takeTurn<T extends Shown>(
  source: Source<T>,
  start: Row<T>,
  channel: string,
  { messages, clock, copy }: Surroundings,
): Promise<Turn<T> | { retryAt: number } | undefined> {
  let row: Row<T> | undefined = start;
  let tried: Turn<T> | undefined;
  while (row) {
    const { value } = row;
    const before = value.announcements.find((one) => one.channel === channel);
    if (!before) {
      if (isSettled(source, value)) await source.finish(row);
      return undefined;
    }
    // The claim was written, only the answer was lost.
    if (tried && before.claim?.by === tried.mine.by) return { ...tried, row };
    const wanted = source.present(value);
    const next = owed(before, wanted, clock.now());
    if (next.kind === 'wait') return { retryAt: next.until };
    if (next.kind === 'nothing') {
      if (isSettled(source, value)) await source.finish(row);
      return undefined;
    }
    if (!next.doubt && owesEdit(before, wanted)) {
      const waitMs = messages.editInMs(channel, wanted.id);
      if (waitMs > PATIENCE_MS) return { retryAt: clock.now() + waitMs };
    }
    const mine: Claim = {
      by: `${copy}/${++claims}`,
      until: new Date(clock.now() + CLAIM_MS).toISOString(),
      keys: before.claim?.keys ?? wanted.keys,
      since: before.claim?.since ?? new Date(clock.now()).toISOString(),
    };
    const written: Row<T> | undefined = await source.replace(
      row,
      withAnnouncement(value, { ...before, claim: mine }),
    );
    tried = { row: written ?? row, mine, before, doubt: next.doubt };
    if (written) return tried;
    row = await source.read(value);
  }
  return undefined;
}

/** Writes down what was delivered, wherever the record has moved on meanwhile. */
export async function recordDelivery<T extends Shown>(
  source: Source<T>,
  turn: Turn<T>,
  { now, sent }: { now: Announcement; sent: boolean },
  { clock, log }: Surroundings,
): Promise<Row<T> | undefined> {
  for (let row: Row<T> | undefined = turn.row; ; row = await source.read(turn.row.value)) {
    // The record was ended and moved while this copy slept: what it sent late must be looked after.
    const revived = !row && sent;
    if (revived) row = await source.revive(turn.row.value);
    if (!row) return undefined;
    const { value } = row;
    const there = value.announcements.find((one) => one.channel === now.channel);
    if (!there) return row;
    const ours = !revived && there.claim?.by === turn.mine.by;
    if (!ours) {
      log.warn({ record: source.key(value), sent }, 'A claim was taken over while its holder slept');
      if (!sent) return row;
    }
    const soon = new Date(clock.now() + DOUBT_MS).toISOString();
    // A sleeper may have asked for another look while we were at it.
    const asked = there.verifyAt === turn.before.verifyAt ? {} : { verifyAt: there.verifyAt ?? soon };
    const next = ours ? { ...now, ...asked } : { ...there, verifyAt: soon };
    const written = await source.replace(row, withAnnouncement(value, next));
    if (written) return written;
  }
}

/** Whether every channel shows the record for good or ill. */
export function isSettled<T extends Shown>(source: Source<T>, value: T): boolean {
  const wanted = source.present(value);
  return value.announcements.every((one) => settled(one, wanted));
}

function withAnnouncement<T extends { announcements: Announcement[] }>(value: T, next: Announcement): T {
  return {
    ...value,
    announcements: value.announcements.map((one) => (one.channel === next.channel ? next : one)),
  };
}

/** The announcement with nobody's turn at it. */
export function unclaimed({ claim: _, ...announcement }: Announcement): Announcement {
  return announcement;
}
