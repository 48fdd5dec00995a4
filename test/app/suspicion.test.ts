import { describe, expect, test } from '@jest/globals';
import { breadthAfter, type Signs, suspicion } from '../../app/suspicion.ts';

const DAY = 24 * 60 * 60_000;
const NOW = 1000 * DAY;

test.each<[string, Signs, RegExp | undefined]>([
  ['nothing', {}, undefined],
  ['answers from elsewhere', { movedTo: 'https://status.other.example' }, /moved to https:\/\/status\.other/],
  ['as much as ever', { scope: 56, widest: 56 }, undefined],
  ['a little less', { scope: 40, widest: 56 }, undefined],
  ['most of it gone', { scope: 7, widest: 56 }, /speaks of 7 things only, and did of 56/],
  ['a quiet month', { sameSince: NOW - 30 * DAY, longestSame: 0 }, undefined],
  [
    'two months without a word',
    { sameSince: NOW - 61 * DAY, longestSame: 5 * DAY },
    /not changed for 61 days/,
  ],
  [
    'two months on a page that is always quiet',
    { sameSince: NOW - 61 * DAY, longestSame: 50 * DAY },
    undefined,
  ],
])('%s', (_what, signs, expected) => {
  const found = suspicion(signs, NOW);

  if (expected) expect(found).toMatch(expected);
  else expect(found).toBeUndefined();
});

describe('a page that speaks of less', () => {
  const five = { scope: 5, widest: 5 };

  test('is measured by that once it has been so for a week, and not before', () => {
    const narrower = breadthAfter(five, 2, NOW);
    expect(narrower).toMatchObject({ scope: 2, widest: 5 });
    expect(suspicion(narrower, NOW)).toMatch(/speaks of 2 things only/);
    expect(breadthAfter(narrower, 2, NOW + 7 * DAY - 1)).toEqual(narrower);

    const week = breadthAfter(narrower, 2, NOW + 7 * DAY);

    expect(week).toEqual({ scope: 2, widest: 2 });
    expect(suspicion(week, NOW + 7 * DAY)).toBeUndefined();
  });

  test('and is not measured again is not suspicious for longer than that week', () => {
    const narrower = breadthAfter(five, 2, NOW);

    expect(suspicion(narrower, NOW + 7 * DAY - 1)).toMatch(/speaks of 2 things only/);
    expect(suspicion(narrower, NOW + 7 * DAY)).toBeUndefined();
    expect(suspicion({ ...narrower, movedTo: 'https://x.example' }, NOW + 7 * DAY)).toMatch(/moved/);
  });

  test('waits a week again when it speaks of still less', () => {
    const less = breadthAfter(breadthAfter(five, 4, NOW), 1, NOW + 6 * DAY);

    expect(breadthAfter(less, 1, NOW + 8 * DAY)).toMatchObject({ scope: 1, widest: 5 });
  });

  test('and then of more than ever is measured by that at once', () => {
    expect(breadthAfter(breadthAfter(five, 2, NOW), 6, NOW + DAY)).toEqual({ scope: 6, widest: 6 });
  });
});
