import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type HttpServer, startHttpServer } from '../../../app/http/server.ts';
import { heldMb } from '../../held.ts';

let server: HttpServer;
let received: unknown[] = [];
const GENUINE = '104.192.136.7';

beforeAll(async () => {
  server = await startHttpServer({
    port: 0,
    host: '127.0.0.1',
    token: 'token-of-metrics',
    health: () => ({ secret: 'details' }),
    metrics: { type: 'text/plain', text: () => Promise.reject(new Error('broken')) },
    requestMs: 1_000,
    webhook: {
      admits: async ({ forwardedFor }) => forwardedFor === GENUINE,
      async receive(delivery) {
        received.push(delivery);
      },
      refused: () => undefined,
    },
  });
});
afterAll(() => server.close());

/** Sends raw bytes, in pieces, and returns all that comes back. */
async function send(bytes: Buffer, { pieces = 1, close = false } = {}): Promise<string> {
  const socket = connect(server.port, '127.0.0.1');
  socket.on('error', () => {});
  const size = Math.ceil(bytes.length / pieces);
  for (let at = 0; at < bytes.length; at += size) socket.write(bytes.subarray(at, at + size));
  if (close) {
    socket.destroy();
    return '';
  }
  socket.end();
  return text(socket).catch(() => '');
}

function request(headers: string[], body: string | Buffer = ''): Buffer {
  return Buffer.concat([
    Buffer.from(
      `${['POST /webhooks/statuspage HTTP/1.1', 'Host: x', 'Connection: close', ...headers].join('\r\n')}\r\n\r\n`,
      'latin1',
    ),
    Buffer.from(body),
  ]);
}

