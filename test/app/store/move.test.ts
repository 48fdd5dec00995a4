import { expect, test } from '@jest/globals';
import type { TrackedEvent } from '../../../app/events/event.ts';
import { createEventStore } from '../../../app/store/events.ts';
import type { Row, Rows } from '../../../app/store/rows.ts';
import { complete, incident, Memory } from '../events/samples.ts';

/** A table in memory. */
function table(): Rows<TrackedEvent> & { rows: Map<string, Row<TrackedEvent>> } {
  const rows = new Map<string, Row<TrackedEvent>>();
  let versions = 0;
  const write = (value: TrackedEvent) => {
    versions += 1;
    const row = { value, etag: String(versions) };
    rows.set(value.id, row);
    return Promise.resolve(row);
  };
  const fits = (row: Row<TrackedEvent>) => rows.get(row.value.id)?.etag === row.etag;
  return {
    rows,
    get: (_, id) => Promise.resolve(rows.get(id)),
    list: () => Promise.resolve([...rows.values()]),
    insert: (value) => (rows.has(value.id) ? Promise.resolve(undefined) : write(value)),
    replace: (row, value) => (fits(row) ? write(value) : Promise.resolve(undefined)),
    remove: (row) => Promise.resolve(fits(row) && rows.delete(row.value.id)),
  };
}

test('an ended event stays in the open table when the other one says that it has it, and has not', async () => {
  const open = table();
  const resolved = { ...table(), insert: () => Promise.resolve(undefined) };
  const store = createEventStore(open, resolved);
  const memory = new Memory();
  memory.look(0, complete(incident()));
  const row = await open.insert(memory.get());
  if (!row) throw new Error('no row');

  const moved = await store.move(row);

  expect(moved).toBe(false);
  expect([...open.rows.keys()]).toEqual([row.value.id]);
});
