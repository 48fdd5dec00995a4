import { beforeEach, describe, expect, test } from '@jest/globals';
import { type ChoiceBook, createChoiceBook } from '../../app/choices.ts';
import { createLog } from '../../app/log.ts';
import { CheckError, type Platform } from '../../checkers/checker.ts';
import { type ManualClock, manualClock } from '../manual-clock.ts';

let clock: ManualClock;
let book: ChoiceBook;
let asked: number;
let lists: () => Promise<string[]>;
let logged: string;

beforeEach(() => {
  clock = manualClock();
  asked = 0;
  logged = '';
  lists = async () => ['Actions', 'Pages'];
  const write = (line: string) => {
    logged += line;
  };
  const log = createLog({ level: 'warn', destination: { write } });
  book = createChoiceBook({ clock, log, get: () => Promise.reject(new Error('nothing is fetched here')) });
});

const github = {
  id: 'github',
  choices() {
    asked += 1;
    return lists();
  },
} as Partial<Platform> as Platform;

test('people who ask at the same time and soon after share one reading', async () => {
  const [first, second] = await Promise.all([book.of(github, 1_000), book.of(github, 1_000)]);
  const third = await book.of(github, 1_000);

  expect([first, second, third]).toEqual(Array(3).fill({ kind: 'listed', names: ['Actions', 'Pages'] }));
  expect(asked).toBe(1);
  expect(book.known(github)).toEqual(['Actions', 'Pages']);
});

test('after ten minutes it is read anew', async () => {
  await book.of(github, 1_000);
  lists = async () => ['Copilot'];
  await clock.advance(10 * 60_000);

  expect(await book.of(github, 1_000)).toEqual({ kind: 'listed', names: ['Copilot'] });
});

test('a platform without a list has none', async () => {
  expect(await book.of({ id: 'retool' } as Platform, 1_000)).toEqual({ kind: 'none' });
});

describe('a list that cannot be read', () => {
  test('is said so, and asked for again the next time', async () => {
    lists = () => Promise.reject(new CheckError('unreachable', 'github answers 503'));
    const before = await book.of(github, 1_000);
    lists = async () => ['Actions'];

    expect(before).toEqual({ kind: 'unreadable', why: 'github answers 503' });
    expect(await book.of(github, 1_000)).toEqual({ kind: 'listed', names: ['Actions'] });
  });

  test('is as it was, where it was read before', async () => {
    await book.of(github, 1_000);
    await clock.advance(10 * 60_000);
    lists = () => Promise.reject(new CheckError('unreachable', 'github answers 503'));

    expect(await book.of(github, 1_000)).toEqual({ kind: 'listed', names: ['Actions', 'Pages'] });
  });

  test('by a bug of ours is logged', async () => {
    lists = () => Promise.reject(new TypeError('oops'));

    expect(await book.of(github, 1_000)).toMatchObject({ kind: 'unreadable' });
    expect(logged).toMatch(/oops/);
  });
});

test('a page that hangs holds nobody up, and serves the next when it answers', async () => {
  let answer = (_names: string[]) => {};
  lists = () =>
    new Promise((resolve) => {
      answer = resolve;
    });

  const first = book.of(github, 2_000);
  await clock.advance(2_000);
  expect(await first).toEqual({ kind: 'unreadable', why: 'it takes too long to answer' });
  answer(['Late']);

  expect(await book.of(github, 2_000)).toEqual({ kind: 'listed', names: ['Late'] });
});
