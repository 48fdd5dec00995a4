import { describe, expect, test } from '@jest/globals';
import { counted, cut, duration, inert } from '../../views/text.ts';

describe('cut', () => {
  test.each([
    ['short', 10, 'short'],
    ['exactly10!', 10, 'exactly10!'],
    ['one two three', 9, 'one two…'],
    ['🔥🔥🔥🔥', 4, '🔥…'],
    ['', 5, ''],
  ])('%j to %i is %j', (text, most, expected) => {
    expect(cut(text, most)).toBe(expected);
  });
});

describe('inert', () => {
  test.each([
    ['<!channel> & <@U1>', ['<', '>']],
    ['@everyone', ['@everyone']],
    ['*bold* _it_ ~no~ `code`', ['*bold*', '_it_', '~no~', '`code`']],
    ['https://evil.example', ['https://']],
    ['two\nlines', ['\n']],
    ['&lt;!channel&gt;', ['&lt;', '&gt;']],
  ])('%j keeps none of its powers', (text, powers) => {
    const said = inert(text);

    for (const power of powers) expect(said).not.toContain(power);
  });

  test('is never longer than asked for by much, whatever it escapes', () => {
    expect(inert('<'.repeat(10_000)).length).toBeLessThanOrEqual(200 * 4);
  });
});

test.each([
  [0, '0 s'],
  [59.4, '59 s'],
  [60, '1 min'],
  [28 * 60 + 20, '28 min'],
  [3600, '1 h'],
  [3 * 3600 + 5 * 60, '3 h 5 min'],
  [26 * 3600, '1 d 2 h'],
  [-5, '0 s'],
])('%f seconds last %s', (seconds, expected) => {
  expect(duration(seconds)).toBe(expected);
});

test('one update, two updates', () => {
  expect([counted(1, 'update'), counted(2, 'update'), counted(0, 'update')]).toEqual([
    '1 update',
    '2 updates',
    '0 updates',
  ]);
});
