import { expect, test } from '@jest/globals';
import { type Signs, suspicion } from '../../app/suspicion.ts';

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
