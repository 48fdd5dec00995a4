import { createHash } from 'node:crypto';
import { lookup as systemLookup } from 'node:dns';
import { STATUS_CODES } from 'node:http';
import { RequestError } from 'got';
import { isPrivateHost, isPrivateLiteral, type Lookup, socketLookup } from './addresses.ts';
import { CheckError, type World } from './checker.ts';
import { type Answer, exchange, openLine, textOf } from './exchange.ts';
import { isNotThere, named, nameOf, reasonFor, translationFailure, wireFailure } from './failures.ts';
import { createMemory, type Kept } from './memory.ts';
import { createWaits } from './waits.ts';

const TOTAL_MS = 10_000;
const MAX_REDIRECTS = 5;
const MAX_VALIDATOR = 500;

/** The one way to fetch. */
export interface Http {
  /** Fetches and translates, or throws a CheckError. One address is always translated in the same way. */
  get: World['get'];
  /** The origin that answered for an address last, if it was not its own. */
  movedTo(address: string): string | undefined;
  /** Lets go of idle connections. */
  close(): void;
}

export interface HttpOptions {
  clock: { now(): number; monotonic(): number; after(ms: number, run: () => void): () => void };
  /** Where an origin really lives, for stand-ins; empty in production. */
  hosts: Readonly<Record<string, string>>;
  userAgent: string;
  /** How names become addresses; the system's way unless given. */
  lookup?: Lookup;
  /**
   * A bearer token for a scope, other than the one that was just `refused`. Throws CheckError. Absent: what
   * needs a token is not set up.
   */
  token?: (scope: string, refused?: string) => Promise<string>;
}

/** A token for one fetch. It is shown to the first origin only. */
interface Pass {
  scope: string;
  origin: string;
  bearer?: string;
  renewed: boolean;
}

/** Makes the one way to fetch, with a memory of its own. */
export function createHttp({ clock, hosts, userAgent, lookup = systemLookup, token }: HttpOptions): Http {
  const anywhere = openLine(socketLookup(lookup));
  const publicly = openLine(
    socketLookup(lookup, (name) => refusal(`${name}, which is in a private network`)),
  );
  const memory = createMemory(clock);
  const waits = createWaits(clock);

  async function get<T>(
    address: string,
    translate: (body: string) => T,
    { scope, orLast = false }: { scope?: string; orLast?: boolean } = {},
  ): Promise<T> {
    const url = new URL(address);
    const pass = scope === undefined ? undefined : { scope, origin: url.origin, renewed: false };
    const abort = new AbortController();
    const cancel = clock.after(TOTAL_MS, () => abort.abort());
    try {
      return await look(url, translate, pass, abort.signal);
    } catch (error) {
      const failure = abort.signal.aborted ? tooSlow(error) : wireFailure(error);
      const last = memory.recall(url.href);
      // Should the validators themselves be what is refused, the next look goes without.
      if (failure instanceof CheckError && failure.reason === 'rejected') memory.forget(url.href);
      const mayStand = orLast && failure instanceof CheckError && !isNotThere(failure);
      if (!last || !mayStand) throw named(failure, url);
      memory.keep(url.href, { ...last, etag: undefined, lastModified: undefined });
      return last.translation as T;
    } finally {
      cancel();
    }
  }

  async function look<T>(
    url: URL,
    translate: (body: string) => T,
    pass: Pass | undefined,
    signal: AbortSignal,
  ): Promise<T> {
    const before = memory.recall(url.href);
    const { from, answer } = await follow(url, before, pass, signal);
    if (answer.status === 304) {
      if (!before || isEmpty(conditions(before, from)))
        throw new CheckError('unreadable', 'answered 304 unasked');
      memory.keep(url.href, before);
      return before.translation as T;
    }
    const hash = createHash('sha256').update(answer.body).digest('base64');
    const translation =
      before?.hash === hash ? (before.translation as T) : translated(await textOf(answer), translate);
    const { etag, 'last-modified': lastModified } = answer.headers;
    const validators = { etag: bounded(etag), lastModified: bounded(lastModified) };
    memory.keep(url.href, { from, ...validators, hash, translation });
    return translation;
  }

  /** Redirects are followed by hand, because each step must be allowed. */
  async function follow(first: URL, before: Kept | undefined, pass: Pass | undefined, signal: AbortSignal) {
    let url = first;
    for (let step = 0; step <= MAX_REDIRECTS; step++) {
      waits.obey(url.origin);
      const headers = { 'user-agent': userAgent, ...(before && conditions(before, url.href)) };
      const line = (await mayBePrivate(url, first, signal)) ? anywhere : publicly;
      const answer = await show(pass, url, signal, (bearer) =>
        exchange(whereabouts(url, hosts), { headers: { ...headers, ...bearer }, line, signal }),
      );
      waits.note(url.origin, answer);
      if (!isRedirect(answer)) {
        judge(answer);
        return { from: url.href, answer };
      }
      url = target(url, answer.headers.location);
    }
    throw new CheckError('unreadable', `redirected more than ${MAX_REDIRECTS} times`);
  }

  /** Asks with the token where it may be shown. A token that is refused is replaced, once in a fetch. */
  async function show(
    pass: Pass | undefined,
    url: URL,
    signal: AbortSignal,
    ask: (bearer: { authorization?: string }) => Promise<Answer>,
  ): Promise<Answer> {
    if (pass?.origin !== url.origin) return ask({});
    pass.bearer ??= await lend(pass, signal);
    const answer = await ask({ authorization: `Bearer ${pass.bearer}` });
    if (answer.status !== 401 || pass.renewed) return answer;
    pass.renewed = true;
    pass.bearer = await lend(pass, signal);
    return ask({ authorization: `Bearer ${pass.bearer}` });
  }

  function lend({ scope, bearer }: Pass, signal: AbortSignal): Promise<string> {
    if (!token) throw new CheckError('rejected', 'not set up: there is no app registration to ask with');
    return orAborted(token(scope, bearer), signal);
  }

  /** Where a redirect leads, if it may be followed. */
  function target(from: URL, location: string | undefined): URL {
    // Node reads headers as Latin-1, servers write UTF-8.
    const to = URL.parse(Buffer.from(location ?? '', 'latin1').toString(), from.href);
    if (!to || location === undefined) throw refusal('nowhere');
    if (to.origin === from.origin || to.origin === whereabouts(from, hosts).origin) {
      return new URL(from.origin + to.pathname + to.search);
    }
    if (to.protocol !== 'https:') throw refusal(`${nameOf(to)}, which is not https`);
    if (!Object.hasOwn(hosts, to.origin) && isPrivateLiteral(to.hostname)) {
      throw refusal(`${nameOf(to)}, which is in a private network`);
    }
    return new URL(to.origin + to.pathname + to.search);
  }

  /** A public page never leads us into a private network; a private page may lead to another. */
  async function mayBePrivate(url: URL, first: URL, signal: AbortSignal): Promise<boolean> {
    if (url.origin === first.origin) return true;
    return orAborted(isPrivateHost(first.hostname, lookup), signal);
  }

  return {
    get,
    movedTo(address) {
      const { href, origin } = new URL(address);
      const from = memory.recall(href)?.from;
      return from === undefined || new URL(from).origin === origin ? undefined : new URL(from).origin;
    },
    close: () => {
      anywhere.close();
      publicly.close();
    },
  };
}

