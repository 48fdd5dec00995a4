import { randomUUID } from 'node:crypto';
import { TableClient } from '@azure/data-tables';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createStore } from '../../app/store/store.ts';
import { createTestMode, type TestMode } from '../../app/test-mode.ts';
import { type ManualClock, manualClock } from '../manual-clock.ts';
import { type Azurite, startAzurite } from '../standins/azurite.ts';

const ada = { id: 'U1', name: 'Ada' };
const bob = { id: 'U2', name: 'Bob' };

let azurite: Azurite;
let clock: ManualClock;
let stateTable: string;
let one: TestMode;
let other: TestMode;
let changed: string[];

beforeAll(async () => {
  azurite = await startAzurite();
});
afterAll(() => azurite.stop());
beforeEach(async () => {
  clock = manualClock('2026-11-20T10:00:00.000Z');
  changed = [];
  const mark = `T${randomUUID().replaceAll('-', '').slice(0, 12)}`;
  stateTable = `${mark}State`;
  const { connectionString } = azurite;
  const tables = { eventsTable: `${mark}Open`, resolvedTable: `${mark}Resolved`, stateTable };
  const store = createStore({ connectionString, ...tables }, () => undefined, clock.now);
  await store.prepare();
  const copy = (name: string) =>
    createTestMode({ rows: store.testSession, clock, changed: () => void changed.push(name) });
  one = copy('one');
  other = copy('other');
});

function minutes(count: number): Promise<void> {
  return clock.advance(count * 60_000);
}

describe('switching it on', () => {
  test('lasts an hour, and says since when, until when and by whom', async () => {
    const { kind } = await one.switchOn(ada);

    expect(kind).toBe('started');
    expect(one.state()).toEqual({
      on: true,
      since: '2026-11-20T10:00:00.000Z',
      until: '2026-11-20T11:00:00.000Z',
      by: ada,
    });
    await minutes(60);
    expect(one.state()).toEqual({ on: false });
  });

  test('while it is on changes nothing without a number of minutes', async () => {
    await one.switchOn(ada);
    await minutes(30);

    const { kind, session } = await other.switchOn(bob);

    expect(kind).toBe('already on');
    expect(session).toMatchObject({ by: ada, until: '2026-11-20T11:00:00.000Z' });
    expect(other.state()).toEqual(one.state());
  });

  test('while it is on makes it longer, never shorter, and it stays the same session', async () => {
    await one.switchOn(ada);
    await minutes(10);

    expect((await other.switchOn(bob, 20)).kind).toBe('already longer');
    expect((await other.switchOn(bob, 90)).kind).toBe('extended');

    expect(other.state()).toEqual({
      on: true,
      since: '2026-11-20T10:00:00.000Z',
      until: '2026-11-20T11:40:00.000Z',
      by: ada,
    });
  });

  test('after its end is another session', async () => {
    await one.switchOn(ada, 1);
    await minutes(2);

    expect((await one.switchOn(bob, 5)).kind).toBe('started');
    expect(one.state()).toMatchObject({ since: '2026-11-20T10:02:00.000Z', by: bob });
  });

  test('by two people at once is one session', async () => {
    const kinds = await Promise.all([one.switchOn(ada), other.switchOn(bob)]);

    expect(kinds.map(({ kind }) => kind).sort()).toEqual(['already on', 'started']);
    expect(one.state()).toEqual(other.state());
  });
});

describe('switching it off', () => {
  test('ends it, and says so when there is nothing to end', async () => {
    expect(await one.switchOff(ada)).toEqual({ kind: 'already off', session: undefined });
    await one.switchOn(ada);
    await minutes(5);

    expect((await other.switchOff(bob)).kind).toBe('ended');

    expect(other.state()).toEqual({ on: false });
    expect(await other.switchOff(ada)).toMatchObject({
      kind: 'already off',
      session: { ended: { by: bob, at: '2026-11-20T10:05:00.000Z' } },
    });
  });
});

test('another copy obeys once it has read', async () => {
  await one.switchOn(ada);
  expect(other.state().on).toBe(false);

  await other.load();

  expect(other.state()).toEqual(one.state());
});

test('what a copy has written meanwhile is not undone by what it was reading', async () => {
  await one.switchOn(ada);
  const reading = one.load();
  await one.switchOff(ada);

  await reading;

  expect(one.state()).toEqual({ on: false });
});

test('only who wrote is told to act on it, and only when something was written', async () => {
  await one.switchOn(ada);
  await other.switchOn(bob);
  await other.switchOff(bob);
  await one.switchOff(ada);

  expect(changed).toEqual(['one', 'other']);
});

test('when storage is away it throws, and what is known stays', async () => {
  await one.switchOn(ada);
  const table = TableClient.fromConnectionString(azurite.connectionString, stateTable, {
    allowInsecureConnection: true,
  });
  await table.deleteTable();

  await expect(one.load()).rejects.toThrow();
  await expect(one.switchOff(ada)).rejects.toThrow();
  expect(one.state().on).toBe(true);
});

test('a row that nobody can read is not written over for ever', async () => {
  const table = TableClient.fromConnectionString(azurite.connectionString, stateTable, {
    allowInsecureConnection: true,
  });
  await table.createEntity({ partitionKey: 'test-mode', rowKey: 'session', Since: 'yesterday' });

  await expect(one.switchOn(ada)).rejects.toThrow('the session of test mode cannot be written');
  expect(one.state()).toEqual({ on: false });
});
