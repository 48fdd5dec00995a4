import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { forceResolve } from '../../app/events/acts.ts';
import type { TestSession } from '../../app/events/simulation.ts';
import { createLog } from '../../app/log.ts';
import { createLooker, type Looker } from '../../app/look.ts';
import { createPlatformBook, type PlatformBook } from '../../app/platforms.ts';
import { createStore, type Store } from '../../app/store/store.ts';
import { CheckError, type Incident, type Platform, type Report } from '../../checkers/checker.ts';
import { type ManualClock, manualClock } from '../manual-clock.ts';
import { type Azurite, startAzurite } from '../standins/azurite.ts';

let azurite: Azurite;
let clock: ManualClock;
let store: Store;
let book: PlatformBook;
let looker: Looker;
let logged: { level: string; msg: string; platform?: string; incident?: string; err?: { message: string } }[];
/** Test mode, when it is on. */
let session: TestSession | undefined;
/** What the next look at each platform finds. */
let finds: Record<string, () => Incident[]>;
/** Of what the next looks cannot speak. */
let unsure: string[];
/** Since when looks read only a part, as the next checker hears it. */
let partlySince: string | undefined;
/** How much the pages speak of, and where they have moved to. */
let page: { scope: number; movedTo?: string };

const platforms = ['broken', 'sound'].map(
  (id): Platform => ({
    id,
    name: id,
    prefix: id === 'broken' ? 'BR' : 'SO',
    page: `https://${id}.example`,
    address: `https://${id}.example/api`,
    list: 'complete',
    relevantBy: 'name',
    async check(_, world): Promise<Report> {
      partlySince = world.partlySince;
      const incidents = finds[id]?.() ?? [];
      const remarks = unsure.length > 0 ? ['one list was refused'] : [];
      return { incidents, list: { kind: 'complete' }, asked: [], unsure, remarks, scope: page.scope };
    },
  }),
);
const [broken, sound] = platforms as [Platform, Platform];

beforeAll(async () => {
  azurite = await startAzurite();
});
afterAll(() => azurite.stop());
beforeEach(async () => {
  clock = manualClock('2026-11-20T10:00:00.000Z');
  finds = {};
  unsure = [];
  page = { scope: 56 };
  session = undefined;
  logged = [];
  const log = createLog({
    level: 'warn',
    destination: { write: (line: string) => void logged.push(JSON.parse(line)) },
  });
  const mark = `T${randomUUID().replaceAll('-', '').slice(0, 12)}`;
  const { connectionString } = azurite;
  const tables = { eventsTable: `${mark}Open`, resolvedTable: `${mark}Resolved`, stateTable: `${mark}State` };
  store = createStore({ connectionString, ...tables }, () => undefined, clock.now);
  await store.prepare();
  book = createPlatformBook(platforms, store.platforms, log, clock.now);
  looker = createLooker({
    clock,
    log,
    events: store.events,
    platforms: book,
    get: () => Promise.reject(new Error('nothing is fetched here')),
    subscriptions: undefined,
    testSession: async () => session,
    testChannels: () => ['C0TEST'],
    movedTo: () => page.movedTo,
    audience: () => () => ({ channels: ['C1'], why: 'everything concerns us' }),
    written: () => undefined,
    crashpoint: () => undefined,
  });
});

function incident(over: Partial<Incident> = {}): Incident {
  const at = '2026-11-20T09:59:00.000Z';
  return {
    id: 'one',
    title: 'Trouble',
    severity: 'minor',
    phase: 'investigating',
    affected: [],
    updates: [{ id: 'u1', phase: 'investigating', text: 'Looking.', at }],
    url: 'https://broken.example/one',
    beganAt: at,
    publishedAt: at,
    listedAt: at,
    ...over,
  };
}

async function titles(): Promise<string[]> {
  return (await store.events.open()).map((row) => row.value.title).sort();
}

async function look(platform: Platform) {
  await clock.advance(20_000);
  return looker.look(platform);
}

