import { expect, test } from '@jest/globals';
import { someId, textId } from '../../checkers/foreign.ts';

test('an id with half a character becomes one that addresses and tables can carry', () => {
  const ids = [textId, someId].map((schema) => schema.parse('a\ud800b'));

  expect(ids).toEqual(['a\ufffdb', 'a\ufffdb']);
  expect(ids.map((id) => encodeURIComponent(id))).toEqual(['a%EF%BF%BDb', 'a%EF%BF%BDb']);
});
