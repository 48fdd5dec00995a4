import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { type Clock, realClock } from '../../../app/clock.ts';
import { leaveHanging } from '../left-hanging.ts';

const MAX_SEEN = 5000;

/** How a page can go wrong. A number answers with that status. */
export type Fault =
  | number
  | { status: number; retryAfter?: string | number }
  | { redirect: string; status?: number }
  /** Takes the request and says nothing. */
  | 'hang'
  /** One byte a second, by the clock. */
  | 'drip'
  | 'endless'
  /** Half an answer, then the connection is gone. */
  | 'cut'
  /** The connection is gone before any answer. */
  | 'reset'
  | 'redirect-loop'
  | 'redirect-private'
  | 'html'
  | 'broken-json'
  | 'other-shape'
  /** The right shape, nothing in it. */
  | 'empty'
  /** What `freeze()` remembered, as a stale edge of a CDN does. */
  | 'stale';

/** A request as it arrived; `status` is what it was answered with, if it was. */
export interface SeenRequest {
  path: string;
  headers: IncomingHttpHeaders;
  at: number;
  status?: number;
}

/** One document of a page. */
export interface Page {
  type: string;
  body: string;
  /** 200 unless given. */
  status?: number;
}

/** What a stand-in page serves; the faults are made of it. */
export interface Served {
  paths: readonly string[];
  page(path: string): Page;
  emptied(path: string): Page;
  /** In place of `page` where the answer depends on who asks, or for which part. */
  answer?(path: string, asked: { query: URLSearchParams; authorization: string | undefined }): Page;
}

/** A stand-in status page on the loopback address that can be broken and mended. */
export interface PageServer {
  origin: string;
  /** The requests so far, oldest first; a sandbox that runs for days keeps the last thousands. */
  requests: SeenRequest[];
  /** Whether answers carry an ETag and may be 304. */
  etags: boolean;
  /** From now on answers are wrong: on some paths (with or without query) or a number of times only, where said. */
  break(how: Fault, where?: { only?: RegExp; times?: number }): void;
  mend(): void;
  /** Remembers every answer as it is now, for `break('stale')`. */
  freeze(): void;
  openConnections(): number;
  close(): Promise<void>;
}

/** Starts a page server on 127.0.0.1. */
export async function startPageServer(
  served: Served,
  { clock = realClock, port = 0 }: { clock?: Clock; port?: number } = {},
): Promise<PageServer> {
  const sockets = new Set<Socket>();
  let fault: { how: Fault; only?: RegExp; times?: number } | undefined;
  let frozen = new Map<string, Page>();
  let closed: Promise<void> | undefined;

  const server = createServer((request, response) => {
    const { pathname: path, searchParams: query, search } = new URL(request.url ?? '/', 'http://localhost');
    const seen: SeenRequest = { path, headers: request.headers, at: clock.now() };
    self.requests.push(seen);
    if (self.requests.length > MAX_SEEN) self.requests.shift();
    response.on('finish', () => {
      seen.status = response.statusCode;
    });
    const { authorization } = request.headers;
    const answer = () => served.answer?.(path, { query, authorization }) ?? served.page(path);
    const known = served.paths.includes(path) ? answer() : undefined;
    const how = faultFor(path, search);
    if (how !== undefined) misbehave(how, path, known, request, response);
    else if (known) send(known, request, response);
    else notFound(response);
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  });

  function faultFor(path: string, search: string): Fault | undefined {
    if (!fault) return undefined;
    const { how, only } = fault;
    if (only && !only.test(path) && !only.test(path + search)) return undefined;
    if (fault.times !== undefined) {
      fault.times -= 1;
      if (fault.times <= 0) fault = undefined;
    }
    return how;
  }

  function send(page: Page, request: IncomingMessage, response: ServerResponse): void {
    if (page.status !== undefined && page.status !== 200) {
      response.writeHead(page.status, { 'content-type': page.type }).end(page.body);
      return;
    }
    const etag = `W/"${createHash('sha1').update(page.body).digest('hex')}"`;
    if (self.etags) response.setHeader('etag', etag);
    if (self.etags && request.headers['if-none-match'] === etag) {
      response.writeHead(304).end();
      return;
    }
    response.setHeader('content-type', page.type);
    if (!/\bgzip\b/.test(request.headers['accept-encoding'] ?? '')) {
      response.end(page.body);
      return;
    }
    response.setHeader('content-encoding', 'gzip');
    response.end(gzipSync(page.body));
  }

  function misbehave(
    how: Fault,
    path: string,
    known: Page | undefined,
    request: IncomingMessage,
    response: ServerResponse,
  ): void {
    if (typeof how === 'number') {
      response.writeHead(how, { 'content-type': 'text/plain' }).end(`Stand-in answers ${how}`);
      return;
    }
    if (typeof how === 'object') {
      if ('redirect' in how) response.writeHead(how.status ?? 302, { location: how.redirect }).end();
      else {
        response
          .writeHead(
            how.status,
            how.retryAfter === undefined ? {} : { 'retry-after': String(how.retryAfter) },
          )
          .end();
      }
      return;
    }
    const page = known ?? { type: 'text/plain', body: 'Nothing here' };
    switch (how) {
      case 'hang':
        leaveHanging(response);
        return;
      case 'reset':
        request.socket.resetAndDestroy();
        return;
      case 'cut':
        response.writeHead(200, { 'content-type': page.type, 'content-length': page.body.length + 10 });
        response.write(page.body.slice(0, page.body.length / 2), () => request.socket.destroy());
        return;
      case 'drip':
        drip(page, response);
        return;
      case 'endless':
        pour(response);
        return;
      case 'redirect-loop':
        response.writeHead(302, { location: path }).end();
        return;
      case 'redirect-private':
        response.writeHead(302, { location: 'https://10.0.0.1/internal' }).end();
        return;
      case 'html':
        response.setHeader('content-type', 'text/html');
        response.end('<!doctype html><title>Status</title><h1>Welcome to our new status page</h1>');
        return;
      case 'broken-json':
        send({ ...page, body: page.body.slice(0, -10) }, request, response);
        return;
      case 'other-shape':
        send({ type: 'application/json', body: '{"ok":true,"activeIncidents":[]}' }, request, response);
        return;
      case 'empty':
        send(known ? served.emptied(path) : page, request, response);
        return;
      case 'stale':
        send(frozen.get(path) ?? page, request, response);
    }
  }

  function drip(page: Page, response: ServerResponse): void {
    response.writeHead(200, { 'content-type': page.type });
    leaveHanging(response);
    let sent = 0;
    const drop = () => {
      response.write(page.body.charAt(sent++ % page.body.length));
      cancel = clock.after(1000, drop);
    };
    let cancel = clock.after(0, drop);
    response.on('close', () => cancel());
  }

  const self: PageServer = {
    origin: '',
    requests: [],
    etags: true,
    break: (how, where = {}) => {
      if (how === 'stale' && frozen.size === 0) self.freeze();
      fault = { how, ...where };
    },
    mend: () => {
      fault = undefined;
      frozen = new Map();
    },
    freeze: () => {
      frozen = new Map(served.paths.map((path) => [path, served.page(path)]));
    },
    openConnections: () => sockets.size,
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

function notFound(response: ServerResponse): void {
  response.writeHead(404, { 'content-type': 'text/html' }).end('<h1>Not found</h1>');
}

function pour(response: ServerResponse): void {
  const chunk = Buffer.alloc(64 * 1024, ' ');
  const more = () => {
    while (!response.destroyed && response.write(chunk));
  };
  response.on('drain', more);
  response.writeHead(200, { 'content-type': 'application/json' });
  more();
}
