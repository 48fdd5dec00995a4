import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../../app/clock.ts';
import { leaveHanging } from '../left-hanging.ts';
import type { BoardsFault } from './index.ts';
import { bodyOf, ruleError } from './refusal.ts';

/** A request that is about to go wrong. */
export interface Victim {
  request: IncomingMessage;
  response: ServerResponse;
  clock: Clock;
  /** Does what is asked for, and answers. */
  work(): void;
  /** Does what is asked for, and says nothing. */
  doOnly(): void;
}

const PAGE = '<!DOCTYPE html><title>Azure DevOps Services | Sign In</title>';

/** Goes wrong. */
export function misbehave(how: BoardsFault, { request, response, clock, work, doOnly }: Victim): void {
  if (typeof how === 'number') {
    response.writeHead(how, { 'content-type': 'text/html' }).end(`<h1>${how}</h1>`);
    return;
  }
  if (typeof how === 'object') {
    if ('slowMs' in how) response.on('close', clock.after(how.slowMs, work));
    else response.writeHead(how.status, { 'retry-after': String(how.retryAfter) }).end();
    return;
  }
  switch (how) {
    case 'hang':
      leaveHanging(response);
      return;
    case 'lost-answer':
      doOnly();
      leaveHanging(response);
      return;
    case 'reset':
      request.socket.resetAndDestroy();
      return;
    case 'cut':
      doOnly();
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': 1000 });
      response.write('{"id":', () => request.socket.destroy());
      return;
    case 'sign-in':
      response.writeHead(203, { 'content-type': 'text/html' }).end(PAGE);
      return;
    case 'redirect':
      response.writeHead(302, { location: 'https://spsprodeus1.vssps.visualstudio.com/_signin' }).end();
      return;
    case 'html':
      response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Welcome to our network</h1>');
      return;
    case 'other-shape':
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}');
      return;
    case 'endless':
      pour(response);
      return;
    case 'rule': {
      const refusal = ruleError(
        'Custom.Cause',
        'Cause',
        'Required, HasValues, LimitedToValues, InvalidEmpty',
      );
      response.writeHead(400, { 'content-type': 'application/json' }).end(JSON.stringify(bodyOf(refusal)));
    }
  }
}

function pour(response: ServerResponse): void {
  const chunk = Buffer.alloc(256 * 1024, ' ');
  const more = () => {
    while (!response.destroyed && response.write(chunk));
  };
  response.on('drain', more);
  response.writeHead(200, { 'content-type': 'application/json' });
  more();
}
