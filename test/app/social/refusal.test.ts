import { expect, test } from '@jest/globals';
import { xNotice } from '../../../app/announce/notices.ts';
import type { PageUpdate } from '../../../app/social/record.ts';
import { isOver, type RefusalKind } from '../../../app/social/refusal.ts';
import { ailmentsOf, type BotStatus } from '../../../views/bot-status.ts';

const since = '2026-11-20T10:00:00.000Z';
const later = '2026-11-20T10:05:00.000Z';
const earlier = '2026-11-20T09:55:00.000Z';
const posted = (at: string): Partial<PageUpdate> => ({ state: 'posted', since: at });
const forbidden: Partial<PageUpdate> = { state: 'waiting', forbiddenAt: since };

test.each<[string, RefusalKind, Partial<PageUpdate>[], boolean]>([
  ['nothing was taken since', 'keys', [posted(earlier)], false],
  ['something was taken since', 'keys', [posted(later)], true],
  ['nothing waits, but nothing was taken', 'forbidden', [{ state: 'skipped', since: later }], false],
  ['another text was taken', 'forbidden', [posted(later), forbidden], false],
  ['nothing that was refused waits', 'forbidden', [posted(later), { state: 'waiting' }], true],
  ['a ceiling is of its day', 'ceiling', [posted(later)], false],
])('%s (%s)', (_what, kind, updates, over) => {
  const incident = {
    id: 'i1',
    link: 'x',
    backfilled: false,
    updates: updates.map((one, i): PageUpdate => ({ id: `u${i}`, at: since, state: 'waiting', ...one })),
  };

  expect(isOver({ kind, words: 'x', since }, [incident], Date.parse(later))).toBe(over);
});

test('a ceiling is over on the next day', () => {
  expect(isOver({ kind: 'ceiling', words: 'x', since }, [], Date.parse('2026-11-21T00:00:00Z'))).toBe(true);
});

test.each<[RefusalKind, RegExp]>([
  ['keys', /cannot be posted on X\. X answered 401\. Check the four TWITTER_ keys\.$/],
  ['credits', /credits/],
  ['forbidden', /^An update .* X answered 401\. If no update gets there, .* access token anew/],
  ['ceiling', /next day/],
])('what operators can do depends on what was refused: %s', (kind, words) => {
  expect(xNotice({ kind, words: 'X answered 401' })?.text).toMatch(words);
});

test.each<[string, NonNullable<BotStatus['social']>, string]>([
  [
    'everything',
    { waiting: 2, skipped: 0, trouble: 'X answered 401', nothing: true },
    'Nothing gets onto X: X answered 401. 2 updates of our own status page wait.',
  ],
  [
    'one update',
    { waiting: 1, skipped: 0, trouble: 'X answered 403: Not this.' },
    '1 update of our own status page waits for X: X answered 403: Not this.',
  ],
])('trouble with %s is called so', (_what, social, words) => {
  const status: BotStatus = {
    version: '1',
    upSeconds: 1,
    leading: true,
    unwatched: false,
    sockets: { live: 1, of: 1 },
    channels: [],
    platforms: [],
    notSetUp: [],
    social,
  };

  expect(ailmentsOf(status)).toEqual([words]);
});
