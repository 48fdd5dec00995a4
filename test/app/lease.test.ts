import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { createLease, type LeaseKeeper } from '../../app/lease.ts';
import { createLog } from '../../app/log.ts';
import { createStore, type Store } from '../../app/store/store.ts';
import { type InFlight, watchInFlight } from '../in-flight.ts';
import { type ManualClock, manualClock } from '../manual-clock.ts';
import { type Azurite, startAzurite } from '../standins/azurite.ts';

let azurite: Azurite;
let store: Store;
let inFlight: InFlight;
let lost: number;
let copies: { lease: LeaseKeeper; clock: ManualClock; heard: boolean[]; learnt: Record<string, string>[] }[];

beforeAll(async () => {
  azurite = await startAzurite();
  inFlight = watchInFlight();
});
afterAll(async () => {
  inFlight.stop();
  await azurite.stop();
});
beforeEach(async () => {
  const mark = `T${randomUUID().replaceAll('-', '').slice(0, 12)}`;
  const names = { eventsTable: `${mark}a`, resolvedTable: `${mark}b`, stateTable: `${mark}c` };
  store = createStore({ connectionString: azurite.connectionString, ...names }, () => undefined);
  await store.prepare();
  copies = [];
  lost = 0;
});
afterEach(async () => {
  for (const { lease } of copies) await lease.stop();
});

/**
 * The lease as a copy gets at it: the next `lost` renewals take effect without an answer, and our client's
 * repetition of them finds that somebody has moved first.
 */
function leaseRows(): Store['lease'] {
  const { lease } = store;
  return {
    ...lease,
    async replace(row, value) {
      const written = await lease.replace(row, value);
      if (lost === 0) return written;
      lost -= 1;
      return undefined;
    },
  };
}

/** A copy of the bot with a clock of its own, which may stand still while others go on. */
function copy(name: string, lastGoodLooks: Record<string, string> = {}) {
  const clock = manualClock();
  const heard: boolean[] = [];
  const learnt: Record<string, string>[] = [];
  const lease = createLease({
    rows: leaseRows(),
    clock,
    log: createLog({ level: 'silent' }),
    copy: name,
    lastGoodLooks: () => lastGoodLooks,
    learn: (looks) => learnt.push({ ...looks }),
    changed: (leading) => heard.push(leading),
  });
  const one = { lease, clock, heard, learnt };
  copies.push(one);
  lease.start();
  return one;
}

/** Lets these copies live through some seconds, one at a time, side by side. */
async function live(seconds: number, ...alive: ReturnType<typeof copy>[]): Promise<void> {
  for (let i = 0; i <= seconds; i++) {
    for (const { clock } of alive) {
      await clock.advance(i === 0 ? 0 : 1_000);
      await inFlight.quiet();
    }
  }
}

test('the first copy leads, the second follows', async () => {
  const first = copy('first');
  await live(1, first);
  const second = copy('second');

  await live(120, first, second);

  expect([first.lease.leading(), second.lease.leading()]).toEqual([true, false]);
  expect(second.heard).toEqual([]);
});

test('a follower takes over 25 s after the leader falls silent, and learns its last good looks', async () => {
  const first = copy('first', { github: '2026-11-20T10:00:00.000Z' });
  await live(1, first);
  const second = copy('second');
  await live(20, first, second);

  await live(22, second);
  expect(second.lease.leading()).toBe(false);
  await live(13, second);

  expect(second.lease.leading()).toBe(true);
  expect(second.learnt.at(-1)).toEqual({ github: '2026-11-20T10:00:00.000Z' });
});

test('for how long nobody holds it is known by its standing still', async () => {
  const first = copy('first');
  await live(1, first);
  const second = copy('second');
  await live(60, first, second);
  const renewed = second.lease.freeMs();

  await live(22, second);

  expect(first.lease.freeMs()).toBe(0);
  expect(renewed).toBeLessThan(16_000);
  expect(second.lease.freeMs()).toBeGreaterThan(20_000);
});

test('a leader that slept finds itself replaced and says so', async () => {
  const first = copy('first');
  await live(1, first);
  const second = copy('second');
  await live(45, second);

  await live(11, first, second);

  expect(first.heard).toEqual([true, false]);
  expect([first.lease.leading(), second.lease.leading()]).toEqual([false, true]);
});

test('a lease that was given up is taken at once', async () => {
  const first = copy('first');
  await live(1, first);
  await first.lease.stop();
  const second = copy('second');

  await live(1, second);

  expect(second.lease.leading()).toBe(true);
});

test('two copies that start together make one leader', async () => {
  const both = [copy('first'), copy('second')];

  await Promise.all(both.map(({ clock }) => clock.advance(0)));
  await inFlight.quiet();

  expect(both.filter(({ lease }) => lease.leading())).toHaveLength(1);
});

test('a leader whose renewal took effect, the answer lost, goes on to lead', async () => {
  const first = copy('first');
  await live(1, first);
  const second = copy('second');
  await live(15, first, second);

  lost = 1;
  await live(60, first, second);

  expect(lost).toBe(0);
  expect(first.heard).toEqual([true]);
  expect([first.lease.leading(), second.lease.leading()]).toEqual([true, false]);
});

test('a copy that gained the lease, the answer lost, does not wait for itself to fall silent', async () => {
  const gone = copy('gone');
  await live(1, gone);
  await gone.lease.stop();
  const first = copy('first');
  lost = 1;

  await live(1, first);

  expect(lost).toBe(0);
  expect(first.heard).toEqual([true]);
});
