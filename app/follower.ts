import type { Platform } from '../checkers/checker.ts';
import { createGate } from './gate.ts';
import type { LeaseKeeper } from './lease.ts';
import { type Log, quietly } from './log.ts';
import type { Looked, Looker } from './look.ts';
import type { PlatformBook, Standing } from './platforms.ts';
import type { Store } from './store/store.ts';

/** How a person's look is made. */
export interface LookOptions {
  /** Not one that is under way already. */
  anew?: boolean;
  /** One of all that are asked for at once: they take turns, while one that is asked for alone waits for none. */
  ofAll?: boolean;
}

/**
 * A look has ten seconds from its beginning, and costs us four milliseconds of work, or several times that where
 * it is the first. So many keep us busy; with thousands we would be late, and take that for the silence of the pages.
 */
const MOST_OF_ALL = 100;

/** What people ask of any copy: one that does not lead reads first what the leader knows. */
export interface Follower {
  look(platform: Platform, options?: LookOptions): Promise<Looked>;
  standings(): Promise<Standing[]>;
  /** Takes over how fresh everything is. Throws when storage is away. */
  read(): Promise<void>;
}

/** Answers for whichever copy was asked. */
export function createFollower({
  lease,
  book,
  store,
  looker,
  log,
  stopping,
}: {
  lease: Pick<LeaseKeeper, 'leading'>;
  book: PlatformBook;
  store: Store;
  looker: Looker;
  log: Log;
  /** No look that waits for its turn begins after this. */
  stopping: AbortSignal;
}): Follower {
  let reading: Promise<unknown> | undefined;
  const gate = createGate(MOST_OF_ALL);
  /** Looks of those who asked for all, by platform: who asks for all meanwhile shares them. */
  const ofAll = new Map<string, Promise<Looked>>();

  return {
    async look(platform, options) {
      // Who has everything checked asks for many looks in the same moment.
      if (!lease.leading()) {
        reading ??= readAll().finally(() => {
          reading = undefined;
        });
        await reading;
      }
      return options?.ofAll ? inTurn(platform) : looker.look(platform, options);
    },
    async standings() {
      if (!lease.leading()) await quietly(log, book.load(), 'The states of the platforms could not be read');
      return book.standings();
    },
    async read() {
      if (lease.leading()) return;
      const [, row] = await Promise.all([book.load(), store.lease.get('lease', 'leader')]);
      if (row) book.learn(row.value.lastGoodLooks);
    },
  };

  function inTurn(platform: Platform): Promise<Looked> {
    const shared = ofAll.get(platform.id);
    if (shared) return shared;
    const look = gate
      .pass(async () => (stopping.aborted ? notLooked(platform) : looker.look(platform)))
      .finally(() => ofAll.delete(platform.id));
    ofAll.set(platform.id, look);
    return look;
  }

  async function readAll(): Promise<void> {
    await quietly(log, book.load(), 'The states of the platforms could not be read');
    await quietly(log, store.events.open().then(looker.remember), 'Open events could not be read');
  }
}

function notLooked(platform: Platform): Looked {
  return { platform, kind: 'cannot tell', message: 'I was stopped before I could look' };
}
