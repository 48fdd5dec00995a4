import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { PlatformSettings } from '../../app/events/rules.ts';
import { createRuleBook, type RuleBook } from '../../app/rule-book.ts';
import type { Rows } from '../../app/store/rows.ts';
import { createStore } from '../../app/store/store.ts';
import type { Platform } from '../../checkers/checker.ts';
import { type ManualClock, manualClock } from '../manual-clock.ts';
import { type Azurite, startAzurite } from '../standins/azurite.ts';
import { incident } from './events/samples.ts';

let azurite: Azurite;
let rows: Rows<PlatformSettings>;
let clock: ManualClock;
let book: RuleBook;

const github = { id: 'github', name: 'GitHub', relevantBy: 'name' } as Platform;
const MARK = { by: 'UADA', at: '2026-11-20T10:00:00.000Z' };

beforeAll(async () => {
  azurite = await startAzurite();
});
afterAll(() => azurite.stop());
beforeEach(async () => {
  clock = manualClock();
  const mark = `T${randomUUID().replaceAll('-', '').slice(0, 12)}`;
  const store = createStore(
    {
      connectionString: azurite.connectionString,
      eventsTable: `${mark}Open`,
      resolvedTable: `${mark}Resolved`,
      stateTable: `${mark}State`,
    },
    () => undefined,
    clock.now,
  );
  await store.prepare();
  rows = store.settings;
  book = bookOver(rows);
});

function bookOver(table: Rows<PlatformSettings>): RuleBook {
  return createRuleBook({ rows: table, clock, relevance: { github: ['Pages'] }, channel: 'C1' });
}

function settings(over: Partial<PlatformSettings> = {}): PlatformSettings {
  return { platform: 'github', marks: {}, ...MARK, ...over };
}

test('what is written is read by another copy as it was, with who chose it', async () => {
  const all = settings({
    channels: ['C2', 'C3'],
    floor: 'major',
    wanted: [],
    maintenance: 'off',
    mutedUntil: '2026-11-21T00:00:00.000Z',
    marks: { floor: MARK },
  });
  const other = bookOver(rows);

  await book.change('github', () => all);
  await other.load();

  expect(book.settings('github')).toEqual(all);
  expect(other.settings('github')).toEqual(all);
  expect(other.channels()).toEqual(['C1', 'C2', 'C3']);
});

test('a change rests on what another copy has written, and loses nothing of another platform', async () => {
  const other = bookOver(rows);
  await book.change('github', () => settings({ floor: 'major' }));
  await other.change('azure', () => settings({ platform: 'azure', floor: 'minor' }));

  await Promise.all([
    other.change('github', (present) => ({ ...settings(present), maintenance: 'off' })),
    book.change('github', (present) => ({ ...settings(present), channels: ['C2'] })),
  ]);
  await book.load();

  expect(book.settings('github')).toMatchObject({ floor: 'major', maintenance: 'off', channels: ['C2'] });
  expect(book.settings('azure')).toMatchObject({ floor: 'minor' });
});

test('a row that is gone is forgotten, be all read or only that one', async () => {
  for (const only of [undefined, 'github']) {
    await book.change('github', () => settings({ floor: 'major' }));
    const row = await rows.get('settings', 'github');
    if (row) await rows.remove(row);

    await (only === undefined ? book.load() : book.loadOne(only));

    expect(book.settings('github')).toBeUndefined();
  }
});

test('asked anew, the rules are those of another copy at once; otherwise those that were read last', async () => {
  const other = bookOver(rows);
  const minor = incident({ severity: 'minor', affected: [] });
  expect((await book.audience(github, { anew: true }))(minor)).toMatchObject({ channels: ['C1'] });

  await other.change('github', () => settings({ floor: 'major' }));

  expect((await book.audience(github, { anew: false }))(minor)).toMatchObject({ channels: ['C1'] });
  expect((await book.audience(github, { anew: true }))(minor)).toHaveProperty('elsewhere');
  expect((await book.audience(github, { anew: false }))(minor)).toHaveProperty('elsewhere');
});

test('what is read while a change is written does not undo it', async () => {
  await book.change('github', () => settings({ floor: 'minor' }));
  const old = await rows.list('settings');
  let release = () => {};
  const slow: Rows<PlatformSettings> = {
    ...rows,
    list: () =>
      new Promise((resolve) => {
        release = () => resolve(old);
      }),
  };
  const held = bookOver(slow);

  const loading = held.load();
  await held.change('github', () => settings({ floor: 'critical' }));
  release();
  await loading;

  expect(held.settings('github')).toMatchObject({ floor: 'critical' });
});

test('with storage away the last known rules stay, and a change says so', async () => {
  let away = false;
  const fails = () => Promise.reject(new Error('away'));
  const flaky: Rows<PlatformSettings> = {
    ...rows,
    get: (partition, row) => (away ? fails() : rows.get(partition, row)),
    list: (partition) => (away ? fails() : rows.list(partition)),
  };
  const held = bookOver(flaky);
  await held.change('github', () => settings({ floor: 'major' }));

  away = true;

  await expect(held.load()).rejects.toThrow('away');
  await expect(held.change('github', () => settings())).rejects.toThrow('away');
  expect((await held.audience(github, { anew: true }))(incident({ severity: 'minor' }))).toHaveProperty(
    'elsewhere',
  );
});

test('a table that does not answer holds a look up for two seconds at most', async () => {
  const held = bookOver({ ...rows, get: () => new Promise(() => {}) });

  const rules = held.audience(github, { anew: true });
  await clock.advance(2_000);

  expect((await rules)(incident({ affected: [] }))).toMatchObject({ channels: ['C1'] });
});

test('a row that is there and cannot be read is not written for ever', async () => {
  const stuck: Rows<PlatformSettings> = {
    ...rows,
    get: async () => undefined,
    insert: async () => undefined,
  };

  await expect(bookOver(stuck).change('github', () => settings())).rejects.toThrow(/cannot be written/);
});

test('words that no version wrote are as good as none', async () => {
  await rows.insert(settings({ floor: 'awful' as 'minor', maintenance: 'perhaps' as 'off' }));

  await book.load();

  expect(book.settings('github')).toEqual(settings());
});
