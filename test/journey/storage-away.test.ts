import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type Rig, startRig } from '../rig.ts';
import { type Azurite, startAzurite } from '../standins/azurite.ts';
import { startWire, type Wire } from '../standins/azurite-wire.ts';
import { theRoot } from './use-rig.ts';

let azurite: Azurite;
let wire: Wire;
let rig: Rig;
let id: string;

beforeEach(async () => {
  azurite = await startAzurite();
  wire = await startWire(azurite);
  rig = await startRig(wire.azurite);
  rig.slack.user('ada');
  await rig.start();
  rig.github.open({ name: 'Git is slow', impact: 'major' });
  await rig.pass(2);
  id = (await rig.open())[0]?.id ?? '';
  wire.cut();
});

afterEach(async () => {
  const { violations } = rig.slack;
  wire.mend();
  await rig.close();
  wire.close();
  await azurite.stop();
  expect(violations).toEqual([]);
});

test.each([
  ['check-now', /cannot read that event: storage does not answer/],
  ['why', /cannot read that event: storage does not answer/],
])('"%s" says that the event cannot be read, not that nothing is open', async (what, words) => {
  const press = await rig.slack.click('ada', theRoot(rig), `more:${id}`, what);

  await press.sees(words, 20_000);
});

test('acknowledging says that nothing has changed, and works once storage is back', async () => {
  const early = await rig.slack.click('ada', theRoot(rig), `acknowledge:${id}`);
  await early.sees(/Nothing has changed: storage does not answer/, 20_000);
  wire.mend();

  await rig.slack.click('ada', theRoot(rig), `acknowledge:${id}`);
  await rig.rest();

  expect((await rig.open())[0]?.acknowledgedBy).toMatchObject({ name: 'ada' });
});

test('a force-resolve comes back with what was typed, and works once storage is back', async () => {
  wire.mend();
  await rig.slack.click('ada', theRoot(rig), `more:${id}`, 'force-resolve');
  await rig.slack.untilModal('ada', ({ submit }) => submit !== undefined);
  rig.slack.fill('ada', { reason: 'Not ours', again: 'never' });
  wire.cut();

  const submitting = rig.slack.submit('ada');
  await rig.pass(1);
  await submitting;
  const again = await rig.slack.untilModal('ada', ({ text }) => text.includes('Nothing has changed'), 20_000);
  wire.mend();
  await rig.slack.submit('ada');
  await rig.slack.untilNoModal('ada', 20_000);

  expect(JSON.stringify(again.values)).toMatch(/Not ours.*never/);
  expect((await rig.store.events.find('github', id))?.value.forced?.reason).toBe('Not ours');
});
