import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { TableClient } from '@azure/data-tables';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Forced, TrackedEvent } from '../../../app/events/event.ts';
import { createStore, type Store } from '../../../app/store/store.ts';
import { type Azurite, startAzurite } from '../../standins/azurite.ts';

let azurite: Azurite;
let names: Parameters<typeof createStore>[0];
let store: Store;
const unreadable: string[] = [];

beforeAll(async () => {
  azurite = await startAzurite();
  names = {
    connectionString: azurite.connectionString,
    eventsTable: 'EventTickets',
    resolvedTable: 'ResolvedEvents',
    stateTable: 'OutageBotState',
  };
  store = createStore(names, (key) => unreadable.push(key));
  await store.prepare();
});

afterAll(async () => {
  await azurite.stop();
});

function event(over: Partial<TrackedEvent> = {}): TrackedEvent {
  return {
    id: `GH-${randomUUID().slice(0, 8)}`,
    platform: 'github',
    incidentId: 'inc1',
    revision: 1,
    title: 'Incident with Actions',
    severity: 'minor',
    worst: 'major',
    phase: 'investigating',
    affected: [{ id: 'c1', name: 'Actions', group: 'CI' }],
    url: 'https://www.githubstatus.com/incidents/inc1',
    updates: [{ id: 'u1', phase: 'investigating', text: 'Looking', at: '2026-11-20T10:00:00.000Z' }],
    changes: [{ id: 'opened', kind: 'opened', at: '2026-11-20T10:01:00.000Z', text: 'Opened' }],
    beganAt: '2026-11-20T10:00:00.000Z',
    publishedAt: '2026-11-20T10:00:00.000Z',
    seenAt: '2026-11-20T10:01:00.000Z',
    listedAt: '2026-11-20T10:00:00.000Z',
    asOf: '2026-11-20T10:01:00.000Z',
    alreadyOpen: false,
    announcements: [{ channel: 'C1', revision: 0, told: [], rootOnly: [] }],
    ...over,
  };
}

/** Inserts an event and returns its row. */
async function stored(over: Partial<TrackedEvent> = {}) {
  const row = await store.events.insert(event(over));
  if (!row) throw new Error('not inserted');
  return row;
}

/** The raw entity, as a storage browser shows it. */
function raw(table: string, { platform, id }: TrackedEvent): Promise<Record<string, unknown>> {
  return TableClient.fromConnectionString(azurite.connectionString, table, {
    allowInsecureConnection: true,
  }).getEntity(platform, id);
}

const ended = { ending: { how: 'resolved' as const, at: '2026-11-20T10:30:00.000Z' }, revision: 2 };

describe('a row', () => {
  test('comes back as it was stored, with columns that a person can read', async () => {
    const full = event({
      ...ended,
      acknowledgedBy: { id: 'U1', name: 'Ada', at: '2026-11-20T10:02:00.000Z' },
      forced: {
        by: { id: 'U1', name: 'Ada' },
        at: '2026-11-20T10:30:00.000Z',
        reason: 'not ours',
        again: 'never',
        severity: 'minor',
        phase: 'identified',
        over: true,
        overAt: '2026-11-20T10:40:00.000Z',
      },
      ticket: {
        by: { id: 'U1', name: 'Ada' },
        at: '2026-11-20T10:03:00.000Z',
        id: 7,
        told: ['k1'],
        described: 1,
      },
      why: 'everything of GitHub concerns us',
      simulated: true,
      announcements: [
        { channel: 'C1', revision: 2, ts: '1.2', root: 'abc', told: ['k1'], rootOnly: ['k1'], gone: true },
      ],
    });

    await store.events.insert(full);

    expect((await store.events.find('github', full.id))?.value).toEqual(full);
    expect(await raw('EventTickets', full)).toMatchObject({
      Title: 'Incident with Actions',
      Severity: 'minor',
      Revision: 2,
    });
  });

  test.each([
    ['apostrophes and quotes', `it's "so" '' -- OR 1 eq 1`],
    ['slashes, hashes and question marks', 'a/b\\c#d?e%2F&f=g'],
    ['emoji families and flags', '👩‍👩‍👧‍👦🏳️‍🌈🇩🇪'.repeat(20)],
    ['right-to-left text', 'الخدمة متوقفة שירות מושבת'],
    ['line breaks and markup', '<b>x</b>\r\n\t<!channel>'],
  ])('keeps %s, in ids too', async (_what, text) => {
    const awkward = event({ incidentId: text, title: text, affected: [{ id: text, name: text }] });

    await store.events.insert(awkward);

    expect((await store.events.find('github', awkward.id))?.value).toEqual(awkward);
  });

  test('holds fifty updates whose texts are far longer than one property, emoji unharmed', async () => {
    const updates = Array.from({ length: 50 }, (_, i) => ({
      id: `u${i}`,
      phase: 'investigating' as const,
      text: `x${'😀'.repeat(1499 - (i % 2))}${'y'.repeat(i % 7)}`,
      at: '2026-11-20T10:00:00.000Z',
    }));
    const long = event({ updates });

    await store.events.insert(long);

    expect((await store.events.find('github', long.id))?.value.updates).toEqual(updates);
    const columns = Object.values(await raw('EventTickets', long)).filter(
      (value) => typeof value === 'string',
    );
    expect(Math.max(...columns.map((value) => value.length))).toBeLessThan(32_000);
  });

  test('of an older bot, without our mark, is left alone and not seen', async () => {
    const client = TableClient.fromConnectionString(azurite.connectionString, 'EventTickets', {
      allowInsecureConnection: true,
    });
    await client.createEntity({ partitionKey: 'github', rowKey: 'GH-OLD', Title: 'from before' });

    expect((await store.events.open('github')).map((row) => row.value.id)).not.toContain('GH-OLD');
    expect(await store.events.find('github', 'GH-OLD')).toBeUndefined();
  });

  test('edited by hand into nonsense is told and passed over', async () => {
    const { value } = await stored();
    const client = TableClient.fromConnectionString(azurite.connectionString, 'EventTickets', {
      allowInsecureConnection: true,
    });
    await client.updateEntity({ partitionKey: 'github', rowKey: value.id, Updates: 'nonsense' }, 'Merge');

    const seen = await store.events.open('github');

    expect(seen.map((row) => row.value.id)).not.toContain(value.id);
    expect(unreadable).toContain(`github/${value.id}`);
  });
});

