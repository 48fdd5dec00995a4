import type { Severity } from '../checkers/checker.ts';
import { worse } from './events/event.ts';
import type { DayState, Days } from './store/state.ts';

/** What one look has to say about the day it was made on. */
export interface DaySign {
  /** Milliseconds since 1970. */
  lookAt: number;
  /** The worst real outage that concerned us and was open; whether or not the page could be read. */
  worst?: Severity | undefined;
  /** The look could say something. */
  good: boolean;
  /** Since when looks say nothing, up to this one. */
  blindSince?: number | undefined;
}

const KEPT = 30;
const HALF_A_DAY_MS = 12 * 60 * 60_000;

/**
 * The days after a look. A day is as bad as the worst outage that was open on it. Without one, its first look
 * makes it `ok` or `unknown`; a page that comes back makes an unknown day `ok`, unless more than half of that
 * day was lost, which makes any day unknown. The same object when nothing changes. Days are UTC.
 */
export function daysAfter(days: Days, sign: DaySign): Days {
  const date = new Date(sign.lookAt).toISOString().slice(0, 10);
  const before = days[date];
  const after = dayAfter(before, sign, Date.parse(date));
  if (after === before) return days;
  return Object.fromEntries(
    Object.entries({ ...days, [date]: after })
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .slice(-KEPT),
  );
}

function dayAfter(before: DayState | undefined, sign: DaySign, dayBegan: number): DayState {
  const { worst, good, lookAt, blindSince } = sign;
  const outage = before === 'ok' || before === 'unknown' ? undefined : before;
  if (worst !== undefined) return outage === undefined ? worst : worse(outage, worst);
  if (outage !== undefined) return outage;
  const blindMs = blindSince === undefined ? 0 : lookAt - Math.max(blindSince, dayBegan);
  if (blindMs > HALF_A_DAY_MS) return 'unknown';
  if (!good) return before ?? 'unknown';
  // With nothing to end, an unknown day was decided when the page came back.
  return before === 'unknown' && blindSince === undefined ? 'unknown' : 'ok';
}
