import { entriesOf } from '../announce/present.ts';
import { undoableUntil } from '../events/acts.ts';
import type { Ticket, TrackedEvent } from '../events/event.ts';

/** A work item carries this and what it is the ticket of. */
export const TAG = 'outage-bot';

/** When what an attempt may have made late is looked for. */
export const VERIFY_MS = 120_000;

/** What a ticket still needs. */
export type TicketWork =
  | { kind: 'nothing' }
  /** Somebody is at it, or the time to look again has not come. */
  | { kind: 'wait'; until: number }
  /** An attempt may have made an item that is not known here, or a second one. */
  | { kind: 'look' }
  /** `doubt`: an earlier attempt may have written the comment, so look first. */
  | { kind: 'comment'; doubt: boolean }
  /** The item hears that the event has ended. */
  | { kind: 'end' };

type Entries = ReturnType<typeof entriesOf>;

/** Compares what the item of an event should say with what it says. Pure. */
export function ticketWork(event: TrackedEvent, now: number): TicketWork {
  const { ticket } = event;
  if (!ticket) return { kind: 'nothing' };
  const { claim } = ticket;
  const verifyAt = ticket.verifyAt === undefined ? undefined : Date.parse(ticket.verifyAt);
  if (claim && Date.parse(claim.until) > now) return { kind: 'wait', until: Date.parse(claim.until) };
  if (ticket.id === undefined) {
    if (!claim && verifyAt !== undefined && verifyAt > now) return { kind: 'wait', until: verifyAt };
    // It was looked for in vain: only a person can know.
    return !claim && verifyAt === undefined && ticket.trouble ? { kind: 'nothing' } : { kind: 'look' };
  }
  if (verifyAt !== undefined && verifyAt <= now) return { kind: 'look' };
  if (!ticket.gone) {
    if (claim || untoldEntries(event).length > 0) return { kind: 'comment', doubt: claim !== undefined };
    if (event.ending && !ticket.ended) {
      // What can still be taken back is not closed yet.
      const until = undoableUntil(event);
      return until > now ? { kind: 'wait', until } : { kind: 'end' };
    }
  }
  return verifyAt === undefined ? { kind: 'nothing' } : { kind: 'wait', until: verifyAt };
}

/** Whether nothing more will be done about it, so that an ended event may go. */
export function isTicketSettled(event: TrackedEvent): boolean {
  return ticketWork(event, Number.NEGATIVE_INFINITY).kind === 'nothing';
}

/** What the item does not tell yet. That it exists it tells by itself. */
export function untoldEntries(event: TrackedEvent): Entries {
  const told = new Set(event.ticket?.told);
  return entriesOf(event).filter(({ key, kind }) => kind !== 'ticket' && !told.has(key));
}

/** What finds the item of an event, and no other. */
export function tagOfEvent({ id }: Pick<TrackedEvent, 'id'>): string {
  return `${TAG}-${id}`;
}

/** The ticket with nobody's turn at it. */
export function idle({ claim: _, ...ticket }: Ticket): Ticket {
  return ticket;
}

/** The ticket without a later look. */
export function sure({ verifyAt: _, ...ticket }: Ticket): Ticket {
  return ticket;
}
