import { connect } from 'node:net';
import { expect, test } from '@jest/globals';
import { until } from '../../until.ts';
import { GENUINE } from './bench.ts';
import { useBench } from './use-bench.ts';

const world = useBench();

const empty = () => ({ page: { id: 'other' } });

test('strangers get 403, and nothing is done', async () => {
  const copy = await world.bench.start();
  const incident = world.bench.page.open({ name: 'A' });
  const requests = world.bench.page.requests.length;

  const answer = await world.bench.send(copy, await world.bench.delivery(incident.id), {
    'x-forwarded-for': '203.0.113.5',
  });
  await world.bench.rest();

  // The delivery itself was read from the page.
  expect([answer, world.bench.page.requests.length - requests]).toEqual([403, 1]);
});

test('an unknown sender makes us ask Atlassian once in ten minutes', async () => {
  const copy = await world.bench.start();
  await world.bench.pass(11);
  const asked = () => world.bench.ranges.requests.length;
  const before = asked();
  const stranger = { 'x-forwarded-for': '203.0.113.5' };

  const refused = [
    await world.bench.send(copy, empty(), stranger),
    await world.bench.send(copy, empty(), stranger),
  ];
  const once = asked() - before;
  world.bench.ranges.publish(['203.0.113.0/24']);
  const early = await world.bench.send(copy, empty(), stranger);
  await world.bench.pass(11);
  const [late, gone] = [
    await world.bench.send(copy, empty(), stranger),
    await world.bench.send(copy, empty(), GENUINE),
  ];

  expect([refused, once, early, late, gone]).toEqual([[403, 403], 1, 403, 200, 403]);
});

test('without Atlassian the last list stays, and is found again after a restart', async () => {
  await (await world.bench.start()).stop();
  world.bench.ranges.publish(['203.0.113.0/24']);
  await world.bench.clock.advance(25 * 60 * 60_000);
  await (await world.bench.start()).stop();
  world.bench.ranges.break('html');
  await world.bench.clock.advance(25 * 60 * 60_000);

  const copy = await world.bench.start();
  const answers = [
    await world.bench.send(copy, empty(), { 'x-forwarded-for': '203.0.113.5' }),
    await world.bench.send(copy, empty(), { 'x-forwarded-for': '198.51.100.5' }),
  ];

  expect(answers).toEqual([200, 403]);
});

test('the list is fetched anew once a day', async () => {
  await world.bench.start();
  const first = world.bench.ranges.requests.length;
  await world.bench.pass(23 * 60);
  const same = world.bench.ranges.requests.length;
  await world.bench.pass(62);

  expect([first, same, world.bench.ranges.requests.length]).toEqual([1, 1, 2]);
});

test.each(['empty', 'other-shape', 'hang', 500] as const)(
  'a first start without the list (%s) uses the one that ships',
  async (fault) => {
    world.bench.ranges.break(fault);

    const copy = await world.bench.start();

    expect(await world.bench.send(copy, empty(), GENUINE)).toBe(200);
  },
);

test('from headers to the answer: only the address that our own proxy has added counts', async () => {
  const [genuine, genuine6, stranger] = ['104.192.136.7', '2401:1d80:3000::7', '8.8.8.8'];
  const table: [hops: number, forwarded: string | undefined, status: number][] = [
    [1, genuine, 200],
    [1, `${genuine}:51234`, 200],
    [1, `${stranger}, ${genuine}`, 200],
    [1, `nonsense,, ${genuine}`, 200],
    [1, genuine6, 200],
    [1, `[${genuine6}]`, 200],
    [1, `[${genuine6}]:51234`, 200],
    [1, `::ffff:${genuine}`, 200],
    [1, `[::ffff:${genuine}]:51234`, 200],
    [2, `${genuine}, ${stranger}`, 200],
    [1, `${genuine}, ${stranger}`, 403],
    [1, `${genuine}, ${genuine}, ${stranger}:443`, 403],
    [1, `::ffff:${stranger}`, 403],
    [1, '2401:1d81::7', 403],
    [1, `${genuine6}%eth0`, 403],
    [1, `${genuine}, `, 403],
    [1, `${genuine}.1`, 403],
    [1, '104.192.136.007', 403],
    [1, `"${genuine}"`, 403],
    [1, `for=${genuine}`, 403],
    [1, `${genuine}:port`, 403],
    [1, '1757448199', 403],
    [1, 'unknown', 403],
    [1, ',,,', 403],
    [1, '', 403],
    [1, undefined, 403],
    [2, genuine, 403],
    [3, `${genuine}, ${stranger}`, 403],
    // Without a proxy of ours whatever stands there was written by the sender.
    [0, genuine, 403],
  ];
  const copies = await Promise.all([0, 1, 2, 3].map((hops) => world.bench.start({ hops })));

  const answers: typeof table = [];
  for (const [hops, forwarded] of table) {
    const copy = copies[hops] as (typeof copies)[number];
    const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
    answers.push([hops, forwarded, await world.bench.send(copy, empty(), headers as Record<string, string>)]);
  }

  expect(answers).toEqual(table);
});

test('a private peer without TRUST_PROXY_HOPS is refused with a hint', async () => {
  const copy = await world.bench.start({ hops: 0 });

  const answer = await world.bench.send(copy, empty());

  expect(answer).toBe(403);
  expect(world.bench.lines.join('\n')).toContain('TRUST_PROXY_HOPS');
});

test('a stranger a moment before swallows no hint', async () => {
  const copy = await world.bench.start({ hops: 0 });
  await copy.social.webhook.admits({ peer: '8.8.8.8', forwardedFor: undefined });

  const answers = [await world.bench.send(copy, empty()), await world.bench.send(copy, empty())];

  expect(answers).toEqual([403, 403]);
  const lines = world.bench.lines.filter((line) => line.includes('A webhook came from'));
  expect(lines).toEqual([
    expect.stringContaining('an address that is not of Statuspage'),
    expect.stringContaining('TRUST_PROXY_HOPS'),
  ]);
});

test('fewer addresses in X-Forwarded-For than TRUST_PROXY_HOPS is refused with a hint of its own', async () => {
  const copy = await world.bench.start({ hops: 2 });

  const answer = await world.bench.send(copy, empty(), { 'x-forwarded-for': '104.192.136.7' });

  const log = world.bench.lines.join('\n');
  expect(answer).toBe(403);
  expect(log).toContain('fewer addresses in X-Forwarded-For than TRUST_PROXY_HOPS');
  expect(log).not.toContain('set TRUST_PROXY_HOPS');
});

test('a sender who hangs up early sent nothing that could be no JSON', async () => {
  const copy = await world.bench.start();
  const socket = connect(copy.port, '127.0.0.1');
  socket.write(
    'POST /webhooks/statuspage HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 104.192.136.7\r\nContent-Length: 99\r\n\r\n{',
  );
  await until(() => world.bench.ranges.requests.length > 0);
  await world.bench.rest();

  socket.end();
  await until(() => copy.webhooks.length > 0);
  socket.destroy();

  expect(copy.webhooks).toEqual(['broken off']);
});
