import { once } from 'node:events';
import { Agent, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Azurite } from '../standins/azurite.ts';

/** One request to the tables. */
export interface Transaction {
  method: string;
  /** The table, without its keys. */
  table: string;
}

/** Tables at the near end of a line on which every transaction is counted. */
export interface CountingTables {
  azurite: Azurite;
  /** What went through since it was asked last. */
  taken(): Transaction[];
  close(): void;
}

/** Lays such a line to `azurite`. */
export async function countTransactions(azurite: Azurite): Promise<CountingTables> {
  let taken: Transaction[] = [];
  const agent = new Agent({ keepAlive: true });
  const server = createServer((near, answer) => {
    const { method = 'GET', url: path = '/', headers } = near;
    taken.push({ method, table: /^\/[^/]+\/([A-Za-z0-9]+)/.exec(path)?.[1] ?? '' });
    const far = request({ host: '127.0.0.1', port: azurite.port, method, path, headers, agent }, (got) => {
      answer.writeHead(got.statusCode ?? 502, got.headers);
      got.pipe(answer);
    });
    far.on('error', () => answer.destroy());
    near.pipe(far);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    azurite: {
      ...azurite,
      port,
      connectionString: azurite.connectionString.replace(`:${azurite.port}/`, `:${port}/`),
    },
    taken() {
      const all = taken;
      taken = [];
      return all;
    },
    close() {
      server.close();
      server.closeAllConnections();
      agent.destroy();
    },
  };
}
