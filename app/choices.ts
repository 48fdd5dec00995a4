import { CheckError, type Platform, type World } from '../checkers/checker.ts';
import { type Clock, sleep } from './clock.ts';
import type { Log } from './log.ts';

/** What a platform itself lists, for people to choose from. */
export type Listed =
  | { kind: 'listed'; names: readonly string[] }
  /** Nothing could be read in time, and nothing is known from before. */
  | { kind: 'unreadable'; why: string }
  /** The platform has no such list. */
  | { kind: 'none' };

/** What platforms list, kept for a while. */
export interface ChoiceBook {
  /** Answers within `patienceMs`, whatever the platform does; what is read later serves the next who asks. */
  of(platform: Platform, patienceMs: number): Promise<Listed>;
  /** What is known at this moment, however old. */
  known(platform: Platform): readonly string[];
}

/** Components and regions come and go over months. */
const FRESH_MS = 10 * 60_000;

/** A book over the platforms' own lists. */
export function createChoiceBook({
  clock,
  log,
  get,
  subscriptions,
}: {
  clock: Clock;
  log: Log;
  get: World['get'];
  subscriptions?: readonly string[] | undefined;
}): ChoiceBook {
  const world = { get, ...(subscriptions ? { subscriptions } : {}) };
  const known = new Map<string, { names: readonly string[]; until: number }>();
  const underWay = new Map<string, Promise<Listed>>();

  return {
    known: ({ id }) => known.get(id)?.names ?? [],
    async of(platform, patienceMs) {
      if (!platform.choices) return { kind: 'none' };
      const kept = known.get(platform.id);
      if (kept && kept.until > clock.monotonic()) return { kind: 'listed', names: kept.names };
      const enough = new AbortController();
      const read = reading(platform).finally(() => enough.abort());
      const late = sleep(clock, patienceMs, enough.signal).then((): Listed | Promise<Listed> =>
        enough.signal.aborted ? read : { kind: 'unreadable', why: 'it takes too long to answer' },
      );
      const listed = await Promise.race([read, late]);
      return listed.kind === 'unreadable' && kept ? { kind: 'listed', names: kept.names } : listed;
    },
  };

  /** People who ask at the same time share one reading. Never rejects. */
  function reading(platform: Platform): Promise<Listed> {
    const running = underWay.get(platform.id);
    if (running) return running;
    const read = readList(platform).finally(() => underWay.delete(platform.id));
    underWay.set(platform.id, read);
    return read;
  }

  async function readList(platform: Platform): Promise<Listed> {
    try {
      const names = (await platform.choices?.(platform, world)) ?? [];
      known.set(platform.id, { names, until: clock.monotonic() + FRESH_MS });
      return { kind: 'listed', names };
    } catch (error) {
      if (error instanceof CheckError) return { kind: 'unreadable', why: error.message };
      log.error(
        { platform: platform.id, err: error },
        'What a platform lists could not be read by a bug of ours',
      );
      return { kind: 'unreadable', why: 'reading it failed by a fault of mine' };
    }
  }
}