/** Where an address really lives. */
export function whereabouts(url: URL, hosts: HttpOptions['hosts']): URL {
  const real = Object.hasOwn(hosts, url.origin) ? hosts[url.origin] : undefined;
  return real === undefined ? url : new URL(new URL(real).origin + url.pathname + url.search);
}

function orAborted<T>(result: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error('Aborted')), { once: true });
  });
  return Promise.race([result, aborted]);
}

function conditions({ etag, lastModified, from }: Kept, url: string): Record<string, string> {
  if (from !== url) return {};
  return {
    ...(etag !== undefined && { 'if-none-match': etag }),
    ...(lastModified !== undefined && { 'if-modified-since': lastModified }),
  };
}

function isEmpty(headers: Record<string, string>): boolean {
  return Object.keys(headers).length === 0;
}

function bounded(validator: string | undefined): string | undefined {
  return validator !== undefined && validator.length <= MAX_VALIDATOR ? validator : undefined;
}

function isRedirect({ status }: Answer): boolean {
  return [301, 302, 303, 307, 308].includes(status);
}

function judge({ status }: Answer): void {
  if (status === 200 || status === 304) return;
  const words = `answered ${status} (${STATUS_CODES[status] ?? 'unknown'})`;
  throw new CheckError(reasonFor(status), words, { status });
}

function translated<T>(body: string, translate: (body: string) => T): T {
  try {
    return translate(body);
  } catch (error) {
    throw translationFailure(error, body);
  }
}

function refusal(whereTo: string): CheckError {
  return new CheckError('unreadable', `redirected to ${whereTo}`);
}

function tooSlow(error: unknown): CheckError {
  const cause = error instanceof RequestError ? error.cause : error;
  return new CheckError('unreachable', `gave no whole answer within ${TOTAL_MS / 1000} s`, { cause });
}
