import { expect, test } from '@jest/globals';
import { type Light, merge, withdrawn } from '../../../app/social/merge.ts';
import type { PageIncident, PageUpdate, SeenIncident, SeenUpdate } from '../../../app/social/record.ts';

const now = Date.parse('2026-11-20T10:00:00.000Z');
const at = (minutesAgo: number) => new Date(now - minutesAgo * 60_000).toISOString();

function light(changes: Partial<Light> = {}): Light {
  return { now, baseline: undefined, announced: new Set(), whole: true, ...changes };
}

function update(id: string, minutesAgo: number, changes: Partial<SeenUpdate> = {}): SeenUpdate {
  return { id, at: at(minutesAgo), status: 'identified', words: `words of ${id}`, notify: true, ...changes };
}

function seen(updates: SeenUpdate[], changes: Partial<SeenIncident> = {}): SeenIncident {
  return { id: 'i1', link: 'https://stspg.io/i1', backfilled: false, updates, ...changes };
}

function states(incident: PageIncident | undefined): Record<string, string> {
  return Object.fromEntries((incident?.updates ?? []).map(({ id, state }) => [id, state]));
}

function known(...updates: (Partial<PageUpdate> & { id: string })[]): PageIncident {
  return {
    id: 'i1',
    link: 'https://stspg.io/i1',
    backfilled: false,
    updates: updates.map((one) => ({ at: at(30), state: 'waiting', ...one })),
  };
}

test('what is new waits to be told', () => {
  expect(states(merge(undefined, seen([update('a', 9), update('b', 3)]), light()))).toEqual({
    a: 'waiting',
    b: 'waiting',
  });
});

test('the same again is nothing new', () => {
  const before = merge(undefined, seen([update('a', 9)]), light());

  expect(merge(before, seen([update('a', 9)]), light())).toBeUndefined();
});

test.each<[string, Partial<Light>, Record<string, string>]>([
  ['all of it', { baseline: 'all' }, { a: 'baseline', b: 'baseline' }],
  ['what was written by an instant', { baseline: now - 5 * 60_000 }, { a: 'baseline', b: 'waiting' }],
  [
    'all but what is announced',
    { baseline: 'all', announced: new Set(['b']) },
    { a: 'baseline', b: 'waiting' },
  ],
])('a baseline holds %s', (_what, how, expected) => {
  expect(states(merge(undefined, seen([update('a', 9), update('b', 3)]), light(how)))).toEqual(expected);
});

test.each<[string, SeenIncident]>([
  ['no notifications wanted', seen([update('a', 9, { notify: false })])],
  ['backfilled', seen([update('a', 9)], { backfilled: true })],
])('%s: it is never told, even when announced', (_what, incident) => {
  expect(states(merge(undefined, incident, light({ announced: new Set(['a']) })))).toEqual({ a: 'muted' });
});

test('once known as backfilled, an incident stays so', () => {
  const before = merge(undefined, seen([update('a', 9)], { backfilled: true }), light());

  expect(states(merge(before, seen([update('a', 9), update('b', 1)]), light()))).toEqual({
    a: 'muted',
    b: 'muted',
  });
});

test('an update that is gone from the page is not told, and is when it is back', () => {
  const before = merge(undefined, seen([update('a', 9), update('b', 3)]), light());
  const gone = merge(before, seen([update('a', 9)]), light());

  expect(states(gone)).toEqual({ a: 'waiting', b: 'gone' });
  expect(states(merge(gone, seen([update('a', 9), update('b', 3)]), light()))).toEqual({
    a: 'waiting',
    b: 'waiting',
  });
});

test('what somebody began to tell is not touched', () => {
  const begun = known({ id: 'a', at: at(9), text: 'as sent', status: 'x', words: 'y' });

  expect(merge(begun, seen([update('a', 9)]), light())).toBeUndefined();
  expect(merge(begun, seen([update('b', 9)]), light())?.updates.find(({ id }) => id === 'a')).toEqual(
    begun.updates[0],
  );
  expect(withdrawn(begun)).toBeUndefined();
});

test('a delivery shows a part only: what it does not name stays', () => {
  const before = known({ id: 'a', at: at(9) });

  expect(states(merge(before, seen([update('b', 3)]), light({ whole: false })))).toEqual({
    a: 'waiting',
    b: 'waiting',
  });
});

test('what is older than a week is no news, unless it is announced', () => {
  const old = seen([update('a', 8 * 24 * 60), update('b', 8 * 24 * 60)]);

  expect(states(merge(undefined, old, light({ announced: new Set(['b']) })))).toEqual({ b: 'waiting' });
});

test('what was written hours before it showed up was entered after the fact', () => {
  const late = seen([update('a', 7 * 60), update('b', 5 * 60)]);

  expect(states(merge(undefined, late, light({ seenAt: now - 5 * 60_000 })))).toEqual({
    a: 'muted',
    b: 'waiting',
  });
  expect(states(merge(undefined, late, light()))).toEqual({ a: 'waiting', b: 'waiting' });
  // At its turn it is skipped then, and shown.
  const announced = light({ seenAt: now - 5 * 60_000, announced: new Set(['a']) });
  expect(states(merge(undefined, late, announced))).toEqual({ a: 'waiting', b: 'waiting' });
});

test('an incident that is deleted is not told any further', () => {
  expect(states(withdrawn(known({ id: 'a', state: 'posted' }, { id: 'b' })))).toEqual({
    a: 'posted',
    b: 'gone',
  });
});
