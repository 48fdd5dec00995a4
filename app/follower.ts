import type { Platform } from '../checkers/checker.ts';
import type { LeaseKeeper } from './lease.ts';
import { type Log, quietly } from './log.ts';
import type { Looked, Looker } from './look.ts';
import type { PlatformBook, Standing } from './platforms.ts';
import type { Store } from './store/store.ts';

/** What people ask of any copy: one that does not lead reads first what the leader knows. */
export interface Follower {
  /** `anew`: not a look that is under way already. */
  look(platform: Platform, options?: { anew?: boolean }): Promise<Looked>;
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
}: {
  lease: Pick<LeaseKeeper, 'leading'>;
  book: PlatformBook;
  store: Store;
  looker: Looker;
  log: Log;
}): Follower {
  let reading: Promise<unknown> | undefined;

  return {
    async look(platform, options) {
      // Who has everything checked asks for many looks in the same moment.
      if (!lease.leading()) {
        reading ??= readAll().finally(() => {
          reading = undefined;
        });
        await reading;
      }
      return looker.look(platform, options);
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

  async function readAll(): Promise<void> {
    await quietly(log, book.load(), 'The states of the platforms could not be read');
    await quietly(log, store.events.open().then(looker.remember), 'Open events could not be read');
  }
}
