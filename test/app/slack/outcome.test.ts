import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { WebClient } from '@slack/web-api';
import { createClients } from '../../../app/slack/clients.ts';
import { outcome } from '../../../app/slack/outcome.ts';

const log = { debug() {}, info() {}, warn() {}, error() {} };
const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

describe('Slack answers', () => {
  test.each([
    ['ratelimited', {}, { kind: 'ratelimited', retryAfterMs: 30_000 }],
    ['rate_limited', { 'retry-after': '7' }, { kind: 'ratelimited', retryAfterMs: 7_000 }],
    ['message_limit_exceeded', {}, { kind: 'ratelimited', retryAfterMs: 30_000 }],
    ['internal_error', {}, { kind: 'unknown', reason: 'internal_error' }],
    ['fatal_error', {}, { kind: 'unknown', reason: 'fatal_error' }],
    ['service_unavailable', {}, { kind: 'unknown', reason: 'service_unavailable' }],
    ['request_timeout', {}, { kind: 'unknown', reason: 'request_timeout' }],
    ['channel_not_found', {}, { kind: 'refused', code: 'channel_not_found' }],
  ])('ok: false with %s', async (error, headers, expected) => {
    const seen = await posting(200, JSON.stringify({ ok: false, error }), headers);

    expect(seen).toEqual(expected);
  });

  test('and its hints come along', async () => {
    const seen = await posting(
      200,
      JSON.stringify({
        ok: false,
        error: 'invalid_blocks',
        errors: ['must be less than 3001 characters'],
        response_metadata: { messages: ['[ERROR] no more than 50 items allowed [json-pointer:/blocks]'] },
      }),
    );

    expect(seen).toEqual({
      kind: 'refused',
      code: 'invalid_blocks',
      detail:
        'must be less than 3001 characters; [ERROR] no more than 50 items allowed [json-pointer:/blocks]',
    });
  });

  test('and a missing scope is named', async () => {
    const seen = await posting(
      200,
      JSON.stringify({ ok: false, error: 'missing_scope', needed: 'chat:write', provided: 'commands' }),
    );

    expect(seen).toEqual({
      kind: 'refused',
      code: 'missing_scope',
      detail: 'needed: chat:write, provided: commands',
    });
  });

  test('429 with a header', async () => {
    const seen = await posting(429, '{"ok":false,"error":"ratelimited"}', { 'retry-after': '3' });

    expect(seen).toEqual({ kind: 'ratelimited', retryAfterMs: 3_000 });
  });

  test('429 without a header', async () => {
    const seen = await posting(429, '{"ok":false,"error":"ratelimited"}');

    expect(seen).toEqual({ kind: 'ratelimited', retryAfterMs: 30_000 });
  });

  test.each([
    [500, { kind: 'unknown', reason: 'http_500' }],
    [503, { kind: 'unknown', reason: 'http_503' }],
    [408, { kind: 'unknown', reason: 'http_408' }],
    [404, { kind: 'refused', code: 'http_404' }],
    [413, { kind: 'refused', code: 'http_413' }],
  ])('HTTP %i', async (status, expected) => {
    const seen = await posting(status, '<html>sorry</html>');

    expect(seen).toEqual(expected);
  });
});

describe('something that is not an answer of Slack', () => {
  test.each([
    ['a page', '<html>Please sign in to the Wi-Fi</html>'],
    ['nothing', ''],
    ['null', 'null'],
    ['half a JSON', '{"ok":tr'],
    ['no verdict', '{}'],
  ])('%s', async (_, body) => {
    const seen = await posting(200, body);

    expect(seen.kind).toBe('unknown');
  });

  test('a redirect', async () => {
    const seen = await posting(302, '', { location: 'http://127.0.0.1:1/' });

    expect(seen.kind).toBe('unknown');
  });
});

describe('the network fails', () => {
  test('a connection reset before the answer', async () => {
    const api = await serve((request) => request.socket.destroy());

    const seen = await failure(clients(api).background);

    expect(seen).toEqual({ kind: 'unknown', reason: expect.stringMatching(/UND_ERR_SOCKET|ECONNRESET/) });
  });

  test('an answer that breaks off', async () => {
    const api = await serve((request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('{"ok":true');
      setTimeout(() => request.socket.destroy(), 20);
    });

    const seen = await failure(clients(api).background);

    expect(seen.kind).toBe('unknown');
  });

  test('no answer: the interactive client gives up before a trigger expires', async () => {
    const api = await serve(() => {});
    const began = performance.now();

    const seen = await failure(clients(api).interactive);

    expect(seen.kind).toBe('unknown');
    expect(performance.now() - began).toBeLessThan(2_900);
  });

  test('headers, and then nothing', async () => {
    const api = await serve((_, response) => response.writeHead(200).write('{'));

    const seen = await failure(clients(api).interactive);

    expect(seen.kind).toBe('unknown');
  });

  test('nobody listens: nothing was sent', async () => {
    const api = await serve(() => {});
    for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));

    const seen = await failure(clients(api).background);

    expect(seen).toEqual({ kind: 'unsent', reason: 'ECONNREFUSED' });
  });

  test('the name is not known: nothing was sent', async () => {
    const seen = await failure(clients('http://slack.invalid/api/').background);

    expect(seen).toEqual({ kind: 'unsent', reason: expect.stringMatching(/ENOTFOUND|EAI_AGAIN/) });
  });
});

test('no client repeats a call by itself', async () => {
  let calls = 0;
  const api = await serve((_, response) => {
    calls += 1;
    response.writeHead(503).end();
  });
  const { interactive, background } = clients(api);

  await failure(interactive);
  await failure(background);

  expect(calls).toBe(2);
});

test('a 429 does not hold up the next call', async () => {
  let calls = 0;
  const api = await serve((_, response) => {
    calls += 1;
    if (calls === 1) response.writeHead(429, { 'retry-after': '60' }).end();
    else response.writeHead(200).end('{"ok":true}');
  });
  const { interactive } = clients(api);

  const seen = await failure(interactive);
  const next = await interactive.views.open({
    trigger_id: 't',
    view: { type: 'modal', title: { type: 'plain_text', text: 'x' }, blocks: [] },
  });

  expect(seen).toEqual({ kind: 'ratelimited', retryAfterMs: 60_000 });
  expect(next.ok).toBe(true);
});

test('a fault of our own is unknown, not a crash', () => {
  expect(outcome(new TypeError('no such method')).kind).toBe('unknown');
  expect(outcome(undefined).kind).toBe('unknown');
});

async function posting(status: number, body: string, headers: Record<string, string> = {}) {
  const api = await serve((request, response) => {
    request.resume();
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
  });
  return failure(clients(api).background);
}

async function failure(client: WebClient) {
  try {
    await client.chat.postMessage({ channel: 'C1', text: 'hello' });
  } catch (error) {
    return outcome(error);
  }
  throw new Error('the call succeeded');
}

function clients(apiUrl: string) {
  return createClients({ botToken: 'xoxb-test', apiUrl, log });
}

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`;
}
