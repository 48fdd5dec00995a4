import { TOO_OLD_MS } from './due.ts';
import {
  isWaiting,
  type PageIncident,
  type PageUpdate,
  type SeenIncident,
  type SeenUpdate,
} from './record.ts';

/** What is older is never news, and is forgotten once it is off the table. */
export const REMEMBERED_MS = 7 * 24 * 60 * 60_000;
const KEPT_UPDATES = 200;

/** How to take what is seen. */
export interface Light {
  now: number;
  /** What was written until then was there before us; `all`: all that is not announced. */
  baseline: 'all' | number | undefined;
  /** Updates that a delivery announces: told even if they were there before us. */
  announced: ReadonlySet<string>;
  /** When it was last seen before: what is new now and was written long before that was entered after the fact. */
  seenAt?: number | undefined;
  /** Whether it shows every update there is, so that a missing one was taken away. */
  whole: boolean;
}

/** The record with what is seen now, or `undefined` when nothing is new. Pure. */
export function merge(
  known: PageIncident | undefined,
  seen: SeenIncident,
  light: Light,
): PageIncident | undefined {
  const before = new Map(known?.updates.map((update) => [update.id, update]));
  const backfilled = seen.backfilled || known?.backfilled === true;
  const shown = seen.updates.flatMap((update) => {
    const held = before.get(update.id);
    before.delete(update.id);
    if (held) return [again(held, update, { known, backfilled, light })];
    const forgotten = Date.parse(update.at) < light.now - REMEMBERED_MS && !light.announced.has(update.id);
    return forgotten ? [] : [anew(update, backfilled, light)];
  });
  const missing = [...before.values()].map((held) =>
    light.whole && isUntouched(held) ? { ...bare(held), state: 'gone' as const } : held,
  );
  const updates = [...missing, ...shown]
    .sort((a, b) => Date.parse(a.at) - Date.parse(b.at))
    .slice(-KEPT_UPDATES);
  if (updates.length === 0) return undefined;
  const next = { id: seen.id, link: known?.link ?? seen.link, backfilled, updates };
  return JSON.stringify(next) === JSON.stringify(known) ? undefined : next;
}

/** The record of an incident that the page no longer shows: what nobody began to tell is not told. */
export function withdrawn(known: PageIncident): PageIncident | undefined {
  if (!known.updates.some(isUntouched)) return undefined;
  return {
    ...known,
    updates: known.updates.map((one) => (isUntouched(one) ? { ...bare(one), state: 'gone' as const } : one)),
  };
}

function anew({ id, at, status, words, notify }: SeenUpdate, backfilled: boolean, light: Light): PageUpdate {
  if (backfilled || !notify) return { id, at, state: 'muted' };
  // However old: at its turn it is skipped then, which is shown.
  if (light.announced.has(id)) return { id, at, state: 'waiting', status, words };
  if (isEnteredLater(at, light)) return { id, at, state: 'muted' };
  const old = light.baseline === 'all' || (light.baseline !== undefined && Date.parse(at) <= light.baseline);
  return old ? { id, at, state: 'baseline' } : { id, at, state: 'waiting', status, words };
}

function again(
  held: PageUpdate,
  { status, words, notify, id }: SeenUpdate,
  { known, backfilled, light }: { known: PageIncident | undefined; backfilled: boolean; light: Light },
): PageUpdate {
  if (isUntouched(held) && (backfilled || !notify)) return { ...bare(held), state: 'muted' };
  // What is still to be told is told as it reads now.
  if (isUntouched(held) || (held.state === 'gone' && notify && !backfilled)) {
    return { ...held, state: 'waiting', status, words };
  }
  const overdue = held.state === 'baseline' && light.announced.has(id) && notify && !backfilled;
  return overdue && !toldSince(known, held) ? { ...held, state: 'waiting', status, words } : held;
}

/** Too old to be told, and not because nobody looked. */
function isEnteredLater(at: string, { now, seenAt }: Light): boolean {
  return seenAt !== undefined && Date.parse(at) < Math.min(now - TOO_OLD_MS, seenAt);
}

/** Whether a later update of the incident is told already: then an earlier one would be out of order. */
function toldSince(known: PageIncident | undefined, { at }: PageUpdate): boolean {
  const later = known?.updates.filter((one) => Date.parse(one.at) > Date.parse(at)) ?? [];
  return later.some((one) => one.hash !== undefined);
}

/** Still to be told, and nobody has begun. */
function isUntouched(update: PageUpdate): boolean {
  return isWaiting(update) && update.text === undefined;
}

function bare({ status: _, words: __, ...rest }: PageUpdate): PageUpdate {
  return rest;
}
