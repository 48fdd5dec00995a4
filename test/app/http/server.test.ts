import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type HttpServer, startHttpServer } from '../../../app/http/server.ts';

let server: HttpServer;
beforeEach(async () => {
  server = await startHttpServer({ port: 0, token: 'token-of-metrics', health: () => ({ leading: true }) });
});
afterEach(() => server.close());

function get(path: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`http://127.0.0.1:${server.port}${path}`, { headers });
}

/** Sends raw bytes and returns the first line of the answer, if there is one. */
async function send(bytes: string): Promise<string> {
  const socket = connect(server.port, '127.0.0.1');
  socket.end(bytes);
  return (await text(socket).catch(() => '')).split('\r\n')[0] ?? '';
}

test('strangers get a bare status', async () => {
  const answer = await get('/healthz');

  expect({ status: answer.status, body: await answer.text() }).toEqual({ status: 200, body: 'ok\n' });
});

test('whoever brings the token gets each part', async () => {
  const answer = await get('/healthz', { authorization: 'Bearer token-of-metrics' });

  expect(await answer.json()).toEqual({ leading: true });
});

test('a bot that has stalled says so, and is unhealthy for whoever may restart it', async () => {
  const stalled = await startHttpServer({
    port: 0,
    token: undefined,
    health: () => ({}),
    stalled: () => true,
  });

  const answer = await fetch(`http://127.0.0.1:${stalled.port}/healthz`);
  const words = await answer.text();
  await stalled.close();

  expect([answer.status, words]).toEqual([503, 'stalled\n']);
});

test.each(['/', '/healthz/x', '//', '/metrics', '/%'])('%s is not found', async (path) => {
  expect((await get(path)).status).toBe(404);
});

test.each([
  ['two slashes', 'GET // HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', /404/],
  ['a broken escape', 'GET /%E0%A4%A HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', /404/],
  ['no HTTP at all', 'hello there\r\n\r\n', /400/],
  ['a header without a name', 'GET /healthz HTTP/1.1\r\n: x\r\n\r\n', /400/],
  [
    'another method',
    'POST /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n',
    /404/,
  ],
])('%s does not end the server', async (_what, bytes, answer) => {
  expect(await send(bytes)).toMatch(answer);
  expect((await get('/healthz')).status).toBe(200);
});
