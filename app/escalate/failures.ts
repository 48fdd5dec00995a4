import { z } from 'zod';
import { plainLine } from '../../checkers/text.ts';
import type { Hide } from '../hide.ts';

/**
 * What follows from a failure: all mails wait (`unreachable`), all wait and somebody must be told (`rejected`),
 * this mail waits (`malformed`), or this address never gets this mail (`refused`).
 */
export type MailReason = 'unreachable' | 'rejected' | 'malformed' | 'refused';

/** Why SendGrid did not take a mail, in words for whoever runs the bot. It carries nothing of the request. */
export class MailError extends Error {
  override readonly name = 'MailError';
  readonly reason: MailReason;
  /** It may have been sent all the same. */
  readonly uncertain: boolean;
  /** For how long SendGrid asks to be left alone. */
  readonly waitMs?: number;

  constructor(
    reason: MailReason,
    message: string,
    { uncertain = false, waitMs }: { uncertain?: boolean; waitMs?: number | undefined } = {},
  ) {
    super(message);
    this.reason = reason;
    this.uncertain = uncertain;
    if (waitMs !== undefined) this.waitMs = waitMs;
  }
}

/** An answer of SendGrid's as it came. */
export interface MailAnswer {
  status: number;
  headers: Readonly<Record<string, unknown>>;
  body: unknown;
}

// https://www.twilio.com/docs/sendgrid/api-reference/mail-send/errors
const errorBody = z.object({
  errors: z.array(z.object({ message: z.string(), field: z.string().nullish() })).min(1),
});

/** About the one recipient of a request. */
const RECIPIENT = /^personalizations\.\d+\.to\b/;
const LONGEST_WAIT_MS = 60 * 60_000;
const MAX_TEXT = 300;

const NETWORK: Readonly<Record<string, string>> = {
  ENOTFOUND: 'its name is not known',
  EAI_AGAIN: 'its name cannot be looked up at present',
  ECONNREFUSED: 'it refused the connection',
  EHOSTUNREACH: 'there is no way to it',
  ENETUNREACH: 'there is no network',
  CERT_HAS_EXPIRED: 'its certificate has expired',
};

/** What is wrong with an answer; undefined when the mail was taken. */
export function answerFailure(
  { status, headers, body }: MailAnswer,
  { taken, now, hide }: { taken: readonly number[]; now: number; hide: Hide },
): MailError | undefined {
  if (taken.includes(status)) return undefined;
  const { data } = errorBody.safeParse(body);
  const error = data?.errors[0];
  const said = error?.message ? ` It says: ${quoted(error.message, hide)}` : '';
  switch (status) {
    case 401:
      return new MailError(
        'rejected',
        `SendGrid does not accept the bot's key (401). Whoever runs the bot must check SENDGRID_API_KEY, SENDGRID_REGION and the account.${said}`,
      );
    case 403:
      return new MailError(
        'rejected',
        `SendGrid does not let the bot send (403). Whoever runs the bot must give the key "Mail Send" and verify the address in SENDGRID_SENDER_EMAIL.${said}`,
      );
    case 413:
      return new MailError('refused', `SendGrid finds the mail too large (413).${said}`);
    case 429: {
      const waitMs = waitOf(headers, now);
      return new MailError('unreachable', 'SendGrid is asked too often (429).', { waitMs });
    }
    default:
  }
  if (status === 408 || status >= 500) {
    return new MailError('unreachable', `SendGrid has a problem of its own (${status}).`);
  }
  if (status === 400 && RECIPIENT.test(error?.field ?? '')) {
    return new MailError('refused', `SendGrid does not accept the address (400).${said}`);
  }
  if (status >= 400) {
    const about = error?.field ? ` It is about ${quoted(error.field, hide)}` : '';
    return new MailError('malformed', `SendGrid refuses the mail as it is (${status}).${said}${about}`);
  }
  return new MailError('unreachable', `Something that is not SendGrid answered in its place (${status}).`);
}

/** What went wrong before there was an answer. The error itself carries the key: only its code is looked at. */
export function networkFailure(error: unknown, tooSlowAfterMs?: number): MailError {
  if (tooSlowAfterMs !== undefined) {
    const words = `SendGrid gave no answer within ${tooSlowAfterMs / 1000} s.`;
    return new MailError('unreachable', words, { uncertain: true });
  }
  const { code } = (error ?? {}) as { code?: unknown };
  const known = NETWORK[String(code)];
  const what = known ?? `the connection broke${typeof code === 'string' ? ` (${code})` : ''}`;
  return new MailError('unreachable', `SendGrid cannot be reached: ${what}.`, {
    uncertain: known === undefined,
  });
}

/**
 * Words of SendGrid's as a sentence. Hidden before they are cut, which could leave half a secret, and after
 * they are decoded, which could bring one to light.
 */
function quoted(said: string, hide: Hide): string {
  const words = hide(plainLine(hide(said), MAX_TEXT));
  return /[.!?…]$/.test(words) ? words : `${words}.`;
}

/** Until the limit is lifted: an instant in seconds, or a number of them. */
function waitOf(headers: MailAnswer['headers'], now: number): number | undefined {
  const after = Number(headers['retry-after'] ?? Number.NaN) * 1000;
  const reset = Number(headers['x-ratelimit-reset'] ?? Number.NaN) * 1000 - now;
  const waitMs = Number.isFinite(after) ? after : reset;
  return Number.isFinite(waitMs) && waitMs > 0 ? Math.min(waitMs, LONGEST_WAIT_MS) : undefined;
}
