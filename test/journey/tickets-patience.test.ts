import { describe, expect, test } from '@jest/globals';
import { opensForm, submits, type TicketScene, theItem, ticketScene } from './ticket-hands.ts';
import { FEW, useRig } from './use-rig.ts';

const world = useRig({ watched: FEW });
const long = `Outages\\${'Deep '.repeat(40)}End`;

/** More areas than Slack lists, so that they are searched. */
function manyAreas({ boards }: TicketScene): void {
  boards.rules.areas = ['Outages', ...Array.from({ length: 150 }, (_, i) => `Outages\\Team ${i}`), long];
}

/** Another copy takes over, which has never asked what a ticket can be. */
async function restarts({ rig, bot }: TicketScene): Promise<void> {
  await bot.stop();
  await rig.start();
  await rig.pass(0.5);
}

test('a form that takes 20 s for every answer still comes, and its ticket is made', async () => {
  const { rig } = world;
  const scene = await ticketScene(rig);
  scene.boards.break({ slowMs: 20_000 });

  await rig.slack.slash('ada', '/createticket', scene.id, rig.channel);
  const meanwhile = await rig.slack.untilModal('ada', ({ text }) => text !== '');
  await rig.pass(1.5);
  const form = rig.slack.modal('ada');
  const submitting = rig.slack.submit('ada');
  await rig.pass(1);
  await submitting;

  expect(meanwhile.text).toBe('One moment…');
  expect(form).toMatchObject({ submit: 'Create', text: expect.stringContaining('Severity') });
  expect(form?.text).not.toMatch(/could not be read/);
  expect(theItem(scene).fields['System.Title']).toBe('[GitHub] Incident with Actions');
});

describe('a form that has stood open for long', () => {
  test('still finds areas in time while Azure DevOps is slow', async () => {
    const { rig } = world;
    const scene = await ticketScene(rig);
    manyAreas(scene);
    await opensForm(scene);
    await rig.pass(11);
    scene.boards.break({ slowMs: 20_000 });

    const typing = rig.slack.type('ada', 'ticket-area', 'team 14');
    await rig.pass(2.5 / 60);
    const { options } = await typing;

    expect(options).toHaveLength(11);
  });

  test('finds nothing, but says so in time, where nothing is known and Azure DevOps is slow', async () => {
    const { rig } = world;
    const scene = await ticketScene(rig);
    manyAreas(scene);
    await opensForm(scene);
    await restarts(scene);
    scene.boards.break({ slowMs: 20_000 });

    const typing = rig.slack.type('ada', 'ticket-area', 'team 14');
    await rig.pass(2.5 / 60);
    const { acked, options } = await typing;

    expect({ acked, options }).toEqual({ acked: true, options: [] });
  });
});

describe('another type is chosen', () => {
  test('while the token is refused: the last known form follows', async () => {
    const { rig } = world;
    const scene = await ticketScene(rig);
    await opensForm(scene);
    await rig.pass(11);
    scene.boards.setPat('another');

    await rig.slack.click('ada', 'modal', `ticket-type:${scene.id}`, 'Task');
    const form = await rig.slack.untilModal('ada', ({ text }) => !text.includes('Severity'));

    expect(form.submit).toBe('Create');
  });

  test('where no form is known and none can be read: it says why, and all that was typed stays', async () => {
    const { rig } = world;
    const scene = await ticketScene(rig);
    await opensForm(scene);
    await rig.slack.fill('ada', { 'ticket-title': 'Builds are red' });
    await restarts(scene);
    scene.boards.setPat('another');

    await rig.slack.click('ada', 'modal', `ticket-type:${scene.id}`, 'Task');
    const told = await rig.slack.untilModal('ada', ({ text }) => text.includes('ADO_PAT'));
    scene.boards.setPat('pat.Secret');
    await rig.slack.click('ada', 'modal', `ticket-type:${scene.id}`, 'Issue');
    const mended = await rig.slack.untilModal('ada', ({ text }) => !text.includes('ADO_PAT'));
    await submits(scene);
    // Operators are told, too.
    await rig.pass(1);

    expect(told.text).toMatch(/Major · GitHub · Incident with Actions/);
    expect(mended.submit).toBe('Create');
    expect(theItem(scene)).toMatchObject({ type: 'Issue', fields: { 'System.Title': 'Builds are red' } });
  });
});

test('an area too long for Slack is never sent as something else where the areas cannot be read', async () => {
  const { rig } = world;
  const scene = await ticketScene(rig);
  manyAreas(scene);
  await opensForm(scene);
  const found = await rig.slack.type('ada', 'ticket-area', 'deep');
  await rig.slack.fill('ada', { 'ticket-area': String(found.options[0]?.value) });
  await restarts(scene);
  scene.boards.break(503, { only: /classificationnodes/i });

  await submits(scene);
  const refused = rig.slack.modal('ada');
  scene.boards.mend();
  await submits(scene);

  expect(refused?.text).toMatch(/area path.*Azure DevOps has a problem of its own/is);
  expect(theItem(scene).fields['System.AreaPath']).toBe(long);
});