test('what ended lately ended when it did at the platform, as far as its row tells', async () => {
  const platform = randomUUID();
  const forced: Forced = {
    by: { id: 'U1', name: 'Ada' },
    at: '2026-11-20T10:00:00.000Z',
    reason: 'not ours',
    again: 'never',
    severity: 'minor',
    phase: 'identified',
  };
  const ending = { how: 'force-resolved', at: forced.at } as const;
  const overAt = '2026-11-20T10:40:00.000Z';
  await stored({ platform, incidentId: 'ended', ...ended });
  await stored({ platform, incidentId: 'open there', ending, forced });
  await stored({ platform, incidentId: 'forced', ending, forced: { ...forced, over: true, overAt } });
  await stored({ platform, incidentId: 'older version', ending, forced: { ...forced, over: true } });

  const lately = await store.events.endedLately(platform);

  expect(Object.fromEntries(lately.map(({ id, endedAt }) => [id, endedAt]))).toEqual({
    ended: ended.ending.at,
    forced: overAt,
    'older version': forced.at,
  });
});

test('of the keys that were told, the newest two thousand are kept', async () => {
  const told = Array.from({ length: 3000 }, (_, i) => `key${i}`);
  const { value } = await stored({ announcements: [{ channel: 'C1', revision: 1, told, rootOnly: [] }] });

  const kept = (await store.events.find('github', value.id))?.value.announcements[0]?.told;

  expect([kept?.length, kept?.at(-1)]).toEqual([2000, 'key2999']);
});

describe('writes', () => {
  test('the second insert of one event does nothing', async () => {
    const { value } = await stored();

    expect(await store.events.insert({ ...value, title: 'other' })).toBeUndefined();
    expect((await store.events.find('github', value.id))?.value.title).toBe('Incident with Actions');
  });

  test('a write from an old reading does nothing', async () => {
    const old = await stored();
    await store.events.replace(old, { ...old.value, title: 'first' });

    expect(await store.events.replace(old, { ...old.value, title: 'second' })).toBeUndefined();
    expect((await store.events.find('github', old.value.id))?.value.title).toBe('first');
  });

  test('twenty changes at once are all made, one after the other', async () => {
    const { value } = await stored({ revision: 0 });

    await Promise.all(
      Array.from({ length: 20 }, () =>
        store.events.change('github', value.id, (now) => ({ ...now, revision: now.revision + 1 })),
      ),
    );

    expect((await store.events.find('github', value.id))?.value.revision).toBe(20);
  });
});

