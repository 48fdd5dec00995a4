import { plainText } from '../../checkers/text.ts';
import { keysInComment, ticketComment } from '../../views/ticket-text.ts';
import { announcedEvent, type Scene } from '../announce/present.ts';
import type { Clock } from '../clock.ts';
import type { AdoConfig } from '../config.ts';
import type { Ticket, TrackedEvent } from '../events/event.ts';
import type { Log } from '../log.ts';
import type { EventStore } from '../store/events.ts';
import type { Row } from '../store/rows.ts';
import type { WorkItem } from './answers.ts';
import { laterLook, withItem } from './attempts.ts';
import type { Boards } from './boards.ts';
import { BoardsError, isRefusal } from './failures.ts';
import { htmlOf } from './html.ts';
import { idle, sure, tagOfEvent, ticketWork, untoldEntries } from './work.ts';

/** What a step needs of its surroundings. */
export interface Around {
  boards: Boards;
  events: EventStore;
  clock: Clock;
  log: Log;
  copy: string;
  closing: AdoConfig['closeOnResolve'];
  scene(): Scene;
  crashpoint(name: string): Promise<void> | void;
  /** Called with each row that a step has written. */
  written(row: Row<TrackedEvent>): void;
}

/** One step of keeping a ticket true. Fails as a BoardsError where Azure DevOps is to be tried again. */
export type Step = (row: Row<TrackedEvent>, around: Around) => Promise<void>;

/** Two calls of 30 s, and the writes around them. */
const CLAIM_MS = 75_000;
/** How long a comment may take to show up after its answer was lost. */
const DOUBT_MS = 10_000;
const IN_DOUBT = 'It cannot be found out here whether it was created.';
const GONE = 'It was deleted in Azure DevOps: nothing more is written into it.';

let claims = 0;

/** Looks for what attempts have made: the oldest item is the event's, others are closed with a link to it. */
export async function look(row: Row<TrackedEvent>, around: Around): Promise<void> {
  const { boards, clock } = around;
  const found = await boards.findByTag(tagOfEvent(row.value)).catch((error: unknown) => {
    if (!isRefusal(error)) throw error;
  });
  const [oldest, ...others] = found ?? [];
  for (const other of others) if (oldest) await closeDuplicate(other, oldest, around);
  await change(row, around, (event, ticket) => {
    const now = clock.now();
    if (ticketWork(event, now).kind !== 'look') return undefined;
    // The first look after a crash may come too early for a request that is still on its way.
    const verifyAt = ticket.claim && ticket.id === undefined ? laterLook(now) : undefined;
    if (oldest) return withItem(event, ticket, { item: oldest, verifyAt, now });
    if (ticket.id !== undefined) return { ...event, ticket: sure(ticket) };
    if (!found) return { ...event, ticket: { ...sure(idle(ticket)), trouble: IN_DOUBT } };
    if (verifyAt !== undefined) return { ...event, ticket: { ...idle(ticket), verifyAt } };
    const { ticket: _, ...rest } = event;
    return rest;
  });
}

/** One comment with all that the item does not tell yet. */
export async function comment(row: Row<TrackedEvent>, around: Around): Promise<void> {
  const { boards, clock, crashpoint } = around;
  const turn = await takeTurn(row, around);
  if (!turn) return;
  const { event, doubt, id } = turn;
  const mark = event.id;
  let inDoubt = doubt;
  try {
    const there = doubt ? (await boards.comments(id)).map(({ text }) => plainText(text, 200_000)) : [];
    inDoubt = false;
    const found = new Set(there.flatMap((text) => keysInComment(mark, text)));
    const entries = untoldEntries(event).filter(({ key }) => !found.has(key));
    if (entries.length > 0) {
      const announced = announcedEvent(event, around.scene());
      const { closed, ended } = event.ticket ?? {};
      // The first word after an end that was none.
      const closedByUs = closed && ended && !event.ending;
      await boards.comment(id, htmlOf(ticketComment(announced, entries, { closedByUs })));
      await crashpoint('ticket commented');
    }
    await changeMine(row, around, turn, (ticket) => told(ticket, event));
  } catch (error) {
    if (!(error instanceof BoardsError)) throw error;
    const refused = await refusal(error, id, around);
    // What it will not have is not offered again.
    if (refused) return changeMine(row, around, turn, (ticket) => ({ ...told(ticket, event), ...refused }));
    const until = new Date(clock.now() + DOUBT_MS).toISOString();
    await changeMine(row, around, turn, (ticket) =>
      error.uncertain || inDoubt ? { ...ticket, claim: { by: turn.name, until } } : idle(ticket),
    );
    throw error;
  }
}

