import { z } from 'zod';
import { plainLine } from '../../checkers/text.ts';

/** What a caller can do about it: wait, tell whoever runs the bot, or change what was asked for. */
export type BoardsReason = 'unreachable' | 'rejected' | 'refused';

interface Facts {
  /** It may have had its effect all the same. */
  uncertain?: boolean;
  /** The field of the work item that is objected to. */
  field?: string | undefined;
  /** For how long Azure DevOps asks to be left alone. */
  waitMs?: number | undefined;
  status?: number;
  /** It gave no reason of its own. */
  unexplained?: boolean;
  cause?: unknown;
}

/** Why Azure DevOps did not do it, in words fit for the person who asked. */
export class BoardsError extends Error {
  override readonly name = 'BoardsError';
  readonly reason: BoardsReason;
  readonly uncertain: boolean;
  readonly field?: string;
  readonly waitMs?: number;
  readonly status?: number;
  readonly unexplained: boolean;

  constructor(
    reason: BoardsReason,
    message: string,
    { uncertain = false, field, waitMs, status, unexplained = false, cause }: Facts = {},
  ) {
    super(message, { cause });
    this.reason = reason;
    this.uncertain = uncertain;
    this.unexplained = unexplained;
    if (field !== undefined) this.field = field;
    if (waitMs !== undefined) this.waitMs = waitMs;
    if (status !== undefined) this.status = status;
  }
}

/** Whether Azure DevOps answers, but will not have this. */
export function isRefusal(error: unknown): boolean {
  return error instanceof BoardsError && error.reason === 'refused';
}

/** Where a request went, and whether it was to change something. */
export interface Asked {
  orgUrl: string;
  project: string;
  pat: string;
  writes: boolean;
}

/** An answer as it came over the wire. */
export interface Heard {
  status: number;
  body: string;
  /** For how long it asks to wait. */
  waitMs: number;
}

const NETWORK: Readonly<Record<string, string>> = {
  ENOTFOUND: 'its name is not known',
  EAI_AGAIN: 'its name cannot be looked up at present',
  ECONNREFUSED: 'it refused the connection',
  EHOSTUNREACH: 'there is no way to it',
  ENETUNREACH: 'there is no network',
  CERT_HAS_EXPIRED: 'its certificate has expired',
};
const MAX_TEXT = 300;
const NO_SUCH_PROJECT = /\bTF20001[46]\b|ProjectDoesNotExist/;

// https://learn.microsoft.com/azure/devops/integrate/concepts/rest-api-overview: errors name their kind.
const errorBody = z.object({
  message: z.string(),
  typeKey: z.string().nullish(),
  customProperties: z
    .object({
      FieldReferenceName: z.string().nullish(),
      RuleValidationErrors: z.array(z.object({ fieldReferenceName: z.string().nullish() })).nullish(),
    })
    .nullish(),
});

/** What is wrong with an answer; undefined when it is a good one. */
export function answerFailure(heard: Heard, asked: Asked): BoardsError | undefined {
  const { status, body } = heard;
  const told = parsed(body);
  if (status === 200 || status === 201) {
    return told === undefined ? strange(asked, { status }) : undefined;
  }
  // 203 is a page to sign in on: what a wrong token gets, as is a redirect to such a page.
  if (status === 203 || status === 401) return badToken(status);
  if (status < 400) return moved(asked, status);
  const { data: error } = errorBody.safeParse(told);
  const text = error && harmless(error.message, asked.pat);
  if (status === 403) return forbidden(asked, text);
  if (status === 404 && (!error || NO_SUCH_PROJECT.test(`${error.typeKey} ${text}`)))
    return noProject(asked, !error);
  if (status === 408 || status === 429 || status >= 500) return away(heard, asked);
  return refusal(error, text, status);
}

/** A request for something that this Azure DevOps does not have at all. */
export function notOffered({ orgUrl }: Pick<Asked, 'orgUrl'>): BoardsError {
  const words = `Azure DevOps at ${orgUrl} does not offer what is needed for this.`;
  return new BoardsError('refused', words);
}

/** A call was given up: it had `limitMs`, and in that time `answers` came. */
export interface GivenUp {
  limitMs: number;
  answers: number;
}

