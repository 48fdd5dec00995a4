import { beforeEach, expect, test } from '@jest/globals';
import type { IncidentHandle } from '../standins/platforms/statuspage.ts';
import type { StoredMessage } from '../standins/slack/index.ts';
import { FEW, replyTexts, theRoot, theRootText, useRig } from './use-rig.ts';

const world = useRig({ watched: FEW });
let root: StoredMessage;
let id: string;
let incident: IncidentHandle;

beforeEach(async () => {
  const { rig } = world;
  for (const name of ['ada', 'bob']) rig.slack.user(name);
  await rig.start();
  incident = rig.github.open({ name: 'Git is slow', impact: 'major', components: ['Git Operations'] });
  await rig.pass(2);
  root = theRoot(rig);
  id = (await rig.open())[0]?.id ?? '';
});

test('whoever acknowledges is named on the root and in the thread', async () => {
  const { rig } = world;

  const press = await rig.slack.click('ada', root, `acknowledge:${id}`);
  await rig.rest();

  expect(press.acked).toBe(true);
  expect(theRootText(rig)).toMatch(/Acknowledged by ada/);
  expect(theRootText(rig)).toMatch(/\nAcknowledged\n/);
  expect(replyTexts(rig).at(-1)).toMatch(/Acknowledged by ada/);
});

test('a second press says who was first, and changes nothing', async () => {
  const { rig } = world;
  await rig.slack.click('ada', root, `acknowledge:${id}`);
  await rig.rest();
  const [before] = await rig.open();

  const second = await rig.slack.click('bob', theRoot(rig), `acknowledge:${id}`);
  await second.sees(/was acknowledged by \*?ada/);
  await rig.rest();

  expect((await rig.open())[0]).toEqual(before);
});

test('two people within a millisecond: one is named, the other is told who', async () => {
  const { rig } = world;

  const presses = await rig.slack.clickTogether(['ada', 'bob'], root, `acknowledge:${id}`);
  await rig.rest();

  const told = presses.flatMap((press) => press.seen());
  expect(presses.every(({ acked }) => acked)).toBe(true);
  expect(told).toHaveLength(1);
  expect(told[0]).toMatch(/was acknowledged by \*?(ada|bob)/);
  expect(replyTexts(rig).filter((text) => text.includes('Acknowledged by'))).toHaveLength(1);
});

test('an envelope that comes twice acknowledges once, and says nothing about it', async () => {
  const { rig } = world;

  const press = await rig.slack.click('ada', root, { actionId: `acknowledge:${id}`, twice: true });
  await rig.rest();

  expect(press.seen()).toEqual([]);
  expect(replyTexts(rig).filter((text) => text.includes('Acknowledged by'))).toHaveLength(1);
});

test.each([
  ['a guest', { guest: true }],
  ['somebody of another workspace', { stranger: true, teamId: 'T0THER' }],
  ['somebody of another workspace whom Slack does not show us', { stranger: true, hidden: true }],
])('%s is told who can, whatever they press', async (_, kind) => {
  const { rig } = world;
  rig.slack.user('eve', kind);
  for (const what of ['check-now', 'why']) {
    const press = await rig.slack.click('eve', root, `more:${id}`, what);
    await press.sees(/Only full members of this workspace can look into an outage/);
  }

  const press = await rig.slack.click('eve', root, `acknowledge:${id}`);
  await press.sees(/Only full members of this workspace can acknowledge an outage/);
  await rig.rest();

  expect((await rig.open())[0]?.acknowledgedBy).toBeUndefined();
});

test('somebody who has just become a guest is refused, whatever they pressed a moment ago', async () => {
  const { rig } = world;
  const before = await rig.slack.click('bob', root, `more:${id}`, 'why');
  await before.sees(/everything of GitHub concerns us/);
  rig.slack.user('bob', { guest: true });

  const press = await rig.slack.click('bob', root, `acknowledge:${id}`);
  await press.sees(/Only full members of this workspace can acknowledge an outage/);

  expect((await rig.open())[0]?.acknowledgedBy).toBeUndefined();
});

test('a press after the end explains itself', async () => {
  const { rig } = world;
  const early = root;
  incident.resolve();
  await rig.pass(2);

  const press = await rig.slack.click('ada', early, `acknowledge:${id}`);
  await press.sees(/has ended: the platform resolved it/);
});

test('worse than when it was acknowledged is open to be acknowledged again', async () => {
  const { rig } = world;
  await rig.slack.click('ada', root, `acknowledge:${id}`);
  await rig.rest();

  incident.setImpact('critical');
  await rig.pass(1);

  expect(theRootText(rig)).not.toMatch(/Acknowledged by/);
  expect(theRootText(rig)).toMatch(/\nAcknowledge\n/);
});

test('when Slack does not tell who somebody is, nothing is done and they hear of it', async () => {
  const { rig } = world;
  rig.slack.faults.add({ method: 'users.info', how: { error: 'internal_error' } });

  const press = await rig.slack.click('ada', root, `acknowledge:${id}`);
  await press.sees(/did not tell me who you are/);

  expect((await rig.open())[0]?.acknowledgedBy).toBeUndefined();
});

test('"Check now" looks at once and says what was found', async () => {
  const { rig } = world;
  incident.update({ body: 'Found it' });

  const press = await rig.slack.click('ada', root, `more:${id}`, 'check-now');
  await press.sees(/GitHub: .*1 open event, 1 change just now/s);

  expect(rig.slack.plainText(root)).not.toMatch(/Found it/);
  await rig.rest();
  expect(theRootText(rig)).toMatch(/Found it/);
});

test('"Why is this told?" names the rule', async () => {
  const { rig } = world;

  const press = await rig.slack.click('ada', root, `more:${id}`, 'why');

  await press.sees(/everything of GitHub concerns us/);
});
