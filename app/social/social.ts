import type { World } from '../../checkers/checker.ts';
import type { Clock } from '../clock.ts';
import type { SocialConfig } from '../config.ts';
import type { Hide } from '../hide.ts';
import type { Webhook } from '../http/deliveries.ts';
import type { Log } from '../log.ts';
import type { Rows } from '../store/rows.ts';
import { createAccountBook } from './account-book.ts';
import type { Account, KeptRanges, PageMark } from './columns.ts';
import { REMEMBERED_MS } from './merge.ts';
import { createPage, type PageTrouble } from './page.ts';
import { createPoster } from './poster.ts';
import { createReader } from './reader.ts';
import { createReceiver } from './receiver.ts';
import { isWaiting, type PageIncident } from './record.ts';
import { hasTaken, type Refusal } from './refusal.ts';
import { createSenders } from './senders.ts';
import { createTrusted } from './trusted.ts';
import { createX } from './x.ts';

/** How telling our own Statuspage's incidents on X goes. */
export interface SocialStatus {
  /** When the newest post was made. */
  lastPost?: number;
  waiting: number;
  /** When the oldest of these was written. */
  oldestWaiting?: number;
  /** Updates that were not posted within the last day, and will not be. */
  skipped: number;
  trouble?: string;
  /** The trouble keeps everything from X, not just some updates. */
  nothing?: boolean;
}

/** Our own Statuspage, told on X. */
export interface Social {
  webhook: Webhook;
  /** Storage answers: takes up what was left, once a minute. The leader also reads the page. */
  sweep(): Promise<void>;
  status(): SocialStatus;
  /** Lets a post under way finish. */
  stop(): Promise<void>;
}

/** The tables' rows that this part keeps. */
export interface SocialRows {
  incidents: Rows<PageIncident>;
  mark: Rows<PageMark>;
  account: Rows<Account>;
  ranges: Rows<KeptRanges>;
}

const READ_MS = 5 * 60_000;
const PROBE_MS = 60 * 60_000;
const SHOWN_MS = 24 * 60 * 60_000;
/** Short troubles pass by themselves. */
const TOLD_AFTER_MS = 5 * 60_000;

/** Wires the receiver, the reading of the page and the posting. Nothing is sent before the first sweep or delivery. */
export function createSocial(options: {
  config: SocialConfig;
  hosts: Readonly<Record<string, string>>;
  rows: SocialRows;
  get: World['get'];
  clock: Clock;
  log: Log;
  hide: Hide;
  copy: string;
  crashpoint(name: string): Promise<void> | void;
  leading(): boolean;
  /** Posts are kept from X for this reason, or, without one, no longer. */
  heard(refusal: Omit<Refusal, 'since'> | undefined): void;
  counted?: { webhook(result: string): void; posted(result: string): void };
}): Social {
  const { config, rows, get, clock, log, counted } = options;
  const account = createAccountBook({ rows: rows.account, clock, dailyLimit: config.dailyLimit });
  const x = createX({ config, hosts: options.hosts, clock, hide: options.hide });
  const poster = createPoster({
    rows: rows.incidents,
    account,
    x,
    clock,
    log,
    copy: options.copy,
    crashpoint: options.crashpoint,
    heard: options.heard,
    posted: (result) => counted?.posted(result),
  });
  const kept = { incidents: rows.incidents, marks: rows.mark, clock, log, kept: poster.nudge };
  const page = createPage({ get, config, clock, log });
  const reader = createReader({ ...kept, page, leading: options.leading });
  const trusted = createTrusted(kept);
  const senders = createSenders({ rows: rows.ranges, get, clock, log, hops: config.trustProxyHops });
  let readAt = Number.NEGATIVE_INFINITY;
  let probedAt = Number.NEGATIVE_INFINITY;

  return {
    webhook: createReceiver({
      senders,
      config,
      clock,
      log,
      counted: (result) => counted?.webhook(result),
      async taken(announced) {
        if (!config.confirm) await trusted.take(announced);
        else await reader.announced(announced.update, announced.incident);
      },
    }),
    async sweep() {
      void senders.keep();
      poster.nudge();
      if (!options.leading()) return;
      if (clock.monotonic() - readAt >= READ_MS) {
        readAt = clock.monotonic();
        if (config.confirm) reader.read();
        await prune();
      }
      // Before it is read, none is known, and a notice that stands would be taken back.
      await account.load();
      const refusal = account.known()?.refusal;
      options.heard(refusal);
      if (refusal?.kind === 'keys') void probe();
    },
    status() {
      const updates = poster.known().flatMap((incident) => incident.updates);
      const posts = updates.flatMap(({ state, since }) =>
        state === 'posted' && since ? [Date.parse(since)] : [],
      );
      const away = reader.trouble();
      const unreadable =
        away && clock.now() - away.since >= TOLD_AFTER_MS ? unreadableWords(away) : undefined;
      const refusal = account.known()?.refusal;
      const trouble = refusal?.words ?? unreadable ?? poster.trouble();
      const nothing = refusal
        ? refusal.kind !== 'forbidden' || !hasTaken(poster.known(), refusal.since)
        : unreadable !== undefined && away?.inPart === false;
      const waiting = updates.filter(isWaiting);
      return {
        ...(posts.length > 0 ? { lastPost: Math.max(...posts) } : {}),
        waiting: waiting.length,
        ...(waiting.length > 0
          ? { oldestWaiting: Math.min(...waiting.map(({ at }) => Date.parse(at))) }
          : {}),
        skipped: updates.filter(
          ({ state, since }) =>
            (state === 'skipped' || state === 'refused') && clock.now() - Date.parse(since ?? '') < SHOWN_MS,
        ).length,
        ...(trouble === undefined ? {} : { trouble }),
        ...(nothing ? { nothing } : {}),
      };
    },
    async stop() {
      trusted.stop();
      await Promise.all([reader.stop(), poster.stop()]);
    },
  };

  /** With nothing to post, only asking tells that the keys are good again; of rights and credits it tells nothing. */
  async function probe(): Promise<void> {
    const waits = poster.known().some(({ updates }) => updates.some(isWaiting));
    if (waits || clock.monotonic() - probedAt < PROBE_MS) return;
    probedAt = clock.monotonic();
    try {
      if ((await x.knowsUs()) && (await account.accepted())) options.heard(undefined);
    } catch (error) {
      log.warn({ err: error }, 'That X knows us again could not be kept');
    }
  }

  /** What is long over is forgotten: the page's old entries are no news without it either. */
  async function prune(): Promise<void> {
    for (const row of await rows.incidents.list('social')) {
      // What was too old at its turn is still shown for a day.
      const newest = Math.max(...row.value.updates.map(({ at, since }) => Date.parse(since ?? at)));
      if (row.value.updates.some(isWaiting) || clock.now() - newest < REMEMBERED_MS) continue;
      await rows.incidents.remove(row);
    }
  }
}

function unreadableWords({ words, inPart }: PageTrouble): string {
  return `our own Statuspage ${inPart ? 'can be read only in part' : 'cannot be read'}: ${words}`;
}
