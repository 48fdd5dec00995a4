import { parseArgs } from 'node:util';

/** How chaos is to be played. */
export interface ChaosOptions {
  days: number;
  /** The first day's; each further day has the next. */
  seed: number;
  /** Each copy believes that it leads, on every day. Otherwise the seed decides. */
  leaders: boolean;
  /** How many days are played at the same time. */
  jobs: number;
}

export const USAGE = `npm run chaos -- [options]
  --days N     how many days are played (default 20)
  --seed N     the first day's seed; day i has N + i (default 1)
  --day SEED   plays this one day again
  --leaders    the lease is broken on purpose: every copy believes that it leads, all day long
  --jobs N     how many days are played at the same time (default 1)
`;

/** Reads the command line, or says what is wrong with it. */
export function readOptions(args: string[]): ChaosOptions | { problem: string } {
  try {
    const { values } = parseArgs({
      args,
      options: {
        days: { type: 'string' },
        seed: { type: 'string' },
        day: { type: 'string' },
        leaders: { type: 'boolean', default: false },
        jobs: { type: 'string' },
      },
    });
    const { day, leaders } = values;
    if (day !== undefined && (values.days !== undefined || values.seed !== undefined)) {
      return { problem: '--day plays one day alone: leave --days and --seed away' };
    }
    const days = whole(values.days ?? (day === undefined ? '20' : '1'));
    if (days === undefined || days < 1 || days > 100_000)
      return { problem: '--days takes a number from 1 to 100000' };
    const seed = whole(day ?? values.seed ?? '1');
    if (seed === undefined)
      return { problem: `${day === undefined ? '--seed' : '--day'} takes a whole number from 0` };
    const jobs = whole(values.jobs ?? '1');
    if (jobs === undefined || jobs < 1 || jobs > 16) return { problem: '--jobs takes a number from 1 to 16' };
    return { days, seed, leaders, jobs };
  } catch (error) {
    return { problem: (error as Error).message };
  }
}

function whole(text: string): number | undefined {
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}
