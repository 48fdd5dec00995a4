import { setTimeout as sleep } from 'node:timers/promises';
import { mustBe } from './figure.ts';
import { type Pages, type Seen, startPages } from './pages.ts';
import { residentMb, type Side, startSide } from './side.ts';

/** What a window of so many seconds has shown of one side. */
export interface Shown {
  looks: number;
  /** How many there should have been. */
  expected: number;
  cpuMs: number;
  /** How long the window was. */
  ms: number;
  residentMb: number;
  seen: Seen;
}

/** What ours says of its window. */
export interface OurWindow {
  told: number;
  failed: number;
  looks: number;
  worstMs: number;
  late: number;
}

/**
 * Both sides' windows; `warm`: how many pages ours had looked at when its window opened, `behind`: why got alone was
 * no limit.
 */
export interface Watched {
  count: number;
  ours: Shown;
  bare: Shown;
  window: OurWindow;
  warm: number;
  behind?: string;
}

/** Starts what looks at so many pages. */
export type Start = (on: Pages, count: number) => Promise<Side>;

/** Pages, and what looks at them. */
interface Pair {
  on: Pages;
  side: Side;
}

/** A look a minute at each page. */
const EVERY_S = 60;
/** Up to a whole interval, so that every page has been looked at before the window opens. */
const WARM_S = 62;
/** Two cores may need longer for ten thousand first looks, each with a whole handshake at either end. */
const LONGEST_WARM_S = 80;
const SETTLE_MS = 3_000;
const AT_ONCE = 1_000;

/** Both sides at the same time, so that whatever else this machine does hits both. */
export function watchTogether(count: number, seconds: number, startOurs: Start): Promise<Watched> {
  return withPair(startOurs, count, async (ours) => {
    const paths = await pathsOf(ours.on);
    return withPair(bareStart(paths), count, async (bare) => {
      const warm = await warmedUp(ours.side, count);
      await sleep(SETTLE_MS);
      const [our, alone] = await Promise.all([
        windowOf<OurWindow>(ours, seconds),
        windowOf<number>(bare, seconds),
      ]);
      const watched = compare(count, warm, our, alone);
      mustBe(watched.behind === undefined, `this machine is too busy: ${watched.behind}`);
      return watched;
    });
  });
}

/** One side after the other, ours first, where one machine does not carry both at the same time. */
export async function watchInTurn(
  count: number,
  seconds: { ours: number; bare: number },
  startOurs: Start,
): Promise<Watched> {
  const { our, warm, paths } = await withPair(startOurs, count, async (ours) => {
    const paths = await pathsOf(ours.on);
    const [warm] = await Promise.all([warmedUp(ours.side, count, LONGEST_WARM_S), sleep(WARM_S * 1_000)]);
    await sleep(SETTLE_MS);
    return { our: await windowOf<OurWindow>(ours, seconds.ours), warm, paths };
  });
  const alone = await withPair(bareStart(paths), count, async (bare) => {
    await sleep(WARM_S * 1_000 + SETTLE_MS);
    return windowOf<number>(bare, seconds.bare);
  });
  return compare(count, warm, our, alone);
}

async function withPair<T>(start: Start, count: number, work: (pair: Pair) => Promise<T>): Promise<T> {
  const on = await startPages();
  try {
    const side = await start(on, count);
    try {
      return await work({ on, side });
    } finally {
      await side.stop();
    }
  } finally {
    await on.stop();
  }
}

/** Got alone, which asks for the same as ours. */
function bareStart(paths: readonly string[]): Start {
  return async ({ port, env }, count) => {
    const side = await startSide('bare-got.ts', { argument: { port, count, paths, work: 'nothing' }, env });
    // As many connections as fit into a moment are opened in one; more only as the pages come round.
    if (count <= AT_ONCE) await side.ask('looks', { count });
    await side.ask('startPace');
    return side;
  };
}

/** What a side says of its window, and what it took. */
interface Window<T> extends Omit<Shown, 'looks' | 'expected'> {
  said: T;
}

async function windowOf<T>({ on, side }: Pair, seconds: number): Promise<Window<T>> {
  await on.seen();
  const { usedMs: began } = await side.ask('openWindow');
  await sleep(seconds * 1_000);
  const { value: said, usedMs: ended } = await side.ask<T>('window');
  const seen = await on.seen();
  return { said, cpuMs: ended - began, ms: seconds * 1_000, residentMb: await residentMb(side.pid), seen };
}

/** Where got alone falls behind, because the machine carries no more, it is no limit for what ours did. */
function compare(
  count: number,
  warm: number,
  { said: window, ...ours }: Window<OurWindow>,
  { said: failed, ...bare }: Window<number>,
): Watched {
  const perLook = ours.seen.paths.length;
  const expectedIn = (ms: number) => (count * ms) / 1_000 / EVERY_S;
  const expected = expectedIn(bare.ms);
  const { requests, notModified } = bare.seen;
  mustBe(requests - notModified <= failed * perLook, 'not every answer to got alone was 304');
  const missing = window.told * perLook - ours.seen.requests;
  mustBe(
    missing <= 0.02 * ours.seen.requests + 2 * perLook,
    `ours left out ${missing} requests of its looks`,
  );
  const looks = requests / perLook;
  const isBehind = failed > expected / 100 || Math.abs(looks - expected) > 0.1 * expected + 2;
  return {
    count,
    window,
    warm,
    ...(isBehind && {
      behind: `got alone made ${Math.round(looks)} of ${Math.round(expected)} looks, ${failed} failed`,
    }),
    ours: { ...ours, looks: window.told, expected: expectedIn(ours.ms) },
    bare: { ...bare, looks, expected },
  };
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
export async function warmedUp(ours: Side, count: number, longestS = WARM_S): Promise<number> {
  for (const until = performance.now() + longestS * 1_000; performance.now() < until; await sleep(1_000)) {
    if ((await ours.ask<number>('lookedAt')).value >= count) break;
  }
  return (await ours.ask<number>('lookedAt')).value;
}
