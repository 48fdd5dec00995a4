import { expect, test } from '@jest/globals';
import { submits, theItem, ticketScene } from './ticket-hands.ts';
import { FEW, useRig } from './use-rig.ts';

const world = useRig({ watched: FEW });

test('the form of an event that the platform has resolved says so, and when, and can be sent', async () => {
  const { rig } = world;
  const scene = await ticketScene(rig);
  scene.incident.resolve('Fixed.');
  await rig.pass(3);

  await rig.slack.slash('ada', '/createticket', scene.id, rig.channel);
  const form = await rig.slack.untilModal('ada', (modal) => modal.submit === 'Create');
  await submits(scene);

  expect(form.text).toMatch(/GH-\w{5}`? has ended: the platform resolved it at .*\d/);
  expect(theItem(scene).id).toBe(1);
});

test('the form of a force-resolved event says by whom and when, also when it is shown again', async () => {
  const { rig } = world;
  const operator = rig.slack.user('olga');
  const scene = await ticketScene(rig, { env: { SLACK_OPERATORS: operator.id } });
  await rig.slack.slash('olga', '/forceresolve', scene.id, rig.channel);
  await rig.slack.untilModal('olga', ({ submit }) => submit === 'Force resolve');
  await rig.slack.fill('olga', { reason: 'Not on our paths', again: 'never' });
  await rig.slack.submit('olga');
  await rig.rest();

  await rig.slack.slash('ada', '/createticket', scene.id, rig.channel);
  const form = await rig.slack.untilModal('ada', (modal) => modal.submit === 'Create');
  await rig.slack.click('ada', 'modal', `ticket-type:${scene.id}`, 'Task');
  const otherType = await rig.slack.untilModal('ada', ({ text }) => !text.includes('Severity'));
  await rig.slack.fill('ada', { 'ticket-assignee': 'nobody@example.com' });
  await submits(scene);
  const again = rig.slack.modal('ada');

  for (const shown of [form, otherType, again]) {
    expect(shown?.text).toMatch(/was force-resolved by \*?olga\*? at .*\d/);
  }
  expect(again?.text).toMatch(/refused this/);
});