/** What went wrong before there was a whole answer. */
export function networkFailure(error: unknown, { writes }: Asked, givenUp?: GivenUp): BoardsError {
  const { code, syscall } = (error ?? {}) as { code?: unknown; syscall?: unknown };
  const known = NETWORK[String(code)];
  // What could not even be connected to has not been asked for anything.
  const unsent = known !== undefined || ['connect', 'getaddrinfo'].includes(String(syscall));
  const uncertain = writes && (givenUp !== undefined || !unsent);
  const what = givenUp
    ? tooSlow(givenUp)
    : `cannot be reached: ${known ?? `the connection broke${code ? ` (${code})` : ''}`}.`;
  return new BoardsError('unreachable', `Azure DevOps ${what} ${advice(uncertain)}`, {
    uncertain,
    cause: error,
  });
}

function tooSlow({ limitMs, answers }: GivenUp): string {
  const what = answers === 0 ? 'gave no answer' : 'did not give all the answers that this takes';
  return `${what} within ${limitMs / 1000} s.`;
}

/** An answer that is not in Azure DevOps' own words. */
export function strange({ writes }: Pick<Asked, 'writes'>, facts: Facts = {}): BoardsError {
  const words =
    'Azure DevOps, or something on the way to it, answered in a way that the bot does not understand.';
  return new BoardsError('unreachable', `${words} ${advice(writes)}`, { ...facts, uncertain: writes });
}

/** What it says about `uncertain`, to whoever has to decide what next. */
function advice(uncertain: boolean): string {
  return uncertain
    ? 'It may have been done all the same: look in Azure DevOps before you try again.'
    : 'Try again in a few minutes.';
}

function badToken(status: number): BoardsError {
  const words =
    "Azure DevOps does not accept the bot's token: it is wrong, expired or revoked. Whoever runs the bot must set ADO_PAT to a new one with the scope Work Items (Read & write).";
  return new BoardsError('rejected', words, { status });
}

function moved({ orgUrl }: Asked, status: number): BoardsError {
  const words = `Azure DevOps at ${orgUrl} sends the bot elsewhere (${status}): it does not accept the bot's token, or the organisation has moved. Whoever runs the bot must check ADO_ORG_URL and ADO_PAT.`;
  return new BoardsError('rejected', words, { status });
}

function forbidden({ project }: Asked, text: string | undefined): BoardsError {
  const why = text ? ` It says: ${text}` : '';
  const words = `Azure DevOps does not let the bot's token do this in the project ${project}. Whoever runs the bot must give it the scope Work Items (Read & write), and its owner the right to edit work items there.${why}`;
  return new BoardsError('rejected', words, { status: 403 });
}

function noProject({ orgUrl, project }: Asked, unexplained: boolean): BoardsError {
  const words = `Azure DevOps knows no project ${project} at ${orgUrl} that the bot may see. Whoever runs the bot must check ADO_ORG_URL, ADO_PROJECT and what the token may read.`;
  return new BoardsError('rejected', words, { status: 404, unexplained });
}

function away({ status, waitMs }: Heard, { writes }: Asked): BoardsError {
  const wait = waitMs > 0 ? ` and asks to be left alone for ${Math.ceil(waitMs / 1000)} s` : '';
  const facts = { status, ...(waitMs > 0 && { waitMs }) };
  if (status === 429) {
    const words = `Azure DevOps is asked too often by this bot${wait}. Try again in a few minutes.`;
    return new BoardsError('unreachable', words, facts);
  }
  const words = `Azure DevOps has a problem of its own (it answered ${status}${wait}). ${advice(writes)}`;
  return new BoardsError('unreachable', words, { ...facts, uncertain: writes });
}

function refusal(
  error: z.infer<typeof errorBody> | undefined,
  text: string | undefined,
  status: number,
): BoardsError {
  const field = error && text ? fieldOf(error, text) : undefined;
  const hint = field && !text?.includes(field) ? ` It is about the field ${field}.` : '';
  const words = `Azure DevOps refused this: ${text || `it answered ${status}.`}${hint}`;
  return new BoardsError('refused', words, { status, field });
}

function fieldOf({ customProperties }: z.infer<typeof errorBody>, text: string): string | undefined {
  const named =
    /Rule Error for field (.+?)\. Error code/i.exec(text)?.[1] ??
    /\bfield '([^']+)'/i.exec(text)?.[1] ??
    /Cannot find field ([\w.]+\w)/i.exec(text)?.[1];
  return (
    named ??
    customProperties?.FieldReferenceName ??
    customProperties?.RuleValidationErrors?.find((one) => one.fieldReferenceName)?.fieldReferenceName ??
    undefined
  );
}

function parsed(body: string): unknown {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function harmless(text: string, pat: string): string {
  const header = Buffer.from(`:${pat}`).toString('base64');
  return plainLine(text.replaceAll(pat, '[secret]').replaceAll(header, '[secret]'), MAX_TEXT);
}
