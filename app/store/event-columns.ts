import { z } from 'zod';
import type { Announcement, Ticket, TrackedEvent } from '../events/event.ts';
import { type Columns, packList, unpack, unpackList } from './columns.ts';
import type { Codec } from './rows.ts';
import {
  affected,
  announcement,
  change,
  count,
  ending,
  escalation,
  forced,
  instant,
  person,
  phase,
  severity,
  ticket,
  update,
} from './shapes.ts';

/** Each delivered key is ten characters; with the newest two thousand of them the row stays far below 1 MB. */
const KEPT_KEYS = 2000;

/** How an event lies in a table: columns that a person can read in a storage browser. */
export const eventCodec: Codec<TrackedEvent> = {
  key: (event) => ({ partition: event.platform, row: event.id }),

  encode: (event): Columns => ({
    IncidentId: event.incidentId,
    Revision: event.revision,
    Title: event.title,
    Severity: event.severity,
    Worst: event.worst,
    Phase: event.phase,
    Url: event.url,
    BeganAt: event.beganAt,
    PublishedAt: event.publishedAt,
    SeenAt: event.seenAt,
    ListedAt: event.listedAt,
    AsOf: event.asOf,
    AlreadyOpen: event.alreadyOpen,
    Ending: event.ending?.how,
    EndedAt: event.ending?.at,
    AcknowledgedBy: event.acknowledgedBy?.id,
    AcknowledgedByName: event.acknowledgedBy?.name,
    AcknowledgedAt: event.acknowledgedBy?.at,
    Why: event.why,
    Simulated: event.simulated,
    TicketId: event.ticket?.id,
    ...(event.forced ? packList('Forced', [event.forced]) : {}),
    ...(event.ticket ? packList('Ticket', [boundedTicket(event.ticket)]) : {}),
    ...(event.escalation ? packList('Escalation', [event.escalation]) : {}),
    ...packList('Affected', event.affected),
    ...packList('Updates', event.updates),
    ...packList('Changes', event.changes),
    ...packList('Announcements', event.announcements.map(bounded)),
  }),

  decode: (columns, { partition, row }): TrackedEvent => {
    const the = <T>(name: string, shape: z.ZodType<T>): T => unpack(name, columns, shape);
    const all = <T>(name: string, shape: z.ZodType<T>): T[] => unpackList(name, columns, shape);
    const one = <T>(name: string, shape: z.ZodType<T>): T[] =>
      columns[name] === undefined ? [] : all(name, shape);
    return {
      id: row,
      platform: partition,
      incidentId: the('IncidentId', z.string()),
      revision: the('Revision', count),
      title: the('Title', z.string()),
      severity: the('Severity', severity),
      worst: the('Worst', severity),
      phase: the('Phase', phase),
      affected: all('Affected', affected),
      url: the('Url', z.string()),
      updates: all('Updates', update),
      changes: all('Changes', change),
      beganAt: the('BeganAt', instant),
      publishedAt: the('PublishedAt', instant),
      seenAt: the('SeenAt', instant),
      listedAt: the('ListedAt', instant),
      asOf: the('AsOf', instant),
      alreadyOpen: the('AlreadyOpen', z.boolean().default(false)),
      ...(columns.Ending === undefined
        ? {}
        : { ending: { how: the('Ending', ending), at: the('EndedAt', instant) } }),
      ...(columns.AcknowledgedBy === undefined
        ? {}
        : {
            acknowledgedBy: {
              id: the('AcknowledgedBy', person),
              name: the('AcknowledgedByName', z.string()),
              at: the('AcknowledgedAt', instant),
            },
          }),
      ...only('forced', one('Forced', forced)),
      ...only('ticket', one('Ticket', ticket)),
      ...only('escalation', one('Escalation', escalation)),
      ...(columns.Why === undefined ? {} : { why: the('Why', z.string()) }),
      // Not a real outage by mistake: that would be mailed.
      ...(the('Simulated', z.boolean().default(false)) ? { simulated: true } : {}),
      announcements: all('Announcements', announcement),
    };
  },
};

/** A part that may be missing, kept as a list of at most one. */
function only<K extends string, T>(key: K, [value]: T[]): { [k in K]?: T } {
  return (value === undefined ? {} : { [key]: value }) as { [k in K]?: T };
}

function boundedTicket(ticket: Ticket): Ticket {
  return { ...ticket, told: ticket.told.slice(-KEPT_KEYS) };
}

function bounded(announcement: Announcement): Announcement {
  return { ...announcement, told: announcement.told.slice(-KEPT_KEYS) };
}
