import { once } from 'node:events';
import { Agent, type IncomingHttpHeaders } from 'node:http';
import { type AgentOptions, type RequestOptions, Agent as SecureAgent } from 'node:https';
import type { LookupFunction } from 'node:net';
import type { Duplex } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { type ConnectionOptions, connect, createSecureContext, type TLSSocket } from 'node:tls';
import { promisify } from 'node:util';
import zlib from 'node:zlib';
import got, { RequestError } from 'got';
import { CheckError } from './checker.ts';

const MAX_BYTES = 5 * 1024 * 1024;
/** An idle connection costs 100 KB, the handshake of a new one three looks: so many are kept for the next look. */
const MOST_STAYING = 900;
/** A look may ask twice, and many looks go on at the same time: so many are kept just for that. */
const MOST_PASSING = 100;
/** A session of before halves a handshake, and costs 1 KB. */
const MOST_SESSIONS = 10_000;

/** What came back. `body` is as it came over the wire, and empty where nobody would read it. */
export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** Connections that are kept alive, all made with the same `lookup`. */
export interface Line {
  agent: { http: Agent; https: SecureAgent };
  lookup: LookupFunction;
  close(): void;
}

/** What goes with a request. */
export interface Asking {
  headers: Record<string, string>;
  line: Line;
  signal: AbortSignal;
}

/** Connections that resolve names in the given way. */
export function openLine(lookup: LookupFunction): Line {
  const agent = agents(true, lookup);
  return {
    agent,
    lookup,
    close: () => {
      agent.http.destroy();
      agent.https.destroy();
    },
  };
}

/** One GET, without following redirects. A connection that was dropped before an answer is tried once more. */
export async function exchange(url: URL, asking: Asking): Promise<Answer> {
  try {
    return await request(url, asking, asking.line.agent);
  } catch (error) {
    if (!dropped(error) || asking.signal.aborted) throw error;
    // Often it was kept alive for too long, and others of its age are no better: take a new one.
    return request(url, asking, agents(false, asking.line.lookup));
  }
}

async function request(url: URL, { headers, signal }: Asking, agent: Line['agent']): Promise<Answer> {
  const stream = got.stream(url, {
    agent,
    headers: { ...headers, accept: '*/*', 'accept-encoding': 'gzip, br' },
    signal,
    // Unpacked later, and only when the bytes are new.
    decompress: false,
    followRedirect: false,
    retry: { limit: 0 },
    throwHttpErrors: false,
  });
  // It may fail between two reads, when nobody listens; the next read throws it.
  stream.on('error', () => {});
  try {
    await once(stream, 'response');
    const { response } = stream;
    if (!response) throw new Error('An answer without an answer');
    const { statusCode: status, headers: answered } = response;
    if (status === 200 || status === 304) {
      const body = await read(stream);
      // Only then its connection is free for the next request of the same look, which else would open another.
      await setImmediate();
      return { status, headers: answered, body };
    }
    stream.destroy();
    return { status, headers: answered, body: Buffer.alloc(0) };
  } catch (error) {
    // Never after a whole answer: its connection may still be on its way back to the others.
    stream.destroy();
    throw error;
  }
}

async function read(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > MAX_BYTES) throw tooBig();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const UNPACK: Readonly<
  Record<string, (body: Buffer, limit: { maxOutputLength: number }) => Buffer | Promise<Buffer>>
> = {
  identity: (body) => body,
  gzip: quick(zlib.gunzipSync, promisify(zlib.gunzip)),
  'x-gzip': quick(zlib.gunzipSync, promisify(zlib.gunzip)),
  br: quick(zlib.brotliDecompressSync, promisify(zlib.brotliDecompress)),
  deflate: quick(zlib.inflateSync, promisify(zlib.inflate)),
};
/** The way to another thread and back costs more than to unpack so little. */
const LITTLE = 32 * 1024;

function quick<O>(
  here: (body: Buffer, options: O) => Buffer,
  elsewhere: (body: Buffer, options: O) => Promise<Buffer>,
): (body: Buffer, options: O) => Buffer | Promise<Buffer> {
  return (body, options) => (body.length <= LITTLE ? here : elsewhere)(body, options);
}

