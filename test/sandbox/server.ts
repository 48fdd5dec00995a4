import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Doings } from './doings.ts';

/** The page on which the sandbox is watched and used. */
export interface PageOfSandbox {
  url: string;
  /** Resolves when somebody has opened it. */
  opened: Promise<void>;
  /** Something that the page shows has changed. */
  changed(): void;
  close(): Promise<void>;
}

const FOLDER = new URL('page/', import.meta.url);
const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html',
  css: 'text/css',
  js: 'text/javascript',
};
const HEADERS = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
};
/** Changes that come in quick succession are shown together. */
const TOGETHER_MS = 120;
/** A form can hold a good deal. */
const MOST_BYTES = 200_000;

/** Serves the page on 127.0.0.1. */
export async function startServer(options: {
  port: number;
  /** Everything that the page shows. */
  snapshot(): object;
  /** What does not change. */
  about: object;
  doings: Doings;
}): Promise<PageOfSandbox> {
  const files = await readdir(FOLDER);
  const watchers = new Set<ServerResponse>();
  const { promise: opened, resolve: isOpened } = Promise.withResolvers<void>();
  let sending: NodeJS.Timeout | undefined;

  const server = createServer((request, response) => {
    serve(request, response).catch(() => {
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  server.listen(options.port, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [path = '/'] = (request.url ?? '/').split('?');
    // Another site's name that leads here must not be able to read along or act.
    if (!isOurs(request)) return void response.writeHead(403).end();
    if (request.method === 'POST') return act(path, request, response);
    if (request.method !== 'GET') return void response.writeHead(405).end();
    if (path === '/events') return watch(response);
    if (path === '/about') return json(response, options.about);
    const file = path === '/' ? 'index.html' : path.slice(1);
    if (!files.includes(file)) return void response.writeHead(404).end();
    const type = TYPES[file.split('.').at(-1) ?? ''] ?? 'text/plain';
    response.writeHead(200, { ...HEADERS, 'content-type': `${type}; charset=utf-8` });
    response.end(await readFile(new URL(file, FOLDER)));
  }

  function isOurs({ headers }: IncomingMessage): boolean {
    const names = [`127.0.0.1:${port}`, `localhost:${port}`];
    const { host = '', origin } = headers;
    return names.includes(host) && (origin === undefined || origin === `http://${host}`);
  }

  function watch(response: ServerResponse): void {
    response.writeHead(200, { ...HEADERS, 'content-type': 'text/event-stream' });
    response.write(frame());
    watchers.add(response);
    isOpened();
    response.on('close', () => watchers.delete(response));
  }

  function frame(): string {
    return `data: ${JSON.stringify(options.snapshot())}\n\n`;
  }

  async function act(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const name = path.slice(1);
    const doing = Object.hasOwn(options.doings, name) ? options.doings[name] : undefined;
    if (!doing) return void response.writeHead(404).end();
    const asked = await readJson(request);
    if (asked === undefined) return void response.writeHead(400).end();
    json(response, await doing(asked));
    changed();
  }

  function changed(): void {
    if (watchers.size === 0) return;
    sending ??= setTimeout(() => {
      sending = undefined;
      const text = frame();
      for (const watcher of watchers) {
        // One that reads slowly gets a later state instead of every one.
        if (watcher.writableLength > 0) changed();
        else watcher.write(text);
      }
    }, TOGETHER_MS);
  }

  return {
    url: `http://127.0.0.1:${port}`,
    opened,
    changed,
    async close() {
      clearTimeout(sending);
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function json(response: ServerResponse, value: object): void {
  response.writeHead(200, { ...HEADERS, 'content-type': 'application/json' }).end(JSON.stringify(value));
}

/** What was sent, where it can be what the page sends. Other sites cannot send this type unasked. */
async function readJson(request: IncomingMessage): Promise<unknown> {
  if (request.headers['content-type'] !== 'application/json') return undefined;
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MOST_BYTES) return undefined;
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString());
  } catch {
    return undefined;
  }
}
