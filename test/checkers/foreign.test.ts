import { expect, test } from '@jest/globals';
import { instant, someId, textId } from '../../checkers/foreign.ts';

test('an id with half a character becomes one that addresses and tables can carry', () => {
  const ids = [textId, someId].map((schema) => schema.parse('a\ud800b'));

  expect(ids).toEqual(['a\ufffdb', 'a\ufffdb']);
  expect(ids.map((id) => encodeURIComponent(id))).toEqual(['a%EF%BF%BDb', 'a%EF%BF%BDb']);
});

test.each([
  ['2026-02-28T23:59:59.999Z', '2026-02-28T23:59:59.999Z'],
  ['2026-12-31T00:00:00.000Z', '2026-12-31T00:00:00.000Z'],
  ['2026-09-03T16:20:00Z', '2026-09-03T16:20:00.000Z'],
  ['2026-09-03T16:20:00.000+02:00', '2026-09-03T14:20:00.000Z'],
  ['Thu, 03 Sep 2026 16:20:00 +0000', '2026-09-03T16:20:00.000Z'],
  ['2026-09-28T24:00:00.000Z', '2026-09-29T00:00:00.000Z'],
  ['1999-12-28T00:00:00.000Z', undefined],
  ['2026-13-01T00:00:00.000Z', undefined],
  ['2026-00-10T00:00:00.000Z', undefined],
  ['2026-09-32T00:00:00.000Z', undefined],
  ['2026-09-10T10:60:00.000Z', undefined],
])('the time %s is the instant %s', (written, expected) => {
  expect(instant(written)).toBe(expected);
});