/** The same numbers in every run. */
function chance(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

test('fifteen thousand malformed requests end nothing, and no stranger gets a 200', async () => {
  const random = chance(11);
  const pick = <T>(list: readonly T[]): T => list[random(list.length)] as T;
  const noise = (length: number) => Buffer.from(Array.from({ length }, () => random(256)));
  const lines = [
    'POST /webhooks/statuspage HTTP/1.1',
    'POST //webhooks/statuspage HTTP/1.1',
    'GET // HTTP/1.1',
    'GET /%E0%A4%A HTTP/1.1',
    'POST http://[::1/webhooks/statuspage HTTP/1.1',
    'POST /webhooks/statuspage HTTP/9.9',
    'BREW /webhooks/statuspage HTTP/1.1',
    'POST /webhooks/statuspage',
    'POST * HTTP/1.1',
    'CONNECT x:443 HTTP/1.1',
    'OPTIONS * HTTP/1.1',
    'PRI * HTTP/2.0',
    '',
    ' ',
    '\0',
    'POST /webhooks/statuspage?a[b][c]=%FF&__proto__=1 HTTP/1.1',
    'POST /webhooks/statuspage/../../etc HTTP/1.1',
    'GET /metrics HTTP/1.1',
    'HEAD /webhooks/statuspage HTTP/1.1',
    `POST /${'a'.repeat(20_000)} HTTP/1.1`,
  ];
  const heads = [
    'Host: x',
    'Host:',
    'Content-Length: 5',
    'Content-Length: -1',
    'Content-Length: 1e9',
    'Content-Length: 99999999999999999999',
    'Transfer-Encoding: chunked',
    'Transfer-Encoding: chunked, chunked',
    'Content-Encoding: gzip',
    'Content-Encoding: br',
    'Content-Encoding: nonsense',
    'Content-Type: application/json; charset=utf-99',
    'Content-Type: multipart/form-data',
    'Content-Type: ;;;',
    'Expect: 100-continue',
    'Expect: tea',
    'Upgrade: websocket\r\nConnection: Upgrade',
    'X-Forwarded-For: ,,,',
    'X-Forwarded-For: \u00ff',
    ': x',
    'No colon',
    'Authorization: Bearer \u00ff',
    `X-Long: ${'b'.repeat(17_000)}`,
    'Connection: keep-alive',
    ...Array(3).fill('X-Forwarded-For: 104.192.136.7, 203.0.113.5'),
  ];
  const bodies = [
    '',
    'hello',
    '{',
    '[]',
    'null',
    '{"page":',
    '\ufeff{}',
    '5\r\nhello\r\n0\r\n\r\n',
    'zz\r\n',
    'ffffffffffffffff\r\n',
    '"\ud800"',
    '{"__proto__":{"x":1}}',
    '['.repeat(5_000),
  ];
  received = [];
  const answers = new Map<string, number>();
  let before = 0;

  for (let round = 0; round < 300; round++) {
    // By then all that is loaded, compiled or grown on first use is there.
    if (round === 180) before = await heldMb();
    const batch = Array.from({ length: 50 }, () => {
      const head = Array.from({ length: random(4) }, () => pick(heads));
      const raw = Buffer.from([pick(lines), ...head].join('\r\n'), 'latin1');
      const parts = [raw, Buffer.from(random(5) === 0 ? '\r\n' : '\r\n\r\n'), Buffer.from(pick(bodies))];
      if (random(4) === 0) parts.splice(random(4), 0, noise(random(300)));
      return send(Buffer.concat(parts), { pieces: 1 + random(5), close: random(10) === 0 });
    });
    for (const answer of await Promise.all(batch)) {
      const status = /^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 'none';
      answers.set(status, (answers.get(status) ?? 0) + 1);
      expect(answer).not.toContain('details');
      expect(answer).not.toContain('    at ');
    }
  }

  const grown = (await heldMb()) - before;
  expect([...answers.values()].reduce((sum, count) => sum + count, 0)).toBe(15_000);
  expect(answers.get('200')).toBeUndefined();
  expect(received).toEqual([]);
  expect(grown).toBeLessThan(2);
  expect((await fetch(`http://127.0.0.1:${server.port}/healthz`)).status).toBe(200);
});

const from = `X-Forwarded-For: ${GENUINE}`;

test('three thousand malformed deliveries of a genuine sender end nothing, and memory is flat', async () => {
  const random = chance(12);
  const pick = <T>(list: readonly T[]): T => list[random(list.length)] as T;
  const bodies = [
    ...['', '{', 'hello', '{"page":', '"\\ud800', '[1,]', '\0', '{}{}', '\ufeff\ufeff{}', "{'page':1}", '01'],
    '['.repeat(20_000),
    `{"page":${'{"a":'.repeat(5_000)}`,
  ].map((body) => Buffer.from(body));
  const heads = [
    'Content-Type: application/json; charset=utf-99',
    'Content-Type: ;;;',
    'Content-Type: multipart/form-data',
    'Content-Encoding: gzip',
    'Content-Encoding: nonsense',
    'Expect: 100-continue',
    'Expect: tea',
    'X-Odd: \u00ff\u00fe',
    'Transfer-Encoding: chunked',
    'Content-Length: 7',
  ];
  received = [];
  const answers = new Set<string>();
  let before = 0;

  for (let round = 0; round < 60; round++) {
    if (round === 36) before = await heldMb();
    const batch = Array.from({ length: 50 }, () => {
      const noise = Buffer.from(Array.from({ length: 1 + random(300) }, () => random(256)));
      const body = random(3) === 0 ? noise : pick(bodies);
      const head = [from, ...Array.from({ length: random(3) }, () => pick(heads))];
      // A third say the wrong length, or hang up in the middle.
      const length = body.length + (random(3) === 0 ? random(9) - 4 : 0);
      const bytes = request([...head, `Content-Length: ${Math.max(0, length)}`], body);
      return send(bytes, { pieces: 1 + random(4), close: random(10) === 0 });
    });
    for (const answer of await Promise.all(batch)) {
      answers.add(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 'none');
      expect(answer).not.toContain('    at ');
    }
  }

  const grown = (await heldMb()) - before;
  // What is cut short may be JSON by chance, such as the 0 of 01; who expects 100 may hang up before the rest.
  expect([...answers].filter((status) => !/^(100|200|4\d\d|none)$/.test(status))).toEqual([]);
  expect(answers.has('400')).toBe(true);
  expect(grown).toBeLessThan(2);
  expect((await fetch(`http://127.0.0.1:${server.port}/healthz`)).status).toBe(200);
});

test.each<[string, Buffer, RegExp]>([
  ['JSON', request([from, 'Content-Type: application/json', 'Content-Length: 2'], '{}'), /^HTTP\/1\.1 200/],
  [
    'JSON of any type',
    request([from, 'Content-Type: text/plain', 'Content-Length: 4'], 'null'),
    /^HTTP\/1\.1 200/,
  ],
  ['JSON without a type', request([from, 'Content-Length: 2'], '{}'), /^HTTP\/1\.1 200/],
  [
    'JSON in chunks',
    request([from, 'Transfer-Encoding: chunked'], '2\r\n{}\r\n0\r\n\r\n'),
    /^HTTP\/1\.1 200/,
  ],
  [
    'no JSON',
    request([from, 'Content-Type: application/json', 'Content-Length: 5'], 'hello'),
    /^HTTP\/1\.1 400/,
  ],
  ['nothing', request([from, 'Content-Length: 0']), /^HTTP\/1\.1 400/],
  ['no body at all', request([from]), /^HTTP\/1\.1 400/],
  ['half a body', request([from, 'Content-Length: 9'], '{}'), /^$|^HTTP\/1\.1 400/],
  [
    'something packed',
    request([from, 'Content-Encoding: gzip', 'Content-Length: 2'], '{}'),
    /^HTTP\/1\.1 400/,
  ],
  ['what is announced as too large', request([from, 'Content-Length: 262145'], '{}'), /^HTTP\/1\.1 413/],
  [
    'what turns out too large',
    request(
      [from, 'Transfer-Encoding: chunked'],
      `${(300_000).toString(16)}\r\n${' '.repeat(300_000)}\r\n0\r\n\r\n`,
    ),
    /^HTTP\/1\.1 413/,
  ],
  [
    'exactly as much as fits',
    request([from, 'Content-Length: 262144'], `"${'a'.repeat(262_142)}"`),
    /^HTTP\/1\.1 200/,
  ],
  ['a stranger with JSON', request(['Content-Length: 2'], '{}'), /^HTTP\/1\.1 403/],
  ['a stranger with too much', request(['Content-Length: 999999999'], '{}'), /^HTTP\/1\.1 403/],
])('%s', async (_what, bytes, answer) => {
  expect(await send(bytes)).toMatch(answer);
});

test('metrics are for whoever brings the token, and their failure is no crash', async () => {
  const get = (headers: Record<string, string>) =>
    fetch(`http://127.0.0.1:${server.port}/metrics`, { headers });

  const answers = [await get({}), await get({ authorization: 'Bearer token-of-metrics' })];

  expect(answers.map(({ status }) => status)).toEqual([401, 500]);
});

test.each([
  ['nothing', ''],
  ['half a line', 'POST /webhooks'],
  ['headers without an end', 'POST /webhooks/statuspage HTTP/1.1\r\nHost: x\r\n'],
  [
    'a body that never comes',
    `POST /webhooks/statuspage HTTP/1.1\r\nHost: x\r\n${from}\r\nContent-Length: 50\r\n\r\n{`,
  ],
])('who sends %s is hung up on', async (_what, bytes) => {
  const socket = connect(server.port, '127.0.0.1');
  socket.on('error', () => {});
  socket.write(bytes);

  const answer = await text(socket);

  expect(answer).toMatch(/^$|^HTTP\/1\.1 4/);
});
