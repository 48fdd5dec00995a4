import type { Hide } from '../hide.ts';

/**
 * What came of a post, by what is to be done next. `posted` also when X says that it is there already.
 * `lost`: it may be there, so look before repeating. `limited`: not before `until`. `refused`: X does not want us
 * at all, `forbidden`: it does not want this now; a person must see to both. `rejected`: never this text.
 * `words` end without a full stop.
 */
export type XAnswer =
  | { kind: 'posted'; id?: string }
  | { kind: 'lost' | 'failed' | 'rejected'; words: string }
  | { kind: 'forbidden'; words: string }
  | { kind: 'refused'; refusal: 'keys' | 'credits' | 'gone'; words: string }
  | { kind: 'limited'; until: number; words: string };

/** What the library throws, as far as it is read: never handed on whole, because it carries the signed request. */
interface Thrown {
  code?: unknown;
  data?: { detail?: unknown; title?: unknown; errors?: { code?: unknown; message?: unknown }[] };
  rateLimit?: Window & { day?: Window; userDay?: Window };
  headers?: Record<string, string | string[] | undefined>;
}

interface Window {
  remaining?: number;
  /** Seconds since 1970. */
  reset?: number;
}

const QUARTER_MS = 15 * 60_000;
const DAY_MS = 24 * 60 * 60_000;
const DUPLICATE = /duplicate/i;
/** What stands before `-remaining` and `-reset` in the headers; the library reads none of them without a `-limit`. */
const WINDOWS = ['x-rate-limit', 'x-app-limit-24hour', 'x-user-limit-24hour'];

/** No line was made, so nothing was sent. */
export class NotSent extends Error {
  override name = 'NotSent';
}

/** A failure in a few words. */
export function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, 200);
}

/** Sorts what the library threw. See upstreams: a duplicate is a 403 whose `detail` says so. */
export function answerOf(error: unknown, now: number, hide: Hide = (text) => text): XAnswer {
  const thrown = (typeof error === 'object' && error !== null ? error : {}) as Thrown;
  const { code: status } = thrown;
  if (error instanceof NotSent)
    return { kind: 'failed', words: `X cannot be reached (${hide(error.message)})` };
  if (typeof status !== 'number')
    return { kind: 'lost', words: `X gave no answer (${hide(messageOf(error))})` };
  const words = wordsOf(thrown, status, hide);
  if (status === 403) {
    const said = thrown.data?.errors?.some(({ code }) => code === 187);
    return said || DUPLICATE.test(words) ? { kind: 'posted' } : { kind: 'forbidden', words };
  }
  if (status === 429 || status === 420) return { kind: 'limited', until: untilOf(thrown, now), words };
  if (status === 401) return { kind: 'refused', refusal: 'keys', words };
  if (status === 402) return { kind: 'refused', refusal: 'credits', words };
  if (status === 404 || status === 410) return { kind: 'refused', refusal: 'gone', words };
  if (status === 408 || status >= 500 || status < 400) return { kind: 'lost', words };
  return { kind: 'rejected', words };
}

function wordsOf({ data }: Thrown, status: number, hide: Hide): string {
  const said = [data?.detail, data?.title, ...(data?.errors ?? []).map(({ message }) => message)];
  const words = said.find((one) => typeof one === 'string' && one !== '');
  if (words === undefined) return `X answered ${status}`;
  return `X answered ${status}: ${hide(String(words)).slice(0, 300).trimEnd().replace(/\.$/, '')}`;
}

/** When the windows that are used up begin anew. */
function untilOf({ rateLimit, headers = {} }: Thrown, now: number): number {
  const windows = [
    rateLimit,
    rateLimit?.day,
    rateLimit?.userDay,
    ...WINDOWS.map((name) => windowOf(headers, name)),
  ];
  const resets = windows.flatMap((one) =>
    one?.reset !== undefined &&
    Number.isFinite(one.reset) &&
    !(one.remaining !== undefined && one.remaining > 0)
      ? [one.reset * 1000]
      : [],
  );
  const asked = retryAfter(headers['retry-after'], now);
  if (asked !== undefined) resets.push(asked);
  const until = resets.length > 0 ? Math.max(...resets) : now + QUARTER_MS;
  return Math.min(Math.max(until, now + 1_000), now + DAY_MS);
}

function windowOf(headers: NonNullable<Thrown['headers']>, name: string): Window {
  const [remaining, reset] = [headers[`${name}-remaining`], headers[`${name}-reset`]];
  return {
    ...(remaining === undefined ? {} : { remaining: Number(remaining) }),
    ...(reset === undefined ? {} : { reset: Number(reset) }),
  };
}

/** Seconds, or a date. https://www.rfc-editor.org/rfc/rfc9110#field.retry-after */
function retryAfter(written: string | string[] | undefined, now: number): number | undefined {
  if (typeof written !== 'string') return undefined;
  const at = /^\d+$/.test(written) ? now + Number(written) * 1000 : Date.parse(written);
  return Number.isNaN(at) ? undefined : at;
}
