import { expect, test } from '@jest/globals';
import { until } from '../../until.ts';
import { startDoor } from './door.ts';
import { useBench } from './use-bench.ts';

const world = useBench();

test('the page during a delivery: answered 200 at once, posted once afterwards', async () => {
  const copy = await world.bench.start();
  const incident = world.bench.page.open({ name: 'A', body: 'Late.' });
  const delivery = await world.bench.delivery(incident.id);
  world.bench.page.break(503);

  const answer = await world.bench.send(copy, delivery);
  await world.bench.pass(7);
  const trouble = copy.social.status().trouble;
  world.bench.page.mend();
  await world.bench.pass(2);

  expect(answer).toBe(200);
  expect(trouble).toContain('our own Statuspage cannot be read');
  expect(world.said()).toEqual(['[status] Investigating: Late.']);
  expect(copy.social.status().trouble).toBeUndefined();
});

test('a page that is not there at all (404) cannot be read', async () => {
  world.bench.page.break(404);
  const copy = await world.bench.start();
  await world.bench.pass(7);

  expect(copy.social.status()).toMatchObject({
    trouble: expect.stringContaining('cannot be read'),
    nothing: true,
  });
});

const maintenances = { only: /scheduled-maintenances/ };

test('the list of maintenances: incidents are posted all the same, nothing is taken back, and it is said', async () => {
  const { bench } = world;
  const copy = await bench.start();
  bench.x.break({ status: 503 });
  const plan = { scheduledFor: '2026-11-21T00:00:00Z', scheduledUntil: '2026-11-21T02:00:00Z' };
  bench.page.schedule({ name: 'Work', body: 'Planned.', ...plan });
  await bench.pass(6);
  bench.page.break(503, maintenances);
  bench.x.mend();
  const incident = bench.page.open({ name: 'A', body: 'True.' });

  await bench.send(copy, await bench.delivery(incident.id));
  await bench.pass(7);

  expect(world.said().sort()).toEqual(['[status] Investigating: True.', '[status] Scheduled: Planned.']);
  expect(copy.social.status()).toMatchObject({
    waiting: 0,
    trouble: expect.stringMatching(/^our own Statuspage can be read only in part: .*503/),
  });
  expect(copy.social.status().nothing).toBeUndefined();
});

test('the list of maintenances at the first reading: that is made when both are there', async () => {
  const { bench } = world;
  const plan = { scheduledFor: '2026-11-21T00:00:00Z', scheduledUntil: '2026-11-21T02:00:00Z' };
  bench.page.schedule({ name: 'Work', body: 'Planned long ago.', ...plan });
  bench.page.break(503, maintenances);
  await bench.start();
  await bench.pass(3);
  bench.page.mend();
  await bench.pass(3);
  bench.page.open({ name: 'A', body: 'News.' });
  await bench.pass(6);

  expect(world.said()).toEqual(['[status] Investigating: News.']);
});

test('a page without a list of maintenances (404) has none', async () => {
  const { bench } = world;
  bench.page.break(404, maintenances);
  const copy = await bench.start();
  await bench.pass(1);
  bench.page.open({ name: 'A', body: 'News.' });
  await bench.pass(6);

  expect(world.said()).toEqual(['[status] Investigating: News.']);
  expect(copy.social.status().trouble).toBeUndefined();
});

test('X during a delivery: answered 200 at once, posted once afterwards', async () => {
  const copy = await world.bench.start();
  world.bench.x.break('reset');
  const incident = world.bench.page.open({ name: 'A', body: 'Late.' });

  const answer = await world.bench.send(copy, await world.bench.delivery(incident.id));
  await world.bench.pass(10);
  world.bench.x.mend();
  await world.bench.pass(6);

  expect(answer).toBe(200);
  expect(world.said()).toEqual(['[status] Investigating: Late.']);
});

test.each([true, false])(
  'storage during a delivery (confirm: %s): answered 200 at once, posted once afterwards',
  async (confirm) => {
    const door = await startDoor(world.azurite.connectionString);
    const copy = await world.bench.start({ confirm, connectionString: door.connectionString });
    door.shut();
    const incident = world.bench.page.open({ name: 'A', body: 'Late.' });

    const answer = await world.bench.send(copy, await world.bench.delivery(incident.id));
    await until(() => world.bench.lines.some((line) => /could not be (kept yet|read or kept)/.test(line)));
    const before = world.said();
    door.open();
    await world.bench.pass(5);
    await copy.stop();
    await door.close();

    expect([answer, before]).toEqual([200, []]);
    expect(world.said()).toEqual(['[status] Investigating: Late.']);
  },
  60_000,
);
