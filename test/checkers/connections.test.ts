import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { setDefaultCACertificates, type TLSSocket } from 'node:tls';
import { afterEach, expect, test } from '@jest/globals';
import { createHttp, type Http } from '../../checkers/http.ts';
import { selfSigned } from '../bench/certificate.ts';
import { loopback } from '../bench/loopback.ts';
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

test('so many pages that connections to all would fill the memory keep a thousand of them', async () => {
  let open = 0;
  const server = createServer({ keepAliveTimeout: 0 }, (_, response) => response.end('{}'));
  server.on('connection', (socket) => {
    open += 1;
    socket.on('close', () => {
      open -= 1;
    });
  });
  const port = await listen(server);
  const http = start();
  const names = Array.from({ length: 1_100 }, (_, i) => `http://p${i}.pages.test:${port}/`);

  for (let at = 0; at < names.length; at += 50)
    await Promise.all(names.slice(at, at + 50).map((name) => http.get(name, JSON.parse)));

  await until(() => open <= 1_000);
  expect(open).toBe(1_000);
});
