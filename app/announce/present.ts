import type { Affected, Platform } from '../../checkers/checker.ts';
import { type Announced, type Entry, replyMessage, rootMessage } from '../../views/announcement.ts';
import { allClearMessage, type Noticed, noticeMessage } from '../../views/notice.ts';
import type { Instant, Message } from '../../views/rich.ts';
import { undoableUntil } from '../events/acts.ts';
import type { Change, TrackedEvent } from '../events/event.ts';
import { shortKey } from '../events/ids.ts';
import type { Notice } from '../store/state.ts';

/** What a record wants shown in each of its channels. */
export interface Wanted {
  /** Begins the keys by which its messages are found again. */
  id: string;
  /** When its first message can have been sent, at the earliest. */
  sinceMs: number;
  /** In its present state. */
  root: Message;
  /** Keys of all there is to tell, oldest first. */
  keys: string[];
  /** Those that are also shown in the channel. */
  loud: ReadonlySet<string>;
  /** One reply that tells `keys`, of which the root has shown the `earlier` ones before. */
  reply(keys: ReadonlySet<string>, earlier: ReadonlySet<string>): Message;
}

/** Opening is the root itself; these are the other changes that reach the channel. */
const LOUD: ReadonlySet<Change['kind']> = new Set([
  'worsened',
  'resolved',
  'withdrawn',
  'reopened',
  'force-resolved',
  'force-resolve undone',
]);
const ENDS: ReadonlySet<Change['kind']> = new Set(['resolved', 'withdrawn', 'force-resolved']);

/** What is shown of an event beside itself. */
export interface Scene {
  /** All there are, whether or not they are watched. */
  platforms: readonly Platform[];
  /** Tickets can be made. */
  tickets: boolean;
  /** Milliseconds since 1970. */
  now: number;
}

/** All there is to tell of an event after its opening: the platform's updates, then the changes. */
export function entriesOf(event: TrackedEvent): (Entry & { kind?: Change['kind'] })[] {
  return [
    ...event.updates.map(({ id, at, phase, text }) => ({
      key: shortKey('update', id),
      at: instant(at),
      update: { phase, text },
    })),
    ...event.changes
      .filter(({ kind }) => kind !== 'opened')
      .map(({ id, kind, at, text, by, reason }) => ({
        key: shortKey('change', id),
        kind,
        at: instant(at),
        change: text,
        ...(ENDS.has(kind) ? { ends: true } : {}),
        ...(kind === 'ticket' ? { ticket: true } : {}),
        ...(by ? { by: by.name } : {}),
        ...(reason === undefined ? {} : { reason }),
      })),
  ];
}

/** What an event wants shown. */
export function presentEvent(event: TrackedEvent, scene: Scene): Wanted {
  const announced = announcedEvent(event, scene);
  const entries = entriesOf(event);
  return {
    id: event.id,
    sinceMs: Date.parse(event.seenAt),
    root: rootMessage(announced),
    keys: entries.map((entry) => entry.key),
    loud: new Set(entries.filter(({ kind }) => kind && LOUD.has(kind)).map(({ key }) => key)),
    reply: (keys, earlier) =>
      replyMessage(
        announced,
        entries
          .filter((entry) => keys.has(entry.key))
          .map((entry) => (earlier.has(entry.key) ? { ...entry, earlier: true } : entry)),
      ),
  };
}

/** An event as the views show it. */
export function announcedEvent(event: TrackedEvent, { platforms, tickets, now }: Scene): Announced {
  const newest = event.updates.at(-1);
  const { forced, ticket, acknowledgedBy } = event;
  const undo = now < undoableUntil(event);
  return {
    id: event.id,
    platform: platforms.find(({ id }) => id === event.platform)?.name ?? event.platform,
    title: event.title,
    url: event.url,
    severity: event.severity,
    worst: event.worst,
    phase: event.phase,
    affected: byGroup(event.affected),
    ...(newest ? { newest: { phase: newest.phase, text: newest.text, at: instant(newest.at) } } : {}),
    began: instant(event.beganAt),
    published: instant(event.publishedAt),
    seen: instant(event.seenAt),
    alreadyOpen: event.alreadyOpen,
    tickets,
    ...(acknowledgedBy ? { acknowledgedBy: { id: acknowledgedBy.id, name: acknowledgedBy.name } } : {}),
    ...(ticket?.id !== undefined && ticket.url !== undefined
      ? {
          ticket: {
            id: ticket.id,
            url: ticket.url,
            ...(ticket.trouble === undefined ? {} : { trouble: ticket.trouble }),
          },
        }
      : {}),
    ...(forced ? { forced: { by: forced.by.name, reason: forced.reason } } : {}),
    ...(undo ? { undo: true } : {}),
    ...(event.simulated ? { simulated: true } : {}),
    ...(event.ending ? { ended: { how: event.ending.how, at: instant(event.ending.at) } } : {}),
  };
}

/** Features have the same names in every region: the region is said once, before them. */
function byGroup(affected: readonly Affected[]): string[] {
  const groups = Map.groupBy(affected, ({ group }) => group);
  return [...groups].flatMap(([group, members]) => {
    const names = members.map(({ name }) => name);
    return group === undefined ? names : [`${group}: ${names.join(', ')}`];
  });
}

const ALL_CLEAR = shortKey('change', 'all-clear');

/** What a notice wants shown. */
export function presentNotice(notice: Notice): Wanted {
  const noticed: Noticed = {
    id: `${notice.id}-${Date.parse(notice.since).toString(36)}`,
    text: notice.text,
    overText: notice.overText,
    since: instant(notice.since),
    ...(notice.endedAt === undefined ? {} : { ended: instant(notice.endedAt) }),
  };
  const keys = notice.endedAt === undefined ? [] : [ALL_CLEAR];
  return {
    id: noticed.id,
    sinceMs: Date.parse(notice.since),
    root: noticeMessage(noticed),
    keys,
    loud: new Set(keys),
    reply: () => allClearMessage(noticed, ALL_CLEAR),
  };
}

/** A point in time for the views: whole seconds, and words for where Slack cannot show a reader's zone. */
export function instant(iso: string): Instant {
  const utc = `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
  return { unix: Math.floor(Date.parse(iso) / 1000), utc };
}

/** The words of the minutes that were asked for last: those of thousands of looks are of one or two. */
const minutes = new Map<number, string>();

/** The same of a point in time in milliseconds. */
export function instantAt(ms: number): Instant {
  const minute = Math.floor(ms / 60_000);
  const known = minutes.get(minute);
  if (known !== undefined) return { unix: Math.floor(ms / 1_000), utc: known };
  const fresh = instant(new Date(ms).toISOString());
  if (minutes.size >= 100) minutes.clear();
  minutes.set(minute, fresh.utc);
  return fresh;
}
