import { randomUUID } from 'node:crypto';
import { TableClient } from '@azure/data-tables';
import { inParallel } from './in-parallel.ts';
import { serve } from './serve.ts';

/** Conditional writes to a table of its own, of rows as long as those of the bot. */
const { connectionString } = JSON.parse(process.argv[2] ?? '') as { connectionString: string };
const table = TableClient.fromConnectionString(connectionString, `Bare${randomUUID().slice(0, 8)}`, {
  allowInsecureConnection: true,
});
const LONG = 'Some requests to Actions are slower than usual or fail. '.repeat(40);
await table.createTable();

serve({
  /** How long an insert and a replace by ETag take together. */
  async pair(): Promise<number> {
    const began = performance.now();
    const key = { partitionKey: 'bench', rowKey: randomUUID() };
    const { etag } = await table.createEntity({ ...key, Words: LONG });
    if (etag === undefined) throw new Error('no ETag');
    await table.updateEntity({ ...key, Words: LONG, Claim: 'one' }, 'Replace', { etag });
    return performance.now() - began;
  },
  async inserts({ count, atOnce }: { count: number; atOnce: number }): Promise<number> {
    const began = performance.now();
    await inParallel(
      count,
      async () => {
        await table.createEntity({ partitionKey: 'bench', rowKey: randomUUID(), Words: LONG });
      },
      atOnce,
    );
    return performance.now() - began;
  },
});
