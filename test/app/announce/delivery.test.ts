import { describe, expect, test } from '@jest/globals';
import { nextReply, owed, settled } from '../../../app/announce/delivery.ts';
import type { Wanted } from '../../../app/announce/present.ts';
import type { Announcement } from '../../../app/events/event.ts';
import { fingerprint } from '../../../app/events/ids.ts';

const NOW = Date.parse('2026-11-20T10:00:00.000Z');
const at = (seconds: number) => new Date(NOW + seconds * 1000).toISOString();

const root = { text: 'root', blocks: [] };
const wanted: Wanted = {
  id: 'GH-1',
  sinceMs: NOW,
  root,
  keys: ['a', 'b', 'c'],
  loud: new Set(),
  reply: () => root,
};
const done: Announcement = {
  channel: 'C1',
  ts: '1.1',
  revision: 1,
  root: fingerprint(root),
  told: ['a', 'b', 'c'],
  rootOnly: [],
};
const { ts: _, ...untold } = done;
const claim = (until: string) => ({ by: 'other', until, keys: [], since: at(-60) });

describe('what is owed', () => {
  test.each([
    ['nothing, when root and thread show the present state', done, { kind: 'nothing' }],
    ['work, when there is no root', untold, { kind: 'work', doubt: false }],
    ['work, when the root shows something else', { ...done, root: 'old' }, { kind: 'work', doubt: false }],
    ['work, when an update is untold', { ...done, told: ['a', 'b'] }, { kind: 'work', doubt: false }],
    [
      'nothing, when a person deleted the root',
      { ...done, told: [], gone: true as const },
      { kind: 'nothing' },
    ],
    [
      'patience, while somebody else is at it',
      { ...untold, claim: claim(at(5)) },
      { kind: 'wait', until: NOW + 5000 },
    ],
    [
      'a look before work, when somebody else did not finish',
      { ...untold, claim: claim(at(-1)) },
      { kind: 'work', doubt: true },
    ],
    ['a look, when the time for it has come', { ...done, verifyAt: at(-1) }, { kind: 'work', doubt: true }],
    ['patience, until it comes', { ...done, verifyAt: at(9) }, { kind: 'wait', until: NOW + 9000 }],
  ])('%s', (_what, announcement: Announcement, expected) => {
    expect(owed(announcement, wanted, NOW)).toEqual(expected);
  });
});

test('an ended record stays while a later look is due', () => {
  expect([done, { ...done, verifyAt: at(9) }, untold].map((one) => settled(one, wanted))).toEqual([
    true,
    false,
    false,
  ]);
});

describe('the next reply', () => {
  test('tells what is new, and before it what only the root has shown', () => {
    expect([...nextReply({ ...done, told: ['a', 'b'], rootOnly: ['a'] }, wanted)]).toEqual(['a', 'c']);
  });

  test('is none when there is nothing new, whatever only the root has shown', () => {
    expect(nextReply({ ...done, rootOnly: ['a'] }, wanted).size).toBe(0);
  });
});
