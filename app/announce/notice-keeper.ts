import type { Clock } from '../clock.ts';
import type { Standing } from '../platforms.ts';
import { rowInReach, turnsInReach } from '../skew.ts';
import type { ChannelBook } from '../slack/channel-book.ts';
import type { Row, Rows } from '../store/rows.ts';
import type { Notice } from '../store/state.ts';
import type { Announcer } from './announcer.ts';
import { isSettled, type Source } from './claims.ts';
import { GIVEN, NETWORK, troubleIn, wantedNotices } from './notices.ts';
import { presentNotice } from './present.ts';

/** Makes the notices in the table those that operators should be told of. */
export interface NoticeKeeper {
  /** Another copy leads: what stands is read anew when this one does again. */
  forget(): void;
  /** Opens and ends notices as things stand now; writes nothing when nothing changed. */
  keep(): Promise<void>;
  /** Hears which notices stand in the table: one that another copy has given, and died, is looked after here. */
  learn(rows: readonly Row<Notice>[]): Promise<void>;
  /** Gives a notice that is on the list of given ones, or ends it. Any copy may. */
  tell(id: string, words: { text: string; overText: string } | undefined): Promise<void>;
  /** Whether this copy knows such a notice to stand. */
  stands(id: string): boolean;
}

/** Keeps notices for the operators' channel. Only the leader does. */
export function createNoticeKeeper(options: {
  rows: Rows<Notice>;
  clock: Clock;
  announcer: Announcer;
  opsChannel: string;
  /** The platforms of which looks say nothing, or not all... */
  troubled(): Standing[];
  /** ...of so many. */
  platforms: number;
  channels: Pick<ChannelBook, 'closed' | 'recall'>;
}): NoticeKeeper {
  const { rows, clock, announcer } = options;
  const held = new Map<string, Row<Notice>>();
  let networkBackAt = 0;
  let loaded = false;
  let keeping: Promise<void> = Promise.resolve();

  const source: Source<Notice> = {
    key: (notice) => `notice ${notice.id}`,
    present: presentNotice,
    read: (notice) => rows.get('notice', notice.id),
    async replace(row, notice) {
      const written = await rows.replace(row, notice);
      if (written) held.set(notice.id, written);
      return written;
    },
    ended: () => Promise.resolve(undefined),
    superseded: () => Promise.resolve(false),
    revive: (notice) => rows.insert(notice),
    async finish(row) {
      if (row.value.endedAt === undefined) return;
      if (await rows.remove(row)) held.delete(row.value.id);
    },
  };

  return {
    forget() {
      loaded = false;
      held.clear();
    },
    keep() {
      keeping = keeping.catch(() => undefined).then(keepOnce);
      return keeping;
    },
    learn(rows) {
      keeping = keeping.catch(() => undefined).then(() => learnOnce(rows));
      return keeping;
    },
    tell(id, words) {
      keeping = keeping.catch(() => undefined).then(() => tellOnce(id, words));
      return keeping;
    },
    stands: (id) => held.get(id)?.value.endedAt === undefined && held.has(id),
  };

  /** Reads the notices that another copy may have left. That a channel is closed is not forgotten with it. */
  async function load(): Promise<void> {
    for (const row of await rows.list('notice')) {
      const closed = troubleIn(row.value);
      if (closed) options.channels.recall(...closed);
      adopt(row.value.id, await inReach(row));
    }
    loaded = true;
  }

  async function learnOnce(listed: readonly Row<Notice>[]): Promise<void> {
    if (!loaded) return;
    for (const {
      value: { id, revision },
    } of listed) {
      const known = held.get(id);
      if (known && known.value.revision >= revision) continue;
      // Since it was listed it may have been shown to its end, and gone.
      const row = await rows.get('notice', id);
      adopt(id, row && (await inReach(row)));
    }
  }

  /** What a copy whose clock was ahead has left is not waited for as long as it says. */
  function inReach(row: Row<Notice>): Promise<Row<Notice>> {
    return rowInReach(row, turnsInReach(row.value, 'announcements', clock.now()), rows.replace);
  }

  async function keepOnce(): Promise<void> {
    if (!loaded) await load();
    const now = clock.now();
    const open = [...held.values()].filter(
      ({ value: { id, endedAt } }) => endedAt === undefined && !GIVEN.has(id),
    );
    const { platforms } = options;
    const situation = { troubled: options.troubled(), platforms, closed: closedElsewhere(), networkBackAt };
    const wants = wantedNotices(situation, new Set(open.map((row) => row.value.id)), now);
    for (const [id, want] of wants) {
      // One that has just ended is shown to its end first; the next round opens it anew.
      if (held.has(id)) continue;
      const announcements = [{ channel: options.opsChannel, revision: 0, told: [], rootOnly: [] }];
      const row = await rows.insert({ id, ...want, revision: 1, announcements });
      adopt(id, row ?? (await rows.get('notice', id)));
    }
    for (const row of open) {
      const { id } = row.value;
      const want = wants.get(id);
      if (want) {
        // The reason has changed, and with it what to do: the same message says so.
        const { since: _, ...words } = want;
        if (words.text !== row.value.text) await revise(row, words);
        continue;
      }
      if (id === NETWORK) networkBackAt = now;
      await revise(row, { endedAt: new Date(now).toISOString() });
    }
  }

  async function tellOnce(id: string, words: { text: string; overText: string } | undefined): Promise<void> {
    const row = await rows.get('notice', id);
    const now = new Date(clock.now()).toISOString();
    const isOver = row?.value.endedAt !== undefined;
    if (!words) {
      if (row && !isOver) await revise(row, { endedAt: now });
      return;
    }
    if (row && isOver && !isSettled(source, row.value)) {
      // Its end was not shown everywhere yet, and is none.
      const { endedAt: _, ...before } = row.value;
      await put(row, { ...before, ...words });
    } else if (row && !isOver) {
      if (row.value.text === words.text) adopt(id, row);
      else await revise(row, words);
    } else {
      if (row) await rows.remove(row);
      const announcements = [{ channel: options.opsChannel, revision: 0, told: [], rootOnly: [] }];
      const notice = { id, ...words, since: now, revision: 1, announcements };
      adopt(id, (await rows.insert(notice)) ?? (await rows.get('notice', id)));
    }
  }

  async function revise(row: Row<Notice>, news: Partial<Notice>): Promise<void> {
    await put(row, { ...row.value, ...news });
  }

  async function put(row: Row<Notice>, next: Notice): Promise<void> {
    const { id, revision } = row.value;
    const written = await rows.replace(row, { ...next, revision: revision + 1 });
    adopt(id, written ?? (await rows.get('notice', id)));
  }

  function adopt(id: string, row: Row<Notice> | undefined): void {
    if (!row) {
      held.delete(id);
      return;
    }
    held.set(id, row);
    announcer.nudge(source, row);
  }

  /** The operators' channel cannot be told about itself: that stands in the log and in /botstatus. */
  function closedElsewhere(): ReturnType<ChannelBook['closed']> {
    return new Map([...options.channels.closed()].filter(([channel]) => channel !== options.opsChannel));
  }
}
