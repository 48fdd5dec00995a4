import { expect, test } from '@jest/globals';
import { deliveryOf } from './bench.ts';
import { useBench } from './use-bench.ts';

const world = useBench();

test('a thousand deliveries, shuffled and tripled, with every fifth post failing: each once, in order', async () => {
  const copy = await world.bench.start();
  const faults = ['lost', 'reset', 'made-and-503', { status: 503 }, { status: 500 }] as const;
  world.bench.x.break((attempt) => (attempt % 5 === 0 ? faults[(attempt / 5) % faults.length] : undefined));
  const incidents = [...Array(25).keys()].map((i) =>
    world.bench.page.open({ name: `Trouble ${i}`, body: `${i}: 0` }),
  );
  const deliveries: object[] = [];
  const expected = incidents.map((_, i) => [`[status] Investigating: ${i}: 0`]);
  for (let update = 1; update < 40; update++) {
    await world.bench.clock.advance(100);
    for (const [i, incident] of incidents.entries()) {
      incident.update({ status: 'identified', body: `${i}: ${update}` });
      expected[i]?.push(`[status] Identified: ${i}: ${update}`);
    }
    const document = await (await fetch(`${world.bench.page.origin}/api/v2/incidents.json`)).json();
    deliveries.push(...(document as { incidents: object[] }).incidents.map(deliveryOf));
  }
  const tripled = shuffled([...deliveries, ...deliveries, ...deliveries]);

  const answers = new Set<number>();
  for (let i = 0; i < tripled.length; i += 100) {
    for (const answer of await Promise.all(
      tripled.slice(i, i + 100).map((body) => world.bench.send(copy, body)),
    )) {
      answers.add(answer);
    }
  }
  for (let minutes = 0; copy.social.status().waiting > 0 && minutes < 300; minutes += 5)
    await world.bench.pass(5);

  expect(answers).toEqual(new Set([200]));
  const byIncident = incidents.map((_, i) => world.said().filter((text) => text.includes(`: ${i}: `)));
  expect(byIncident).toEqual(expected);
}, 300_000);

/** The same order in every run. */
function shuffled<T>(list: T[]): T[] {
  let seed = 20261120;
  const random = () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return seed / 2 ** 31;
  };
  return list
    .map((value) => ({ value, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ value }) => value);
}
