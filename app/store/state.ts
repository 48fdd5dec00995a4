import { z } from 'zod';
import type { CheckError, Severity } from '../../checkers/checker.ts';
import type { Actor, Announcement } from '../events/event.ts';
import type { Floor, MaintenanceRule, PlatformSettings } from '../events/rules.ts';
import type { TestSession } from '../events/simulation.ts';
import { packList, unpack, unpackAnyList } from './columns.ts';
import type { Codec } from './rows.ts';
import { announcement, count, day, elsewhere, instant, person } from './shapes.ts';

const LONG_AGO = '1970-01-01T00:00:00.000Z';

/** What every copy of the bot must know about a platform. */
export interface PlatformState {
  id: string;
  /** When its first look succeeded: what was resolved by then is never told. */
  baselineAt?: string;
  /** Its list has had entries: a *recent* list that is empty now is not believed. */
  everListed: boolean;
  /** Since when looks say nothing, and why. */
  unreadable?: { since: string; reason: CheckError['reason'] | 'bug'; message: string };
  /** Open incidents that do not concern us. */
  elsewhere: Elsewhere[];
  /** Fingerprint of what its page says, since when, and how long it ever said the same before. */
  said?: { hash: string; since: string; longestMs: number };
  /** How much the page speaks of (components, services) now, at most so far, and since when it is less. */
  scope?: number;
  widest?: number;
  narrowerSince?: string;
  /** Where its answers come from now, if not from its own address. */
  movedTo?: string;
  /** Why the newest look could read only a part, and since when that is so; absent in rows of older versions. */
  partly?: string;
  partlySince?: string;
  /** As of the last write of this row; the lease holds newer ones. */
  lastGoodLookAt?: string;
  /** What its newest thirty days were like, by their UTC date; absent in rows of older versions. */
  days?: Days;
}

/** A day of a platform: as bad as it got, or that nobody could tell. */
export type DayState = 'ok' | 'unknown' | Severity;

/** Days by their UTC date, such as `2026-11-20`. */
export type Days = Readonly<Record<string, DayState>>;

/** Somebody who opened Home lately, and the page that they are on. */
export interface Viewer {
  /** The id of the user. */
  id: string;
  openedAt: string;
  page: number;
}

/** An open incident that does not concern us, why, and what it affects. */
export interface Elsewhere {
  id: string;
  title: string;
  severity: Severity;
  url: string;
  /** Absent in rows of older versions. */
  why?: string;
  affected: string[];
}

/** Who looks, and when each platform was last looked at with success. */
export interface Lease {
  holder: string;
  /** Grows with every renewal, so that the ETag moves. */
  renewals: number;
  lastGoodLooks: Record<string, string>;
}

/** Something that operators are told once, and once more when it is over. */
export interface Notice {
  /** What it is about: a platform's id, `network`, or `channel-C123`. */
  id: string;
  text: string;
  /** What is said when it is over. */
  overText: string;
  /** Slack's word for why a channel is closed. */
  code?: string;
  since: string;
  endedAt?: string;
  revision: number;
  announcements: Announcement[];
}

export const platformCodec: Codec<PlatformState> = {
  key: ({ id }) => ({ partition: 'platform', row: id }),
  encode: (state) => ({
    BaselineAt: state.baselineAt,
    EverListed: state.everListed,
    LastGoodLookAt: state.lastGoodLookAt,
    UnreadableSince: state.unreadable?.since,
    UnreadableReason: state.unreadable?.reason,
    UnreadableMessage: state.unreadable?.message,
    SaidHash: state.said?.hash,
    SaidSince: state.said?.since,
    SaidLongestMs: state.said?.longestMs,
    Scope: state.scope,
    Widest: state.widest,
    NarrowerSince: state.narrowerSince,
    MovedTo: state.movedTo,
    Partly: state.partly,
    PartlySince: state.partlySince,
    ...(state.days ? packList('Days', Object.entries(state.days)) : {}),
    ...packList('Elsewhere', state.elsewhere),
  }),
  decode(columns, { row }) {
    const said = whole({
      hash: unpack('SaidHash', columns, text),
      since: unpack('SaidSince', columns, when),
      longestMs: unpack('SaidLongestMs', columns, number),
    });
    const unreadable = whole({
      since: unpack('UnreadableSince', columns, when),
      reason: unpack('UnreadableReason', columns, reason),
      message: unpack('UnreadableMessage', columns, text),
    });
    const days = unpackAnyList('Days', columns, day);
    return {
      id: row,
      elsewhere: unpackAnyList('Elsewhere', columns, elsewhere) ?? [],
      everListed: unpack('EverListed', columns, z.boolean().default(false)),
      ...whole({ baselineAt: unpack('BaselineAt', columns, when) }),
      ...whole({ lastGoodLookAt: unpack('LastGoodLookAt', columns, when) }),
      ...whole({ scope: unpack('Scope', columns, number), widest: unpack('Widest', columns, number) }),
      ...whole({ narrowerSince: unpack('NarrowerSince', columns, when) }),
      ...whole({ movedTo: unpack('MovedTo', columns, text) }),
      ...whole({ partly: unpack('Partly', columns, text) }),
      ...whole({ partlySince: unpack('PartlySince', columns, when) }),
      ...(said ? { said } : {}),
      ...(unreadable ? { unreadable } : {}),
      ...(days ? { days: Object.fromEntries(days) } : {}),
    };
  },
  mends: true,
};

