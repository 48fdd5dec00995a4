import type { Clock } from '../clock.ts';
import type { Actor, Ticket, TrackedEvent } from '../events/event.ts';
import type { Log } from '../log.ts';
import type { EventStore } from '../store/events.ts';
import type { Row } from '../store/rows.ts';
import type { WorkItem } from './answers.ts';
import { type About, changeAnywhere, laterLook, withItem } from './attempts.ts';
import { idle } from './work.ts';

/** A ticket whose item is known. */
export type KnownTicket = Ticket & { id: number; url: string };

/** What stands in the way of another attempt. */
export type Standing =
  | { kind: 'had'; ticket: KnownTicket }
  /** Somebody's attempt is under way. */
  | { kind: 'busy'; by: Actor }
  | { kind: 'unknown event' };

/** The only turn at making the ticket of an event. */
export interface Turn {
  kind: 'turn';
  about: About;
  name: string;
  until: number;
  by: Actor;
  /** Keys of what the description tells. */
  told: readonly string[];
  /** An earlier attempt may have made an item. */
  doubt: boolean;
}

/** Turns at making tickets, kept in the rows of their events. */
export interface Turns {
  /** Whose attempt is under way. */
  maker(event: TrackedEvent): Actor | undefined;
  /** By a conditional write. Throws when storage is away. */
  take(about: About, wish: Pick<Turn, 'by' | 'told'>): Promise<Turn | Standing>;
  /** Ends without an item; where one may still turn up, it is looked for later. */
  giveUp(turn: Turn, doubt: boolean): Promise<void>;
  /** Ends with an item: the ticket as it stands in the row, or as it will. */
  record(turn: Turn, item: WorkItem, doubt: boolean): Promise<KnownTicket>;
}

export interface TurnParts {
  events: EventStore;
  clock: Clock;
  log: Log;
  /** Names this copy of the bot. */
  copy: string;
  /** Called with each event whose ticket has changed for people. */
  written(row: Row<TrackedEvent>): void;
}

/** One call lasts 30 s, and with something in doubt there are two; then there are the writes. */
const TURN_MS = { sure: 45_000, doubt: 80_000 };

let turns = 0;

/** Turns in the tables. */
export function createTurns({ events, clock, log, copy, written }: TurnParts): Turns {
  return { maker, take, giveUp, record };

  function maker({ ticket }: TrackedEvent): Actor | undefined {
    const underWay =
      ticket?.id === undefined && ticket?.claim && Date.parse(ticket.claim.until) > clock.now();
    return underWay ? ticket.by : undefined;
  }

  async function take(about: About, { by, told }: Pick<Turn, 'by' | 'told'>): Promise<Turn | Standing> {
    const name = `${copy}/t${++turns}`;
    let result: Turn | Standing = { kind: 'unknown event' };
    await changeAnywhere(events, about, (event) => {
      const now = clock.now();
      const { ticket } = event;
      // The claim was written, only the answer was lost.
      if (ticket?.claim?.by === name) return undefined;
      const busy = maker(event);
      if (isKnown(ticket)) result = { kind: 'had', ticket };
      else if (busy) result = { kind: 'busy', by: busy };
      if (isKnown(ticket) || busy) return undefined;
      const doubt = ticket !== undefined;
      const until = now + (doubt ? TURN_MS.doubt : TURN_MS.sure);
      result = { kind: 'turn', about, name, until, by, told, doubt };
      // Whichever attempt's item it comes to be, this its description tells.
      const described = ticket ? told.filter((key) => ticket.told.includes(key)) : [...told];
      const claim = { by: name, until: iso(until) };
      return {
        ...event,
        ticket: { ...ticket, by, at: iso(now), claim, told: described, described: described.length },
      };
    });
    return result;
  }

  async function giveUp({ about, name }: Turn, doubt: boolean): Promise<void> {
    try {
      const row = await changeAnywhere(events, about, (event) => {
        const { ticket, ...rest } = event;
        if (ticket?.claim?.by !== name) return undefined;
        if (!doubt) return rest;
        return { ...event, ticket: { ...idle(ticket), verifyAt: laterLook(clock.now()) } };
      });
      if (row) written(row);
    } catch (error) {
      // The claim runs out by itself.
      log.warn({ event: about.id, err: error }, 'A claim on a ticket could not be given up');
    }
  }

  async function record(
    { about, name, by, told }: Turn,
    item: WorkItem,
    doubt: boolean,
  ): Promise<KnownTicket> {
    const fresh: Ticket = { by, at: iso(clock.now()), told: [...told], described: told.length };
    try {
      const row = await changeAnywhere(events, about, (event) => {
        const now = clock.now();
        const held = event.ticket ?? fresh;
        const ours = held.id === undefined && (!held.claim || held.claim.by === name);
        // Somebody took over while this copy slept: the older item will be kept, the other closed.
        if (!ours) return { ...event, ticket: { ...held, verifyAt: laterLook(now) } };
        // A claim that is gone was taken for dead: another item may be on its way.
        const again = doubt || !event.ticket?.claim || held.verifyAt !== undefined;
        return withItem(event, held, { item, verifyAt: again ? laterLook(now) : undefined, now });
      });
      if (row) written(row);
      if (isKnown(row?.value.ticket)) return row.value.ticket;
    } catch (error) {
      // It stands, and is found by its tag once the claim has run out.
      log.warn({ event: about.id, item: item.id, err: error }, 'A ticket was made but could not be recorded');
    }
    return { ...fresh, id: item.id, url: item.url };
  }
}

/** Whether the item of this ticket is known. */
export function isKnown(ticket: Ticket | undefined): ticket is KnownTicket {
  return ticket?.id !== undefined && ticket.url !== undefined;
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
