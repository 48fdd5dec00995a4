import { expect, test } from '@jest/globals';
import { dueOf } from '../../../app/social/due.ts';
import type { PageUpdate } from '../../../app/social/record.ts';

const now = Date.parse('2026-11-20T10:00:00.000Z');
const inSeconds = (seconds: number) => new Date(now + seconds * 1000).toISOString();
const claim = (since: number, until: number) => ({
  by: 'another',
  since: inSeconds(since),
  until: inSeconds(until),
});

function due(...updates: Partial<PageUpdate>[]) {
  const whole = updates.map(
    (one, i): PageUpdate => ({ id: `u${i}`, at: inSeconds(-60), state: 'waiting', ...one }),
  );
  const result = dueOf({ id: 'i1', link: 'x', backfilled: false, updates: whole }, now);
  return 'update' in result ? { ...result, update: result.update.id } : result;
}

test.each<[string, Partial<PageUpdate>[], object]>([
  ['nothing waits', [{ state: 'posted' }, { state: 'skipped' }, { state: 'baseline' }], { kind: 'nothing' }],
  [
    'the oldest that waits is told first',
    [{ state: 'posted' }, {}, {}],
    { kind: 'tell', update: 'u1', doubt: false, last: false },
  ],
  ['somebody is at it', [{ claim: claim(-10, 50) }, {}], { kind: 'wait', until: now + 50_000 }],
  [
    'who was at it is dead',
    [{ claim: claim(-61, -1) }],
    { kind: 'tell', update: 'u0', doubt: true, last: false },
  ],
  ['it is not tried again yet', [{ retryAt: inSeconds(7) }, {}], { kind: 'wait', until: now + 7_000 }],
  [
    'it is tried again',
    [{ retryAt: inSeconds(-1) }],
    { kind: 'tell', update: 'u0', doubt: false, last: false },
  ],
  [
    'a lost post is given time to show up',
    [{ doubtAt: inSeconds(-2) }],
    { kind: 'wait', until: now + 3_000 },
  ],
  [
    'it is looked for',
    [{ doubtAt: inSeconds(-6) }],
    { kind: 'tell', update: 'u0', doubt: true, last: false },
  ],
  ['it is too old', [{ at: inSeconds(-6 * 3600 - 1) }, {}], { kind: 'skip', update: 'u0' }],
  [
    'it is just young enough',
    [{ at: inSeconds(-6 * 3600) }],
    { kind: 'tell', update: 'u0', doubt: false, last: false },
  ],
  [
    'it is too old though it would wait',
    [{ at: inSeconds(-6 * 3600 - 1), retryAt: inSeconds(60) }],
    { kind: 'skip', update: 'u0' },
  ],
  [
    'it is too old, but may be there',
    [{ at: inSeconds(-6 * 3600 - 1), doubtAt: inSeconds(-60) }],
    { kind: 'tell', update: 'u0', doubt: true, last: true },
  ],
])('%s', (_what, updates, expected) => {
  expect(due(...updates)).toEqual(expected);
});
