import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from '@slack/web-api';

/** What the web client throws when Slack answers `ok: false`. */
export function refusal(error: string): Error {
  return new WebAPIPlatformError({ ok: false, error });
}

/** What it throws on a 429. */
export function rateLimit(seconds: number): Error {
  return new WebAPIRateLimitedError(seconds);
}

/** What it throws when no answer came, or none of Slack's: by the name of the network fault, or by status. */
export function silence(fault: string | number): Error {
  if (typeof fault === 'number') return new WebAPIHTTPError(fault, 'Bad Gateway', {}, '<html>');
  const cause = Object.assign(new Error(fault), { code: fault });
  return new WebAPIRequestError(new TypeError('fetch failed', { cause }));
}
