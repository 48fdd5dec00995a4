import { expect, test } from '@jest/globals';
import { opensForm, submits, theItem, ticketScene } from './ticket-hands.ts';
import { FEW, theRootText, useRig } from './use-rig.ts';

const world = useRig({ watched: FEW });

test('where Azure DevOps can do no more than make work items, the form says what it lacks and a ticket is made', async () => {
  const { rig } = world;
  const scene = await ticketScene(rig);
  scene.boards.strip();

  const form = await opensForm(scene);
  await submits(scene);
  await rig.pass(0.2);

  expect(form.text).toMatch(/types of the project could not be read.*does not offer what is needed/s);
  expect(form.text).not.toMatch(/Priority|Severity/);
  expect(theItem(scene).fields).toMatchObject({
    'System.Title': '[GitHub] Incident with Actions',
    'System.Tags': `GitHub; outage-bot; outage-bot-${scene.id}`,
  });
  expect(theRootText(rig)).toContain('Open ticket 1');
});

test('what happens later is not offered again and again to one that takes no comments', async () => {
  const { rig } = world;
  const scene = await ticketScene(rig);
  scene.boards.strip();
  await opensForm(scene);
  await submits(scene);

  scene.incident.resolve('Fixed.');
  await rig.pass(6);

  expect(theRootText(rig)).toMatch(/Ticket 1: Azure DevOps at \S+ does not offer what is needed for this/);
  expect(await rig.open()).toEqual([]);
});

test('one of which nobody can tell whether it was made is made again only by somebody who was told to look', async () => {
  const { rig } = world;
  const scene = await ticketScene(rig);
  scene.boards.strip();
  await opensForm(scene);
  scene.boards.break('reset', { only: /^POST / });

  await submits(scene);
  const told = rig.slack.modal('ada')?.text;
  scene.boards.mend();
  await rig.pass(5);
  await opensForm(scene, 'bert');
  await submits(scene, 'bert');
  const alsoTold = rig.slack.modal('bert')?.text;
  const before = scene.boards.items.length;
  await submits(scene, 'bert');
  await rig.pass(5);

  for (const words of [told, alsoTold]) {
    expect(words).toContain(`Look in Azure DevOps for the tag outage-bot-${scene.id}`);
  }
  expect(before).toBe(0);
  expect(theItem(scene).id).toBe(1);
  expect(theRootText(rig)).toContain('Open ticket 1');
});
