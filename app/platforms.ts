import type { Platform, Severity } from '../checkers/checker.ts';
import { daysAfter } from './days.ts';
import { afterGoodLook, blindSince, type GoodLook } from './good-look.ts';
import { NOTHING } from './hearsay.ts';
import type { Log } from './log.ts';
import { isAhead } from './skew.ts';
import type { Row, Rows } from './store/rows.ts';
import type { Days, Elsewhere, PlatformState } from './store/state.ts';
import { mayLack, suspicion } from './suspicion.ts';

/** Why and since when a platform says nothing. */
export type Unreadable = NonNullable<PlatformState['unreadable']>;

/** How looking at one platform stands. */
export interface Standing {
  platform: Platform;
  lastGoodLookAt?: number;
  unreadable?: Unreadable;
  /** A look of this copy has found it so. */
  confirmed: boolean;
  /** Why what the page says should not be believed: neither healthy nor down. */
  suspicious?: string;
  /** Why and since when only a part of what it says could be read. */
  partly?: string;
  partlySince?: string;
  /** Open incidents that do not concern us. */
  elsewhere: Elsewhere[];
  /** What its newest thirty days were like. */
  days?: Days;
}

/** What is known about looking at each platform, in memory and in the table. */
export interface PlatformBook {
  /** Reads the rows; what the table holds later than we do counts. */
  load(): Promise<void>;
  succeeded(platform: string, look: GoodLook): Promise<void>;
  failed(
    platform: string,
    look: { lookAt: number; reason: Unreadable['reason']; message: string; worst?: Severity | undefined },
  ): Promise<void>;
  /** Whether what such a look does not list may well go on: its answer is from elsewhere, or of much less. */
  mayLack(platform: string, look: Pick<GoodLook, 'movedTo' | 'scope'>): boolean;
  everListed(platform: string): boolean;
  lastGoodLookAt(platform: string): number | undefined;
  /** For the lease, which carries them. */
  lastGoodLooks(): Record<string, string>;
  /** From the lease of whoever looked before. */
  learn(lastGoodLooks: Readonly<Record<string, string>>): void;
  standings(): Standing[];
  standing(platform: Platform): Standing;
  /** Those of which a look has said nothing, or not all. */
  troubled(): Standing[];
}

/** A row that cannot be read, such as one without our mark, cannot be written either. */
const MOST_TRIES = 5;

