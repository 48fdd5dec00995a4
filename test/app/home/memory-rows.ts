import type { Row, Rows } from '../../../app/store/rows.ts';

/** A table in memory, whose rows move only under the right ETag. `writes` counts. */
export interface MemoryRows<T> extends Rows<T> {
  writes: number;
}

/** Rows of one type, by the key that `keyOf` gives. */
export function memoryRows<T>(keyOf: (value: T) => string): MemoryRows<T> {
  const held = new Map<string, Row<T>>();
  const put = (value: T): Row<T> => {
    rows.writes += 1;
    const row = { value, etag: String(rows.writes) };
    held.set(keyOf(value), row);
    return row;
  };
  const isCurrent = (row: Row<T>) => held.get(keyOf(row.value))?.etag === row.etag;
  const rows: MemoryRows<T> = {
    writes: 0,
    get: async (_, key) => held.get(key),
    list: async () => [...held.values()],
    insert: async (value) => (held.has(keyOf(value)) ? undefined : put(value)),
    replace: async (row, value) => (isCurrent(row) ? put(value) : undefined),
    remove: async (row) => isCurrent(row) && held.delete(keyOf(row.value)),
  };
  return rows;
}
