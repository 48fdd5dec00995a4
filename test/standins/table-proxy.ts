import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, type ServerResponse, request as send } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Azurite } from './azurite.ts';
import { type OwnRow, ownRow } from './table-row.ts';

/** How storage can go wrong with a request. A number answers with that status, and nothing is done. */
export type TableFault =
  /** Somebody else moved first; a row with this key is there already. */
  | 412
  | 409
  /** Too much; too busy. `retryAfterMs`: when to come back, as it is said in the answer. */
  | { status: 429 | 503 | 500; retryAfterMs?: number }
  /** The connection breaks before anything is done. */
  | 'lost-before'
  /** Everything is done, and the answer is lost. */
  | 'lost-after'
  /** Answers right, but only after so many real milliseconds. */
  | { slowMs: number };

/** A request as a fault may look at it. */
export interface TableCall {
  method: string;
  /** Such as `/account/EventTickets(PartitionKey='github',RowKey='GH-7K2QM')`. */
  path: string;
}

/** A way to the tables over which everything can go wrong. */
export interface TableProxy {
  /** The account's connection string, over this way. */
  connectionString: string;
  /** Asked about each request; `undefined` lets it pass. */
  trouble: (call: TableCall) => TableFault | undefined;
  /** Connections break and no new one is taken, or they are again. */
  away(on: boolean): void;
  /** How many requests went wrong. */
  readonly hits: number;
  close(): Promise<void>;
}

const CONDITIONAL = ['PUT', 'PATCH', 'MERGE', 'DELETE'];

/** Lays one to `azurite`. `ownLease`: whoever comes this way has a lease that nobody else sees. */
export async function startTableProxy(
  { port }: Pick<Azurite, 'port'>,
  connectionString: string,
  {
    ownLease = false,
    stateTable = 'OutageBotState',
    now = Date.now,
  }: {
    ownLease?: boolean;
    stateTable?: string;
    /** What time its answers say that it is. */
    now?: () => number;
  } = {},
): Promise<TableProxy> {
  const agent = new Agent({ keepAlive: true, maxSockets: 50 });
  const near = new Set<Socket>();
  const lease: OwnRow | undefined = ownLease
    ? ownRow({ table: stateTable, partition: 'lease', row: 'leader' })
    : undefined;
  const date = () => new Date(now()).toUTCString();
  let gone = false;
  let hits = 0;

  const server = createServer((request, response) => {
    response.on('error', () => {});
    void receive(request, response).catch(() => request.socket.destroy());
  });
  server.on('connection', (socket) => {
    socket.on('error', () => {});
    if (gone) return void socket.destroy();
    near.add(socket);
    socket.on('close', () => near.delete(socket));
  });

  async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const call = { method: request.method ?? 'GET', path: decodeURIComponent(request.url ?? '/') };
    if (gone) return void request.socket.destroy();
    const fault = self.trouble(call);
    if (fault !== undefined && fits(fault, call)) {
      hits += 1;
      if (fault === 'lost-before') return void request.socket.resetAndDestroy();
      if (typeof fault === 'object' && 'slowMs' in fault) await pause(fault.slowMs);
      else if (fault !== 'lost-after') return refuse(fault, date(), response);
    }
    if (response.destroyed) return;
    const own = lease?.answer(call, request.headers['if-match'], body);
    const answer = own ?? (await onward(request, body));
    if (fault === 'lost-after' || gone) return void request.socket.resetAndDestroy();
    response.writeHead(answer.status, { ...answer.headers, date: date() }).end(answer.body);
  }

  /** As it came: the signature does not cover the host. */
  function onward({ method, url, headers }: IncomingMessage, body: Buffer): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const far = send({ host: '127.0.0.1', port, method, path: url, headers, agent }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('error', reject);
        answer.on('end', () => {
          const { 'transfer-encoding': _, connection: __, ...kept } = answer.headers;
          resolve({ status: answer.statusCode ?? 500, headers: kept, body: Buffer.concat(chunks) });
        });
      });
      far.on('error', reject);
      far.end(body);
    });
  }

  const self: TableProxy = {
    connectionString: '',
    trouble: () => undefined,
    away(on) {
      gone = on;
      if (on) for (const socket of near) socket.destroy();
    },
    get hits() {
      return hits;
    },
    async close() {
      for (const socket of near) socket.destroy();
      server.close();
      agent.destroy();
      await once(server, 'close');
    },
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  self.connectionString = connectionString.replace(
    `:${port}/`,
    `:${(server.address() as AddressInfo).port}/`,
  );
  return self;
}

/** What is answered to a request. */
export interface Answer {
  status: number;
  headers: NodeJS.Dict<string | string[]>;
  body: Buffer | string;
}

/** Whether storage could say such a thing to this request. */
function fits(fault: TableFault, { method, path }: TableCall): boolean {
  if (fault === 412) return CONDITIONAL.includes(method);
  if (fault === 409) return method === 'POST' && !path.includes('/Tables');
  return true;
}

function refuse(
  fault: Exclude<TableFault, string | { slowMs: number }>,
  date: string,
  response: ServerResponse,
): void {
  const status = typeof fault === 'number' ? fault : fault.status;
  const retryAfterMs = typeof fault === 'object' && 'status' in fault ? fault.retryAfterMs : undefined;
  const code = CODES[status] ?? 'InternalError';
  const error = { code, message: { lang: 'en-US', value: `${code}, as the script wants it.` } };
  response.writeHead(status, {
    'content-type': 'application/json;odata=minimalmetadata',
    'x-ms-error-code': code,
    date,
    ...(retryAfterMs === undefined ? {} : retryHeaders(retryAfterMs)),
  });
  response.end(JSON.stringify({ 'odata.error': error }));
}

const CODES: Readonly<Record<number, string>> = {
  409: 'EntityAlreadyExists',
  412: 'UpdateConditionNotSatisfied',
  429: 'TooManyRequests',
  503: 'ServerBusy',
};

/** Whole seconds where they will do, otherwise Azure's own header for less. */
function retryHeaders(ms: number): Record<string, string> {
  return ms % 1000 === 0 ? { 'retry-after': String(ms / 1000) } : { 'x-ms-retry-after-ms': String(ms) };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
