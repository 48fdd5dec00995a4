import { expect, test } from '@jest/globals';
import { dayOf } from './day.ts';
import { playDays } from './days.ts';
import type { Played } from './run.ts';
import { table } from './table.ts';
import { count, emptyTally } from './tally.ts';

/** Which together have all that can be done to the copies, to storage and to Slack, and a leader in each copy. */
const SEEDS = [51, 110];
const LIMIT_MS = 240_000;

test(
  'days of faults on every side, healed, end as days without any',
  async () => {
    const tally = emptyTally();
    const failed: { seed: number; wrong: Played['wrong']; papers: string | undefined }[] = [];

    // Whatever hangs, no process is left behind. One day at a time: other tests go on beside them.
    await playDays({ seeds: SEEDS, jobs: 1 }, AbortSignal.timeout(LIMIT_MS - 30_000), (played, papers) => {
      count(tally, played);
      if (played.wrong.length > 0) failed.push({ seed: played.day.seed, wrong: played.wrong, papers });
    });

    expect(failed).toEqual([]);
    expect(tally.days).toBe(SEEDS.length);
    expect(tally.announcements).toMatchObject({ doubled: 0, lost: 0, made: tally.announcements.owed });
    expect(table(tally)).toContain(`${SEEDS.length}, of which 1 with a leader in every copy`);
  },
  LIMIT_MS,
);

test('those days hold all of it', () => {
  const kinds = new Set(SEEDS.flatMap((seed) => dayOf(seed).steps.map(({ do: action }) => action.kind)));

  expect(SEEDS.filter((seed) => dayOf(seed).leaders)).toHaveLength(1);
  expect([...kinds]).toEqual(
    expect.arrayContaining([
      'kill',
      'pause',
      'storage fails',
      'storage away',
      'slack calls fail',
      'slack away',
    ]),
  );
});