const text = z.string().optional();
const when = instant.optional();
const number = count.optional();
const reason: z.ZodType<NonNullable<PlatformState['unreadable']>['reason'] | undefined> = z
  .enum(['unreachable', 'rejected', 'unreadable', 'bug'])
  .optional();

/** Values that mean something only together. */
function whole<T extends object>(parts: T): { [K in keyof T]: Exclude<T[K], undefined> } | undefined {
  if (Object.values(parts).includes(undefined)) return undefined;
  return parts as { [K in keyof T]: Exclude<T[K], undefined> };
}

export const leaseCodec: Codec<Lease> = {
  key: () => ({ partition: 'lease', row: 'leader' }),
  encode: ({ holder, renewals, lastGoodLooks }) => ({
    Holder: holder,
    Renewals: renewals,
    ...packList('LastGoodLooks', Object.entries(lastGoodLooks)),
  }),
  decode: (columns) => ({
    holder: unpack('Holder', columns, z.string().default('')),
    renewals: unpack('Renewals', columns, count.default(0)),
    lastGoodLooks: Object.fromEntries(
      unpackAnyList('LastGoodLooks', columns, z.tuple([z.string(), instant])) ?? [],
    ),
  }),
  mends: true,
};

export const noticeCodec: Codec<Notice> = {
  key: ({ id }) => ({ partition: 'notice', row: id }),
  encode: ({ text, overText, code, since, endedAt, revision, announcements }) => ({
    Text: text,
    OverText: overText,
    Code: code,
    Since: since,
    EndedAt: endedAt,
    Revision: revision,
    ...packList('Announcements', announcements),
  }),
  decode: (columns, { row }) => ({
    id: row,
    text: unpack('Text', columns, z.string().default(LOST)),
    overText: unpack('OverText', columns, z.string().default(LOST)),
    ...whole({ code: unpack('Code', columns, text) }),
    since: unpack('Since', columns, instant.default(LONG_AGO)),
    ...whole({ endedAt: unpack('EndedAt', columns, when) }),
    revision: unpack('Revision', columns, count.default(1)),
    announcements: unpackAnyList('Announcements', columns, announcement) ?? [],
  }),
  mends: true,
};

const LOST = 'What was said here is lost: the row was changed by hand.';

export const viewerCodec: Codec<Viewer> = {
  key: ({ id }) => ({ partition: 'viewer', row: id }),
  encode: ({ openedAt, page }) => ({ OpenedAt: openedAt, Page: page }),
  decode: (columns, { row }) => ({
    id: row,
    openedAt: unpack('OpenedAt', columns, instant.default(LONG_AGO)),
    page: unpack('Page', columns, count.default(0)),
  }),
  mends: true,
};

export const settingsCodec: Codec<PlatformSettings> = {
  key: ({ platform }) => ({ partition: 'settings', row: platform }),
  encode: ({ channels, floor, wanted, maintenance, mutedUntil, marks, by, at }) => ({
    Floor: floor,
    Maintenance: maintenance,
    MutedUntil: mutedUntil,
    ChangedBy: by,
    ChangedAt: at,
    Marks: JSON.stringify(marks),
    ...(channels ? packList('Channels', channels) : {}),
    ...(wanted ? packList('Wanted', wanted) : {}),
  }),
  // What makes no sense is as good as not chosen: then the environment counts.
  decode: (columns, { row }) => ({
    platform: row,
    ...whole({ floor: unpack('Floor', columns, floor) }),
    ...whole({ maintenance: unpack('Maintenance', columns, maintenance) }),
    ...whole({ mutedUntil: unpack('MutedUntil', columns, when) }),
    ...whole({ channels: unpackAnyList('Channels', columns, z.string()) }),
    ...whole({ wanted: unpackAnyList('Wanted', columns, z.string()) }),
    marks: marks.parse(JSON.parse(unpack('Marks', columns, z.string().default('{}')))),
    by: unpack('ChangedBy', columns, person.default('')),
    at: unpack('ChangedAt', columns, instant.default(LONG_AGO)),
  }),
  mends: true,
};

const floor: z.ZodType<Floor | undefined> = z.enum(['notice', 'minor', 'major', 'critical']).optional();
const maintenance: z.ZodType<MaintenanceRule | undefined> = z.enum(['off', 'home', 'channel']).optional();
const marks: z.ZodType<PlatformSettings['marks']> = z.record(
  z.string(),
  z.looseObject({ by: person, at: instant }),
);

export const testSessionCodec: Codec<TestSession> = {
  key: () => ({ partition: 'test-mode', row: 'session' }),
  encode: ({ since, until, by, ended }) => ({
    Since: since,
    Until: until,
    StartedBy: by.id,
    StartedByName: by.name,
    EndedAt: ended?.at,
    EndedBy: ended?.by.id,
    EndedByName: ended?.by.name,
  }),
  decode(columns) {
    const ended = whole({ at: unpack('EndedAt', columns, when), by: actorIn('EndedBy', columns) });
    // One without an end that makes sense is over.
    return {
      since: unpack('Since', columns, instant.default(LONG_AGO)),
      until: unpack('Until', columns, instant.default(LONG_AGO)),
      by: actorIn('StartedBy', columns) ?? { id: '', name: '' },
      ...(ended ? { ended } : {}),
    };
  },
  mends: true,
};

function actorIn(name: string, columns: Readonly<Record<string, unknown>>): Actor | undefined {
  return whole({ id: unpack(name, columns, text), name: unpack(`${name}Name`, columns, text) });
}
