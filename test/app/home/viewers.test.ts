import { beforeEach, expect, test } from '@jest/globals';
import { createViewers } from '../../../app/home/viewers.ts';
import type { Viewer } from '../../../app/store/state.ts';
import { type ManualClock, manualClock } from '../../manual-clock.ts';
import { type MemoryRows, memoryRows } from './memory-rows.ts';

const HOUR = 60 * 60_000;

let clock: ManualClock;
let rows: MemoryRows<Viewer>;

beforeEach(() => {
  clock = manualClock('2026-11-20T10:00:00.000Z');
  rows = memoryRows<Viewer>(({ id }) => id);
});

/** A copy of the bot, which knows what it has read. */
function copy() {
  return createViewers({ rows, clock });
}

test('somebody who opens Home again and again is written once an hour', async () => {
  const viewers = copy();

  for (let minutes = 0; minutes <= 70; minutes += 10) {
    await viewers.opened('ada');
    await clock.advance(HOUR / 6);
  }

  expect(rows.writes).toBe(2);
  expect(viewers.all()).toEqual(['ada']);
});

test('every copy knows them, and the page that they are on', async () => {
  const [here, there] = [copy(), copy()];
  await here.opened('ada');
  await here.turned('ada', 3);

  await there.load();

  expect([there.has('ada'), there.page('ada')]).toEqual([true, 3]);
});

test('two copies that both write end with what was written last', async () => {
  const [here, there] = [copy(), copy()];
  await here.opened('ada');
  await there.opened('ada');
  await there.turned('ada', 1);
  await here.turned('ada', 2);

  await there.load();

  expect(there.page('ada')).toBe(2);
});

test('opening Home begins with the first page', async () => {
  const viewers = copy();
  await viewers.opened('ada');
  await viewers.turned('ada', 3);

  await viewers.opened('ada');

  expect(viewers.page('ada')).toBe(0);
});

test('after a day they are forgotten, and their row goes', async () => {
  const viewers = copy();
  await viewers.opened('ada');
  await clock.advance(23 * HOUR);
  expect(viewers.all()).toEqual(['ada']);
  await clock.advance(2 * HOUR);
  expect(viewers.all()).toEqual([]);

  await viewers.load();

  expect(await rows.list()).toEqual([]);
});

test('who has no Home any more is forgotten everywhere', async () => {
  const [here, there] = [copy(), copy()];
  await here.opened('ada');

  await there.forget('ada');
  await here.load();

  expect([here.has('ada'), await rows.list()]).toEqual([false, []]);
});

test('while storage is away they are known here all the same', async () => {
  const viewers = createViewers({
    rows: { ...rows, insert: () => Promise.reject(new Error('away')) },
    clock,
  });

  await expect(viewers.opened('ada')).rejects.toThrow('away');

  expect(viewers.has('ada')).toBe(true);
});
