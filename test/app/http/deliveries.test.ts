import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type HttpServer, startHttpServer } from '../../../app/http/server.ts';

const MB = 1024 * 1024;
let server: HttpServer;
let refused: string[] = [];

beforeEach(async () => {
  refused = [];
  server = await startHttpServer({
    port: 0,
    host: '127.0.0.1',
    token: undefined,
    health: () => ({}),
    webhook: {
      admits: async () => true,
      receive: async () => undefined,
      refused: (why) => void refused.push(why),
    },
  });
});
afterEach(() => server.close());

/** Sends all there is before it reads, as simple senders do; returns the status, or why the line broke. */
async function post(head: string, body: Buffer): Promise<number | string> {
  const socket = connect(server.port, '127.0.0.1').pause();
  let broken: string | undefined;
  socket.on('error', ({ message }) => {
    broken = message;
  });
  socket.write(`POST /webhooks/statuspage HTTP/1.1\r\nHost: x\r\n${head}\r\n\r\n`);
  await new Promise<void>((resolve) => socket.end(body, resolve));
  const answer = await text(socket).catch(() => '');
  return broken ?? Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]);
}

function announced(size: number): Promise<number | string> {
  return post(`Content-Length: ${size}`, Buffer.alloc(size, 'a'));
}

function inChunks(size: number): Promise<number | string> {
  const body = `${size.toString(16)}\r\n${'a'.repeat(size)}\r\n0\r\n\r\n`;
  return post('Transfer-Encoding: chunked', Buffer.from(body));
}

test.each([
  ['a little', 300_000],
  ['far', 2 * MB],
  ['as far as is borne', 8 * MB - 1_000],
])('who sends %s too much reads 413, not a broken line', async (_what, size) => {
  const answers = [await announced(size), await inChunks(size), await announced(size)];

  expect(answers).toEqual([413, 413, 413]);
  expect(refused).toEqual(['too large', 'too large', 'too large']);
});

test('who announces far more than that is cut off', async () => {
  expect(await announced(64 * MB)).toEqual(expect.any(String));
});
