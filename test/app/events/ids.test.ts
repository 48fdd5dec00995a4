import { expect, test } from '@jest/globals';
import { eventId, shortKey } from '../../../app/events/ids.ts';

const github = { id: 'github', prefix: 'GH' };

test('the same incident has the same ID on every copy, another platform another', () => {
  expect(eventId(github, 'inc1')).toBe(eventId({ ...github }, 'inc1'));
  expect(eventId(github, 'inc1')).toMatch(/^GH-[0-9A-HJKMNP-TV-Z]{5}$/);
  expect(eventId({ id: 'other', prefix: 'GH' }, 'inc1')).not.toBe(eventId(github, 'inc1'));
});

test('a longer ID begins as the shorter one does', () => {
  expect(eventId(github, 'inc1', 2)).toMatch(new RegExp(`^${eventId(github, 'inc1')}[0-9A-Z]{2}$`));
});

test('an update and a change of one name have different keys', () => {
  expect(shortKey('update', 'x')).not.toBe(shortKey('change', 'x'));
});
