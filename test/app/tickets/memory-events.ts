import type { TrackedEvent } from '../../../app/events/event.ts';
import { createEventStore, type EventStore } from '../../../app/store/events.ts';
import type { Row, Rows } from '../../../app/store/rows.ts';

/** A table in memory that can fail as Azure's does. */
export interface MemoryRows extends Rows<TrackedEvent> {
  /**
   * From now on the next writes come to this: thrown, done but answered as if somebody had been faster, or
   * somebody was faster and took the row away.
   */
  next(...outcomes: Outcome[]): void;
}

type Outcome = 'done' | 'away' | 'lost answer' | 'gone';

/** Both tables of events, in memory. */
export function memoryEvents(...events: TrackedEvent[]): {
  events: EventStore;
  open: MemoryRows;
  ended: MemoryRows;
} {
  const open = memoryRows(events.filter(({ ending }) => !ending));
  const ended = memoryRows(events.filter(({ ending }) => ending));
  return { events: createEventStore(open, ended), open, ended };
}

function memoryRows(events: TrackedEvent[]): MemoryRows {
  let etags = 0;
  let outcomes: Outcome[] = [];
  const rows = new Map<string, Row<TrackedEvent>>();
  const write = (value: TrackedEvent) => {
    const row = { value: structuredClone(value), etag: String(++etags) };
    rows.set(value.id, row);
    return row;
  };
  for (const event of events) write(event);

  return {
    next: (...those) => {
      outcomes = those;
    },
    get: async (_partition, id) => rows.get(id),
    list: async (_partition, where) =>
      [...rows.values()].filter(({ value }) => where?.column !== 'RowKey' || value.id === where.text),
    insert: async (value) => (rows.has(value.id) ? undefined : write(value)),
    async replace(row, value) {
      if (rows.get(value.id)?.etag !== row.etag) return undefined;
      const outcome = outcomes.shift();
      if (outcome === 'away') throw new Error('Storage is away');
      if (outcome === 'gone') {
        rows.delete(value.id);
        return undefined;
      }
      const written = write(value);
      return outcome === 'lost answer' ? undefined : written;
    },
    async remove({ value: { id }, etag }) {
      return rows.get(id)?.etag === etag && rows.delete(id);
    },
  };
}
