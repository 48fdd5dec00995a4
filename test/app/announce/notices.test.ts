import { expect, test } from '@jest/globals';
import { NETWORK, wantedNotices } from '../../../app/announce/notices.ts';
import type { Standing } from '../../../app/platforms.ts';
import { platforms } from '../../../checkers/index.ts';

const NOW = Date.parse('2026-11-20T10:00:00.000Z');
const [template] = platforms;
if (!template) throw new Error('no platforms');

/** Those of five platforms that have been unreadable for so many minutes. */
function those(silent: Record<string, number>): Standing[] {
  return Object.entries(silent).map(([id, minutes]) => {
    const platform = { ...template, id, name: id.toUpperCase() } as Standing['platform'];
    const since = new Date(NOW - minutes * 60_000).toISOString();
    return {
      platform,
      elsewhere: [],
      confirmed: true,
      unreadable: { since, reason: 'unreachable', message: '503' },
    };
  });
}

test.each([
  ['nothing while all can be read', {}, [], []],
  ['nothing before five minutes', { a: 4 }, [], []],
  ['one after five minutes', { a: 5 }, [], ['a']],
  ['one for each of a few', { a: 6, b: 7, c: 1 }, [], [NETWORK]],
  ['one for each of a minority', { a: 6, b: 7 }, [], ['a', 'b']],
  ['one for all when most fail', { a: 6, b: 2, c: 2 }, [], [NETWORK]],
  ['the single one stands while most fail', { a: 1, b: 1, c: 1 }, [NETWORK], [NETWORK]],
  ['no new ones in the moment the single one ends', { a: 9, b: 9 }, [NETWORK], []],
  ['one that stood before the single one stays', { a: 9, b: 6, c: 6 }, ['a'], [NETWORK, 'a']],
])('%s', (_what, silent, open, expected) => {
  const wants = wantedNotices(
    { troubled: those(silent), platforms: 5, closed: new Map() },
    new Set(open),
    NOW,
  );

  expect([...wants.keys()]).toEqual(expected);
});

test('what was unreadable before a restart is told only when a look of this copy finds it so', () => {
  const before = those({ a: 30 }).map((standing) => ({ ...standing, confirmed: false }));

  expect(wantedNotices({ troubled: before, platforms: 5, closed: new Map() }, new Set(), NOW).size).toBe(0);
  expect([
    ...wantedNotices({ troubled: before, platforms: 5, closed: new Map() }, new Set(['a']), NOW).keys(),
  ]).toEqual(['a']);
});

test('after the single notice each platform gets five minutes again', () => {
  const given = { troubled: those({ a: 20 }), platforms: 5, closed: new Map(), networkBackAt: NOW - 60_000 };

  expect(wantedNotices(given, new Set(), NOW).size).toBe(0);
  expect([...wantedNotices(given, new Set(), NOW + 4 * 60_000).keys()]).toEqual(['a']);
});

test('the notice of a page that was read in part stands when nothing of it can be read any more', () => {
  const given = { troubled: those({ a: 1 }), platforms: 5, closed: new Map() };

  expect([...wantedNotices(given, new Set(['a']), NOW).keys()]).toEqual(['a']);
});

/** A platform of which only a part could be read for so many minutes. */
function inPart(minutes: number): Standing {
  const { unreadable: _, ...standing } = those({ a: minutes })[0] as Standing;
  const since = new Date(NOW - minutes * 60_000).toISOString();
  return { ...standing, partly: 'one subscription is refused', partlySince: since };
}

test.each([
  ['nothing before five minutes', 4, [], []],
  ['one after five minutes', 5, [], ['a']],
  ['the one that stands stays while the rest is read again', 1, ['a'], ['a']],
  ['one beside the single one: it is no trouble of our network', 5, [NETWORK], ['a']],
])('of a page read in part, %s', (_what, minutes, open, expected) => {
  const wants = wantedNotices(
    { troubled: [inPart(minutes)], platforms: 2, closed: new Map() },
    new Set(open),
    NOW,
  );

  expect([...wants.keys()]).toEqual(expected);
});

test('a page read in part is told with why, and only when a look of this copy finds it so', () => {
  const situation = (standing: Standing) => ({ troubled: [standing], platforms: 2, closed: new Map() });

  expect(wantedNotices(situation(inPart(9)), new Set(), NOW).get('a')?.text).toBe(
    'Cannot tell for sure how A is: what its status page does not list may go on all the same. (one subscription is refused)',
  );
  expect(wantedNotices(situation({ ...inPart(9), confirmed: false }), new Set(), NOW).size).toBe(0);
});

test('a channel that is closed is told with what to do', () => {
  const closed = new Map([['C1', { code: 'is_archived', since: '2026-11-20T09:00:00.000Z' }]]);

  expect(
    wantedNotices({ troubled: [], platforms: 5, closed }, new Set(), NOW).get('channel-C1')?.text,
  ).toMatch(/unarchive it/);
});
