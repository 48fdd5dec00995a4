import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { Lookup } from '../../checkers/addresses.ts';
import { CheckError } from '../../checkers/checker.ts';
import { createHttp, type Http, type HttpOptions } from '../../checkers/http.ts';
import { manualClock } from '../manual-clock.ts';
import { until } from '../until.ts';

const openedHere: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const close of openedHere.splice(0).reverse()) await close();
});

interface Server {
  origin: string;
  requests: IncomingMessage[];
  /** Connections made so far. */
  connections: number;
}

/** A server on the loopback address that answers the n-th request with the n-th listener, then with the last. */
async function serve(...listeners: RequestListener[]): Promise<Server> {
  const seen: Server = { origin: '', requests: [], connections: 0 };
  const server = createServer((request, response) => {
    seen.requests.push(request);
    const listener = listeners[Math.min(seen.requests.length, listeners.length) - 1];
    listener?.(request, response);
  });
  server.on('connection', () => {
    seen.connections += 1;
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  openedHere.push(() => {
    server.closeAllConnections();
    server.close();
  });
  seen.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return seen;
}

function answer(body: string | Buffer, headers: Record<string, string> = {}, status = 200): RequestListener {
  return (_, response: ServerResponse) => {
    response.writeHead(status, headers).end(body);
  };
}

function redirect(to: string, status = 302): RequestListener {
  return answer('', { location: to }, status);
}

const nowhere: Lookup = (hostname, _, callback) =>
  callback(Object.assign(new Error(`getaddrinfo ENOTFOUND ${hostname}`), { code: 'ENOTFOUND' }), []);

function namesAt(names: Record<string, string>): Lookup {
  return (hostname, options, callback) => {
    const address = names[hostname];
    if (address === undefined) nowhere(hostname, options, callback);
    else callback(null, [{ address, family: 4 }]);
  };
}

function start({ hosts = {}, lookup = nowhere, token }: Partial<HttpOptions> = {}) {
  const clock = manualClock();
  const http = createHttp({
    clock,
    hosts,
    lookup,
    userAgent: 'OutageBot/1.0 (test)',
    ...(token && { token }),
  });
  openedHere.push(() => http.close());
  return { clock, http };
}

async function failureOf(http: Http, url: string): Promise<CheckError> {
  const outcome = await http.get(url, JSON.parse).catch((error: unknown) => error);
  if (outcome instanceof CheckError) return outcome;
  throw new Error('It did not fail as a CheckError does', { cause: outcome });
}

describe('a request', () => {
  test('says who we are and what we can unpack', async () => {
    const server = await serve(answer('1'));
    const { http } = start();

    await http.get(`${server.origin}/a`, JSON.parse);

    expect(server.requests[0]?.headers).toMatchObject({
      'user-agent': 'OutageBot/1.0 (test)',
      'accept-encoding': 'gzip, br',
    });
  });

  test('keeps its connection for the next one', async () => {
    const server = await serve(answer('1', { etag: '"a"' }), answer('', {}, 304), answer('2'));
    const { http } = start();

    await http.get(`${server.origin}/a`, JSON.parse);
    await http.get(`${server.origin}/a`, JSON.parse);
    await http.get(`${server.origin}/a`, JSON.parse);

    expect(server.requests).toHaveLength(3);
    expect(server.connections).toBe(1);
  });

  test('goes to where the host really lives, with its path and query', async () => {
    const server = await serve(answer('1'));
    const { http } = start({ hosts: { 'https://status.example': server.origin } });

    const value = await http.get('https://status.example//a?b=c', JSON.parse);

    expect(value).toBe(1);
    expect(server.requests[0]?.url).toBe('//a?b=c');
  });

  test('is made once more when the connection was dropped', async () => {
    const server = await serve((request) => request.socket.resetAndDestroy(), answer('1'));
    const { http } = start();

    const value = await http.get(`${server.origin}/a`, JSON.parse);

    expect(value).toBe(1);
  });

  test('is made no third time', async () => {
    const server = await serve((request) => request.socket.destroy());
    const { http } = start();

    const failure = await failureOf(http, `${server.origin}/a`);

    expect(failure.reason).toBe('unreachable');
    expect(server.requests).toHaveLength(2);
  });

  test('is not repeated when the answer had begun', async () => {
    const server = await serve((request, response) => {
      response.writeHead(200).write('[', () => request.socket.destroy());
    });
    const { http } = start();

    const failure = await failureOf(http, `${server.origin}/a`);

    expect(failure.reason).toBe('unreachable');
    expect(server.requests).toHaveLength(1);
  });
});

describe('an answer', () => {
  test.each([
    ['gzip', gzipSync('{"a":"ü"}')],
    ['br', brotliCompressSync('{"a":"ü"}')],
    ['identity', Buffer.from('\ufeff{"a":"ü"}')],
  ])('is unpacked from %s', async (encoding, body) => {
    const server = await serve(answer(body, { 'content-encoding': encoding }));
    const { http } = start();

    expect(await http.get(`${server.origin}/a`, JSON.parse)).toEqual({ a: 'ü' });
  });

  test.each<[string, RequestListener]>([
    ['is too big', answer(Buffer.alloc(6 * 1024 * 1024, ' '))],
    [
      'is too big once unpacked',
      answer(gzipSync(Buffer.alloc(6 * 1024 * 1024, ' ')), { 'content-encoding': 'gzip' }),
    ],
    ['is packed in an unknown way', answer('1', { 'content-encoding': 'zpaq' })],
    ['is not what its packing says', answer('1', { 'content-encoding': 'gzip' })],
    ['is half a package', answer(gzipSync('[1,2,3]').subarray(0, 15), { 'content-encoding': 'gzip' })],
    ['is HTML', answer('<!doctype html><h1>Hello</h1>')],
    ['is broken JSON', answer('{"a":')],
    ['is empty', answer('')],
    ['has nothing in it by its status', answer('', {}, 204)],
    ['claims that nothing changed, though nothing was known', answer('', {}, 304)],
    ['does not speak HTTP', (request) => request.socket.end('Hello\r\n\r\n')],
  ])('is unreadable when it %s', async (_, listener) => {
    const server = await serve(listener);
    const { http } = start();

    expect((await failureOf(http, `${server.origin}/a`)).reason).toBe('unreadable');
  });

  test.each([
    [401, 'rejected'],
    [403, 'rejected'],
    [404, 'rejected'],
    [410, 'rejected'],
    [418, 'rejected'],
    [408, 'unreachable'],
    [429, 'unreachable'],
    [500, 'unreachable'],
    [502, 'unreachable'],
    [503, 'unreachable'],
  ])('of status %i is %s', async (status, reason) => {
    const server = await serve(answer('', {}, status));
    const { http } = start();

    expect(await failureOf(http, `${server.origin}/a`)).toMatchObject({ reason, status });
  });

  test('that does not come at all is unreachable, and named without the secrets of its address', async () => {
    const { http } = start();

    const failure = await failureOf(http, 'http://127.0.0.1:1/a/b?token=secret');

    expect(failure).toMatchObject({ reason: 'unreachable', status: undefined });
    expect(failure.message).toBe('GET http://127.0.0.1:1/a/b?…: refused the connection');
    expect(failure.cause).toMatchObject({ code: 'ECONNREFUSED' });
  });

  test('that breaks a translation by a bug of ours is not the fault of the page', async () => {
    const server = await serve(answer('1'));
    const { http } = start();
    const bug = new TypeError('a bug');

    const outcome = http.get(`${server.origin}/a`, () => {
      throw bug;
    });

    await expect(outcome).rejects.toBe(bug);
  });

  test('that a translation cannot accept keeps its reason and gets its address', async () => {
    const server = await serve(answer('1'));
    const { http } = start();

    const outcome = http.get(`${server.origin}/a`, () => {
      throw new CheckError('rejected', 'is for other people');
    });

    await expect(outcome).rejects.toMatchObject({
      reason: 'rejected',
      message: `GET ${server.origin}/a: is for other people`,
    });
  });

  test('that takes longer than ten seconds in all is given up, redirects included', async () => {
    const server = await serve(redirect('/b'), () => {});
    const { http, clock } = start();

    const failure = failureOf(http, `${server.origin}/a`);
    await until(() => server.requests.length === 2);
    await clock.advance(10_000);

    expect(await failure).toMatchObject({
      reason: 'unreachable',
      message: `GET ${server.origin}/a: gave no whole answer within 10 s`,
    });
  });

  test('is given up in time though names are not even resolved', async () => {
    const server = await serve(redirect('https://other.example/'));
    let lookups = 0;
    const never: Lookup = () => {
      lookups += 1;
    };
    const { http, clock } = start({ hosts: { 'https://status.example': server.origin }, lookup: never });

    const failure = failureOf(http, 'https://status.example/a');
    await until(() => lookups > 0);
    await clock.advance(10_000);

    expect((await failure).reason).toBe('unreachable');
  });
});

describe('what has not changed', () => {
  test('is recognised by its ETag and Last-Modified, and not translated again', async () => {
    const server = await serve(
      answer('{"a":1}', { etag: 'W/"1"', 'last-modified': 'Thu, 03 Sep 2026 16:00:00 GMT' }),
      answer('', {}, 304),
    );
    const { http } = start();

    const first = await http.get(`${server.origin}/a`, JSON.parse);
    const second = await http.get(`${server.origin}/a`, JSON.parse);

    expect(second).toBe(first);
    expect(server.requests[1]?.headers).toMatchObject({
      'if-none-match': 'W/"1"',
      'if-modified-since': 'Thu, 03 Sep 2026 16:00:00 GMT',
    });
  });

  test('is recognised by its body where the page offers nothing better', async () => {
    const server = await serve(answer('{"a":1}'));
    const { http } = start();

    const first = await http.get(`${server.origin}/a`, JSON.parse);
    const second = await http.get(`${server.origin}/a`, JSON.parse);

    expect(second).toBe(first);
    expect(server.requests[1]?.headers).not.toHaveProperty('if-none-match');
  });

  test('is kept for itself where something else is made of the same body', async () => {
    const server = await serve(
      answer('{"a":1}', { etag: '"1"' }),
      answer('{"a":1}', { etag: '"1"' }),
      answer('', {}, 304),
      answer('', {}, 304),
    );
    const { http } = start();
    const size = (body: string) => body.length;

    const first = [
      await http.get(`${server.origin}/a`, JSON.parse),
      await http.get(`${server.origin}/a#size`, size),
    ];
    const second = [
      await http.get(`${server.origin}/a`, JSON.parse),
      await http.get(`${server.origin}/a#size`, size),
    ];

    expect(first).toEqual([{ a: 1 }, 7]);
    expect(second).toEqual(first);
    expect(server.requests.map(({ url }) => url)).toEqual(['/a', '/a', '/a', '/a']);
  });

  test('may not be claimed where nothing was offered to compare', async () => {
    const server = await serve(answer('{"a":1}'), answer('', {}, 304));
    const { http } = start();

    await http.get(`${server.origin}/a`, JSON.parse);

    expect((await failureOf(http, `${server.origin}/a`)).reason).toBe('unreadable');
  });

  test('is forgotten when an answer could not be translated', async () => {
    const server = await serve(answer('{"a":', { etag: '"1"' }), answer('{"a":2}', { etag: '"1"' }));
    const { http } = start();

    await failureOf(http, `${server.origin}/a`);
    const value = await http.get(`${server.origin}/a`, JSON.parse);

    expect(value).toEqual({ a: 2 });
    expect(server.requests[1]?.headers).not.toHaveProperty('if-none-match');
  });

  test('is asked for afresh after a refusal', async () => {
    const server = await serve(answer('1', { etag: '"1"' }), answer('', {}, 412), answer('2'));
    const { http } = start();

    await http.get(`${server.origin}/a`, JSON.parse);
    await failureOf(http, `${server.origin}/a`);
    const value = await http.get(`${server.origin}/a`, JSON.parse);

    expect(value).toBe(2);
    expect(server.requests[2]?.headers).not.toHaveProperty('if-none-match');
  });
});

describe('an answer that fails where the last one will do', () => {
  const orLast = (http: Http, url: string) => http.get(url, JSON.parse, { orLast: true });

  test.each<[string, RequestListener]>([
    ['is away', answer('', {}, 503)],
    ['is too busy', answer('', { 'retry-after': '30' }, 429)],
    ['refuses us', answer('', {}, 403)],
    ['says something else', answer('<html>')],
    ['breaks off', (request) => request.socket.destroy()],
  ])('gives way to that, time and again: the server %s', async (_, failing) => {
    const server = await serve(answer('[1]', { etag: '"1"' }), failing);
    const { http } = start();

    const before = await orLast(http, `${server.origin}/a`);
    const after = [await orLast(http, `${server.origin}/a`), await orLast(http, `${server.origin}/a`)];

    expect(after[0]).toBe(before);
    expect(after[1]).toBe(before);
  });

  test.each([404, 410])('is no answer where there is no such thing any more: %i', async (status) => {
    const server = await serve(answer('1'), answer('', {}, status), answer('', {}, 503));
    const { http } = start();

    await orLast(http, `${server.origin}/a`);

    for (let i = 0; i < 2; i++) await expect(orLast(http, `${server.origin}/a`)).rejects.toThrow(CheckError);
  });

  test('is none without a last one, nor for whoever does not ask for that', async () => {
    const server = await serve(answer('', {}, 503), answer('1'), answer('', {}, 503));
    const { http } = start();

    await expect(orLast(http, `${server.origin}/a`)).rejects.toMatchObject({ reason: 'unreachable' });
    await orLast(http, `${server.origin}/a`);

    expect(await failureOf(http, `${server.origin}/a`)).toMatchObject({ reason: 'unreachable' });
  });

  test('is asked for afresh, should the validators be what is refused', async () => {
    const server = await serve(answer('1', { etag: '"1"' }), answer('', {}, 412), answer('2'));
    const { http } = start();

    await orLast(http, `${server.origin}/a`);
    await orLast(http, `${server.origin}/a`);

    expect(await orLast(http, `${server.origin}/a`)).toBe(2);
    expect(server.requests[2]?.headers).not.toHaveProperty('if-none-match');
  });
});

describe('a server that asks us to wait', () => {
  test.each([
    [429, '30', 30_000],
    [503, 'Thu, 03 Sep 2026 16:00:45 GMT', 45_000],
    [503, '999999999', 60 * 60_000],
  ])('is left alone for so long: %i, %s', async (status, retryAfter, ms) => {
    const server = await serve(answer('', { 'retry-after': retryAfter }, status), answer('1'));
    const { http, clock } = start();

    await failureOf(http, `${server.origin}/a`);
    await clock.advance(ms - 1);
    const meanwhile = await failureOf(http, `${server.origin}/b`);
    const requestsMeanwhile = server.requests.length;
    await clock.advance(1);
    const value = await http.get(`${server.origin}/b`, JSON.parse);

    expect(meanwhile.reason).toBe('unreachable');
    expect(meanwhile.message).toMatch(/asked to wait until 2026-09-03T1[67]:0\d:\d\d\.000Z$/);
    expect(requestsMeanwhile).toBe(1);
    expect(value).toBe(1);
  });

  test.each(['soon', '-5', 'Thu, 03 Sep 2020 16:00:00 GMT', ''])(
    'is asked again at once when it does not say for how long: "%s"',
    async (retryAfter) => {
      const server = await serve(answer('', { 'retry-after': retryAfter }, 503), answer('1'));
      const { http } = start();

      await failureOf(http, `${server.origin}/a`);

      expect(await http.get(`${server.origin}/a`, JSON.parse)).toBe(1);
    },
  );

  test('does not keep us from another', async () => {
    const busy = await serve(answer('', { 'retry-after': '30' }, 429));
    const free = await serve(answer('1'));
    const { http } = start();

    await failureOf(http, `${busy.origin}/a`);

    expect(await http.get(`${free.origin}/a`, JSON.parse)).toBe(1);
  });
});

describe('a redirect', () => {
  const from = 'https://status.example';
  const to = 'https://other.example';

  test.each([301, 302, 303, 307, 308])('of status %i is followed on the same server', async (status) => {
    const server = await serve(redirect('/b?c=d', status), answer('1'));
    const { http } = start();

    expect(await http.get(`${server.origin}/a`, JSON.parse)).toBe(1);
    expect(server.requests[1]?.url).toBe('/b?c=d');
  });

  test('is followed where the server names itself by its real address', async () => {
    const server = await serve((request, response) => {
      redirect(`http://${request.headers.host}/b`)(request, response);
    }, answer('1'));
    const { http } = start({ hosts: { [from]: server.origin } });

    expect(await http.get(`${from}/a`, JSON.parse)).toBe(1);
  });

  test('is followed to another server, which gets no validators of the first', async () => {
    const other = await serve(answer('2'));
    const server = await serve(answer('1', { etag: '"1"' }), redirect(`${to}/b`));
    const { http } = start({ hosts: { [from]: server.origin, [to]: other.origin } });

    await http.get(`${from}/a`, JSON.parse);
    const value = await http.get(`${from}/a`, JSON.parse);

    expect(value).toBe(2);
    expect(other.requests[0]?.headers).not.toHaveProperty('if-none-match');
  });

  test('is followed five times and no more', async () => {
    const patient = await serve(...Array(5).fill(redirect('/again')), answer('1'));
    const circular = await serve(redirect('/again'));
    const { http } = start();

    const value = await http.get(`${patient.origin}/a`, JSON.parse);
    const failure = await failureOf(http, `${circular.origin}/a`);

    expect(value).toBe(1);
    expect(failure).toMatchObject({
      reason: 'unreadable',
      message: `GET ${circular.origin}/a: redirected more than 5 times`,
    });
    expect(circular.requests).toHaveLength(6);
  });

  test.each([
    ['plain http', 'http://other.example/'],
    ['another port in plain http', 'http://status.example:8080/'],
    ['a private address', 'https://192.168.0.1/'],
    ['a private address in disguise', 'https://0x7f000001/'],
    ['a mapped private address', 'https://[::ffff:169.254.169.254]/latest'],
    ['the machine itself', 'https://localhost:8443/'],
    ['another scheme', 'file:///etc/passwd'],
    ['nonsense', 'https://['],
  ])('to %s is refused', async (_, location) => {
    const server = await serve(redirect(location));
    const { http } = start({ hosts: { [from]: server.origin } });

    const failure = await failureOf(http, `${from}/a`);

    expect(failure.reason).toBe('unreadable');
    expect(failure.message).toMatch(/redirected to /);
    expect(server.requests).toHaveLength(1);
  });

  test('without a target is refused', async () => {
    const server = await serve(answer('', {}, 302));
    const { http } = start();

    expect((await failureOf(http, `${server.origin}/a`)).reason).toBe('unreadable');
  });

  test('to a name that leads into a private network is refused', async () => {
    const server = await serve(redirect(`${to}/secret`));
    const lookup = namesAt({ 'status.example': '93.184.216.34', 'other.example': '10.0.0.1' });
    const { http } = start({ hosts: { [from]: server.origin }, lookup });

    expect(await failureOf(http, `${from}/a`)).toMatchObject({
      reason: 'unreadable',
      message: `GET ${from}/a: redirected to other.example, which is in a private network`,
    });
  });

  test('within a private network is not refused', async () => {
    const server = await serve(redirect('https://other.example:1/b'));
    const lookup = namesAt({ 'status.example': '10.0.0.1', 'other.example': '127.0.0.1' });
    const { http } = start({ hosts: { [from]: server.origin }, lookup });

    expect((await failureOf(http, `${from}/a`)).message).toBe(`GET ${from}/a: refused the connection`);
  });
});

describe('a scope', () => {
  const scope = 'https://api.example/.default';

  /** Lends token 1, 2, ... and remembers what for. */
  function lender() {
    const asked: [scope: string, refused: string | undefined][] = [];
    const token: HttpOptions['token'] = async (forScope, refused) => {
      asked.push([forScope, refused]);
      return `token-${asked.length}`;
    };
    return { asked, token };
  }

  test('brings a bearer token with the request; without one there is none', async () => {
    const server = await serve(answer('1'));
    const { asked, token } = lender();
    const { http } = start({ token });

    await http.get(`${server.origin}/a`, JSON.parse, { scope });
    await http.get(`${server.origin}/b`, JSON.parse);

    expect(server.requests[0]?.headers.authorization).toBe('Bearer token-1');
    expect(server.requests[1]?.headers).not.toHaveProperty('authorization');
    expect(asked).toEqual([[scope, undefined]]);
  });

  test('is not set up where nobody lends tokens', async () => {
    const server = await serve(answer('1'));
    const { http } = start();

    await expect(http.get(`${server.origin}/a`, JSON.parse, { scope })).rejects.toMatchObject({
      name: 'CheckError',
      reason: 'rejected',
      message: expect.stringMatching(/: not set up: /),
    });
    expect(server.requests).toHaveLength(0);
  });

  test('keeps its token across redirects on the same server, and never shows it to another', async () => {
    const other = await serve(answer('2'));
    const server = await serve(redirect('/b'), redirect('https://other.example/c'));
    const { token } = lender();
    const hosts = { 'https://api.example': server.origin, 'https://other.example': other.origin };
    const { http } = start({ hosts, token });

    const value = await http.get('https://api.example/a', JSON.parse, { scope });

    expect(value).toBe(2);
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer token-1',
      'Bearer token-1',
    ]);
    expect(other.requests[0]?.headers).not.toHaveProperty('authorization');
  });

  test('does not ask for a token on behalf of a server that refuses strangers', async () => {
    const other = await serve(answer('', {}, 401));
    const server = await serve(redirect('https://other.example/c'));
    const { asked, token } = lender();
    const hosts = { 'https://api.example': server.origin, 'https://other.example': other.origin };
    const { http } = start({ hosts, token });

    const outcome = http.get('https://api.example/a', JSON.parse, { scope });

    await expect(outcome).rejects.toMatchObject({ reason: 'rejected' });
    expect(other.requests).toHaveLength(1);
    expect(asked).toHaveLength(1);
  });

  test('whose token is refused is tried with a fresh one', async () => {
    const server = await serve(answer('', {}, 401), answer('1'));
    const { asked, token } = lender();
    const { http } = start({ token });

    const value = await http.get(`${server.origin}/a`, JSON.parse, { scope });

    expect(value).toBe(1);
    expect(server.requests[1]?.headers.authorization).toBe('Bearer token-2');
    expect(asked).toEqual([
      [scope, undefined],
      [scope, 'token-1'],
    ]);
  });

  test('whose fresh token is refused too is rejected', async () => {
    const server = await serve(answer('', {}, 401));
    const { asked, token } = lender();
    const { http } = start({ token });

    const outcome = http.get(`${server.origin}/a`, JSON.parse, { scope });

    await expect(outcome).rejects.toMatchObject({
      reason: 'rejected',
      message: `GET ${server.origin}/a: answered 401 (Unauthorized)`,
    });
    expect(server.requests).toHaveLength(2);
    expect(asked).toHaveLength(2);
  });

  test('fails as its token does', async () => {
    const server = await serve(answer('1'));
    const token = () => Promise.reject(new CheckError('unreachable', 'the login does not answer'));
    const { http } = start({ token });

    await expect(http.get(`${server.origin}/a`, JSON.parse, { scope })).rejects.toMatchObject({
      reason: 'unreachable',
      message: `GET ${server.origin}/a: the login does not answer`,
    });
    expect(server.requests).toHaveLength(0);
  });

  test('is given up in time though its token never comes', async () => {
    const server = await serve(answer('1'));
    let asked = 0;
    const token = () => {
      asked += 1;
      return new Promise<string>(() => {});
    };
    const { http, clock } = start({ token });

    const outcome = http.get(`${server.origin}/a`, JSON.parse, { scope }).catch((error: unknown) => error);
    await until(() => asked > 0);
    await clock.advance(10_000);

    expect(await outcome).toMatchObject({ name: 'CheckError', reason: 'unreachable' });
  });

  test('does without a token while the server asks us to wait', async () => {
    const server = await serve(answer('', { 'retry-after': '30' }, 429));
    const { asked, token } = lender();
    const { http } = start({ token });
    const look = () => http.get(`${server.origin}/a`, JSON.parse, { scope }).catch(() => {});

    await look();
    await look();

    expect(server.requests).toHaveLength(1);
    expect(asked).toHaveLength(1);
  });
});
