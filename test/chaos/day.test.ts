import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { CRASHPOINTS, dayOf } from './day.ts';
import { faultOf } from './script.ts';

const seeds = Array.from({ length: 500 }, (_, i) => i);

test('the same seed gives the same day, another one another', () => {
  const days = [7, 8].map((seed) => JSON.stringify(dayOf(seed)));

  expect(JSON.stringify(dayOf(7))).toBe(days[0]);
  expect(days[1]).not.toBe(days[0]);
});

test('a day is plain data: what was kept of it plays again', () => {
  const day = dayOf(3);

  expect(JSON.parse(JSON.stringify(day))).toEqual(JSON.parse(JSON.stringify(structuredClone(day))));
});

test('every step lies within its day, in the order of the times, and every trouble is over by then', () => {
  const wrong = seeds.flatMap((seed) => {
    const { steps, length, last } = dayOf(seed);
    return steps.filter(
      ({ at, do: action }, i) =>
        at < (steps[i - 1]?.at ?? 0) ||
        at > length ||
        (last === undefined &&
          'forMs' in action &&
          action.kind.startsWith('storage') &&
          at + action.forMs > length),
    );
  });

  expect(wrong).toEqual([]);
});

test('what happens to an incident happens after it has opened', () => {
  const early = seeds.flatMap((seed) => {
    const { steps } = dayOf(seed);
    const opened = new Map(
      steps.flatMap(({ at, do: action }) =>
        action.kind === 'outage opens' ? [[action.incident, at] as const] : [],
      ),
    );
    return steps.filter(
      ({ at, do: action }) =>
        action.kind === 'outage turns' && at < (opened.get(action.incident) ?? Number.POSITIVE_INFINITY),
    );
  });

  expect(early).toEqual([]);
});

test('some hundred days hold every kind of trouble', () => {
  const kinds = new Set(
    seeds.flatMap((seed) => dayOf(seed).steps.flatMap(({ do: action }) => faultOf(action) ?? [])),
  );
  const lives = seeds.flatMap((seed) => dayOf(seed).lives.flat());

  expect(kinds.size).toBeGreaterThan(80);
  expect(new Set(lives.flatMap(({ at }) => at?.crashpoint ?? []))).toEqual(new Set([...CRASHPOINTS, '*']));
  expect(lives.some(({ jumps }) => jumps !== undefined)).toBe(true);
  for (const copies of [1, 2, 3]) expect(seeds.some((seed) => dayOf(seed).copies === copies)).toBe(true);
});

test('one day in five each copy believes that it leads, and every day where that is wanted', () => {
  expect(seeds.filter((seed) => dayOf(seed).leaders)).toHaveLength(100);
  expect(dayOf(1, { leaders: true })).toMatchObject({ leaders: true });
});

test('the crashpoints are those that the app has', () => {
  const app = fileURLToPath(new URL('../../app/', import.meta.url));
  const files = readdirSync(app, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  );
  const named = files.flatMap((name) =>
    [...readFileSync(`${app}${name}`, 'utf8').matchAll(/crashpoint\('([^']+)'\)/g)].map(([, point]) => point),
  );

  expect(new Set(named)).toEqual(new Set(CRASHPOINTS));
});
