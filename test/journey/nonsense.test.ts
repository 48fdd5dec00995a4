import type { TableClient } from '@azure/data-tables';
import { expect, test } from '@jest/globals';
import type { Rig } from '../rig.ts';
import { rootTexts, theRoot, theRootText, types, useRig } from './use-rig.ts';

const world = useRig();

/** What hands, imports and other programs leave in a column. */
const NONSENSE = ['nonsense', -5.5, '[null, 1, {}]'] as const;
const NOT_OURS = new Set(['partitionKey', 'rowKey', 'Schema', 'timestamp', 'etag']);

type Entity = Record<string, unknown> & { partitionKey: string; rowKey: string };

async function entities(table: TableClient): Promise<Entity[]> {
  const found: Entity[] = [];
  for await (const entity of table.listEntities<Record<string, unknown>>()) found.push(entity as Entity);
  return found;
}

function columnsOf(entity: Entity): string[] {
  return Object.keys(entity).filter((name) => !NOT_OURS.has(name) && !name.startsWith('odata.'));
}

/** Everything that an event can be: acknowledged, with a ticket, mailed about, forced, ended. */
async function fullEvent({ store, tables }: Rig): Promise<Entity> {
  const [row] = await store.events.open();
  if (!row) throw new Error('nothing is open');
  const at = '2026-11-20T10:02:00.000Z';
  const by = { id: 'U9', name: 'Eve' };
  await store.events.insert({
    ...row.value,
    id: 'GH-FULL0',
    incidentId: 'full',
    announcements: [{ channel: 'C0', revision: 1, ts: '1.2', told: ['k'], rootOnly: [], gone: true }],
    acknowledgedBy: { ...by, at },
    forced: { by, at, reason: 'Not ours', again: 'never', severity: 'minor', phase: 'identified' },
    ending: { how: 'force-resolved', at },
    ticket: { by, at, id: 7, told: ['k'], described: 1 },
    escalation: { subject: 'GitHub', mails: [] },
    why: 'everything of GitHub concerns us',
    simulated: true,
  });
  const full = (await entities(tables.open)).find(({ rowKey }) => rowKey === 'GH-FULL0');
  if (!full) throw new Error('not inserted');
  await tables.open.deleteEntity(full.partitionKey, full.rowKey);
  return full;
}

test('events of which any one column is nonsense, or gone, harm nobody else’s', async () => {
  const { rig } = world;
  rig.slack.user('ada');
  const bot = await rig.start();
  const known = rig.github.open({ name: 'Pushes fail', impact: 'major', components: ['Actions'] });
  await rig.pass(2);
  const full = await fullEvent(rig);
  const spoiled = columnsOf(full).flatMap((name) => [
    ...NONSENSE.map((value) => ({ ...full, [name]: value })),
    Object.fromEntries(Object.entries(full).filter(([key]) => key !== name)) as Entity,
  ]);
  await bot.stop();
  await Promise.all(
    spoiled.map((entity, i) => rig.tables.open.createEntity({ ...entity, rowKey: `GH-S${1000 + i}` })),
  );

  await rig.start();
  rig.github.open({ name: 'Pages fail', impact: 'minor', components: ['Pages'] });
  await rig.pass(2);
  known.update({ body: 'News of the first.' });
  await rig.pass(2);
  const home = await rig.slack
    .openHome('ada')
    .then(() => rig.slack.untilHome('ada', ({ text }) => text.includes('Pages fail')));

  expect(rootTexts(rig)).toEqual([
    expect.stringMatching(/Pushes fail.*News of the first\./s),
    expect.stringMatching(/Pages fail/),
  ]);
  expect(home.text).toMatch(/Pushes fail/);
});

test('an event that a hand has spoiled waits for one to mend it, and then goes on where it was', async () => {
  const { rig } = world;
  await rig.start();
  const incident = rig.github.open({ name: 'Pushes fail', impact: 'major' });
  await rig.pass(2);
  const [whole] = await entities(rig.tables.open);
  if (!whole) throw new Error('nothing is open');
  await rig.tables.open.updateEntity({ ...whole, Announcements: '[null]' }, 'Replace');
  await rig.pass(2);
  incident.update({ body: 'We know why.' });
  await rig.pass(3);
  const during = theRootText(rig);

  const { etag: _, ...mended } = whole;
  await rig.tables.open.updateEntity(mended as Entity, 'Replace');
  await rig.pass(3);
  const after = theRootText(rig);
  incident.resolve('All is well.');
  await rig.pass(3);

  expect(during).not.toMatch(/We know why/);
  expect(after).toMatch(/We know why/);
  expect(theRootText(rig)).toMatch(/Resolved after.*All is well\./s);
  expect(rig.slack.thread(rig.channel, theRoot(rig).ts)).toHaveLength(2);
});

test.each(NONSENSE)('all that the bot keeps for itself is %j, and it works as before', async (nonsense) => {
  const { rig } = world;
  const { page, x } = await rig.startSocial();
  rig.slack.user('ada');
  const bot = await rig.start();
  const outage = rig.github.open({ name: 'Pushes fail', impact: 'major' });
  rig.snowflake.break(503);
  await rig.slack.openHome('ada');
  await types(rig, '/testmodeon', '1', /Test mode is on/);
  await rig.store.settings.insert({
    platform: 'github',
    channels: [rig.channel],
    floor: 'minor',
    wanted: [],
    maintenance: 'home',
    mutedUntil: '2026-11-20T09:00:00.000Z',
    marks: {},
    by: 'U1',
    at: '2026-11-20T09:00:00.000Z',
  });
  await rig.pass(7);
  await bot.stop();
  const state = await entities(rig.tables.state);
  for (const entity of state) {
    const spoiled = Object.fromEntries(columnsOf(entity).map((name) => [name, nonsense]));
    await rig.tables.state.updateEntity({ ...entity, ...spoiled, etag: '' } as Entity, 'Replace');
  }

  await rig.start();
  await rig.pass(1);
  rig.snowflake.mend();
  outage.resolve('All is well.');
  rig.retool.open({ name: 'Apps do not load' });
  page.open({ name: 'Logins fail', body: 'Logins fail for some.' });
  await types(rig, '/testmodeon', '5', /Test mode is on/);
  await types(rig, '/testmodeoff', '', /Test mode is off/);
  await rig.pass(8);

  expect(new Set(state.map(({ partitionKey }) => partitionKey))).toEqual(
    new Set(['lease', 'notice', 'platform', 'settings', 'social-state', 'test-mode', 'viewer']),
  );
  expect(rootTexts(rig).join('\n')).toMatch(/Resolved after.*Pushes fail.*Apps do not load/s);
  expect(x.texts().join('\n')).toMatch(/Logins fail/);
  expect(await types(rig, '/botstatus')).toMatch(/Outage Bot is well/);
});