/** The event has ended, and the item tells so: where that is wanted, it is closed. */
export async function end(row: Row<TrackedEvent>, around: Around): Promise<void> {
  const { boards, closing, log } = around;
  const { id, closed: byUs } = row.value.ticket ?? {};
  if (id === undefined) return;
  let trouble: Partial<Ticket> = {};
  try {
    // Before it is done: an answer that is lost, or a crash, must not make it look like somebody else's doing.
    if (closing && !byUs) await changeItem({ closed: true });
    const closed = closing && (await boards.close(id, { state: closing.state }));
    if (closed === 'already closed' && !byUs) trouble = { trouble: 'It was closed before the outage ended.' };
  } catch (error) {
    if (!(error instanceof BoardsError)) throw error;
    const refused = await refusal(error, id, around);
    if (!refused) throw error;
    log.warn({ event: row.value.id, item: id, why: error.message }, 'A ticket could not be closed');
    trouble = refused;
  }
  await changeItem({ ...trouble, ended: true });

  async function changeItem(next: Partial<Ticket>): Promise<void> {
    await change(row, around, (event, ticket) =>
      event.ending && !ticket.ended && ticket.id === id
        ? { ...event, ticket: { ...ticket, ...next } }
        : undefined,
    );
  }
}

interface Turn {
  name: string;
  event: TrackedEvent;
  id: number;
  doubt: boolean;
}

async function takeTurn(row: Row<TrackedEvent>, around: Around): Promise<Turn | undefined> {
  const { clock, copy } = around;
  const name = `${copy}/c${++claims}`;
  let turn: Turn | undefined;
  let mine = false;
  const written = await change(row, around, (event, ticket) => {
    // The claim was written, only the answer was lost.
    mine = ticket.claim?.by === name;
    if (mine) return undefined;
    const due = ticketWork(event, clock.now());
    turn =
      due.kind === 'comment' && ticket.id !== undefined
        ? { name, event, id: ticket.id, doubt: due.doubt }
        : undefined;
    const until = new Date(clock.now() + CLAIM_MS).toISOString();
    return turn && { ...event, ticket: { ...ticket, claim: { by: name, until } } };
  });
  // After a conflict the row may be gone: then nothing was claimed.
  return written || mine ? turn : undefined;
}

/** The ticket that tells all of `event`. One that was ended and goes on is open again. */
function told(ticket: Ticket, event: TrackedEvent): Ticket {
  const { ended, ...rest } = idle(ticket);
  const keys = untoldEntries(event).map(({ key }) => key);
  return {
    ...rest,
    told: [...new Set([...ticket.told, ...keys])],
    ...(ended && event.ending ? { ended } : {}),
  };
}

/** What a refusal means for the ticket; `undefined` when it is to be tried again. */
async function refusal(
  error: BoardsError,
  id: number,
  { boards }: Around,
): Promise<Partial<Ticket> | undefined> {
  if (error.reason !== 'refused') return undefined;
  if (error.status === 404 && (await boards.get(id)) === 'gone') return { gone: true, trouble: GONE };
  return { trouble: error.message };
}

async function closeDuplicate(other: WorkItem, first: WorkItem, { boards, log }: Around): Promise<void> {
  try {
    await boards.close(other.id, { duplicateOf: { id: first.id, url: first.url } });
    log.info({ item: other.id, first: first.id }, 'A duplicate ticket was closed');
  } catch (error) {
    if (!(error instanceof BoardsError) || error.reason !== 'refused') throw error;
    log.warn({ item: other.id, why: error.message }, 'A duplicate ticket could not be closed');
  }
}

/** Only while the turn is still ours: whoever took it over looks before they repeat anything. */
async function changeMine(
  row: Row<TrackedEvent>,
  around: Around,
  { name }: Turn,
  next: (ticket: Ticket) => Ticket,
): Promise<void> {
  await change(row, around, (event, ticket) =>
    ticket.claim?.by === name ? { ...event, ticket: next(ticket) } : undefined,
  );
}

async function change(
  { value: { platform, id } }: Row<TrackedEvent>,
  { events, written }: Around,
  next: (event: TrackedEvent, ticket: Ticket) => TrackedEvent | undefined,
): Promise<boolean> {
  const row = await events.change(platform, id, (event) => event.ticket && next(event, event.ticket));
  if (row) written(row);
  return row !== undefined;
}