test('a day on which the platform has open what people have ended here is not green', async () => {
  finds.sound = () => [incident({ severity: 'major' })];
  await look(sound);
  const [row] = await store.events.open();
  if (!row) throw new Error('no event');
  const acted = forceResolve(row.value, {
    by: { id: 'U1', name: 'Ada' },
    at: new Date(clock.now()).toISOString(),
    reason: 'not ours',
    again: 'never',
  });
  const written = 'event' in acted ? await store.events.replace(row, acted.event) : undefined;
  if (!written) throw new Error('not force-resolved');
  looker.note(written);

  await clock.advance(24 * 60 * 60_000);
  const looked = await look(sound);

  expect(looked).toMatchObject({ open: [], forced: [{ title: 'Trouble' }] });
  expect(book.standings()[1]?.days).toMatchObject({ '2026-11-21': 'major' });
});

test('a look whose write meets a conflict decides again before it answers', async () => {
  finds.sound = () => [incident()];
  await look(sound);
  const [event] = (await store.events.open()).map((row) => row.value);
  if (!event) throw new Error('no event');
  // Somebody else's copy writes, of which this one hears nothing.
  const by = { id: 'U1', name: 'Ada', at: '2026-11-20T10:00:30.000Z' };
  await store.events.change(event.platform, event.id, (held) => ({ ...held, acknowledgedBy: by }));

  finds.sound = () => [incident({ phase: 'identified' })];
  const looked = await look(sound);

  expect(looked).toMatchObject({ open: [{ phase: 'identified', acknowledgedBy: by }] });
  expect((await store.events.open()).map((row) => row.value)).toMatchObject([
    { phase: 'identified', acknowledgedBy: by },
  ]);
});

test('a checker hears since when looks read only a part, until one has read all', async () => {
  const heard: (string | undefined)[] = [];
  for (unsure of [['*'], ['*'], [], []]) {
    await look(sound);
    heard.push(partlySince);
  }

  const first = '2026-11-20T10:00:20.000Z';
  expect(heard).toEqual([undefined, first, first, undefined]);
});

test('a look that could read only a part says so, until one reads it whole', async () => {
  unsure = ['*'];
  const partly = await look(sound);
  expect(partly).toMatchObject({ doubt: 'one list was refused' });
  const since = { partly: 'one list was refused', partlySince: '2026-11-20T10:00:20.000Z' };
  await look(sound);
  expect(book.standings()[1]).toMatchObject({ ...since, confirmed: true });
  expect(book.troubled()).toMatchObject([{ platform: sound }]);
  const another = createPlatformBook(platforms, store.platforms, createLog({ level: 'silent' }), clock.now);
  await another.load();
  expect(another.troubled()).toMatchObject([{ platform: sound, ...since, confirmed: false }]);
  unsure = [];

  const whole = await look(sound);

  expect(whole).toMatchObject({ kind: 'told', doubt: undefined });
  expect(book.standings()[1]).not.toHaveProperty('partly');
  expect(book.standings()[1]).not.toHaveProperty('partlySince');
  expect(book.troubled()).toEqual([]);
});

