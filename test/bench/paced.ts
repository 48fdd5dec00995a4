import { setTimeout as sleep } from 'node:timers/promises';
import { compared, type Figure, mustBe, quantity, type Row } from './figure.ts';
import { type Pages, type Seen, startPages } from './pages.ts';
import { residentMb, type Side, startSide } from './side.ts';
import { type Surroundings, startSurroundings } from './surroundings.ts';

/** What a window of so many seconds has shown of one side. */
interface Shown {
  looks: number;
  cpuMs: number;
  /** How long the window was. */
  ms: number;
  residentMb: number;
  seen: Seen;
}

interface OurWindow {
  told: number;
  failed: number;
  looks: number;
  worstMs: number;
  late: number;
}

/** A look a minute at each page. */
const EVERY_S = 60;
/** Up to a whole interval, so that every page has been looked at before the window opens. */
const WARM_S = 62;
const SETTLE_MS = 3_000;
const AT_ONCE = 1_000;
const LATEST_MS = 2_000;

/** Pages watched as they are in a day's work, beside a got loop over the same pages at the same pace. */
export const pages: Figure = {
  name: 'pages',
  about: '10, 100 and 1,000 pages once a minute, for 45 s',
  async measure() {
    const around = await startSurroundings();
    try {
      const [ten, hundred, thousand] = await Promise.all([
        watch(10, 45, startLooking),
        watch(100, 45, startLooking),
        watch(1_000, 45, (on, count) => startBot(around, on, count)),
      ]);
      const memory = thousand.ours.residentMb;
      return [
        ...linesOf(10, ten),
        ...linesOf(100, hundred),
        ...linesOf(1_000, thousand),
        atMost('1,000 pages: memory of the whole bot', memory, 260, 'MB', thousand.bare.residentMb),
        ...handshakes(1_000, thousand),
      ];
    } finally {
      await around.close();
    }
  },
};

/** The same with as many pages as one small machine is to carry. */
export const manyPages: Figure = {
  name: 'many-pages',
  about: '10,000 pages once a minute, for 3 minutes',
  async measure() {
    const around = await startSurroundings();
    try {
      const shown = await watch(10_000, 180 - WARM_S, (on, count) => startBot(around, on, count));
      return [
        ...linesOf(10_000, shown),
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

type Watched = { ours: Shown; bare: Shown; window: OurWindow; warm: number };

/** Both sides at the same time, so that whatever else this machine does hits both. */
async function watch(
  count: number,
  seconds: number,
  startOurs: (on: Pages, count: number) => Promise<Side>,
): Promise<Watched> {
  const [ourPages, barePages] = await Promise.all([startPages(), startPages()]);
  const sides: Side[] = [];
  try {
    const ours = await startOurs(ourPages, count);
    sides.push(ours);
    const bare = await startSide('bare-got.ts', {
      argument: { port: barePages.port, count, paths: await pathsOf(ourPages), work: 'nothing' },
      env: barePages.env,
    });
    sides.push(bare);
    // As many connections as fit into a moment are opened in one; more only as the pages come round.
    if (count <= AT_ONCE) await bare.ask('looks', { count });
    await bare.ask('startPace');
    const [warm] = await Promise.all([warmedUp(ours, count), count > AT_ONCE && sleep(WARM_S * 1_000)]);
    await sleep(SETTLE_MS);
    const [ourMs, bareMs] = [await open(ours, ourPages), await open(bare, barePages)];
    await sleep(seconds * 1_000);
    const { value: window, usedMs: ourEnd } = await ours.ask<OurWindow>('window');
    const { value: bareFailed, usedMs: bareEnd } = await bare.ask<number>('window');
    const [ourSeen, bareSeen] = await Promise.all([ourPages.seen(), barePages.seen()]);
    const perLook = ourSeen.paths.length;
    const expected = (count * seconds) / EVERY_S;
    mustBe(bareFailed <= expected / 100, `${bareFailed} looks of got alone failed: this machine is too busy`);
    mustBe(
      Math.abs(bareSeen.requests / perLook - expected) <= 0.1 * expected + 2,
      `got alone made ${bareSeen.requests} requests in place of ${expected * perLook}`,
    );
    mustBe(bareSeen.notModified === bareSeen.requests, 'not every answer to got alone was 304');
    return {
      window,
      warm,
      ours: {
        looks: window.told,
        cpuMs: ourEnd - ourMs,
        ms: seconds * 1_000,
        residentMb: await residentMb(ours.pid),
        seen: ourSeen,
      },
      bare: {
        looks: bareSeen.requests / perLook,
        cpuMs: bareEnd - bareMs,
        ms: seconds * 1_000,
        residentMb: await residentMb(bare.pid),
        seen: bareSeen,
      },
    };
  } finally {
    await Promise.all([...sides, ourPages, barePages].map((one) => one.stop()));
  }
}

/** What ours asks for in a look, which got alone is to ask for too. */
async function pathsOf(on: Pages): Promise<string[]> {
  const paths = new Set<string>();
  for (const until = performance.now() + WARM_S * 1_000; performance.now() < until; await sleep(1_000)) {
    const before = paths.size;
    for (const path of (await on.seen()).paths) paths.add(path);
    if (paths.size > 0 && paths.size === before) break;
  }
  mustBe(paths.size > 0, 'no page was looked at');
  return [...paths];
}

/** How many pages have been looked at when all have been, or when they should have been. */
async function warmedUp(ours: Side, count: number): Promise<number> {
  for (const until = performance.now() + WARM_S * 1_000; performance.now() < until; await sleep(1_000)) {
    if ((await ours.ask<number>('lookedAt')).value >= count) break;
  }
  return (await ours.ask<number>('lookedAt')).value;
}

async function open(side: Side, on: Pages): Promise<number> {
  await on.seen();
  return (await side.ask('openWindow')).usedMs;
}

function linesOf(count: number, { ours, bare, window, warm }: Watched): Row[] {
  const name = `${count.toLocaleString('en')} pages`;
  const { requests, notModified } = ours.seen;
  const share = requests === 0 ? 0 : Math.round((100 * notModified) / requests);
  const notes = [
    `${ours.looks} looks, got alone ${Math.round(bare.looks)}`,
    `${share} % of our answers were 304`,
    `${percentOfCore(ours)} and ${percentOfCore(bare)} of a core`,
    ...(window.failed > 0 ? [`${window.failed} looks failed`] : []),
    ...(warm < count ? [`only ${warm} pages had been looked at when the window opened`] : []),
  ];
  const cost = compared(`${name} once a minute: CPU per look`, {
    ours: ours.cpuMs / ours.looks,
    bare: bare.cpuMs / bare.looks,
    most: 1.5,
    unit: 'ms',
    note: notes.join('; '),
  });
  // The pages' places in the minute are by chance, so a few may lie outside the window.
  const allLooked = window.failed === 0 && ours.looks >= bare.looks - 3 * Math.sqrt(bare.looks);
  const late = atMost(`${name}: the latest look`, window.worstMs, LATEST_MS, 'ms late');
  return [
    allLooked ? cost : { ...cost, verdict: 'missed', note: `looks are missing: ${cost.note}` },
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
