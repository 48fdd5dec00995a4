import { expect, test } from '@jest/globals';
import { readOptions } from './options.ts';

test('twenty days are played, one after the other, unless told otherwise', () => {
  expect(readOptions([])).toEqual({ days: 20, seed: 1, leaders: false, jobs: 1 });
});

test('a single day is played again by its seed', () => {
  expect(readOptions(['--day', '4711', '--leaders'])).toEqual({
    days: 1,
    seed: 4711,
    leaders: true,
    jobs: 1,
  });
});

test.each([
  [['--days', '0'], '--days takes a number from 1 to 100000'],
  [['--days', 'many'], '--days takes a number from 1 to 100000'],
  [['--seed', '-'], '--seed takes a whole number from 0'],
  [['--day', 'one'], '--day takes a whole number from 0'],
  [['--day', '1', '--days', '2'], '--day plays one day alone: leave --days and --seed away'],
  [['--jobs', '99'], '--jobs takes a number from 1 to 16'],
  [['--fast'], "Unknown option '--fast'"],
])('says what is wrong with %j', (args, problem) => {
  expect(readOptions(args)).toEqual({ problem });
});
