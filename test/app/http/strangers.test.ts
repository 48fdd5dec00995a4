import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type HttpServer, startHttpServer } from '../../../app/http/server.ts';

let server: HttpServer;
beforeEach(async () => {
  server = await startHttpServer({
    port: 0,
    host: '127.0.0.1',
    token: undefined,
    // The last of them waits for it; for the others a busy machine must have read by then.
    requestMs: 2_000,
    health: () => ({}),
    webhook: {
      admits: async () => false,
      receive: async () => {
        throw new Error('a stranger was let in');
      },
      refused: () => {},
    },
  });
});
afterEach(() => server.close());

/** Sends a delivery, and more behind it; returns all that is answered. */
function answers(headers: string, behind = ''): Promise<string> {
  const socket = connect(server.port, '127.0.0.1');
  socket.write(`POST /webhooks/statuspage HTTP/1.1\r\nHost: x\r\n${headers}\r\n\r\n${behind}`);
  return text(socket);
}

test('a stranger who comes again is refused on the same connection', async () => {
  const again = '{}POST /webhooks/statuspage HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';

  const refusals = (await answers('Content-Length: 2', again)).match(/HTTP\/1\.1 403/g);

  expect(refusals).toHaveLength(2);
});

test.each([
  ['too much', 'Content-Length: 300000'],
  ['who knows how much', 'Transfer-Encoding: chunked'],
])('a stranger who announces %s is hung up on', async (_what, header) => {
  const answer = await answers(header);

  expect(answer).toMatch(/^HTTP\/1\.1 403 Forbidden\r\n(.*\r\n)*connection: close\r\n/i);
});

test('a stranger who does not send what was announced is cut off', async () => {
  const answer = await answers('Content-Length: 2');

  expect(answer).toMatch(/^HTTP\/1\.1 403/);
});
