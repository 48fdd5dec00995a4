import { beforeEach, describe, expect, test } from '@jest/globals';
import { forceResolve } from '../../../app/events/acts.ts';
import type { TrackedEvent } from '../../../app/events/event.ts';
import { createHomeEvents, type HomeEvents } from '../../../app/home/events.ts';
import { type ManualClock, manualClock } from '../../manual-clock.ts';
import { at, complete, incident, Memory } from '../events/samples.ts';

let clock: ManualClock;
let events: HomeEvents;
let open: TrackedEvent[];
let resolved: TrackedEvent[];
/** How often all that ended was searched. */
let searches: number;
/** Called when the open table has been read, before the answer arrives. */
let meanwhile: () => void;

beforeEach(() => {
  clock = manualClock('2026-11-20T12:00:00.000Z');
  open = [];
  resolved = [];
  searches = 0;
  meanwhile = () => undefined;
  const row = (value: TrackedEvent) => ({ value, etag: '' });
  events = createHomeEvents({
    clock,
    events: {
      async open() {
        const rows = open.map(row);
        meanwhile();
        return rows;
      },
      ended: async (_, id) => resolved.filter((event) => event.id === id).map(row)[0],
      async endedSince(since) {
        searches += 1;
        return resolved.filter(({ ending }) => (ending?.at ?? '') >= since).map(row);
      },
    },
  });
});

/** An event, ended so many minutes after ten, if at all. */
function event(id: string, endedAfter?: number): TrackedEvent {
  const memory = new Memory();
  memory.look(0, complete(incident({ id })));
  const made = memory.get(`GH-${id}`);
  return endedAfter === undefined ? made : { ...made, ending: { how: 'resolved', at: at(endedAfter) } };
}

const ids = (of: TrackedEvent[]) => of.map(({ id }) => id);

test('forgets everything while nobody looks, and reads all of it anew when somebody does', async () => {
  open = [event('a')];
  resolved = [event('c', 7)];
  await events.read();
  events.note({ value: event('d', 9), etag: '' });

  events.forget();

  expect([events.open(), events.ended(), events.readAt()]).toEqual([[], [], undefined]);
  await events.read();
  expect([ids(events.open()), ids(events.ended())]).toEqual([['GH-a'], ['GH-c']]);
});

test('reads what is open, and what ended in the last three days, newest first', async () => {
  open = [event('a'), event('b', 5)];
  resolved = [event('c', 7), event('d', -5 * 24 * 60)];

  await events.read();

  expect([ids(events.open()), ids(events.ended())]).toEqual([['GH-a'], ['GH-c', 'GH-b']]);
  expect(events.readAt()).toBe(clock.now());
});

test('finds what became of an event that another copy has moved', async () => {
  open = [event('a'), event('b')];
  await events.read();
  open = [event('a')];
  resolved = [event('b', 90)];

  await events.read();

  expect([ids(events.open()), ids(events.ended())]).toEqual([['GH-a'], ['GH-b']]);
});

test('finds what opened, ended and was moved without ever being seen', async () => {
  await events.read();
  await clock.advance(6 * 60_000);
  resolved = [event('a', 123)];

  await events.read();

  expect(ids(events.ended())).toEqual(['GH-a']);
});

test('searches all that ended no more than every five minutes', async () => {
  for (let seconds = 0; seconds < 600; seconds += 10) {
    await events.read();
    await clock.advance(10_000);
  }

  expect(searches).toBe(2);
});

describe('an outage that was force-resolved', () => {
  const by = { id: 'U1', name: 'Ada' };

  function forced(endedAfter: number): TrackedEvent {
    const acted = forceResolve(event('a'), { by, at: at(endedAfter), reason: 'not ours', again: 'never' });
    if (!('event' in acted)) throw new Error('not force-resolved');
    return acted.event;
  }

  test('is remembered for as long as the platform has it open', async () => {
    open = [forced(-5 * 24 * 60)];

    await events.read();

    expect(ids(events.ended())).toEqual(['GH-a']);
  });

  test('goes like any other once it is moved because nobody watches the platform', async () => {
    open = [forced(-5 * 24 * 60)];
    await events.read();
    resolved = open;
    open = [];

    await events.read();

    expect(events.ended()).toEqual([]);
  });

  test('is over there once another copy has moved it', async () => {
    open = [forced(5)];
    await events.read();
    open = [];
    resolved = [{ ...event('a', 90) }];

    await events.read();

    expect(events.ended().map(({ forced }) => forced)).toEqual([undefined]);
  });
});

test('forgets what was cleaned away', async () => {
  open = [event('a')];
  await events.read();
  open = [];

  await events.read();

  expect([events.open(), events.ended()]).toEqual([[], []]);
});

test('what this process writes counts at once, also while an older state is being read', async () => {
  const acknowledged = { ...event('a'), acknowledgedBy: { id: 'U1', name: 'Ada', at: at(1) } };
  open = [event('a')];
  meanwhile = () => {
    events.note({ value: acknowledged, etag: '' });
    events.note({ value: event('new'), etag: '' });
  };

  await events.read();

  expect(events.open().find(({ id }) => id === 'GH-a')?.acknowledgedBy?.name).toBe('Ada');
  expect(ids(events.open())).toContain('GH-new');
});

test('an event that is reopened is open and nothing else', async () => {
  events.note({ value: event('a', 5), etag: '' });
  events.note({ value: event('a'), etag: '' });

  expect([ids(events.open()), ids(events.ended())]).toEqual([['GH-a'], []]);
});