/** Keeps the book. Rows are written only when something about a platform changes, not at every look. */
export function createPlatformBook(
  platforms: readonly Platform[],
  rows: Rows<PlatformState>,
  log: Log,
  now: () => number,
): PlatformBook {
  const ids = new Set(platforms.map(({ id }) => id));
  const states = new Map<string, PlatformState>();
  const stored = new Map<string, Row<PlatformState>>();
  const good = new Map<string, number>();
  /** What looks of this copy could not read, or not all of. */
  const failing = new Set<string>();
  /** Looks are many, and platforms that cannot be read few. */
  const troubled = new Set<string>();

  function state(id: string): PlatformState {
    return states.get(id) ?? { id, everListed: false, elsewhere: [] };
  }

  function hold(next: PlatformState): void {
    states.set(next.id, next);
    if (next.unreadable ?? next.partly) troubled.add(next.id);
    else troubled.delete(next.id);
  }

  /** A look of a time to come says nothing of when it was. */
  function learnGood(id: string, lookAt: number): void {
    const known = good.get(id) ?? 0;
    if (!isAhead(lookAt, now())) good.set(id, isAhead(known, now()) ? lookAt : Math.max(known, lookAt));
  }

  /** What began, by a clock that was ahead of ours, in a time to come has begun by now. */
  function begun(state: PlatformState): PlatformState {
    const { unreadable, partlySince } = state;
    const present = (at: string) => (isAhead(Date.parse(at), now()) ? new Date(now()).toISOString() : at);
    return {
      ...state,
      ...(unreadable && { unreadable: { ...unreadable, since: present(unreadable.since) } }),
      ...(partlySince !== undefined && { partlySince: present(partlySince) }),
    };
  }

  /** Writes what changed; a conflict is settled by reading what the other copy wrote and writing over it. */
  async function write(next: PlatformState): Promise<void> {
    hold(next);
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const row = stored.get(next.id);
      const written = row ? await rows.replace(row, next) : await rows.insert(next);
      if (written) {
        stored.set(next.id, written);
        return;
      }
      const fresh = await rows.get('platform', next.id);
      if (fresh) stored.set(next.id, fresh);
      else stored.delete(next.id);
    }
    throw new Error(`the row of the platform ${next.id} cannot be written`);
  }

  /** Compared with the row, not with what we know: what could not be written is still owed. */
  function isStored({ lastGoodLookAt: _, ...state }: PlatformState): boolean {
    const { lastGoodLookAt: __, ...row } = stored.get(state.id)?.value ?? {};
    return isSame(state, row);
  }

  return {
    async load() {
      for (const row of await rows.list('platform')) {
        const known = stored.get(row.value.id);
        stored.set(row.value.id, row);
        if (known?.etag === row.etag) continue;
        hold(begun(row.value));
        const { id, baselineAt, lastGoodLookAt = baselineAt } = row.value;
        if (lastGoodLookAt !== undefined) learnGood(id, Date.parse(lastGoodLookAt));
      }
    },
    async succeeded(id, look) {
      const before = state(id);
      learnGood(id, look.lookAt);
      if (look.partly === undefined) failing.delete(id);
      else failing.add(id);
      const after = afterGoodLook(before, look);
      if (isStored(after)) return;
      if (before.unreadable) log.info({ platform: id }, 'A platform can be read again');
      await write({ ...after, lastGoodLookAt: new Date(look.lookAt).toISOString() });
    },
    async failed(id, { lookAt, reason, message, worst }) {
      failing.add(id);
      const before = state(id);
      const days = daysAfter(before.days ?? {}, {
        lookAt,
        worst,
        good: false,
        blindSince: blindSince(before),
      });
      const told = before.unreadable?.reason === reason;
      const since = before.unreadable?.since ?? new Date(lookAt).toISOString();
      const unreadable = { since, reason, message: message.slice(0, 1_000) };
      const after = { ...before, ...(told ? {} : { unreadable }), days };
      if (isStored(after)) return;
      await write(after).catch((error: unknown) =>
        log.warn({ platform: id, err: error }, 'The state of a platform could not be stored'),
      );
    },
    mayLack: (id, { movedTo, scope }) => mayLack({ movedTo, scope, widest: state(id).widest }) !== undefined,
    everListed: (id) => state(id).everListed,
    lastGoodLookAt: (id) => good.get(id),
    lastGoodLooks: () => Object.fromEntries([...good].map(([id, at]) => [id, new Date(at).toISOString()])),
    learn(lastGoodLooks) {
      for (const [id, at] of Object.entries(lastGoodLooks)) {
        if (ids.has(id)) learnGood(id, Date.parse(at));
      }
    },
    standings: () => platforms.map(standing),
    standing,
    troubled: () => (troubled.size === 0 ? [] : platforms.filter(({ id }) => troubled.has(id)).map(standing)),
  };

  function standing(platform: Platform): Standing {
    const lastGoodLookAt = good.get(platform.id);
    const {
      unreadable,
      elsewhere,
      said,
      scope,
      widest,
      narrowerSince,
      movedTo,
      partly,
      partlySince,
      days = {},
    } = state(platform.id);
    const suspicious = suspicion(
      {
        movedTo,
        scope,
        widest,
        narrowerSince,
        sameSince: said && said.hash !== NOTHING ? Date.parse(said.since) : undefined,
        longestSame: said?.longestMs,
      },
      lastGoodLookAt ?? 0,
    );
    // Without spreading: platforms may be thousands, and are asked for at once.
    const standing: Standing = { platform, elsewhere, days, confirmed: failing.has(platform.id) };
    if (lastGoodLookAt !== undefined) standing.lastGoodLookAt = lastGoodLookAt;
    if (unreadable) standing.unreadable = unreadable;
    if (suspicious !== undefined) standing.suspicious = suspicious;
    if (partly !== undefined) standing.partly = partly;
    if (partlySince !== undefined) standing.partlySince = partlySince;
    return standing;
  }
}

/** Most looks change nothing, and then most properties are the very same. */
function isSame<T extends object>(a: T, b: Partial<T>): boolean {
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]) as Set<keyof T>;
  return [...keys].every((key) => a[key] === b[key] || JSON.stringify(a[key]) === JSON.stringify(b[key]));
}
