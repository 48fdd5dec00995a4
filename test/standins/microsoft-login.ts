import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Clock, realClock } from '../../app/clock.ts';
import { leaveHanging } from './left-hanging.ts';

/** How the login can go wrong. A number answers with that status. */
export type LoginFault =
  | number
  | { status: number; retryAfter: string | number }
  /** Takes the request and says nothing. */
  | 'hang'
  /** The connection is gone before any answer. */
  | 'reset'
  /** What a hotel's network answers, with 200. */
  | 'html'
  | 'expired-secret'
  /** An answer of 200 without a token. */
  | 'no-token';

/** A request for a token as it arrived. */
export interface SeenLogin {
  path: string;
  form: Record<string, string>;
  at: number;
  status?: number;
}

/** A stand-in for https://login.microsoftonline.com on the loopback address. */
export interface MicrosoftLogin {
  origin: string;
  requests: SeenLogin[];
  /** The tokens issued so far, oldest first. */
  issued: string[];
  /** Whether an `Authorization` header carries a token for the scope that is still good. */
  accepts(authorization: string | undefined, scope: string): boolean;
  /** From now on no token issued so far is good, as when somebody revokes them. */
  revoke(): void;
  /** Makes another secret the right one. */
  setSecret(secret: string): void;
  break(how: LoginFault): void;
  mend(): void;
  close(): Promise<void>;
}

interface LoginOptions {
  clock?: Clock;
  port?: number;
  tenantId: string;
  clientId: string;
  clientSecret: string;
  /** For how long a token is good. */
  expiresInSeconds?: number;
}

interface Refusal {
  status: 400 | 401;
  error: string;
  code: number;
  words: string;
}

/** Starts a stand-in for the login: client credentials, one tenant, one app registration. */
export async function startMicrosoftLogin({
  clock = realClock,
  port = 0,
  tenantId,
  clientId,
  clientSecret,
  expiresInSeconds = 3599,
}: LoginOptions): Promise<MicrosoftLogin> {
  const good = new Map<string, { scope: string; until: number }>();
  let secret = clientSecret;
  let fault: LoginFault | undefined;
  let closed: Promise<void> | undefined;

  const server = createServer((request, response) => {
    void receive(request, response).catch(() => request.socket.destroy());
  });

  async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname: path } = new URL(request.url ?? '/', 'http://localhost');
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const form = Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString()));
    const seen: SeenLogin = { path, form, at: clock.now() };
    self.requests.push(seen);
    response.on('finish', () => {
      seen.status = response.statusCode;
    });
    if (fault !== undefined && fault !== 'expired-secret') return misbehave(fault, request, response);
    const refusal = request.method === 'POST' ? refusalOf(path, form) : undefined;
    if (request.method !== 'POST') response.writeHead(404).end();
    else if (refusal) refuse(refusal, response);
    else issue(form.scope ?? '', response);
  }

  function refusalOf(path: string, form: Record<string, string>): Refusal | undefined {
    if (path !== `/${tenantId}/oauth2/v2.0/token`) {
      return { status: 400, error: 'invalid_request', code: 90002, words: 'Tenant not found.' };
    }
    if (form.grant_type !== 'client_credentials') {
      return { status: 400, error: 'unsupported_grant_type', code: 70003, words: 'Unsupported grant type.' };
    }
    if (form.client_id !== clientId) {
      const words = `Application with identifier '${form.client_id}' was not found in the directory.`;
      return { status: 400, error: 'unauthorized_client', code: 700016, words };
    }
    if (fault === 'expired-secret') {
      const words = `The provided client secret keys for app '${clientId}' are expired.`;
      return { status: 401, error: 'invalid_client', code: 7000222, words };
    }
    if (form.client_secret !== secret) {
      const words = `Invalid client secret provided for a secret added to app '${clientId}'.`;
      return { status: 401, error: 'invalid_client', code: 7000215, words };
    }
    if (!/^https:\/\/\S+\/\.default\b/.test(form.scope ?? '')) {
      const words = 'The provided value for scope is not valid.';
      return { status: 400, error: 'invalid_scope', code: 1002012, words };
    }
    return undefined;
  }

  function refuse({ status, error, code, words }: Refusal, response: ServerResponse): void {
    const [trace, correlation] = [randomUUID(), randomUUID()];
    const timestamp = new Date(clock.now()).toISOString().replace('T', ' ').replace(/\.\d+/, '');
    json(response, status, {
      error,
      error_description: `AADSTS${code}: ${words} Trace ID: ${trace} Correlation ID: ${correlation} Timestamp: ${timestamp}`,
      error_codes: [code],
      timestamp,
      trace_id: trace,
      correlation_id: correlation,
      error_uri: `https://login.microsoftonline.com/error?code=${code}`,
    });
  }

  function issue(asked: string, response: ServerResponse): void {
    const scope = asked.split(' ').find((one) => one.endsWith('/.default')) ?? '';
    const token = createHash('sha256').update(`${self.issued.length} ${scope}`).digest('base64url');
    self.issued.push(token);
    good.set(token, { scope, until: clock.now() + expiresInSeconds * 1000 });
    json(response, 200, {
      token_type: 'Bearer',
      expires_in: expiresInSeconds,
      ext_expires_in: expiresInSeconds,
      access_token: token,
    });
  }

  function misbehave(
    how: Exclude<LoginFault, 'expired-secret'>,
    request: IncomingMessage,
    response: ServerResponse,
  ): void {
    if (typeof how === 'number') response.writeHead(how).end();
    else if (typeof how === 'object') {
      response.writeHead(how.status, { 'retry-after': String(how.retryAfter) }).end();
    } else if (how === 'reset') request.socket.resetAndDestroy();
    else if (how === 'html') {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><h1>Welcome</h1>');
    } else if (how === 'no-token') json(response, 200, { token_type: 'Bearer', expires_in: 3599 });
    else leaveHanging(response);
  }

  const self: MicrosoftLogin = {
    origin: '',
    requests: [],
    issued: [],
    accepts: (authorization, scope) => {
      const held = good.get(authorization?.replace(/^Bearer /, '') ?? '');
      return held !== undefined && held.scope === scope && clock.now() < held.until;
    },
    revoke: () => good.clear(),
    setSecret: (next) => {
      secret = next;
    },
    break: (how) => {
      fault = how;
    },
    mend: () => {
      fault = undefined;
    },
    close: () => {
      closed ??= new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      return closed;
    },
  };
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  self.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return self;
}

function json(response: ServerResponse, status: number, body: Record<string, unknown>): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));
}
