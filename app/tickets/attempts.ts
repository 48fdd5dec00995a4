import { entriesOf } from '../announce/present.ts';
import { noted } from '../events/acts.ts';
import type { Ticket, TrackedEvent } from '../events/event.ts';
import type { EventStore } from '../store/events.ts';
import type { Row } from '../store/rows.ts';
import type { WorkItem } from './answers.ts';
import { idle, sure, VERIFY_MS } from './work.ts';

/** Which event, wherever its row lies. */
export type About = Pick<TrackedEvent, 'platform' | 'id'>;

/** Each round puts the row back into the open table; somebody may move it away again. */
const MOST_ROUNDS = 5;

/**
 * Writes what `change` makes of the event's present state. An ended event comes back into the open table for
 * it, where deliveries are looked after. `undefined`: there is no such event, or `change` wants nothing.
 */
export async function changeAnywhere(
  events: EventStore,
  { platform, id }: About,
  change: (event: TrackedEvent) => TrackedEvent | undefined,
): Promise<Row<TrackedEvent> | undefined> {
  for (let round = 0; round < MOST_ROUNDS; round++) {
    let wantsNothing = false;
    const row = await events.change(platform, id, (event) => {
      const next = change(event);
      wantsNothing = next === undefined;
      return next;
    });
    // Otherwise it is not here, or was moved away just when it was to be written.
    if (row || wantsNothing) return row;
    if (!(await events.revive(platform, id)) && !(await events.openRow(platform, id))) return undefined;
  }
  throw new Error('an event is moved back and forth');
}

/** The event with this item as its ticket: the first it hears of, or an older one in place of a duplicate. */
export function withItem(
  event: TrackedEvent,
  ticket: Ticket,
  { item, verifyAt, now }: { item: WorkItem; verifyAt: string | undefined; now: number },
): TrackedEvent {
  const { id, url } = item;
  if (ticket.id === id) return { ...event, ticket: verifyAt ? { ...ticket, verifyAt } : sure(ticket) };
  const { by } = ticket;
  const { ended: _, gone: __, trouble: ___, closed: ____, ...rest } = sure(idle(ticket));
  // Comments in the duplicate are missing in the other one; what both descriptions tell is not.
  const told = ticket.id === undefined ? ticket.told : ticket.told.slice(0, ticket.described);
  const next: Ticket = { ...rest, id, url, told, ...(verifyAt ? { verifyAt } : {}) };
  // One that was asked for after the end is there to be worked on.
  if (event.ending && toldOfEnd(event, told)) next.ended = true;
  const replaced = ticket.id === undefined ? '' : ` (${ticket.id} is its duplicate)`;
  const at = new Date(now).toISOString();
  return noted(
    { ...event, ticket: next },
    { kind: 'ticket', text: `Ticket ${id}${replaced} created`, by, at },
  );
}

/** When what may have been made late is looked for. */
export function laterLook(now: number): string {
  return new Date(now + VERIFY_MS).toISOString();
}

function toldOfEnd(event: TrackedEvent, told: readonly string[]): boolean {
  const keys = new Set(told);
  return entriesOf(event).some(({ key, ends }) => ends && keys.has(key));
}
