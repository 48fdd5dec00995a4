import { expect, test } from '@jest/globals';
import type { GoodLook } from '../../app/good-look.ts';
import { createLog } from '../../app/log.ts';
import { createPlatformBook } from '../../app/platforms.ts';
import type { PlatformState } from '../../app/store/state.ts';
import type { Platform } from '../../checkers/checker.ts';
import { platforms } from '../../checkers/index.ts';
import { memoryRows } from './home/memory-rows.ts';

const NOON = Date.parse('2026-11-20T12:00:00.000Z');
const github = platforms.filter(({ id }) => id === 'github');
const [platform] = github as [Platform];

/** A book whose next write may fail before or after it took effect. */
function world() {
  const rows = memoryRows<PlatformState>(({ id }) => id);
  let fails: 'before' | 'after' | undefined;
  const failing =
    <A extends unknown[], R>(write: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      const how = fails;
      fails = undefined;
      if (how === 'before') throw new Error('storage is away');
      const written = await write(...args);
      if (how === 'after') throw new Error('the answer was lost');
      return written;
    };
  const wayward = { ...rows, insert: failing(rows.insert), replace: failing(rows.replace) };
  const log = createLog({ level: 'silent' });
  const book = createPlatformBook(github, wayward, log, () => at(60));
  return {
    rows,
    fail(how: 'before' | 'after') {
      fails = how;
    },
    good: (minutes: number) => book.succeeded('github', goodLook(minutes)),
    bad: (minutes: number) =>
      book.failed('github', { lookAt: at(minutes), reason: 'unreachable', message: '503' }),
    /** What a copy knows that has just read the table. */
    async elsewhere() {
      const other = createPlatformBook(github, rows, log, () => at(60));
      await other.load();
      return other.standing(platform);
    },
  };
}

function at(minutes: number): number {
  return NOON + minutes * 60_000;
}

function goodLook(minutes: number): GoodLook {
  return { lookAt: at(minutes), listed: true, elsewhere: [], said: 'all is well' };
}

test.each(['before', 'after'] as const)(
  'a failure that could not be stored (answer lost %s the effect) is stored by the next look',
  async (how) => {
    const { good, bad, fail, elsewhere } = world();
    await good(0);

    fail(how);
    await bad(1);
    await bad(2);

    expect((await elsewhere()).unreadable).toEqual({
      since: new Date(at(1)).toISOString(),
      reason: 'unreachable',
      message: '503',
    });
  },
);

test.each(['before', 'after'] as const)(
  'that it can be read again, not stored (answer lost %s the effect), is stored by the next look',
  async (how) => {
    const { good, bad, fail, elsewhere } = world();
    await good(0);
    await bad(1);

    fail(how);
    await expect(good(2)).rejects.toThrow();
    await good(3);

    expect((await elsewhere()).unreadable).toBeUndefined();
  },
);

test('the first good look, not stored, is stored by the next one', async () => {
  const { good, fail, elsewhere } = world();

  fail('before');
  await expect(good(0)).rejects.toThrow();
  await good(1);

  expect((await elsewhere()).lastGoodLookAt).toBe(at(1));
});

test('looks that find nothing new write nothing', async () => {
  const { rows, good, bad } = world();
  await good(0);
  await good(1);
  await bad(2);
  const writes = rows.writes;

  await bad(3);
  await bad(4);

  expect(writes).toBe(2);
  expect(rows.writes).toBe(2);
});