describe.each([
  ['has moved', { movedTo: 'https://status.other.example' }, /moved to/],
  ['lost most of what it spoke of', { scope: 20 }, /speaks of 20 things only/],
])('a page that %s', (_what, now, why) => {
  beforeEach(async () => {
    finds.sound = () => [incident()];
    await look(sound);
    page = { ...page, ...now };
    finds.sound = () => [];
  });

  test('is suspicious, and nothing that it lacks has ended until it is itself again', async () => {
    for (let i = 0; i < 4; i++) expect(await look(sound)).toMatchObject({ changed: [] });
    expect(book.standings()[1]).toMatchObject({ suspicious: expect.stringMatching(why) });
    expect(book.standings()[1]?.partly).toBeUndefined();
    const another = createPlatformBook(platforms, store.platforms, createLog({ level: 'silent' }), clock.now);
    await another.load();
    expect(another.standings()[1]).toMatchObject({ suspicious: expect.stringMatching(why) });

    page = { scope: 56 };
    for (let i = 0; i < 2; i++) await look(sound);

    expect((await store.events.open())[0]?.value.ending).toMatchObject({ how: 'no longer listed' });
  });

  test('still tells what it lists, and what that says of an end', async () => {
    finds.sound = () => [incident({ phase: 'resolved' }), incident({ id: 'two', title: 'Another' })];

    await look(sound);

    expect(await titles()).toEqual(['Another', 'Trouble']);
    const [ended] = (await store.events.open()).filter(({ value }) => value.title === 'Trouble');
    expect(ended?.value.ending).toMatchObject({ how: 'resolved' });
  });

  test('has no day that is green', async () => {
    finds.sound = () => [incident({ phase: 'resolved' })];
    await look(sound);
    await clock.advance(24 * 60 * 60_000);

    await look(sound);

    expect(book.standings()[1]?.days).toMatchObject({ '2026-11-20': 'minor', '2026-11-21': 'unknown' });
  });
});

describe('a checker that throws something unforeseen', () => {
  beforeEach(async () => {
    finds.broken = () => [incident()];
    await look(broken);
    finds.broken = () => {
      throw new TypeError("Cannot read properties of undefined (reading 'map')");
    };
    finds.sound = () => [incident({ title: 'Elsewhere' })];
  });

  test('cannot tell, which the log calls a bug of ours, and ends nothing', async () => {
    for (let i = 0; i < 3; i++) expect((await look(broken)).kind).toBe('cannot tell');

    expect(logged[0]).toMatchObject({
      level: 'error',
      msg: 'A checker failed by a bug of ours',
      platform: 'broken',
      err: { message: "Cannot read properties of undefined (reading 'map')" },
    });
    expect(await titles()).toEqual(['Trouble']);
    expect(book.standings()[0]?.unreadable).toMatchObject({ reason: 'bug' });
  });

  test('hides no other platform', async () => {
    await Promise.all([look(broken), looker.look(sound)]);

    expect(await titles()).toEqual(['Elsewhere', 'Trouble']);
    expect(book.standings()[1]?.unreadable).toBeUndefined();
  });

  test('is believed again once it works', async () => {
    await look(broken);
    finds.broken = () => [];
    for (let i = 0; i < 2; i++) await look(broken);

    expect(book.standings()[0]?.unreadable).toBeUndefined();
    expect((await store.events.open())[0]?.value.ending).toMatchObject({ how: 'no longer listed' });
  });
});

describe('a checker that reports one incident twice', () => {
  const newer = incident({
    title: 'Newer',
    updates: [{ id: 'u2', phase: 'identified', text: 'Known.', at: '2026-11-20T10:00:00.000Z' }],
  });

  test.each([
    ['the newer first', () => [newer, incident()]],
    ['the newer last', () => [incident(), newer]],
  ])('is one event of what was heard last, and the log says whose bug it is: %s', async (_order, find) => {
    finds.broken = find;

    expect((await look(broken)).kind).toBe('told');

    expect(await titles()).toEqual(['Newer']);
    expect(logged).toEqual([
      expect.objectContaining({
        level: 'error',
        msg: 'A checker reported one incident twice',
        platform: 'broken',
        incident: 'one',
      }),
    ]);
  });

  test('changes nothing at the next look, and hides no other incident of its own', async () => {
    finds.broken = () => [incident(), newer, incident({ id: 'two', title: 'Another' })];
    await look(broken);
    const before = await store.events.open();

    await look(broken);

    expect(await titles()).toEqual(['Another', 'Newer']);
    expect(await store.events.open()).toEqual(before);
  });
});

