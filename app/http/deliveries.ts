import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { finished } from 'node:stream';
import express, { type ErrorRequestHandler } from 'express';
import type { Log } from '../log.ts';
import { bareApp } from './bare-app.ts';

/** Who takes what our own Statuspage delivers. */
export interface Webhook {
  /** Whether the sender is who may deliver; asked before anything of the body is read. Never throws. */
  admits(request: { peer: string | undefined; forwardedFor: string | undefined }): Promise<boolean>;
  /** Takes a delivery. It answers soon, and never throws. */
  receive(delivery: unknown): Promise<void>;
  /** A sender who may deliver sent something that is no delivery. */
  refused(why: 'too large' | 'not JSON' | 'broken off'): void;
}

const PATH = '/webhooks/statuspage';
const BODY_BYTES = 256 * 1024;
/** Of what is too large, so much is read to its end. */
const DRAINED_BYTES = 8 * 1024 * 1024;

/** Whether a request wants to be a delivery; nothing else may get to the webhook. */
export function isDelivery({ method, url }: IncomingMessage): boolean {
  return method === 'POST' && url?.split('?')[0] === PATH;
}

/** Answers `POST /webhooks/statuspage`: strangers at the door, for they may be many. */
export function createDeliveries(webhook: Webhook, log: Log | undefined): RequestListener {
  const take = taking(webhook, log);
  return (request, response) => void answer(request, response);

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { 'x-forwarded-for': forwarded, 'content-length': announced } = request.headers;
    const forwardedFor = Array.isArray(forwarded) ? forwarded.join(', ') : forwarded;
    const admitted = await webhook.admits({ peer: request.socket.remoteAddress, forwardedFor });
    const isBounded = Number(announced) <= BODY_BYTES;
    if (!admitted) return turnAway(response, { waits: isBounded });
    if (isBounded || announced === undefined) return take(request, response);
    webhook.refused('too large');
    refuseLarge(request, response);
  }
}

/** A new connection costs more than to let a little pass unread: who comes again keeps the one there is. */
function turnAway(response: ServerResponse, { waits }: { waits: boolean }): void {
  response.writeHead(403, { 'content-length': 0, ...(waits ? {} : { connection: 'close' }) }).end();
}

/** Reads what somebody who may deliver has sent. */
function taking(webhook: Webhook, log: Log | undefined): express.Express {
  const app = bareApp();
  app.post(
    PATH,
    express.raw({ type: () => true, limit: BODY_BYTES, inflate: false }),
    async (request, response) => {
      const delivery = parsed(request.body);
      if (!delivery) {
        webhook.refused('not JSON');
        response.status(400).end();
        return;
      }
      await webhook.receive(delivery.value);
      response.status(200).end();
    },
  );
  // Four arguments make it the handler of errors.
  const failed: ErrorRequestHandler = (error: unknown, _request, response, next) => {
    const { status, type } = (error ?? {}) as { status?: unknown; type?: unknown };
    const theirs = typeof status === 'number' && status < 500;
    if (type === 'request.aborted') webhook.refused('broken off');
    else if (status === 413) webhook.refused('too large');
    else if (theirs) webhook.refused('not JSON');
    else log?.error({ err: error }, 'A delivery could not be taken');
    if (response.headersSent) next(error);
    else response.status(status === 413 ? 413 : theirs ? 400 : 500).end();
  };
  app.use(failed);
  return app;
}

/** Who is still sending reads no answer when the line breaks: within reason it is waited for. */
function refuseLarge(request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(413, { connection: 'close', 'content-length': 0 }).flushHeaders();
  let left = DRAINED_BYTES;
  request.on('data', (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) request.destroy();
  });
  finished(request.resume(), () => response.end());
}

/** Wrapped, because `null` is JSON too. */
function parsed(body: unknown): { value: unknown } | undefined {
  if (!Buffer.isBuffer(body)) return undefined;
  try {
    return { value: JSON.parse(new TextDecoder().decode(body)) };
  } catch {
    return undefined;
  }
}
