import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { leaveHanging } from '../left-hanging.ts';
import { type Fault, type Faults, type How, nameOfFault } from './faults.ts';
import { isObject, type JsonObject, parseJson } from './json.ts';
import type { ResponseUrls } from './response-urls.ts';
import type { Sockets } from './sockets.ts';
import type { Timers } from './timers.ts';
import type { Answer, ApiCall, ApiRequest, WebApi } from './web-api.ts';

const longestBody = 4_000_000;

interface Parts {
  api: WebApi;
  responseUrls: ResponseUrls;
  sockets: Sockets;
  faults: Faults;
  timers: Timers;
}

/** The door: one port for HTTP and WebSocket, that can be shut and opened again. */
export class Door {
  readonly #parts: Parts;
  readonly #lines = new Set<Socket>();
  #server: Server | undefined;
  #port = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  get port(): number {
    return this.#port;
  }

  async open(port = this.#port): Promise<void> {
    if (this.#server) return;
    const server = createServer((request, response) => this.#serve(request, response));
    server.on('upgrade', (request, line, head) => this.#upgrade(request, line, head));
    server.on('clientError', (_, line) => line.destroy());
    server.on('connection', (line) => {
      this.#lines.add(line);
      line.on('close', () => this.#lines.delete(line));
    });
    this.#server = server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    });
    this.#port = (server.address() as AddressInfo).port;
  }

  /** Breaks every connection and takes no new one. */
  async shut(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (!server) return;
    this.#parts.sockets.cut();
    const closed = new Promise((resolve) => server.close(resolve));
    for (const line of this.#lines) line.resetAndDestroy();
    await closed;
  }

  #upgrade(request: IncomingMessage, line: Duplex, head: Buffer): void {
    const { faults, sockets } = this.#parts;
    const how = faults.strike('upgrade', {})?.how;
    if (how === 'reset') line.destroy();
    else if (how !== 'hang') {
      if (typeof how === 'object' && 'status' in how)
        line.end(`HTTP/1.1 ${how.status} Refused\r\nConnection: close\r\n\r\n`);
      else sockets.upgrade(request, line, head);
    }
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    const address = URL.parse(`http://loopback${request.url ?? '/'}`);
    const [, kind, name, ...rest] = address?.pathname.split('/') ?? [];
    read(request, (body) => {
      if (kind === 'api' && name && rest.length === 0) {
        const { authorization, 'content-type': contentType } = request.headers;
        const query = address?.searchParams ?? new URLSearchParams();
        this.#serveApi({ method: name, authorization, contentType, body, query }, request, response);
      } else if (kind === 'response' && name && request.method === 'POST') {
        this.#serveResponseUrl(name, body, request, response);
      } else {
        send(response, { status: 404, headers: {}, body: { ok: false, error: 'not_found' } });
      }
    });
  }

  #serveApi(asked: ApiRequest, request: IncomingMessage, response: ServerResponse): void {
    const { api } = this.#parts;
    const call = api.record(asked);
    this.#withFault(asked.method, call.args, { request, response }, (fault) => {
      if (!fault) return api.answer(asked, call);
      return this.#faultyAnswer(fault, asked, call);
    });
  }

  /** Carries the call out first when the fault comes after the effect. */
  #faultyAnswer(fault: Fault, asked: ApiRequest, call: ApiCall): Answer | How {
    const { api } = this.#parts;
    if (fault.how === undefined) return api.answer(asked, call);
    if (fault.when === 'after') api.answer(asked, call);
    const scripted =
      fault.how === 'ratelimited' || (typeof fault.how === 'object' && 'error' in fault.how)
        ? api.refuse(fault.how === 'ratelimited' ? 'ratelimited' : fault.how.error, call, fault.retryAfter)
        : fault.how;
    call.outcome = nameOfFault(fault);
    return scripted;
  }

  #serveResponseUrl(id: string, body: string, request: IncomingMessage, response: ServerResponse): void {
    const { responseUrls } = this.#parts;
    const parsed = parseJson(body);
    const answer = (): Answer => ({ headers: {}, ...responseUrls.answer(id, body) });
    this.#withFault('response_url', isObject(parsed) ? parsed : {}, { request, response }, (fault) => {
      const how = fault?.how;
      if (how === undefined) return answer();
      if (fault?.when === 'after') answer();
      if (how === 'ratelimited') {
        return {
          status: 429,
          headers: { 'retry-after': String(fault?.retryAfter ?? 1) },
          body: { ok: false },
        };
      }
      return typeof how === 'object' && 'error' in how
        ? { status: 400, headers: {}, body: { ok: false, ...how } }
        : how;
    });
  }

  #withFault(
    method: string,
    args: JsonObject,
    { request, response }: { request: IncomingMessage; response: ServerResponse },
    answer: (fault: Fault | undefined) => Answer | How,
  ): void {
    const { faults, timers } = this.#parts;
    const fault = faults.strike(method, args);
    const early = fault?.when === 'after' ? answer(fault) : undefined;
    const finish = () => give(early ?? answer(fault), request, response);
    if (fault?.delayMs) timers.after(fault.delayMs, finish);
    else finish();
  }
}

function give(answer: Answer | How, request: IncomingMessage, response: ServerResponse): void {
  if (answer === 'hang') return void leaveHanging(response); // until the door is shut
  if (answer === 'reset') return void request.socket.resetAndDestroy();
  if (typeof answer !== 'object' || !('status' in answer)) return;
  send(response, { status: answer.status, headers: answer.headers ?? {}, body: answer.body ?? '' });
}

function send(
  response: ServerResponse,
  { status, headers, body }: { status: number; headers: Record<string, string>; body: JsonObject | string },
): void {
  if (response.destroyed) return;
  const type = typeof body === 'string' ? 'text/html' : 'application/json; charset=utf-8';
  response.writeHead(status, { 'content-type': type, ...headers });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

function read(request: IncomingMessage, done: (body: string) => void): void {
  const chunks: Buffer[] = [];
  let length = 0;
  request.on('error', () => {});
  request.on('data', (chunk: Buffer) => {
    length += chunk.length;
    if (length > longestBody) request.destroy();
    else chunks.push(chunk);
  });
  request.on('end', () => done(Buffer.concat(chunks).toString()));
}