describe('in test mode', () => {
  const by = { id: 'U1', name: 'Ada' };

  beforeEach(async () => {
    await look(sound);
    session = { since: '2026-11-20T10:00:20.000Z', until: '2026-11-20T11:00:20.000Z', by };
  });

  async function simulated() {
    return (await store.events.open()).map((row) => row.value).filter((event) => event.simulated);
  }

  test('a look finds what the page says and what test mode makes up, each told where it belongs', async () => {
    finds.sound = () => [incident()];
    for (let i = 0; i < 3; i++) await look(sound);

    const rows = (await store.events.open()).map(({ value }) => [
      value.title,
      value.simulated,
      value.announcements.map(({ channel }) => channel),
    ]);

    expect(rows.sort()).toEqual([
      ['Simulated outage of sound', true, ['C0TEST']],
      ['Trouble', undefined, ['C1']],
    ]);
  });

  test('a page that lists nothing ends nothing that is made up, and what is made up ends nothing real', async () => {
    finds.sound = () => [incident()];
    for (let i = 0; i < 3; i++) await look(sound);

    finds.sound = () => [];
    for (let i = 0; i < 3; i++) await look(sound);

    const kinds = (await store.events.open()).map(({ value: { title, changes } }) => [
      title,
      changes.map(({ kind }) => kind),
    ]);
    expect(kinds.sort()).toEqual([
      ['Simulated outage of sound', ['opened']],
      ['Trouble', ['opened', 'resolved']],
    ]);
  });

  test('checkers hear nothing of what is made up, open or ended', async () => {
    for (let i = 0; i < 3; i++) await look(sound);
    const heard: unknown[] = [];
    const asking: Platform = {
      ...sound,
      async check(_, { held, ended }) {
        heard.push(held, await ended());
        return sound.check(sound, {} as never);
      },
    };

    await look(asking);
    session = undefined;
    await look(asking);
    await look(asking);

    expect((await simulated())[0]?.ending).toBeDefined();
    expect(heard).toEqual([[], [], [], [], [], []]);
  });

  test('a page that cannot be read is no good look, but what is made up goes on', async () => {
    const before = book.standings().find(({ platform }) => platform.id === 'sound');
    finds.sound = () => {
      throw new CheckError('unreachable', 'HTTP 503');
    };
    const looked = [];
    for (let i = 0; i < 15; i++) looked.push((await look(sound)).kind);

    const after = book.standings().find(({ platform }) => platform.id === 'sound');
    expect(new Set(looked)).toEqual(new Set(['cannot tell']));
    expect((await simulated())[0]).toMatchObject({ severity: 'major' });
    expect(after).toMatchObject({ lastGoodLookAt: before?.lastGoodLookAt, elsewhere: [] });
    expect(after?.unreadable).toMatchObject({ reason: 'unreachable' });
  });

  test('what has ended and is gone is not opened again, however long no page could be read', async () => {
    finds.sound = () => {
      throw new CheckError('unreachable', 'HTTP 503');
    };
    for (let i = 0; i < 40; i++) await look(sound);
    for (const row of await store.events.open()) await store.events.drop(row);
    looker.remember([]);

    for (let i = 0; i < 3; i++) await look(sound);

    expect(await simulated()).toEqual([]);
  });

  test('a first look at a platform stays the first, and baseline and fingerprint are of the page alone', async () => {
    const row = async () => (await store.platforms.get('platform', 'sound'))?.value;
    const before = await row();

    for (let i = 0; i < 40; i++) await look(sound);

    expect(await row()).toEqual(before);
  });
});

test('a look under way is shared, but whoever asks for one anew gets one that begins later', async () => {
  let seen = 0;
  finds.sound = () => {
    seen += 1;
    return [incident({ id: `number ${seen}` })];
  };

  const [first, shared, anew] = await Promise.all([
    looker.look(sound),
    looker.look(sound),
    looker.look(sound, { anew: true }),
  ]);

  expect(seen).toBe(2);
  expect(shared).toBe(first);
  expect(anew).toMatchObject({ changed: [{ incidentId: 'number 2' }] });
});
