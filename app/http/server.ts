import { timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ErrorRequestHandler, Express, Request } from 'express';
import type { Log } from '../log.ts';
import { bareApp } from './bare-app.ts';
import { createDeliveries, isDelivery, type Webhook } from './deliveries.ts';

/** The small HTTP receiver. */
export interface HttpServer {
  port: number;
  close(): Promise<void>;
}

export interface HttpServerOptions {
  port: number;
  /** The one address to listen on; every one unless given. */
  host?: string | undefined;
  /** Opens the details; without one nobody sees them. */
  token: string | undefined;
  health(): object;
  /** A restart could help. */
  stalled?(): boolean;
  /** What `/metrics` answers to whoever brings the token. */
  metrics?: { type: string; text(): Promise<string> } | undefined;
  webhook?: Webhook | undefined;
  log?: Log;
  /** How long sending a request may take. */
  requestMs?: number;
}

const REQUEST_MS = 10_000;
const CLOSE_MS = 1_000;

/**
 * Answers `GET /healthz` (bare for strangers, `health()` as JSON for whoever brings the token), `GET /metrics`
 * (for the latter) and `POST /webhooks/statuspage`; anything else is not found. Nothing that is sent ends it.
 */
export async function startHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const { requestMs = REQUEST_MS } = options;
  const read = readings(options);
  const deliver = options.webhook && createDeliveries(options.webhook, options.log);
  const server = createServer(
    {
      requestTimeout: requestMs,
      headersTimeout: requestMs,
      connectionsCheckingInterval: Math.min(1_000, requestMs),
    },
    (request, response) => {
      // Other forms of an address are for proxies, and hostile ones trouble the parsers behind.
      if (!request.url?.startsWith('/')) response.writeHead(404).end();
      else if (deliver && isDelivery(request)) deliver(request, response);
      else read(request, response);
    },
  );
  server.listen(options.port, options.host);
  await once(server, 'listening').catch((error: unknown) => {
    throw explained(error, options.port);
  });
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeIdleConnections();
      const impatient = setTimeout(() => server.closeAllConnections(), CLOSE_MS);
      await closed;
      clearTimeout(impatient);
    },
  };
}

/** What a person can do when it cannot listen there. */
function explained(error: unknown, port: number): unknown {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'EADDRINUSE':
      return new Error(`PORT ${port} is taken by another program: stop that one, or set another PORT.`);
    case 'EACCES':
      return new Error(`PORT ${port} is not for this user: set one above 1023.`);
    default:
      return error;
  }
}

function readings({ token, health, stalled, metrics, log }: HttpServerOptions): Express {
  const app = bareApp();
  app.get('/healthz', (request, response) => {
    if (stalled?.()) response.status(503);
    if (brings(request, token)) response.json(health());
    else response.type('text/plain').send(response.statusCode === 200 ? 'ok\n' : 'stalled\n');
  });
  if (metrics) {
    app.get('/metrics', async (request, response) => {
      if (brings(request, token)) response.set('content-type', metrics.type).send(await metrics.text());
      else response.sendStatus(401);
    });
  }
  app.use((_request, response) => void response.status(404).end());

  // Four arguments make it the handler of errors.
  const failed: ErrorRequestHandler = (error: unknown, _request, response, next) => {
    const { status } = (error ?? {}) as { status?: unknown };
    const theirs = typeof status === 'number' && status < 500;
    if (!theirs) log?.error({ err: error }, 'A request could not be answered');
    if (response.headersSent) next(error);
    else response.status(theirs ? 400 : 500).end();
  };
  app.use(failed);
  return app;
}

function brings(request: Request, token: string | undefined): boolean {
  if (token === undefined) return false;
  const [given, expected] = [Buffer.from(request.get('authorization') ?? ''), Buffer.from(`Bearer ${token}`)];
  return given.length === expected.length && timingSafeEqual(given, expected);
}
