import { z } from 'zod';
import { type Columns, packList, unpack, unpackAnyList, unpackList } from '../store/columns.ts';
import type { Codec } from '../store/rows.ts';
import { count, instant } from '../store/shapes.ts';
import type { PageIncident, PageUpdate } from './record.ts';
import type { Refusal, RefusalKind } from './refusal.ts';

/** How our own Statuspage is known so far. */
export interface PageMark {
  /** When the first reading was kept: what was there by then is not news. */
  baselineAt?: string;
  /** Since when deliveries are taken at their word, where they are. */
  trustedSince?: string;
  /** Updates that deliveries announced before the first reading. */
  announced: string[];
  /** Updates that deliveries said are not to be told, until the page shows them: it does not say so of all. */
  muted: string[];
}

/** What concerns X as a whole. */
export interface Account {
  /** The UTC day whose posts are counted. */
  day: string;
  posts: number;
  /** Nothing is posted before. */
  pausedUntil?: string;
  /** Why it is not. */
  pausedFor?: string;
  /** As long as a person has to do something about it. */
  refusal?: Refusal;
}

/** Where Statuspage sends from, as last published. */
export interface KeptRanges {
  fetchedAt: string;
  networks: string[];
}

export const pageIncidentCodec: Codec<PageIncident> = {
  key: ({ id }) => ({ partition: 'social', row: id }),
  encode: ({ link, backfilled, updates }) => ({
    Link: link,
    Backfilled: backfilled,
    Newest: updates.at(-1)?.at,
    ...packList('Updates', updates),
  }),
  decode: (columns, { row }) => ({
    id: row,
    link: unpack('Link', columns, z.string()),
    backfilled: unpack('Backfilled', columns, z.boolean().default(false)),
    updates: unpackList('Updates', columns, pageUpdate),
  }),
};

const when = instant.exactOptional();
const text = z.string().exactOptional();

const pageUpdate: z.ZodType<PageUpdate> = z.looseObject({
  id: z.string(),
  at: instant,
  state: z.enum(['baseline', 'muted', 'gone', 'waiting', 'posted', 'skipped', 'refused']),
  since: when,
  status: text,
  words: text,
  text,
  hash: text,
  claim: z.looseObject({ by: z.string(), until: instant, since: instant }).exactOptional(),
  doubtAt: when,
  counted: z.boolean().exactOptional(),
  attempts: count.exactOptional(),
  forbiddenAt: when,
  retryAt: when,
  trouble: text,
});

export const pageMarkCodec: Codec<PageMark> = {
  key: () => ({ partition: 'social-state', row: 'page' }),
  encode: ({ baselineAt, trustedSince, announced, muted }): Columns => ({
    BaselineAt: baselineAt,
    TrustedSince: trustedSince,
    ...packList('Announced', announced),
    ...packList('Muted', muted),
  }),
  // Without the baseline the next reading is one: better silent than all of it once more.
  decode(columns) {
    const baselineAt = unpack('BaselineAt', columns, instant.optional());
    const trustedSince = unpack('TrustedSince', columns, instant.optional());
    return {
      ...(baselineAt === undefined ? {} : { baselineAt }),
      ...(trustedSince === undefined ? {} : { trustedSince }),
      announced: unpackAnyList('Announced', columns, z.string()) ?? [],
      muted: unpackAnyList('Muted', columns, z.string()) ?? [],
    };
  },
  mends: true,
};

export const accountCodec: Codec<Account> = {
  key: () => ({ partition: 'social-state', row: 'account' }),
  encode: ({ day, posts, pausedUntil, pausedFor, refusal }) => ({
    Day: day,
    Posts: posts,
    PausedUntil: pausedUntil,
    PausedFor: pausedFor,
    Refusal: refusal?.words,
    RefusalKind: refusal?.kind,
    RefusedAt: refusal?.since,
  }),
  decode(columns) {
    const pausedUntil = unpack('PausedUntil', columns, instant.optional());
    const pausedFor = unpack('PausedFor', columns, z.string().optional());
    const words = unpack('Refusal', columns, z.string().optional());
    const kind = unpack('RefusalKind', columns, refusalKind);
    const since = unpack('RefusedAt', columns, instant.optional());
    return {
      day: unpack('Day', columns, z.iso.date().or(z.literal('')).default('')),
      posts: unpack('Posts', columns, count.default(0)),
      ...(pausedUntil === undefined ? {} : { pausedUntil }),
      ...(pausedFor === undefined ? {} : { pausedFor }),
      ...(words === undefined ? {} : { refusal: { kind: kind ?? 'forbidden', words, since: since ?? '' } }),
    };
  },
  mends: true,
};

const refusalKind: z.ZodType<RefusalKind | undefined> = z
  .enum(['keys', 'credits', 'gone', 'forbidden', 'ceiling'])
  .optional();

export const rangesCodec: Codec<KeptRanges> = {
  key: () => ({ partition: 'social-state', row: 'ranges' }),
  encode: ({ fetchedAt, networks }) => ({ FetchedAt: fetchedAt, ...packList('Networks', networks) }),
  decode: (columns) => ({
    fetchedAt: unpack('FetchedAt', columns, instant.default('1970-01-01T00:00:00.000Z')),
    networks: unpackAnyList('Networks', columns, z.string()) ?? [],
  }),
  mends: true,
};