describe('the move to the resolved table', () => {
  test('takes the row from one table to the other', async () => {
    const row = await stored(ended);

    expect(await store.events.move(row)).toBe(true);

    expect((await store.events.open()).map(({ value }) => value.id)).not.toContain(row.value.id);
    expect((await store.events.ended('github', row.value.id))?.value).toEqual(row.value);
    expect((await store.events.find('github', row.value.id))?.value).toEqual(row.value);
  });

  test('that stopped half-way is finished by the next', async () => {
    const row = await stored(ended);
    const { value } = row;
    const half = createStore({ ...names, eventsTable: 'ResolvedEvents' }, () => undefined);
    await half.events.insert(value);

    expect(await store.events.move(row)).toBe(true);

    expect((await store.events.open()).map((one) => one.value.id)).not.toContain(value.id);
  });

  test('never replaces a newer story', async () => {
    const row = await stored(ended);
    const newer = createStore({ ...names, eventsTable: 'ResolvedEvents' }, () => undefined);
    await newer.events.insert({ ...row.value, revision: 5 });

    await store.events.move(row);

    expect((await store.events.ended('github', row.value.id))?.value.revision).toBe(5);
  });

  test('does nothing when the open row has changed since', async () => {
    const row = await stored(ended);
    await store.events.replace(row, { ...row.value, revision: 3 });

    expect(await store.events.move(row)).toBe(false);
    expect((await store.events.open()).map(({ value }) => value.id)).toContain(row.value.id);
  });

  test('is undone by a reopening, and made again with the newer story', async () => {
    const row = await stored(ended);
    await store.events.move(row);
    const { ending: _, ...open } = row.value;

    const again = await store.events.insert({ ...open, revision: 3 });
    expect(await store.events.ended('github', row.value.id)).toBeUndefined();
    if (!again) throw new Error('not reopened');
    expect(await store.events.superseded(again)).toBe(false);
    const endedAgain = await store.events.replace(again, { ...row.value, revision: 4 });
    if (!endedAgain) throw new Error('not ended again');
    await store.events.move(endedAgain);

    expect((await store.events.ended('github', row.value.id))?.value.revision).toBe(4);
  });

  test('wins over an open row that a late copy made of the same event', async () => {
    const row = await stored(ended);
    await store.events.move(row);
    const late = await store.events.insert({ ...row.value, revision: 1 });
    if (!late) throw new Error('not inserted');

    expect(await store.events.superseded(late)).toBe(true);

    expect((await store.events.open()).map(({ value }) => value.id)).not.toContain(row.value.id);
    expect((await store.events.ended('github', row.value.id))?.value.revision).toBe(2);
  });
});

test('what ended at an instant or later is found by that alone', async () => {
  const ends = ['2026-12-01T09:59:59.999Z', '2026-12-01T10:00:00.000Z', '2026-12-01T10:00:00.001Z'];
  for (const at of ends) await store.events.move(await stored({ ending: { how: 'resolved', at } }));

  const found = await store.events.endedSince('2026-12-01T10:00:00.000Z');

  expect(found.map((row) => row.value.ending?.at).sort()).toEqual(ends.slice(1));
});

test('platforms, lease and notices come back as they were stored', async () => {
  const platform = {
    id: 'github',
    baselineAt: '2026-11-20T10:00:00.000Z',
    everListed: true,
    elsewhere: [{ id: 'e1', title: 'x', severity: 'minor' as const, url: 'https://x', affected: ['Pages'] }],
    said: { hash: 'h', since: '2026-11-20T10:00:00.000Z', longestMs: 86_400_000_000 },
    scope: 7,
    widest: 56,
    unreadable: { since: '2026-11-20T10:02:00.000Z', reason: 'unreachable' as const, message: '503' },
  };
  const lease = { holder: 'copy-1', renewals: 3, lastGoodLooks: { github: '2026-11-20T10:01:00.000Z' } };
  const notice = {
    id: 'network',
    text: 'x',
    overText: 'y',
    since: '2026-11-20T10:00:00.000Z',
    revision: 1,
    announcements: [],
  };

  await Promise.all([
    store.platforms.insert(platform),
    store.lease.insert(lease),
    store.notices.insert(notice),
  ]);

  expect((await store.platforms.list('platform')).map((row) => row.value)).toEqual([platform]);
  expect((await store.lease.get('lease', 'leader'))?.value).toEqual(lease);
  expect((await store.notices.get('notice', 'network'))?.value).toEqual(notice);
});

test('a table that was deleted under us is an error, not an empty list', async () => {
  const gone = createStore({ ...names, eventsTable: 'NeverMade' }, () => undefined);

  await expect(gone.events.find('github', 'GH-1')).rejects.toThrow(/TableNotFound|not exist/i);
});

// Each waits for a time-out of the client, and so they wait together.
test.concurrent.each([
  ['answers nothing', ''],
  [
    'stops in the middle of its answer',
    'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n{',
  ],
])('a table service that %s is given up, and is away', async (_, said) => {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('data', () => socket.write(said)).on('error', () => {});
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const connectionString = azurite.connectionString.replace(/127\.0\.0\.1:\d+/, `127.0.0.1:${port}`);
  const away = createStore({ ...names, connectionString }, () => undefined);

  await expect(away.events.open()).rejects.toThrow();

  expect(away.awaySince()).toBeDefined();
  for (const socket of sockets) socket.destroy();
  server.close();
});
