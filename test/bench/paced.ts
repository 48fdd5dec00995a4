import { compared, type Figure, quantity, type Row } from './figure.ts';
import type { Pages } from './pages.ts';
import { type Side, startSide } from './side.ts';
import { type Surroundings, startSurroundings } from './surroundings.ts';
import { type Shown, type Watched, watchInTurn, watchTogether } from './watched.ts';

const LATEST_MS = 2_000;

/** Nearly idle: in a shorter time it counts for more than all looks together whether V8 looks for garbage in it. */
export const fewPages: Figure = {
  name: 'few-pages',
  about: '10 pages once a minute, for 2 minutes',
  async measure() {
    return linesOf('10 pages, what looks alone', await watchTogether(10, 120, startLooking));
  },
};

/** Pages watched as they are in a day's work, beside a got loop over the same pages at the same pace. */
export const pages: Figure = {
  name: 'pages',
  about: '100 and 1,000 pages once a minute, for 45 s',
  async measure() {
    const around = await startSurroundings();
    try {
      const [hundred, thousand] = await Promise.all([
        watchTogether(100, 45, startLooking),
        watchTogether(1_000, 45, (on, count) => startBot(around, on, count)),
      ]);
      const memory = thousand.ours.residentMb;
      return [
        ...linesOf('100 pages, what looks alone', hundred),
        ...linesOf('1,000 pages', thousand),
        atMost('1,000 pages: memory of the whole bot', memory, 260, 'MB', thousand.bare.residentMb),
        ...handshakes(1_000, thousand),
      ];
    } finally {
      await around.close();
    }
  },
};

/** As many pages as one small machine is to carry, and then got alone: together they would not fit into two cores. */
export const manyPages: Figure = {
  name: 'many-pages',
  about: '10,000 pages once a minute, for 45 s, then got alone',
  async measure() {
    const around = await startSurroundings();
    try {
      const seconds = { ours: 45, bare: 20 };
      const shown = await watchInTurn(10_000, seconds, (on, count) => startBot(around, on, count));
      return [
        ...linesOf('10,000 pages', shown),
        {
          ...atMost(
            '10,000 pages: memory of the whole bot',
            shown.ours.residentMb,
            500,
            'MB',
            shown.bare.residentMb,
          ),
          budget: 'aim <= 500 MB',
          verdict: 'reported',
        },
        ...handshakes(10_000, shown),
      ];
    } finally {
      await around.close();
    }
  },
};

/** The part that looks, alone: at few pages, what a bot costs that only waits would hide it. */
async function startLooking(on: Pages, count: number): Promise<Side> {
  const side = await startSide('our-looks.ts', { argument: { port: on.port, count }, env: on.env });
  await side.ask('startWatch');
  return side;
}

function startBot(around: Surroundings, on: Pages, count: number): Promise<Side> {
  return startSide('our-bot.ts', {
    argument: { port: on.port, count },
    env: { ...on.env, ...around.env() },
  });
}

function linesOf(name: string, { count, ours, bare, window, warm, behind }: Watched): Row[] {
  const { requests, notModified } = ours.seen;
  const share = requests === 0 ? 0 : Math.round((100 * notModified) / requests);
  const notes = [
    `${ours.looks} looks of ${Math.round(ours.expected)}, got alone ${Math.round(bare.looks)} of ${Math.round(bare.expected)}`,
    `${share} % of our answers were 304`,
    `${percentOfCore(ours)} and ${percentOfCore(bare)} of a core`,
    ...(window.failed > 0 ? [`${window.failed} looks failed`] : []),
    ...(behind === undefined ? [] : [`no limit here: ${behind}`]),
    ...(warm < count ? [`only ${warm} pages had been looked at when the window opened`] : []),
  ];
  const compare = compared(`${name} once a minute: CPU per look`, {
    ours: ours.cpuMs / ours.looks,
    bare: bare.cpuMs / bare.looks,
    most: 1.5,
    unit: 'ms',
    note: notes.join('; '),
  });
  const cost: Row = behind === undefined ? compare : { ...compare, verdict: 'reported' };
  const late = atMost(`${name}: the latest look`, window.worstMs, LATEST_MS, 'ms late');
  return [
    window.failed === 0 ? cost : { ...cost, verdict: 'missed' },
    { ...late, ...(window.late > 0 && { note: `${window.late} of ${window.looks} looks were late` }) },
  ];
}

function percentOfCore({ cpuMs, ms }: Shown): string {
  return quantity((100 * cpuMs) / ms, '%');
}

function handshakes(count: number, { ours, bare }: Watched): Row[] {
  const row = (how: 'handshakes' | 'resumed', words: string): Row => ({
    figure: `${count.toLocaleString('en')} pages: ${words} per look`,
    ours: quantity(ours.seen[how] / ours.looks, ''),
    bare: quantity(bare.seen[how] / bare.looks, ''),
    budget: '',
    verdict: 'reported',
    note: `connections open at the end: ${ours.seen.open}, got alone ${bare.seen.open}`,
  });
  return [row('handshakes', 'whole handshakes'), row('resumed', 'resumed handshakes')];
}

function atMost(figure: string, value: number, most: number, unit: string, bare?: number): Row {
  return {
    figure,
    ours: quantity(value, unit),
    bare: bare === undefined ? '' : quantity(bare, unit),
    budget: `<= ${most.toLocaleString('en')} ${unit}`,
    verdict: value <= most ? 'met' : 'missed',
  };
}
