import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { setDefaultCACertificates, type TLSSocket } from 'node:tls';
import { afterEach, expect, test } from '@jest/globals';
import { socketLookup } from '../../checkers/addresses.ts';
import { exchange, openLine } from '../../checkers/exchange.ts';
import { createHttp, type Http } from '../../checkers/http.ts';
import { selfSigned } from '../bench/certificate.ts';
import { loopback } from '../bench/loopback.ts';
import { isHeld } from '../held.ts';
import { manualClock } from '../manual-clock.ts';
import { until } from '../until.ts';

const identity = selfSigned(['*.pages.test']);
setDefaultCACertificates([identity.cert]);

const closes: (() => void)[] = [];

afterEach(() => {
  for (const close of closes.splice(0)) close();
});

async function listen(server: Server & { closeAllConnections(): void }): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closes.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

function start(): Http {
  const http = createHttp({ clock: manualClock(), hosts: {}, userAgent: 'OutageBot/test', lookup: loopback });
  closes.push(http.close);
  return http;
}

/** Serves pages over TLS, and notes of each connection whether it began with the session of before. */
async function servePages(answer: RequestListener): Promise<{ port: number; resumed: boolean[] }> {
  const resumed: boolean[] = [];
  const server = createSecureServer(identity, answer);
  server.on('secureConnection', (socket: TLSSocket) => resumed.push(socket.isSessionReused()));
  return { port: await listen(server), resumed };
}

test('looks at one page share a connection', async () => {
  const { port, resumed } = await servePages((_, response) => response.end('{}'));
  const http = start();

  for (let look = 0; look < 3; look += 1) await http.get(`https://a.pages.test:${port}/`, JSON.parse);

  expect(resumed).toEqual([false]);
});

test('a page that closes its connections gets a short handshake from the second look on, each page its own', async () => {
  const { port, resumed } = await servePages((_, response) =>
    response.writeHead(200, { connection: 'close' }).end('{}'),
  );
  const http = start();

  for (const name of ['a', 'b', 'a', 'b', 'a'])
    await http.get(`https://${name}.pages.test:${port}/`, JSON.parse);

  expect(resumed).toEqual([false, false, true, true, true]);
});

test('a page whose certificate is not its own is not read, whatever session there was', async () => {
  const { port } = await servePages((_, response) => response.end('{}'));
  const http = start();
  await http.get(`https://a.pages.test:${port}/`, JSON.parse);

  await expect(http.get(`https://a.elsewhere.test:${port}/`, JSON.parse)).rejects.toMatchObject({
    reason: 'unreachable',
  });
});

test('a connection that is kept holds nothing of the request that it was made for', async () => {
  const { port, resumed } = await servePages((_, response) => response.end('{}'));
  const line = openLine(socketLookup(loopback));
  closes.push(line.close);
  const ask = async () => {
    const { signal } = new AbortController();
    await exchange(new URL(`https://a.pages.test:${port}/`), { headers: {}, line, signal });
    return new WeakRef(signal);
  };

  const first = await ask();

  expect(await isHeld(first)).toBe(false);
  await ask();
  expect(resumed).toEqual([false]);
});

/** Serves pages, and counts the connections that are open and all that there were. */
async function countConnections(): Promise<{ port: number; count: { open: number; made: number } }> {
  const count = { open: 0, made: 0 };
  const server = createServer({ keepAliveTimeout: 0 }, (_, response) => response.end('{}'));
  server.on('connection', (socket) => {
    count.open += 1;
    count.made += 1;
    socket.on('close', () => {
      count.open -= 1;
    });
  });
  return { port: await listen(server), count };
}

const MANY = 1_500;
const KEPT = 1_000;
const addresses = (port: number) =>
  Array.from({ length: MANY }, (_, i) => `http://p${i}.pages.test:${port}/`);

test('so many pages that connections to all would fill the memory keep a thousand of them', async () => {
  const { port, count } = await countConnections();
  const http = start();
  const all = addresses(port);

  for (let at = 0; at < MANY; at += 50)
    await Promise.all(all.slice(at, at + 50).map((address) => http.get(address, JSON.parse)));

  await until(() => count.open <= KEPT);
  expect(count.open).toBe(KEPT);
});

test('pages that are too many for that still need one connection for a look, some of them none', async () => {
  const { port, count } = await countConnections();
  const http = start();
  const look = async (address: string) => {
    await http.get(address, JSON.parse);
    await http.get(`${address}more`, JSON.parse);
  };

  for (const address of addresses(port)) await look(address);
  const first = count.made;
  for (const address of addresses(port)) await look(address);

  expect(first).toBe(MANY);
  expect(count.made - first).toBe(MANY - KEPT);
});
