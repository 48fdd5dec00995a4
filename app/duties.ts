import type { NoticeKeeper } from './announce/notice-keeper.ts';
import { type Clock, sleep } from './clock.ts';
import type { TrackedEvent } from './events/event.ts';
import { isReal } from './events/real.ts';
import { isForgotten } from './events/simulation.ts';
import type { Home } from './home/home.ts';
import type { Viewers } from './home/viewers.ts';
import type { LeaseKeeper } from './lease.ts';
import { type Log, quietly } from './log.ts';
import type { Looker } from './look.ts';
import type { PlatformBook } from './platforms.ts';
import type { Projections } from './projections.ts';
import type { RuleBook } from './rule-book.ts';
import { eventInReach, rowInReach } from './skew.ts';
import type { ChannelBook } from './slack/channel-book.ts';
import type { Social } from './social/social.ts';
import type { Row } from './store/rows.ts';
import type { Store } from './store/store.ts';
import type { TestMode } from './test-mode.ts';
import type { Watch } from './watch.ts';

/** What the copies do unasked beside looking. */
export interface Duties {
  /** Makes the tables, however long storage keeps us waiting, then competes for the lease and keeps up. */
  begin(): Promise<void>;
  /** This copy leads now. */
  lead(): Promise<void>;
  /** Its turns, one a minute, have stopped: no absence of anybody explains that, so a restart may help. */
  stalled(): boolean;
}

const SWEEP_MS = 60_000;
const RETRY_MS = 5_000;
/** A leader would have seen to it by then. */
const UNLED_MS = 3 * 60_000;
/** The slowest turn waits for storage and Slack to time out, again and again. */
const STALLED_MS = 15 * 60_000;

/** Until `stopping`, the leader sweeps up what was left, and a follower learns what the leader knows. */
export function createDuties(parts: {
  clock: Clock;
  log: Log;
  stopping: AbortSignal;
  store: Store;
  book: PlatformBook;
  rules: RuleBook;
  testMode: TestMode;
  viewers: Viewers;
  home: Home;
  lease: LeaseKeeper;
  looker: Looker;
  watch: Watch;
  channels: ChannelBook;
  notices: NoticeKeeper;
  projections: Projections;
  social: Social | undefined;
  /** Hears of every row that a sweep has read. */
  swept(rows: Awaited<ReturnType<Store['events']['open']>>): void;
}): Duties {
  const { clock, log, stopping, store, book, rules, testMode, lease, projections, social } = parts;

  let turnAt = clock.monotonic();

  return {
    stalled: () => clock.monotonic() - turnAt > STALLED_MS,
    async begin() {
      while (!stopping.aborted) {
        turnAt = clock.monotonic();
        try {
          await store.prepare();
          await book.load();
          await loadShared();
          lease.start();
          return keepUp();
        } catch (error) {
          log.warn({ err: error }, 'Storage does not answer');
          await sleep(clock, RETRY_MS, stopping);
        }
      }
    },
    async lead() {
      // The leader knows what is held before it looks.
      await quietly(log, book.load(), 'The states of the platforms could not be read');
      await quietly(log, sweep(), 'A sweep stopped half-way');
      if (social) await quietly(log, social.sweep(), 'Posts on X could not be swept up');
      if (lease.leading()) parts.watch.start();
    },
  };

  async function keepUp(): Promise<void> {
    while (!stopping.aborted) {
      turnAt = clock.monotonic();
      await sleep(clock, SWEEP_MS, stopping);
      if (stopping.aborted) return;
      if (store.tableMissing()) await quietly(log, remake(), 'A missing table could not be made anew');
      if (store.awaySince() === undefined)
        await quietly(log, loadShared(), 'What people have set could not be read');
      if (lease.leading()) await quietly(log, sweep(), 'A sweep stopped half-way');
      else {
        projections.probe();
        // What people did here was noted; the leader keeps it, and a look that is asked for here reads it.
        parts.looker.remember([]);
        await quietly(log, book.load(), 'The states of the platforms could not be read');
      }
      await parts.home.sweep();
      if (social) await quietly(log, social.sweep(), 'Posts on X could not be swept up');
    }
  }

  /** By the leader, who knows what is open; by any copy when there has been none. */
  async function remake(): Promise<void> {
    const since = store.awaySince() ?? clock.now();
    if (!lease.leading() && clock.now() - since < UNLED_MS) return;
    log.error({}, 'A table is gone: it is made anew, with the open events as this copy knows them');
    await store.prepare();
    await parts.looker.restore();
  }

  /** With one request: a quiet minute has few. */
  async function loadShared(): Promise<void> {
    const shared = store.shared();
    await Promise.all([
      rules.load(shared.then(({ settings }) => settings)),
      testMode.load(shared.then(({ testSession }) => testSession)),
      parts.viewers.load(shared.then(({ viewers }) => viewers)),
      shared.then(({ notices }) => parts.notices.learn(notices)),
    ]);
  }

  /** What a copy whose clock was ahead has left is not waited for as long as it says. */
  function inReach(row: Row<TrackedEvent>): Promise<Row<TrackedEvent>> {
    const event = eventInReach(row.value, clock.now());
    if (event !== row.value)
      log.warn({ event: event.id }, 'A copy whose clock was ahead of mine was at work on an event');
    return rowInReach(row, event, store.events.replace);
  }

  async function sweep(): Promise<void> {
    const rows = await Promise.all((await store.events.open()).map(inReach));
    parts.looker.remember(rows);
    parts.swept(rows);
    for (const row of rows) {
      if (isReal(row.value) || !isForgotten(row.value, clock.now())) projections.nudge(row);
      else await store.events.drop(row);
    }
    await parts.channels.check('closed');
    await parts.notices.keep();
    projections.probe();
  }
}
