import { expect, test } from '@jest/globals';
import { readOptions } from './options.ts';

test('a minute passes in a second unless told otherwise', () => {
  expect(readOptions([])).toEqual({
    speed: 60,
    live: false,
    port: 0,
    verbose: false,
    once: false,
    calm: false,
  });
});

test('the real world runs at its own speed', () => {
  expect(readOptions(['--live'])).toMatchObject({ live: true, speed: 1 });
});

test.each([
  [['--fast'], "Unknown option '--fast'"],
  [['--speed', 'fast'], '--speed takes a number from 0.1 to 240'],
  [['--speed', '1000'], '--speed takes a number from 0.1 to 240'],
  [['--port', '99999'], '--port takes a number from 0 to 65535'],
  [['--live', '--speed', '60'], '--live runs at the speed of real time: leave --speed away'],
  [['--live', '--once'], '--live has no story, so it never ends by itself: leave --once away'],
  [['--calm', '--once'], '--calm stands alone: leave --once and --live away'],
  [['now'], "Unexpected argument 'now'. This command does not take positional arguments"],
])('says what is wrong with %j', (args, problem) => {
  expect(readOptions(args)).toEqual({ problem });
});
