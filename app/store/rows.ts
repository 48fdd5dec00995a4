import { odata, RestError, type TableClient } from '@azure/data-tables';
import type { Columns } from './columns.ts';

/** Rows without this mark are somebody else's, such as an older bot's, and are left alone. */
const SCHEMA = 'outage-bot/1';

/** A value as read from a table, with the ETag that a conditional write needs. */
export interface Row<T> {
  value: T;
  etag: string;
}

/** How values of one type lie in a table. */
export interface Codec<T> {
  key(value: T): { partition: string; row: string };
  encode(value: T): Columns;
  /** Throws on a row that a hand has edited into nonsense. */
  decode(columns: Readonly<Record<string, unknown>>, key: { partition: string; row: string }): T;
  /**
   * Of such a row the columns that make sense count, none of which is needed: the next write mends it. Otherwise
   * it is passed over, since its story is not ours to make up.
   */
  mends?: true;
}

/** Conditional access to the rows of one type. Every method throws RestError when storage is away. */
export interface Rows<T> {
  get(partition: string, row: string): Promise<Row<T> | undefined>;
  /** With `where`, only those in which that column is that text, `orMore`: or sorts after it. */
  list(partition?: string, where?: { column: string; text: string; orMore?: true }): Promise<Row<T>[]>;
  /** The new row, or `undefined` when one with its key is already there. */
  insert(value: T): Promise<Row<T> | undefined>;
  /** The row as written, or `undefined` when somebody else moved first. */
  replace(row: Row<T>, value: T): Promise<Row<T> | undefined>;
  /** Whether it was deleted; `false` when somebody else moved first. */
  remove(row: Row<T>): Promise<boolean>;
}

/** Hears of a row with our mark that makes no sense: all of it, or columns that are passed over. */
export type Unreadable = (key: string, error: unknown, columns?: readonly string[]) => void;

/** The rows of one type in a table. */
export function rowsOf<T>(table: TableClient, codec: Codec<T>, unreadable: Unreadable): Rows<T> {
  const entity = (value: T) => {
    const { partition, row } = codec.key(value);
    return { partitionKey: partition, rowKey: row, Schema: SCHEMA, ...defined(codec.encode(value)) };
  };

  const decoded = (columns: Record<string, unknown>) => decode(columns, codec, unreadable);

  return {
    async get(partition, row) {
      const columns = await unless([404], () => table.getEntity<Record<string, unknown>>(partition, row));
      return columns && decoded(columns);
    },
    async list(partition, where) {
      const found = await query(table, [
        ...(partition === undefined ? [] : [odata`PartitionKey eq ${partition}`]),
        // A text is only put in quotes where something stands before it.
        ...(where === undefined
          ? []
          : [where.column + (where.orMore ? odata` ge ${where.text}` : odata` eq ${where.text}`)]),
      ]);
      return found.flatMap((columns) => decoded(columns) ?? []);
    },
    async insert(value) {
      const written = await unless([409], () => table.createEntity(entity(value)));
      return written && { value, etag: etagOf(written) };
    },
    async replace(row, value) {
      const written = await unless([412, 404], () =>
        table.updateEntity(entity(value), 'Replace', { etag: row.etag }),
      );
      return written && { value, etag: etagOf(written) };
    },
    async remove(row) {
      const { partition, row: key } = codec.key(row.value);
      const removed = await unless([412, 404], () => table.deleteEntity(partition, key, { etag: row.etag }));
      return removed !== undefined;
    },
  };
}

/** Reads several partitions with one request; how the rows of each lie in the table says its codec. */
export async function listTogether<T extends Record<string, unknown>>(
  table: TableClient,
  codecs: { readonly [Partition in keyof T]: Codec<T[Partition]> },
  unreadable: Unreadable,
): Promise<{ [Partition in keyof T]: Row<T[Partition]>[] }> {
  const partitions: (keyof T & string)[] = Object.keys(codecs);
  const any = partitions.map((partition) => odata`PartitionKey eq ${partition}`).join(' or ');
  const found = await query(table, [`(${any})`]);
  const rowsIn = <P extends keyof T & string>(partition: P) =>
    found
      .filter(({ partitionKey }) => partitionKey === partition)
      .flatMap((columns) => decode(columns, codecs[partition], unreadable) ?? []);
  return Object.fromEntries(partitions.map((partition) => [partition, rowsIn(partition)])) as {
    [Partition in keyof T]: Row<T[Partition]>[];
  };
}

/** Rows with our mark to which all conditions apply. */
async function query(table: TableClient, conditions: readonly string[]): Promise<Record<string, unknown>[]> {
  const filter = [odata`Schema eq ${SCHEMA}`, ...conditions].join(' and ');
  const found: Record<string, unknown>[] = [];
  for await (const columns of table.listEntities<Record<string, unknown>>({ queryOptions: { filter } }))
    found.push(columns);
  return found;
}

function decode<T>(
  columns: Record<string, unknown>,
  codec: Codec<T>,
  unreadable: Unreadable,
): Row<T> | undefined {
  if (columns.Schema !== SCHEMA) return undefined;
  const key = { partition: String(columns.partitionKey), row: String(columns.rowKey) };
  try {
    return { value: codec.decode(columns, key), etag: String(columns.etag) };
  } catch (error) {
    const sense = codec.mends && whatMakesSense(codec, columns, key);
    const nonsense = sense && Object.keys(columns).filter((name) => !(name in sense));
    unreadable(`${key.partition}/${key.row}`, error, nonsense);
    return sense && { value: codec.decode(sense, key), etag: String(columns.etag) };
  }
}

/** The columns that can be decoded together, each added to those before it. */
function whatMakesSense<T>(
  codec: Codec<T>,
  columns: Readonly<Record<string, unknown>>,
  key: { partition: string; row: string },
): Record<string, unknown> {
  let sense: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(columns)) {
    const more = { ...sense, [name]: value };
    try {
      codec.decode(more, key);
      sense = more;
    } catch {
      // This is the one.
    }
  }
  return sense;
}

/** Whether storage answers that it will not have this row, as it is. */
export function isRefusal(error: unknown): boolean {
  return error instanceof RestError && (error.statusCode === 400 || error.statusCode === 413);
}

/** Runs a table call; the given statuses answer `undefined` instead of throwing. */
async function unless<T>(statuses: number[], call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof RestError) || !statuses.includes(error.statusCode ?? 0)) throw error;
    // A missing table is a fault, not a missing row.
    if (JSON.stringify(error.details ?? '').includes('TableNotFound')) throw error;
    return undefined;
  }
}

function etagOf(headers: { etag?: string }): string {
  if (headers.etag === undefined) throw new Error('the table service answered a write without an ETag');
  return headers.etag;
}

/** Properties without a value are left out: the table cannot hold null. */
function defined(columns: Columns): Columns {
  return Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined));
}
