import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../../app/clock.ts';
import { leaveHanging } from '../left-hanging.ts';

/** How SendGrid can go wrong. A number answers with that status. */
export type SendgridFault =
  | number
  /** 429, and when it ends. */
  | { resetInMs: number }
  /** 401, and its words repeat what the request brought to be let in. */
  | 'echo'
  /** Takes the request and says nothing. */
  | 'hang'
  /** The connection is gone before anything is done. */
  | 'reset'
  /** The mail is on its way, and the answer never comes. */
  | 'lost-answer'
  /** The mail is on its way, and the connection breaks. */
  | 'cut'
  /** 200 and somebody else's page. */
  | 'html'
  /** A redirect to such a page. */
  | 'redirect';

/** A request that is about to go wrong. */
export interface Victim {
  request: IncomingMessage;
  response: ServerResponse;
  clock: Clock;
  /** Sends the mail, and says nothing. */
  doOnly(): void;
}

const MESSAGES: Readonly<Record<number, string>> = {
  // ../shared/samples/sendgrid/error-401.json
  401: 'The provided authorization grant is invalid, expired, or revoked',
  403: 'The from address does not match a verified Sender Identity. Mail cannot be sent until this error is resolved.',
  413: 'The JSON payload you have included in your request is too large.',
  429: 'too many requests',
};

/** Goes wrong. */
export function misbehave(how: SendgridFault, { request, response, clock, doOnly }: Victim): void {
  if (typeof how === 'number') {
    refuse(response, how, MESSAGES[how] ?? 'Bad Request');
    return;
  }
  if (typeof how === 'object') {
    const reset = Math.ceil((clock.now() + how.resetInMs) / 1000);
    response.setHeader('X-RateLimit-Limit', '600').setHeader('X-RateLimit-Remaining', '0');
    response.setHeader('X-RateLimit-Reset', String(reset));
    refuse(response, 429, MESSAGES[429] ?? '');
    return;
  }
  switch (how) {
    case 'echo':
      refuse(response, 401, `Not accepted: ${request.headers.authorization}`);
      return;
    case 'hang':
      leaveHanging(response);
      return;
    case 'reset':
      request.socket.resetAndDestroy();
      return;
    case 'lost-answer':
      doOnly();
      leaveHanging(response);
      return;
    case 'cut':
      doOnly();
      request.socket.resetAndDestroy();
      return;
    case 'html':
      response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Welcome to our network</h1>');
      return;
    case 'redirect':
      response.writeHead(302, { location: 'https://signin.example.com/' }).end();
  }
}

/** An error as SendGrid words it. */
export function refuse(
  response: ServerResponse,
  status: number,
  message: string,
  field: string | null = null,
): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ errors: [{ message, field, help: null }] }));
}
