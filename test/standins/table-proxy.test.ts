import { randomUUID } from 'node:crypto';
import { RestError, TableClient } from '@azure/data-tables';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { rowsOf } from '../../app/store/rows.ts';
import { leaseCodec } from '../../app/store/state.ts';
import { type Azurite, startAzurite } from './azurite.ts';
import { startTableProxy, type TableFault, type TableProxy } from './table-proxy.ts';

let azurite: Azurite;
let proxy: TableProxy;
let name: string;

beforeAll(async () => {
  azurite = await startAzurite();
});
afterAll(() => azurite.stop());
beforeEach(async () => {
  proxy = await startTableProxy(azurite, azurite.connectionString);
  name = `T${randomUUID().replaceAll('-', '').slice(0, 12)}`;
  await straight().createTable();
  await straight().createEntity(entity('old'));
});
afterEach(() => proxy.close());

function client(connectionString: string, table = name): TableClient {
  const retryOptions = { maxRetries: 0 };
  return TableClient.fromConnectionString(connectionString, table, {
    allowInsecureConnection: true,
    retryOptions,
  });
}
const straight = () => client(azurite.connectionString);
const by = (way: TableProxy) => client(way.connectionString);
const entity = (rowKey: string, words = 'as it was') => ({ partitionKey: 'p', rowKey, words });

async function wordsOf(rowKey: string): Promise<unknown> {
  const found = await straight()
    .getEntity<{ words: string }>('p', rowKey)
    .catch(() => undefined);
  return found?.words;
}

/** The status with which a call fails; nothing for one that gets no answer. */
async function failure(call: Promise<unknown>): Promise<number | undefined | 'none'> {
  try {
    await call;
    return 'none';
  } catch (error) {
    return error instanceof RestError ? error.statusCode : undefined;
  }
}

test('what goes over it is done and answered as without it', async () => {
  await by(proxy).createEntity(entity('new'));
  const found = await by(proxy).getEntity<{ words: string }>('p', 'new');
  const stale = by(proxy).updateEntity(entity('new', 'changed'), 'Replace', { etag: 'W/"old"' });

  expect(found.words).toBe('as it was');
  expect(await failure(stale)).toBe(412);
});

test.each<[TableFault, number | undefined]>([
  [412, 412],
  [{ status: 429, retryAfterMs: 300 }, 429],
  [{ status: 503, retryAfterMs: 1_000 }, 503],
  [{ status: 500 }, 500],
  ['lost-before', undefined],
])('with %j a write fails and nothing is done', async (fault, status) => {
  proxy.trouble = () => fault;

  const write = by(proxy).updateEntity(entity('old', 'changed'), 'Replace', { etag: '*' });

  expect(await failure(write)).toBe(status);
  expect(await wordsOf('old')).toBe('as it was');
  expect(proxy.hits).toBe(1);
});

test('a row is said to be there already only where one is inserted', async () => {
  proxy.trouble = () => 409;

  const inserted = by(proxy).createEntity(entity('new'));
  const replaced = by(proxy).updateEntity(entity('old', 'changed'), 'Replace', { etag: '*' });

  expect(await failure(inserted)).toBe(409);
  expect(await wordsOf('new')).toBeUndefined();
  expect(await failure(replaced)).toBe('none');
});

test('an answer is lost after everything was done', async () => {
  proxy.trouble = ({ method }) => (method === 'PUT' ? 'lost-after' : undefined);

  const write = by(proxy).updateEntity(entity('old', 'changed'), 'Replace', { etag: '*' });

  expect(await failure(write)).toBeUndefined();
  expect(await wordsOf('old')).toBe('changed');
});

test('nobody gets through while it is away, and everybody when it is back', async () => {
  proxy.away(true);
  const meanwhile = await failure(by(proxy).createEntity(entity('new')));
  proxy.away(false);
  const afterwards = await failure(by(proxy).createEntity(entity('newer')));

  expect([meanwhile, afterwards]).toEqual([undefined, 'none']);
  expect(await wordsOf('new')).toBeUndefined();
});

describe('with a lease of its own', () => {
  test('each copy gains it and renews it, and all the rest is shared', async () => {
    const ways = await Promise.all(
      [1, 2].map(() => startTableProxy(azurite, azurite.connectionString, { ownLease: true })),
    );
    const shared = client(azurite.connectionString, 'OutageBotState');
    await shared.createTable();
    const leases = ways.map((way) =>
      rowsOf(client(way.connectionString, 'OutageBotState'), leaseCodec, (_key, error) => {
        throw error;
      }),
    );

    const gained = await Promise.all(
      leases.map((rows, i) => rows.insert({ holder: `copy ${i}`, renewals: 1, lastGoodLooks: {} })),
    );
    const held = await Promise.all(leases.map((rows) => rows.get('lease', 'leader')));
    const [first] = held;
    const renewed = first && (await leases[0]?.replace(first, { ...first.value, renewals: 2 }));
    const stale = first && (await leases[0]?.replace(first, { ...first.value, renewals: 3 }));
    await client(ways[0]?.connectionString ?? '', 'OutageBotState').createEntity(entity('of all'));

    expect(gained.every(Boolean)).toBe(true);
    expect(held.map((row) => row?.value.holder)).toEqual(['copy 0', 'copy 1']);
    expect([renewed?.value.renewals, stale]).toEqual([2, undefined]);
    const keys: unknown[] = [];
    for await (const row of shared.listEntities()) keys.push(row.rowKey);
    expect(keys).toEqual(['of all']);
    await Promise.all(ways.map((way) => way.close()));
  });
});
