import { afterEach } from '@jest/globals';
import type { Rig } from '../rig.ts';
import { startTableProxy, type TableProxy } from '../standins/table-proxy.ts';

/** Ways to the tables of a rig that a test puts up, gone after it. */
export function useWays() {
  const ways: TableProxy[] = [];

  afterEach(async () => {
    await Promise.all(ways.splice(0).map((way) => way.close()));
  });

  return {
    /** A way to the tables that can be cut, so that whoever uses it falls silent; or one with a lease of its own. */
    async cuttable({ connectionString, tables, now }: Rig, { ownLease = false } = {}) {
      const port = Number(/127\.0\.0\.1:(\d+)/.exec(connectionString)?.[1]);
      const stateTable = tables.state.tableName;
      const way = await startTableProxy({ port }, connectionString, { ownLease, stateTable, now });
      ways.push(way);
      return { way, env: { AZURE_STORAGE_CONNECTION_STRING: way.connectionString } };
    },
  };
}
