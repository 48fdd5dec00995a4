import { expect, test } from '@jest/globals';
import type { Standing } from '../../app/platforms.ts';
import { createStatus } from '../../app/status.ts';
import { createWatch } from '../../app/watch.ts';
import { platforms } from '../../checkers/index.ts';
import { manualClock } from '../manual-clock.ts';

const MINUTE = 60_000;

/** A copy that has been up for an hour, at 11:00 on a Friday; looks were made so many minutes ago. */
async function isUnwatched({
  goodAgo = [0],
  unreadable = 0,
  schedule,
  freeMinutes = 0,
  storageAway = false,
}: {
  goodAgo?: number[];
  /** So many more cannot be read. */
  unreadable?: number;
  schedule?: string;
  freeMinutes?: number;
  storageAway?: boolean;
}): Promise<boolean> {
  const clock = manualClock('2026-11-20T10:00:00.000Z');
  const [platform] = platforms;
  if (!platform) throw new Error('no platform');
  const standing = { platform, confirmed: false, elsewhere: [] };
  const blind = { since: '2026-10-01T00:00:00.000Z', reason: 'unreadable', message: 'no list' } as const;
  const standings = (): Standing[] => [
    ...goodAgo.map((minutes) => ({ ...standing, lastGoodLookAt: clock.now() - minutes * MINUTE })),
    ...Array.from({ length: unreadable }, () => ({ ...standing, unreadable: blind })),
  ];
  const status = createStatus({
    version: '0.0.0',
    clock,
    store: { awaySince: () => (storageAway ? clock.now() - 10 * MINUTE : undefined) },
    sockets: { health: () => ({ live: 2, connections: [] }) },
    lease: { leading: () => false, freeMs: () => freeMinutes * MINUTE },
    watch: createWatch({
      platforms,
      clock,
      deployment: 'C1',
      schedule,
      look: async () => undefined,
      busy: () => false,
    }),
    channels: { closed: () => new Map() },
    book: { standings },
    notSetUp: [],
    testMode: { state: () => ({ on: false }) },
  });
  await clock.advance(60 * MINUTE);
  return status().unwatched;
}

test.each([
  ['a look of four minutes ago is not late', { goodAgo: [4] }, false],
  ['a look of six minutes ago is', { goodAgo: [6, 60] }, true],
  ['one platform that is looked at shows that somebody looks', { goodAgo: [60, 1] }, false],
  ['a page that has been unreadable for weeks hides no absence', { goodAgo: [30], unreadable: 1 }, true],
  [
    'pages that can all not be read are looked at as long as somebody leads',
    { goodAgo: [], unreadable: 8 },
    false,
  ],
  ['they are not when nobody leads', { goodAgo: [], unreadable: 8, freeMinutes: 6 }, true],
  ['a change of who leads is no absence', { freeMinutes: 1 }, false],
  [
    'a copy that cannot read the tables does not know',
    { goodAgo: [30], freeMinutes: 30, storageAway: true },
    false,
  ],
  ['every ten minutes is as often as was asked for', { schedule: '*/10 * * * *', goodAgo: [10] }, false],
  ['a look that was due ten minutes ago is late', { schedule: '*/10 * * * *', goodAgo: [20] }, true],
  ['looks need not be made at night', { schedule: '0 8,20 * * *', goodAgo: [3 * 60] }, false],
  ['nor on most days', { schedule: '0 9 * * 1', goodAgo: [3 * 24 * 60] }, false],
  [
    'a look of last week is late when there was to be one',
    { schedule: '0 9 * * 1', goodAgo: [11 * 24 * 60] },
    true,
  ],
])('%s', async (_, how, unwatched) => {
  expect(await isUnwatched(how)).toBe(unwatched);
});
