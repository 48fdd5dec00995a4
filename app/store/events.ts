import { isOpenAtSource, overAt, type TrackedEvent } from '../events/event.ts';
import { isReal } from '../events/real.ts';
import type { Row, Rows } from './rows.ts';

/** The tables of open and of ended events. Every write is conditional. */
export interface EventStore {
  /** Rows of the open table: open events, and ended ones that are not told everywhere yet. */
  open(platform?: string): Promise<Row<TrackedEvent>[]>;
  /** Looks in the open table first, then in the resolved one. */
  find(platform: string, id: string): Promise<Row<TrackedEvent> | undefined>;
  /** The same whatever its platform is: a search through whole tables. */
  search(id: string): Promise<Row<TrackedEvent> | undefined>;
  /** The row of the open table alone. */
  openRow(platform: string, id: string): Promise<Row<TrackedEvent> | undefined>;
  /** The row of the resolved table alone. */
  ended(platform: string, id: string): Promise<Row<TrackedEvent> | undefined>;
  /** Ended events of a platform, for sources that number their incidents by what came before. */
  endedLately(platform: string): Promise<{ id: string; beganAt: string; endedAt: string }[]>;
  /** The resolved rows whose event ended at this instant or later. */
  endedSince(at: string): Promise<Row<TrackedEvent>[]>;
  /** A new row in the open table; a resolved row of the same event, now reopened, goes. */
  insert(event: TrackedEvent): Promise<Row<TrackedEvent> | undefined>;
  replace(row: Row<TrackedEvent>, event: TrackedEvent): Promise<Row<TrackedEvent> | undefined>;
  /**
   * Reads the open row afresh and writes what `change` makes of it, again after each conflict. `undefined`
   * when there is no open row or `change` wants nothing.
   */
  change(
    platform: string,
    id: string,
    change: (event: TrackedEvent) => TrackedEvent | undefined,
  ): Promise<Row<TrackedEvent> | undefined>;
  /** Moves an ended event to the resolved table. `false` when somebody else moved first. */
  move(row: Row<TrackedEvent>): Promise<boolean>;
  /** Deletes an ended event that leaves no trace, such as one of test mode. */
  drop(row: Row<TrackedEvent>): Promise<boolean>;
  /** Puts an ended event back into the open table, where deliveries are looked after. */
  revive(platform: string, id: string): Promise<Row<TrackedEvent> | undefined>;
  /** True when the resolved table holds this event as new or newer: then the open row is taken away. */
  superseded(row: Row<TrackedEvent>, reading?: Promise<Row<TrackedEvent> | undefined>): Promise<boolean>;
}

/** Joins the two tables of events into one store. */
export function createEventStore(open: Rows<TrackedEvent>, resolved: Rows<TrackedEvent>): EventStore {
  return {
    open: (platform) => open.list(platform),
    find: async (platform, id) => (await open.get(platform, id)) ?? (await resolved.get(platform, id)),
    async search(id) {
      const named = { column: 'RowKey', text: id };
      const [row] = await open.list(undefined, named);
      return row ?? (await resolved.list(undefined, named))[0];
    },
    openRow: (platform, id) => open.get(platform, id),
    ended: (platform, id) => resolved.get(platform, id),
    endedSince: (at) => resolved.list(undefined, { column: 'EndedAt', text: at, orMore: true }),
    async endedLately(platform) {
      const rows = [...(await open.list(platform)), ...(await resolved.list(platform))];
      return rows.flatMap(({ value }) => {
        const { incidentId: id, beganAt } = value;
        const endedAt = overAt(value);
        return endedAt !== undefined && isReal(value) && !isOpenAtSource(value)
          ? [{ id, beganAt, endedAt }]
          : [];
      });
    },
    insert: async (event) => {
      const row = await open.insert(event);
      if (row && event.revision > 1) await dropOlder(event);
      return row;
    },
    replace: (row, event) => open.replace(row, event),

    async change(platform, id, change) {
      for (;;) {
        const row = await open.get(platform, id);
        const event = row && change(row.value);
        if (!row || !event) return undefined;
        const written = await open.replace(row, event);
        if (written) return written;
      }
    },

    async move(row) {
      const event = row.value;
      if (!(await resolved.insert(event))) {
        const old = await resolved.get(event.platform, event.id);
        // It was there a moment ago: it must be there before this one goes.
        if (!old) return false;
        // A row left by an interrupted move or reopening: a newer one is never replaced.
        if (old.value.revision <= event.revision && !(await resolved.replace(old, event))) return false;
      }
      return open.remove(row);
    },

    drop: (row) => open.remove(row),

    async revive(platform, id) {
      const ended = await resolved.get(platform, id);
      return ended && open.insert(ended.value);
    },

    async superseded(row, reading = resolved.get(row.value.platform, row.value.id)) {
      const ended = await reading;
      if (!ended) return false;
      if (ended.value.revision < row.value.revision) {
        await resolved.remove(ended);
        return false;
      }
      await open.remove(row);
      return true;
    },
  };

  async function dropOlder({ platform, id, revision }: TrackedEvent): Promise<void> {
    const old = await resolved.get(platform, id);
    if (old && old.value.revision < revision) await resolved.remove(old);
  }
}
