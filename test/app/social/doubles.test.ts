import { describe, expect, test } from '@jest/globals';
import { shown } from './bench.ts';
import { useBench } from './use-bench.ts';

const world = useBench();

describe.each([
  ['a copy', 0],
  ['a copy whose clock is hours ahead', 5 * 60 * 60_000],
])('%s', (_, aheadMs) => {
  test.each(['social: before a post', 'social: after a post'])(
    'that dies %s leaves one post, within minutes',
    async (place) => {
      let dead = false;
      const dying = await world.bench.start({
        aheadMs,
        crashpoint: (name) => (name === place && !dead ? new Promise(() => (dead = true)) : undefined),
      });
      const incident = world.bench.page.open({ name: 'A', body: 'Once.' });
      await world.bench.send(dying, await world.bench.delivery(incident.id));
      await world.bench.pass(1 / 60);

      const heir = await world.bench.start();
      await world.bench.pass(aheadMs === 0 ? 5 : 6);

      expect(dead).toBe(true);
      expect(world.said()).toEqual(['[status] Investigating: Once.']);
      expect(shown(heir.social.status())).toEqual({ waiting: 0, skipped: 0 });
      // It never comes to rest by itself.
      void dying.stop();
    },
  );
});

test('two copies never both post', async () => {
  const copies = [await world.bench.start(), await world.bench.start({ leading: false })];
  const deliveries: Promise<number>[] = [];
  for (let i = 0; i < 8; i++) {
    const incident = world.bench.page.open({ name: `Trouble ${i}`, body: `It is ${i}.` });
    const delivery = await world.bench.delivery(incident.id);
    for (const copy of copies) deliveries.push(world.bench.send(copy, delivery));
  }

  const answers = await Promise.all(deliveries);
  await world.bench.pass(3);

  expect(new Set(answers)).toEqual(new Set([200]));
  expect(world.said().sort()).toEqual([...Array(8).keys()].map((i) => `[status] Investigating: It is ${i}.`));
  // Not even the refusal of duplicates was needed.
  expect(world.bench.x.requests.filter((request) => request === 'POST /2/tweets')).toHaveLength(8);
});

test('a copy that wakes long after its turn changes nothing', async () => {
  let wake = () => {};
  const sleeper = await world.bench.start({
    crashpoint: (name) =>
      name === 'social: before a post' ? new Promise<void>((resolve) => (wake = resolve)) : undefined,
  });
  const incident = world.bench.page.open({ name: 'A', body: 'Once.' });
  await world.bench.send(sleeper, await world.bench.delivery(incident.id));
  await world.bench.pass(1 / 60);
  const heir = await world.bench.start();
  await world.bench.pass(3);
  const before = await world.bench.store.social.incidents.list('social');

  world.bench.x.break({ status: 503 });
  wake();
  await world.bench.rest();
  await world.bench.rest();

  expect(world.said()).toEqual(['[status] Investigating: Once.']);
  expect(await world.bench.store.social.incidents.list('social')).toEqual(before);
  expect(before[0]?.value.updates.map(({ state }) => state)).toEqual(['posted']);
  expect(shown(heir.social.status())).toEqual({ waiting: 0, skipped: 0 });
});
