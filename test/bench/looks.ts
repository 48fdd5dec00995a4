import type { Work } from './bare-got.ts';
import { compared, type Figure, mustBe, quantity, type Row } from './figure.ts';
import type { LooksMade } from './our-looks.ts';
import { type Mode, type Pages, type Seen, startPages } from './pages.ts';
import { type Side, startSide } from './side.ts';
import { median } from './statistics.ts';

const FEW = 20;
const ROUNDS = 9;
const LOOKS = 200;

/** What one look costs, against the same requests by got alone. */
export const unchanged = figure('unchanged', 'an unchanged look answered 304', {
  mode: 'unchanged',
  work: 'nothing',
  most: 1.3,
  check({ requests, notModified }) {
    mustBe(notModified === requests, `only ${notModified} of ${requests} answers were 304`);
  },
});

export const sameBody = figure('same-body', 'an unchanged look answered 200 with the same 40 KB body', {
  mode: 'same body',
  work: 'JSON.parse',
  most: 1.1,
  check({ notModified }) {
    mustBe(notModified === 0, `${notModified} answers were 304`);
  },
});

export const changed = figure('changed', 'a look at 40 KB that have changed, without storage', {
  mode: 'changed',
  work: 'JSON.parse and zod',
  most: 1.5,
  check(_, { changed: changes, told }) {
    mustBe(changes === told, `only ${changes} of ${told} looks found a change`);
  },
});

/** Whether a look costs the same however many pages there are. */
export const flat: Figure = {
  name: 'flat',
  about: 'CPU per look flat out, 1,000 pages against 100',
  async measure() {
    const pages = await startPages();
    const [many, few] = await Promise.all([ours(pages, 1_000), ours(pages, 100)]);
    try {
      const costs = await alternate(
        [(looks) => lookAll(many, looks), (looks) => lookAll(few, looks)],
        { looks: 1_000, rounds: 5, warm: 1_000 },
        pages,
      );
      const [ofMany, ofFew] = costs.map(({ cpuMs }) => median(cpuMs));
      const share = costs.map(({ seen }) => percent(seen.notModified, seen.requests)).join(' and ');
      const note = `answers that were 304: ${share}; the bare column is ours with 100 pages`;
      return [
        compared('CPU per look, 1,000 pages against 100', {
          ours: ofMany ?? Number.NaN,
          bare: ofFew ?? Number.NaN,
          most: 1.2,
          unit: 'ms',
          note,
        }),
      ];
    } finally {
      await Promise.all([many.stop(), few.stop(), pages.stop()]);
    }
  },
};

function figure(
  name: string,
  about: string,
  how: {
    mode: Mode;
    work: Work;
    most: number;
    check(seen: Seen, made: LooksMade): void;
  },
): Figure {
  return { name, about: `CPU per look: ${about}`, measure };

  async function measure(): Promise<Row[]> {
    const pages = await startPages();
    const our = await ours(pages, FEW);
    let bare: Side | undefined;
    try {
      await pages.answer(how.mode);
      await lookAll(our, FEW);
      const { paths } = await pages.seen();
      const got = await startSide('bare-got.ts', {
        argument: { port: pages.port, count: FEW, paths, work: how.work },
        env: pages.env,
      });
      bare = got;
      const lookBare = async (looks: number) => {
        const { value, cpuMs } = await got.ask<number>('looks', { count: looks });
        mustBe(value === looks * paths.length, `got alone made ${value} requests`);
        return { cpuMs, made: { told: looks, failed: 0, changed: looks } };
      };
      const costs = await alternate(
        [(looks) => lookAll(our, looks), lookBare],
        { looks: LOOKS, rounds: ROUNDS, warm: LOOKS },
        pages,
      );
      for (const { seen, made } of costs) how.check(seen, made);
      const [ourMs = Number.NaN, bareMs = Number.NaN] = costs.map(({ cpuMs }) => median(cpuMs));
      const [ourNew, bareNew] = costs.map(({ seen }) => seen.handshakes + seen.resumed);
      const note = `a look is ${paths.length} requests; got alone ${quantity(bareMs / paths.length, 'ms')} a request; new connections ${ourNew} and ${bareNew} in ${ROUNDS * LOOKS} looks`;
      return [
        compared(`CPU per look: ${about}`, { ours: ourMs, bare: bareMs, most: how.most, unit: 'ms', note }),
      ];
    } finally {
      await Promise.all([our.stop(), bare?.stop(), pages.stop()]);
    }
  }
}

/** The part of the bot that looks, with so many pages. */
function ours(pages: Pages, count: number): Promise<Side> {
  return startSide('our-looks.ts', { argument: { port: pages.port, count }, env: pages.env });
}

async function lookAll(side: Side, looks: number): Promise<{ cpuMs: number; made: LooksMade }> {
  const { value: made, cpuMs } = await side.ask<LooksMade>('looks', { count: looks });
  mustBe(made.told === looks, `${made.failed} of ${looks} looks failed`);
  return { cpuMs, made };
}

/** Lets the sides look in turns, each time another first, and keeps what one look cost in each round. */
async function alternate(
  sides: ((looks: number) => Promise<{ cpuMs: number; made: LooksMade }>)[],
  { looks, rounds, warm }: { looks: number; rounds: number; warm: number },
  pages: Pages,
) {
  for (const look of sides) await look(warm);
  const nothing = { requests: 0, notModified: 0, handshakes: 0, resumed: 0, open: 0, paths: [] };
  const costs = sides.map(() => ({
    cpuMs: [] as number[],
    seen: { ...nothing } as Seen,
    made: { told: 0, failed: 0, changed: 0 },
  }));
  for (let round = 0; round < rounds; round++) {
    const order = sides.map((_, index) => (index + round) % sides.length);
    for (const index of order) {
      const [look, cost] = [sides[index], costs[index]];
      if (!look || !cost) continue;
      await pages.seen();
      const { cpuMs, made } = await look(looks);
      const seen = await pages.seen();
      cost.cpuMs.push(cpuMs / looks);
      for (const key of ['requests', 'notModified', 'handshakes', 'resumed'] as const)
        cost.seen[key] += seen[key];
      for (const key of ['told', 'failed', 'changed'] as const) cost.made[key] += made[key];
    }
  }
  return costs;
}

function percent(part: number, all: number): string {
  return `${Math.round((100 * part) / all)} %`;
}
