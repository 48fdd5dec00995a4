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

test('a private peer without TRUST_PROXY_HOPS is refused with a hint', async () => {
  const copy = await world.bench.start({ hops: 0 });

  const answer = await world.bench.send(copy, empty());

  expect(answer).toBe(403);
  expect(world.bench.lines.join('\n')).toContain('TRUST_PROXY_HOPS');
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
