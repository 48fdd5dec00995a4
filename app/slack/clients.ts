import { type FetchFunction, WebAPIRateLimitedError, WebClient, type WebClientOptions } from '@slack/web-api';
import type { Log } from '../log.ts';
import { slackLogger } from './logger.ts';

/** Three clients, so that what we post unasked never holds up somebody who waits for a modal. */
export interface Clients {
  /** For answers to people: views, ephemeral messages. Gives up before a trigger expires. */
  interactive: WebClient;
  /** For announcements and look-ups. */
  background: WebClient;
  /** For App Home, of which there is one for each person. */
  home: WebClient;
}

/** Slack's web clients, which never repeat a call: whether that is safe is for the caller to know. */
export function createClients({
  botToken,
  apiUrl,
  log,
  called,
}: {
  botToken: string;
  apiUrl?: string | undefined;
  log: Log;
  called?: Called;
}): Clients {
  // Quiet, since every failure comes back to the caller, who logs it.
  const logger = slackLogger(log, { quiet: true });
  const client = (timeout: number) =>
    new WebClient(botToken, { ...clientOptions({ apiUrl, timeout, called }), logger });
  return { interactive: client(interactiveMs), background: client(10_000), home: client(10_000) };
}

/** Hears of each call and what it came to: an HTTP status, or `no answer`. */
export type Called = (method: string, outcome: string) => void;

/** The options of the client that Bolt hands to listeners; a new object each time, since Bolt writes into it. */
export function interactiveOptions(apiUrl?: string, called?: Called): WebClientOptions {
  return clientOptions({ apiUrl, timeout: interactiveMs, called });
}

/** A trigger lives 3 s. */
const interactiveMs = 2_500;

function clientOptions({
  apiUrl,
  timeout,
  called,
}: {
  apiUrl: string | undefined;
  timeout: number;
  called?: Called | undefined;
}): WebClientOptions {
  return {
    ...(apiUrl === undefined ? {} : { slackApiUrl: apiUrl }),
    timeout,
    fetch: fetchWithin(timeout, called),
    retryConfig: { retries: 0 },
    // Otherwise one 429 makes the whole client wait, whatever it is asked next.
    rejectRateLimitedCalls: true,
  };
}

/**
 * Bolt's `respond` uses the client's fetch too, but gives it no time-out of its own.
 * A failure is told as an Error of this realm, or the client would drop its cause, and with it
 * the difference between "never sent" and "perhaps done".
 */
function fetchWithin(ms: number, called: Called = () => {}): FetchFunction {
  return async (url, init) => {
    const method = methodOf(String(url));
    let response: Response;
    try {
      response = await fetch(url, { ...init, signal: init?.signal ?? AbortSignal.timeout(ms) });
    } catch (cause) {
      called(method, 'no answer');
      throw new Error(`no answer: ${String(cause)}`, { cause });
    }
    called(method, String(response.status));
    // Of what a response_url answers, Bolt would keep the status only.
    const seconds = Number(response.headers.get('retry-after'));
    if (method === RESPONSE_URL && response.status === 429 && seconds > 0) {
      throw new WebAPIRateLimitedError(seconds);
    }
    return response;
  };
}

const RESPONSE_URL = 'response_url';

/** The last part of the address; that of a response_url is a secret of its own. */
function methodOf(url: string): string {
  const last = URL.parse(url)?.pathname.split('/').at(-1) ?? '';
  return /^[a-z]+(\.[a-zA-Z]+)+$/.test(last) ? last : RESPONSE_URL;
}