/** The text of an answer, unpacked up to a limit. */
export async function textOf({ headers, body }: Answer): Promise<string> {
  const encoding = headers['content-encoding']?.trim().toLowerCase() || 'identity';
  const unpack = Object.hasOwn(UNPACK, encoding) ? UNPACK[encoding] : undefined;
  if (!unpack) throw new CheckError('unreadable', 'is packed in a way that was not asked for');
  try {
    return new TextDecoder().decode(await unpack(body, { maxOutputLength: MAX_BYTES }));
  } catch (error) {
    if (error instanceof RangeError) throw tooBig();
    throw new CheckError('unreadable', 'cannot be unpacked', { cause: error });
  }
}

function dropped(error: unknown): boolean {
  return (
    error instanceof RequestError &&
    error.response === undefined &&
    ['ECONNRESET', 'EPIPE'].includes(error.code)
  );
}

function tooBig(): CheckError {
  return new CheckError('unreadable', `is larger than ${MAX_BYTES / 1024 / 1024} MB`);
}

function agents(keepAlive: boolean, lookup: LookupFunction): Line['agent'] {
  const options = { keepAlive, lookup };
  return { http: bounded(new Agent(options)), https: bounded(new ResumingAgent(options)) };
}

/** Shortens handshakes by the sessions of before. Node's own memory of them holds on to 64 KB for each. */
class ResumingAgent extends SecureAgent {
  readonly #sessions = new Map<string, Buffer>();

  constructor(options: AgentOptions) {
    // Else each connection would get a context of its own.
    super({ ...options, maxCachedSessions: 0, secureContext: createSecureContext() });
  }

  // Not Node's own way, whose listeners hold on to all options, 3 KB, as long as the connection lives.
  override createConnection(options: RequestOptions): TLSSocket {
    const name = this.getName(options);
    const session = this.#sessions.get(name);
    const socket = connect({ ...(options as ConnectionOptions), ...(session && { session }) });
    socket.on('session', (fresh: Buffer) => this.#remember(name, alone(fresh)));
    socket.once('close', (failed: boolean) => {
      if (failed) this.#sessions.delete(name);
    });
    return socket;
  }

  #remember(name: string, session: Buffer): void {
    this.#sessions.delete(name);
    this.#sessions.set(name, session);
    const [oldest] = this.#sessions.keys();
    if (this.#sessions.size > MOST_SESSIONS && oldest !== undefined) this.#sessions.delete(oldest);
  }
}

/** A copy with memory of its own: a part of Node's pool would hold on to all of it. */
function alone(bytes: Buffer): Buffer {
  const copy = Buffer.allocUnsafeSlow(bytes.length);
  bytes.copy(copy);
  return copy;
}

/**
 * Node bounds what is idle for each host only. Of pages that are asked in turn, those whose connection stays are
 * always the same ones; for the others it stays until the next request of the same look.
 */
function bounded<A extends Agent>(agent: A): A {
  // In the order in which they became idle.
  const [staying, passing] = [new Set<Duplex>(), new Set<Duplex>()];
  const followed = new WeakSet<Duplex>();
  const [keep, reuse] = [agent.keepSocketAlive.bind(agent), agent.reuseSocket.bind(agent)];
  const forget = (socket: Duplex) => staying.delete(socket) || passing.delete(socket);
  agent.keepSocketAlive = (socket) => {
    // What Node's types call nothing says whether it may be kept.
    const may: unknown = keep(socket);
    if (!may) return false;
    passing.add(socket);
    if (!followed.has(socket)) socket.once('close', () => forget(socket));
    followed.add(socket);
    const [longest] = passing;
    if (passing.size <= MOST_PASSING || longest === undefined) return true;
    passing.delete(longest);
    if (staying.size < MOST_STAYING) staying.add(longest);
    else longest.destroy();
    return true;
  };
  agent.reuseSocket = (socket, request) => {
    forget(socket);
    reuse(socket, request);
  };
  return agent;
}
