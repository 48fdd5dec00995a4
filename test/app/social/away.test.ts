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
