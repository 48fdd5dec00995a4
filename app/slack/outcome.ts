import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from '@slack/web-api';

/** What a failed call to Slack has come to. */
export type Outcome =
  /** Slack did not do it, and says when to ask again. */
  | { kind: 'ratelimited'; retryAfterMs: number }
  /** Slack answered, and did not do it. */
  | { kind: 'refused'; code: string; detail?: string }
  /** It never left: nothing has happened. */
  | { kind: 'unsent'; reason: string }
  /** It may have happened: look before doing it again. */
  | { kind: 'unknown'; reason: string };

const rateLimits = new Set(['ratelimited', 'rate_limited', 'message_limit_exceeded']);

/** Slack's own pages say of these that part of the work may have been done, or leave it open. */
const doubtful = new Set(['internal_error', 'fatal_error', 'service_unavailable', 'request_timeout']);

/** Failures of making a connection, so that no byte of the request has been sent. */
const beforeSending = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT']);

/** When Slack does not say how long to wait. */
const usualWaitMs = 30_000;

/** Sorts what a web client throws by what the caller may do next. */
export function outcome(error: unknown): Outcome {
  if (error instanceof WebAPIRateLimitedError) {
    return { kind: 'ratelimited', retryAfterMs: error.retryAfter * 1000 };
  }
  if (error instanceof WebAPIPlatformError) return ofAnswer(error.data);
  if (error instanceof WebAPIHTTPError) return ofStatus(error.statusCode);
  if (error instanceof WebAPIRequestError) return ofNetwork(error.original);
  // The client throws this plain Error for a 429 without a usable header.
  if (error instanceof Error && error.message.startsWith('Retry header did not contain a valid timeout')) {
    return { kind: 'ratelimited', retryAfterMs: usualWaitMs };
  }
  return { kind: 'unknown', reason: String(error) };
}

function ofAnswer(data: WebAPIPlatformError['data']): Outcome {
  const code: unknown = data.error;
  // The client puts a body that is not JSON here, whole: an error page of something between us and Slack.
  if (typeof code !== 'string' || !/^[\w.:-]{1,100}$/.test(code)) {
    return { kind: 'unknown', reason: 'the answer was not one of Slack’s' };
  }
  if (rateLimits.has(code)) {
    const seconds = data.response_metadata?.retryAfter;
    return { kind: 'ratelimited', retryAfterMs: seconds === undefined ? usualWaitMs : seconds * 1000 };
  }
  if (doubtful.has(code)) return { kind: 'unknown', reason: code };
  const detail = details(data);
  return { kind: 'refused', code, ...(detail === '' ? {} : { detail }) };
}

/** Slack's hints: which block is wrong, which scope is missing. They are the only clue there is. */
function details(data: WebAPIPlatformError['data']): string {
  const {
    errors,
    needed,
    provided,
    response_metadata: metadata,
  } = data as Partial<Record<string, unknown>> & WebAPIPlatformError['data'];
  const hints = [
    ...(Array.isArray(errors)
      ? errors.map((each) => (typeof each === 'string' ? each : JSON.stringify(each)))
      : []),
    ...(metadata?.messages ?? []),
    ...(typeof needed === 'string' ? [`needed: ${needed}, provided: ${String(provided)}`] : []),
  ];
  return [...new Set(hints)].join('; ').slice(0, 1_000);
}

function ofStatus(status: number): Outcome {
  // 408: the request came in part. 5xx: anything may have happened behind the page that answers.
  if (status >= 400 && status < 500 && status !== 408) return { kind: 'refused', code: `http_${status}` };
  return { kind: 'unknown', reason: `http_${status}` };
}

function ofNetwork(error: Error): Outcome {
  const code = networkCode(error);
  return {
    kind: code !== undefined && beforeSending.has(code) ? 'unsent' : 'unknown',
    reason: code ?? error.name,
  };
}

/** `fetch` says "fetch failed" and keeps the reason in `cause`; several addresses give an AggregateError. */
function networkCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { code, cause } = error as { code?: unknown; cause?: unknown };
  return typeof code === 'string' ? code : networkCode(cause);
}
