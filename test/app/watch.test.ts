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

test('pages that all hang hold up others after hundreds of them, and those go on when one is over', async () => {
  const ends: (() => void)[] = [];
  const { clock, watch, looks } = watching({
    platforms: pages(600),
    look: () => new Promise((resolve) => ends.push(resolve)),
  });

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
  const ends: (() => void)[] = [];
  const { clock, watch, looks } = watching({
    platforms: pages(600),
    look: () => new Promise((resolve) => ends.push(resolve)),
  });
  watch.start();
  await clock.advance(MINUTE);

  watch.stop();
  for (const end of ends) end();
  await clock.advance(MINUTE);

  expect(looks).toHaveLength(500);
});

test('then every 60 s, and every 20 s while an event is open', async () => {
  const { clock, watch, of } = watching({ busy: ['snowflake'] });
  watch.start();
  await clock.advance(MINUTE);
  const [github, snowflake] = [of('github').length, of('snowflake').length];

  await clock.advance(10 * MINUTE);

  expect(of('github').length - github).toBe(10);
  expect(of('snowflake').length - snowflake).toBe(30);
});

test('a source that asks for patience is not asked more often, whatever is open', async () => {
  const { clock, watch, of } = watching({ busy: ['azure-devops', 'slack'] });
  watch.start();
  await clock.advance(MINUTE);
  const before = of('azure-devops').length + of('slack').length;

  await clock.advance(10 * MINUTE);

  expect(of('azure-devops').length + of('slack').length - before).toBe(20);
});

test('looks at different platforms are spread over the interval', async () => {
  const { clock, watch, of } = watching();
  watch.start();

  await clock.advance(3 * MINUTE);

  expect(of('github').at(-1)?.at).not.toBe(of('snowflake').at(-1)?.at);
});

test('two deployments do not look at one platform at the same moment, time after time', async () => {
  const [ours, theirs] = ['C0OURS', 'C0THEIRS'].map((deployment) => watching({ deployment }));
  for (const each of [ours, theirs]) {
    each?.watch.start();
    await each?.clock.advance(3 * MINUTE);
  }

  const apart = platforms.map(({ id }) => (ours?.of(id).at(-1)?.at ?? 0) - (theirs?.of(id).at(-1)?.at ?? 0));

  expect(apart).not.toContain(0);
});

test('a clock that is set on meanwhile makes no wait that has passed already', async () => {
  const clock = manualClock('2026-11-20T10:00:00.000Z');
  let hours = 0;
  const waits: number[] = [];
  const watch = createWatch({
    platforms,
    clock: {
      ...clock,
      now: () => clock.now() + hours++ * 60 * MINUTE,
      after: (ms) => {
        waits.push(ms);
        return () => undefined;
      },
    },
    deployment: 'C1',
    schedule: undefined,
    busy: () => false,
    look: () => Promise.resolve(),
  });

  watch.start();
  await clock.advance(0);

  expect(waits).toHaveLength(platforms.length);
  expect(waits.filter((ms) => ms <= 0 || ms > MINUTE)).toEqual([]);
});

test('a cron pattern is the schedule exactly as given', async () => {
  const { clock, watch, of } = watching({ schedule: '15,45 * * * * *', busy: ['github'] });
  watch.start();

  await clock.advance(2 * MINUTE);

  expect(of('github').map(({ at }) => new Date(at).getUTCSeconds())).toEqual([0, 15, 45, 15, 45]);
});

test('a page that hangs delays no other, and is not looked at twice at a time', async () => {
  const { clock, watch, of } = watching({
    look: ({ id }) => (id === 'github' ? new Promise(() => undefined) : Promise.resolve()),
  });
  watch.start();

  await clock.advance(5 * MINUTE);

  expect(of('github')).toHaveLength(1);
  expect(of('snowflake').length).toBeGreaterThanOrEqual(5);
});

test('stopped, it looks no more; started again, it looks at once', async () => {
  const { clock, watch, looks } = watching();
  watch.start();
  watch.stop();
  const before = looks.length;
  await clock.advance(5 * MINUTE);
  expect(looks.length).toBe(before);

  watch.start();

  expect(looks.length).toBe(before + platforms.length);
});
