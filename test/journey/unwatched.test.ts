import { beforeEach, describe, expect, test } from '@jest/globals';
import { platforms } from '../../checkers/index.ts';
import { theRoot, theRootText, useRig } from './use-rig.ts';

const world = useRig({ watched: ['azure', 'github'] });
let id: string;

const UNSET = { AZURE_TENANT_ID: '', AZURE_CLIENT_ID: '', AZURE_CLIENT_SECRET: '' };

/** An outage of Azure is open, and the next process does not watch Azure. */
async function begins(next: Parameters<typeof world.rig.start>[0]): Promise<void> {
  const { rig } = world;
  const bot = await rig.start();
  rig.azure.open({ title: 'Machines do not start', eventLevel: 'Error' });
  await rig.pass(2);
  id = (await rig.open())[0]?.id ?? '';
  await bot.stop();
  await rig.start(next);
  await rig.pass(2);
}

beforeEach(() => {
  world.rig.slack.user('ada');
});

/** What Ada is told when she chooses "Check now" in the root's menu. */
async function checksNow(said: RegExp, root = theRoot(world.rig)): Promise<string> {
  const press = await world.rig.slack.click('ada', root, `more:${id}`, 'check-now');
  await press.sees(said);
  return press.seen().join('\n');
}

/** Ada force-resolves it from the root's menu; what the modal says. */
async function forces(): Promise<string> {
  const { rig } = world;
  await rig.slack.click('ada', theRoot(rig), `more:${id}`, 'force-resolve');
  const { text } = await rig.slack.untilModal('ada', ({ submit }) => submit === 'Force resolve');
  await rig.slack.fill('ada', { reason: 'Not ours any more', again: 'if worse' });
  await rig.slack.submit('ada');
  await rig.slack.untilNoModal('ada');
  await rig.rest();
  return text;
}

/** Ada opens Home, and sees it once all has come to rest. */
async function home(): Promise<string> {
  const { rig } = world;
  await rig.slack.openHome('ada');
  await rig.rest();
  return rig.slack.home('ada')?.text ?? '';
}

describe.each([
  [
    'is not set up any more',
    { env: UNSET },
    /Nobody watches Azure any more: what watching it needs is not set up/,
  ],
  [
    'is on the list no more',
    { platforms: platforms.filter((one) => one.id === 'github') },
    /Nobody watches azure any more: it is not on the list of platforms/,
  ],
])('an outage that is open when its platform %s', (_, next, why) => {
  beforeEach(() => begins(next));

  test('says why nothing more is heard of it, and can be acknowledged', async () => {
    const { rig } = world;

    const said = await checksNow(why);
    await rig.slack.click('ada', theRoot(rig), `acknowledge:${id}`);
    await rig.rest();

    expect(said).toContain(`${id} stays open until an operator force-resolves it.`);
    expect(theRootText(rig)).toMatch(/Acknowledged by ada/);
  });

  test('is ended by a force-resolve: on its root, on Home and in the tables', async () => {
    const { rig } = world;
    expect(await home()).toMatch(/1 outage active/);

    const early = theRoot(rig);
    const asked = await forces();
    const undoable = theRootText(rig);
    await rig.pass(12);

    expect(asked).toMatch(/Nobody watches azure any more, so whether it is over there is not known/i);
    expect(undoable).toMatch(/Force-resolved after .*Undo force-resolve/s);
    expect(theRootText(rig)).toMatch(/Force-resolved after .*Force-resolved by ada: “Not ours any more”/s);
    expect(theRootText(rig)).not.toMatch(/Undo/);
    expect(await rig.open()).toEqual([]);
    expect((await rig.store.events.ended('azure', id))?.value.ending?.how).toBe('force-resolved');
    expect(await home()).toMatch(/All quiet.*Recently ended.*Machines do not start/s);
    expect(await checksNow(why, early)).not.toMatch(/stays open/);
  });
});

test('a force-resolve of what nobody watched holds when it is watched again, and gives way to what is worse', async () => {
  const { rig } = world;
  const bot = await rig.start();
  const outage = rig.azure.open({ title: 'Machines do not start', eventLevel: 'Error' });
  await rig.pass(2);
  id = (await rig.open())[0]?.id ?? '';
  await bot.stop();
  const without = await rig.start({ env: UNSET });
  await forces();
  await rig.pass(12);
  await without.stop();

  await rig.start();
  await rig.pass(5);
  const held = theRootText(rig);
  outage.setLevel('Critical');
  await rig.pass(5);

  expect(held).toMatch(/Force-resolved after/);
  expect(theRootText(rig)).toMatch(/Critical, .* · Azure · Machines do not start/);
});
