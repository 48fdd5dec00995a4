import { beforeEach, expect, test } from '@jest/globals';
import { audience, type Choosable } from '../../../app/events/rules.ts';
import { at, complete, incident, kinds, later, Memory, T0, update } from './samples.ts';

let memory: Memory;
let settings: Choosable;
let minute: number;

beforeEach(() => {
  memory = new Memory();
  settings = { mutedUntil: at(10) };
  memory.audience = (one) =>
    audience(one, {
      platform: { name: 'GitHub', relevantBy: 'name' },
      settings,
      wanted: undefined,
      channel: 'C1',
      now: T0 + minute * 60_000,
    });
});

function look(minutes: number, ...args: Parameters<typeof complete>) {
  minute = minutes;
  return memory.look(minutes, complete(...args));
}

test('what appears while muted is told when the mute is over, and says why from then on', () => {
  look(1, incident());
  const muted = memory.get();
  const during = look(9, incident());
  const after = look(10, incident());
  const again = look(11, incident());

  expect(muted).toMatchObject({ announcements: [], why: expect.stringMatching(/was muted/) });
  expect(during.writes).toEqual([]);
  expect(kinds(after)).toEqual([['updated']]);
  expect(memory.get()).toMatchObject({
    announcements: [{ channel: 'C1', revision: 0 }],
    why: 'everything of GitHub concerns us',
  });
  expect(again.writes).toEqual([]);
});

test('what appears and ends while muted is never told', () => {
  look(1, incident());
  look(5, later(incident(), [update('u2', 5, 'Done', 'resolved')]));
  look(12);

  expect(memory.get()).toMatchObject({ announcements: [], phase: 'resolved' });
});

test('what was told before goes on being told, and in no other channel', () => {
  settings = {};
  look(1, incident());
  settings = { mutedUntil: at(10), channels: ['C2'] };

  const during = look(5, later(incident(), [update('u2', 5)]));
  const channels = memory.get().announcements.map(({ channel }) => channel);
  look(10, later(incident(), [update('u2', 5)]));

  expect(kinds(during)).toEqual([['updated']]);
  expect(channels).toEqual(['C1']);
  expect(memory.get().announcements.map(({ channel }) => channel)).toEqual(['C1', 'C2']);
});

test('a channel set while it is open joins, and none leaves when another is set', () => {
  settings = {};
  look(1, incident());
  settings = { channels: ['C2'] };
  look(2, incident());
  settings = { channels: ['C3'], floor: 'critical' };
  look(3, incident());

  expect(memory.get().announcements.map(({ channel }) => channel)).toEqual(['C1', 'C2']);
});
