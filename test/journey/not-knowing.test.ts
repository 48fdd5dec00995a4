import { describe, expect, test } from '@jest/globals';
import { FAULTS } from './faults.ts';
import { allClears, notices, rootTexts, theRootText, useRig } from './use-rig.ts';

const world = useRig();

/** One open incident on each page, told. */
async function bothOpen() {
  const { rig } = world;
  rig.snowflake.resolvedHistory(5);
  await rig.start();
  rig.github.open({ name: 'Actions are slow', impact: 'minor', components: ['Actions'] });
  rig.snowflake.open({ name: 'Queries fail', impact: 'major' });
  await rig.pass(3);
  expect(rootTexts(rig)).toHaveLength(2);
  return rig;
}

test.each(FAULTS)(
  'a page that answers with %s for a minute opens nothing, ends nothing, tells nobody',
  async (fault) => {
    const rig = await bothOpen();
    const before = { roots: rootTexts(rig), rows: await rig.open() };

    rig.github.break(fault);
    await rig.pass(1);

    expect(rootTexts(rig)).toEqual(before.roots);
    expect((await rig.open()).map(({ id, revision }) => ({ id, revision }))).toEqual(
      before.rows.map(({ id, revision }) => ({ id, revision })),
    );
    expect(notices(world.rig)).toEqual([]);
  },
);

test('a page that cannot be read for five minutes: one notice to operators, and one when it can be again', async () => {
  const rig = await bothOpen();

  rig.github.break('html');
  await rig.pass(30);
  expect(notices(world.rig)).toEqual([expect.stringMatching(/Cannot tell how GitHub is/)]);
  expect(allClears(world.rig)).toEqual([]);
  rig.github.mend();
  await rig.pass(3);

  expect(notices(world.rig)).toEqual([expect.stringMatching(/Over after 30 min: Cannot tell how GitHub is/)]);
  expect(allClears(world.rig)).toEqual([
    expect.stringMatching(/status page of GitHub can be read again, after 30 min/),
  ]);
  expect(rootTexts(rig)).toHaveLength(2);
});

test('a page that breaks again later is told again, once', async () => {
  const rig = await bothOpen();
  for (let i = 0; i < 2; i++) {
    rig.github.break(503);
    await rig.pass(8);
    rig.github.mend();
    await rig.pass(3);
  }

  expect(notices(world.rig)).toHaveLength(2);
  expect(allClears(world.rig)).toHaveLength(2);
});

test('most pages unreadable at once: one notice instead of many, and one all-clear', async () => {
  const rig = await bothOpen();

  const most = rig.pages.filter((page) => page !== rig.azure && page !== rig.retool);
  for (const page of most) page.break('reset');
  await rig.pass(15);
  expect(notices(world.rig)).toEqual([
    expect.stringMatching(/most platforms.*Azure DevOps, GitHub, Microsoft 365.*Probably our network/s),
  ]);
  for (const page of most) page.mend();
  await rig.pass(3);

  expect(notices(world.rig)).toHaveLength(1);
  expect(allClears(world.rig)).toHaveLength(1);
});

test('one page unreadable: the other goes on as usual', async () => {
  const rig = await bothOpen();
  rig.github.break('hang');

  const other = rig.snowflake.open({ name: 'Loading is late', impact: 'minor' });
  await rig.pass(1);
  other.resolve('Done.');
  await rig.pass(1);

  expect(rootTexts(rig).sort()).toEqual([
    expect.stringMatching(/Resolved after .*Loading is late/),
    expect.stringMatching(/Queries fail/),
    expect.stringMatching(/Actions are slow/),
  ]);
});

test('what happened while a page could not be read is told when it can be again', async () => {
  const { rig } = world;
  await rig.start();
  const incident = rig.github.open({ name: 'Actions are slow', impact: 'minor' });
  await rig.pass(2);
  rig.github.break('broken-json');
  incident.resolve('Fixed in the dark.');
  rig.github.open({ name: 'Pages are down', impact: 'major' });
  await rig.pass(4);

  rig.github.mend();
  await rig.pass(3);

  expect(rootTexts(rig)).toEqual([
    expect.stringMatching(/Resolved.*Fixed in the dark/s),
    expect.stringMatching(/Pages are down/),
  ]);
});

test('a recent list that is suddenly empty is not believed', async () => {
  const rig = await bothOpen();

  rig.snowflake.break('empty');
  await rig.pass(10);

  expect(rootTexts(rig)).toContainEqual(expect.stringMatching(/Major, investigating · Snowflake/));
  expect(notices(world.rig)).toEqual([expect.stringMatching(/Cannot tell how Snowflake is/)]);
});

test('a notice stands once, though the bot restarts while a page is broken', async () => {
  const { rig } = world;
  const bot = await rig.start();
  rig.github.break(503);
  await rig.pass(8);
  await bot.stop();

  await rig.start();
  await rig.pass(8);
  rig.github.mend();
  await rig.pass(3);

  expect(notices(world.rig)).toEqual([expect.stringMatching(/Over after/)]);
  expect(allClears(world.rig)).toHaveLength(1);
});

describe('a checker that fails by a bug', () => {
  test('does not hide the other platform', async () => {
    const { rig } = world;
    await rig.start();
    rig.snowflake.open({ name: 'Queries fail', impact: 'major' });
    rig.github.break('other-shape');

    await rig.pass(3);

    expect(theRootText(rig)).toMatch(/Queries fail/);
  });
});
