import { expect, test } from '@jest/globals';
import { createWatch } from '../../app/watch.ts';
import type { Platform } from '../../checkers/checker.ts';
import { platforms } from '../../checkers/index.ts';
import { manualClock } from '../manual-clock.ts';

const MINUTE = 60_000;

/** A watch over all platforms that notes its looks; `look` says how long each takes. */
function watching(
  options: {
    platforms?: readonly Platform[];
    deployment?: string;
    schedule?: string;
    busy?: string[];
    look?: (platform: Platform) => Promise<void>;
  } = {},
) {
  const clock = manualClock('2026-11-20T10:00:00.000Z');
  const looks: { id: string; at: number }[] = [];
  const watch = createWatch({
    platforms: options.platforms ?? platforms,
    clock,
    deployment: options.deployment ?? 'C1',
    schedule: options.schedule,
    busy: (id) => options.busy?.includes(id) ?? false,
    look: (platform) => {
      looks.push({ id: platform.id, at: clock.now() });
      return options.look?.(platform) ?? Promise.resolve();
    },
  });
  const of = (id: string) => looks.filter((look) => look.id === id);
  return { clock, watch, looks, of };
}

test('the first look at every platform is made at once', () => {
  const { watch, looks } = watching();

  watch.start();

  expect(looks.map(({ id }) => id)).toEqual(platforms.map(({ id }) => id));
});

/** So many pages of one kind. */
function pages(count: number): Platform[] {
  return platforms
    .slice(0, 1)
    .flatMap((one) => Array.from({ length: count }, (_, i) => ({ ...one, id: `page-${i}` })));
}

test('thousands of platforms are all looked at within the first minute, evenly, and none twice', async () => {
  const { clock, watch, looks } = watching({ platforms: pages(10_000) });

  watch.start();
  const atOnce = looks.length;
  await clock.advance(6_000);
  const inATenth = looks.length - atOnce;
  await clock.advance(MINUTE - 6_000);

  expect(atOnce).toBe(100);
  expect(inATenth).toBeGreaterThan(800);
  expect(inATenth).toBeLessThan(1_200);
  expect(new Set(looks.map(({ id }) => id)).size).toBe(10_000);
  expect(looks.length).toBeLessThan(10_150);
});

/** Six hundred pages of which each look lasts until `ends` has it end. */
function hanging() {
  const ends: (() => void)[] = [];
  const look = () => new Promise<void>((resolve) => ends.push(resolve));
  return { ends, ...watching({ platforms: pages(600), look }) };
}

test('pages that all hang hold up others after hundreds of them, and those go on when one is over', async () => {
  const { ends, clock, watch, looks } = hanging();

  watch.start();
  await clock.advance(MINUTE);
  const begun = looks.length;
  ends[0]?.();
  ends[1]?.();
  await clock.advance(0);

  expect(begun).toBe(500);
  expect(looks).toHaveLength(502);
});

test('stopped, it begins none of those that were held up', async () => {
  const { ends, clock, watch, looks } = hanging();
  watch.start();
  await clock.advance(MINUTE);

  watch.stop();
  for (const end of ends) end();
  await clock.advance(MINUTE);

  expect(looks).toHaveLength(500);
});
