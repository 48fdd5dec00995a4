import { RequestError } from 'got';
import { z } from 'zod';
import { CheckError } from './checker.ts';
import { cut } from './text.ts';

const NETWORK: Readonly<Record<string, string>> = {
  ENOTFOUND: 'its name is not known',
  EAI_AGAIN: 'its name cannot be looked up at present',
  ECONNREFUSED: 'refused the connection',
  ECONNRESET: 'broke off the connection',
  EPIPE: 'broke off the connection',
  ERR_HTTP_CONTENT_LENGTH_MISMATCH: 'broke off in the middle of its answer',
};

/** Sorts a status that is neither an answer nor a redirect by what the caller will do. */
export function reasonFor(status: number): CheckError['reason'] {
  if (status === 408 || status === 429 || status >= 500) return 'unreachable';
  return status >= 400 ? 'rejected' : 'unreadable';
}

/** Whether there is no such thing at an address. A refusal of another kind says nothing of what is there. */
export function isNotThere({ status }: CheckError): boolean {
  return status === 404 || status === 410;
}

/** Sorts what went wrong on the wire. What is no such thing is a bug of ours, and stays as it is. */
export function wireFailure(error: unknown): unknown {
  if (!(error instanceof RequestError)) return error;
  // Without got's request, which would keep headers and sockets alive.
  const cause = error.cause ?? error;
  if (cause instanceof CheckError) return cause;
  if (error.code.startsWith('HPE_')) return new CheckError('unreadable', 'does not speak HTTP', { cause });
  return new CheckError('unreachable', NETWORK[error.code] ?? `cannot be reached (${error.code})`, { cause });
}

/** Sorts what went wrong in a translation: broken JSON or another shape is the source's doing. */
export function translationFailure(error: unknown, body: string): unknown {
  if (error instanceof z.ZodError) {
    const [issue] = error.issues;
    const where = issue?.path.length ? ` at ${issue.path.join('.')}` : '';
    const words = `has another shape${where}: ${issue?.message}`;
    return new CheckError('unreadable', cut(words, 200), { cause: error });
  }
  if (!(error instanceof SyntaxError)) return error;
  const words = /^\s*</.test(body) ? 'is HTML where JSON is expected' : 'is broken JSON';
  return new CheckError('unreadable', body.trim() === '' ? 'is empty' : words, { cause: error });
}

/** The same failure with the address that was asked. */
export function named(failure: unknown, url: URL): unknown {
  if (!(failure instanceof CheckError)) return failure;
  const { reason, message, cause, status } = failure;
  return new CheckError(reason, `GET ${nameOf(url)}: ${message}`, { cause, status });
}

/** An address without its query, which may carry a secret. */
export function nameOf(url: URL): string {
  return cut(`${url.origin}${url.pathname}`, 200) + (url.search && '?…');
}
