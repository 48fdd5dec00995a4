import { type Figure, mustBe, quantity, type Row } from './figure.ts';
import { startSide } from './side.ts';
import { median } from './statistics.ts';

const ROUNDS = 9;
const HOMES = 10;

/** Building one person's Home and what is sent of it. */
export const homes: Figure = {
  name: 'home',
  about: 'App Home: build and serialise, 60 platforms',
  async measure() {
    return [await home(12, 5), await home(500, 25)];
  },
};

async function home(events: number, most: number): Promise<Row> {
  // A process of its own for each, which has not learned from the other.
  const side = await startSide('our-home.ts');
  try {
    await side.ask('open', events);
    const first = (await side.ask<number>('build', 1)).cpuMs;
    const costs: number[] = [];
    let bytes = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const { value, cpuMs } = await side.ask<number>('build', HOMES);
      bytes = value / HOMES;
      costs.push(cpuMs / HOMES);
    }
    mustBe(bytes > 5_000, 'a Home with nothing on it');
    const ours = median(costs);
    return {
      figure: `App Home: build and serialise, ${events} open events, 60 platforms`,
      ours: quantity(ours, 'ms CPU'),
      bare: '-',
      budget: `<= ${most} ms CPU`,
      verdict: ours <= most ? 'met' : 'missed',
      note: `with the print that tells whether it has changed; ${quantity(bytes / 1024, 'KB')}; the very first one of a process took ${quantity(first, 'ms')}`,
    };
  } finally {
    await side.stop();
  }
}
