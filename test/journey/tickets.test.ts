import { describe, expect, test } from '@jest/globals';
import { commentsOf, createsTicket, opensForm, submits, theItem, ticketScene } from './ticket-hands.ts';
import { FEW, replies, replyTexts, theRoot, theRootText, types, useRig } from './use-rig.ts';

const world = useRig({ watched: FEW });

describe('from the event to the work item', () => {
  test('a ticket made from the button stands on the root, in the thread and in Azure DevOps', async () => {
    const scene = await ticketScene(world.rig);

    const form = await opensForm(scene);
    await submits(scene);

    const item = theItem(scene);
    expect(form.text).toMatch(/Major · GitHub · Incident with Actions/);
    expect(item.type).toBe('Bug');
    expect(item.fields).toMatchObject({
      'System.Title': '[GitHub] Incident with Actions',
      'System.Tags': `GitHub; outage-bot; outage-bot-${scene.id}`,
      'Microsoft.VSTS.Common.Priority': 2,
      'Microsoft.VSTS.Common.Severity': '2 - High',
      'Microsoft.VSTS.TCM.ReproSteps': expect.stringMatching(
        /Platform: GitHub.*Event: Incident with Actions.*Status: Investigating.*Severity: Major.*Affected: Actions.*We are looking into it\..*href="https:\/\/www\.githubstatus\.com\/incidents\/.*href="[^"]*\/archives\//s,
      ),
    });
    expect(world.rig.slack.modal('ada')?.text).toMatch(/Ticket 1 created by ada/);
    expect(theRootText(world.rig)).toMatch(/Ticket 1.*Open ticket 1/s);
    expect(replyTexts(world.rig).at(-1)).toMatch(/Ticket 1 created by ada.*Open ticket 1/s);
    expect(replies(world.rig).flatMap((reply) => world.rig.slack.links(reply))).toEqual([
      `${scene.boards.orgUrl}/Outages/_workitems/edit/1`,
    ]);
  });

  test('each update and change becomes one comment, the end one with the duration', async () => {
    const { rig } = world;
    const scene = await ticketScene(rig);
    await createsTicket(scene);

    scene.incident.update({ status: 'identified', body: 'Found it: a cable.' });
    await rig.pass(2);
    scene.incident.resolve('Fixed.');
    await rig.pass(3);

    const comments = commentsOf(theItem(scene));
    expect(comments).toHaveLength(2);
    expect(comments[0]).toMatch(
      /^Identified, .*UTC:\nFound it: a cable\.\n\nOutage Bot · GH-\w{5} · \w{10}$/s,
    );
    expect(comments[1]).toMatch(/Fixed\..*Resolved after \d+ min/s);
    expect(theItem(scene).fields['System.State']).toBe('New');
    expect(await rig.open()).toEqual([]);
  });
});

describe('where it is asked for', () => {
  test('the command with an ID in any case opens the same form', async () => {
    const { rig } = world;
    const scene = await ticketScene(rig);

    await rig.slack.slash('ada', '/createticket', ` ${scene.id.toLowerCase()} `, rig.channel);
    const form = await rig.slack.untilModal('ada', (modal) => modal.submit === 'Create');
    await submits(scene);

    expect(form.text).toContain(scene.id);
    expect(theItem(scene).fields['System.Title']).toBe('[GitHub] Incident with Actions');
  });

  test('the command without an ID lets choose among the open events', async () => {
    const { rig } = world;
    const scene = await ticketScene(rig);

    await rig.slack.slash('ada', '/createticket', '', rig.channel);
    await rig.slack.untilModal('ada', (modal) => modal.text.includes('Which event?'));
    await rig.slack.click('ada', 'modal', `choose:create-ticket:${scene.id}`);
    const form = await rig.slack.untilModal('ada', (modal) => modal.submit === 'Create');
    await submits(scene);

    expect(form.depth).toBe(2);
    expect(theItem(scene).fields['System.Tags']).toContain(scene.id);
  });

  test('an unknown ID names the nearest', async () => {
    const { rig } = world;
    const scene = await ticketScene(rig);

    await rig.slack.slash('ada', '/createticket', 'GH-ZZZZZ', rig.channel);
    const shown = await rig.slack.untilModal('ada', (modal) => modal.text.includes('Did you mean'));

    expect(shown.text).toContain(scene.id);
  });

  test('the shortcut opens the form on an announcement and on a reply in its thread', async () => {
    const { rig } = world;
    const scene = await ticketScene(rig);
    scene.incident.update({ status: 'identified', body: 'Found it.' });
    await rig.pass(2);

    for (const message of [theRoot(rig), ...replies(rig)]) {
      await rig.slack.messageShortcut('ada', message, 'create-ticket');
      const form = await rig.slack.untilModal('ada', (modal) => modal.submit === 'Create');
      expect(form.text).toContain(scene.id);
      await rig.slack.cancel('ada');
    }
    expect(replies(rig)).toHaveLength(1);
  });

  test('on a foreign message it says what it is for and lists the open events', async () => {
    const { rig } = world;
    const scene = await ticketScene(rig);
    const message = rig.slack.say('bert', rig.channel, 'Is it only me?');

    await rig.slack.messageShortcut('ada', message, 'create-ticket');
    const list = await rig.slack.untilModal('ada', (modal) => modal.text.includes(scene.id));

    expect(list.text).toMatch(/This shortcut is for my announcements/);
  });

  test('a guest is told who can, and nothing is made', async () => {
    const { rig } = world;
    const scene = await ticketScene(rig);
    rig.slack.user('gwen', { guest: true });

    await rig.slack.click('gwen', theRoot(rig), `create-ticket:${scene.id}`);
    const refused = await rig.slack.untilModal('gwen', (modal) => modal.text.includes('full members'));

    expect(refused.submit).toBeUndefined();
    expect(scene.boards.calls).toEqual([]);
  });

  test('where tickets are not set up there is no button, and the command names the missing settings', async () => {
    const { rig } = world;
    rig.slack.user('ada');
    await rig.start();
    rig.github.open({ name: 'Incident with Actions', impact: 'major', components: ['Actions'] });
    await rig.pass(2);
    const [event] = await rig.open();

    await rig.slack.slash('ada', '/createticket', event?.id ?? '', rig.channel);
    const told = await rig.slack.untilModal('ada', (modal) => modal.text.includes('not set up'));

    expect(told.text).toMatch(/ADO_ORG_URL, ADO_PROJECT and ADO_PAT/);
    expect(theRootText(rig)).not.toContain('Create ticket');
  });

  test('an ended event can still get a ticket, which stays open', async () => {
    const { rig } = world;
    const scene = await ticketScene(rig, { env: { ADO_CLOSE_ON_RESOLVE: 'true' } });
    scene.incident.resolve('Fixed.');
    await rig.pass(3);
    expect(await rig.open()).toEqual([]);

    await rig.slack.slash('ada', '/createticket', scene.id, rig.channel);
    await rig.slack.untilModal('ada', (modal) => modal.submit === 'Create');
    await submits(scene);
    await rig.pass(4);

    expect(theItem(scene).fields).toMatchObject({
      'System.State': 'New',
      'Microsoft.VSTS.TCM.ReproSteps': expect.stringMatching(/Status: Resolved after \d+ min/),
    });
    expect(commentsOf(theItem(scene))).toEqual([]);
    expect(theRootText(rig)).toMatch(/Open ticket 1/);
    expect(await rig.open()).toEqual([]);
  });
});

test('Home has the same button, and shows the ticket then', async () => {
  const { rig } = world;
  const scene = await ticketScene(rig);
  await rig.slack.openHome('ada');
  await rig.slack.untilHome('ada', ({ text }) => text.includes('Create ticket'));

  await rig.slack.click('ada', 'home', `create-ticket:${scene.id}`);
  await rig.slack.untilModal('ada', (modal) => modal.submit === 'Create');
  await submits(scene);
  await rig.pass(2);

  expect(theItem(scene).id).toBe(1);
  expect(rig.slack.home('ada')?.text).toContain('Open ticket 1');
});

test('a ticket of a simulated event says TEST in its title and tags, whatever somebody types', async () => {
  const { rig } = world;
  const boards = await rig.startBoards();
  await rig.start();
  rig.slack.user('ada');
  await rig.pass(1);
  await types(rig, '/testmodeon', '', /Test mode is on/);
  await rig.pass(2);
  const event = (await rig.open()).find(({ simulated }) => simulated);
  const id = event?.id ?? '';

  await rig.slack.slash('ada', '/createticket', id, rig.channel);
  const form = await rig.slack.untilModal('ada', (modal) => modal.submit === 'Create');
  await rig.slack.fill('ada', { 'ticket-title': 'All is red', 'ticket-tags': null });
  await rig.slack.submit('ada');
  await rig.pass(0.1);

  expect(form.text).toContain('TEST · ');
  expect(JSON.stringify(form.values)).toMatch(/TEST \[[^\]]+\] .*TEST: made up by test mode/s);
  expect(boards.items.map(({ fields }) => [fields['System.Title'], fields['System.Tags']])).toEqual([
    ['TEST All is red', `outage-bot; outage-bot-${id}; TEST`],
  ]);
});

describe('the form', () => {
  test.each([
    ['Basic', 'Issue', 'System.Description', undefined, undefined],
    ['Agile', 'Bug', 'Microsoft.VSTS.TCM.ReproSteps', 2, '2 - High'],
    ['Scrum', 'Bug', 'Microsoft.VSTS.TCM.ReproSteps', 2, '2 - High'],
  ] as const)(
    'of the %s process has and sends what its type %s has',
    async (process, type, told, priority, severity) => {
      const scene = await ticketScene(world.rig, { process });

      const form = await opensForm(scene);
      await submits(scene);

      expect(form.text.includes('Severity')).toBe(severity !== undefined);
      const { fields, type: made } = theItem(scene);
      expect(made).toBe(type);
      expect(fields[told]).toContain('Incident with Actions');
      expect(fields['Microsoft.VSTS.Common.Priority']).toBe(priority);
      expect(fields['Microsoft.VSTS.Common.Severity']).toBe(severity);
    },
  );

  test('follows another type, keeps what was typed, and sends what was chosen', async () => {
    const { rig } = world;
    const scene = await ticketScene(rig, { process: 'Scrum' });
    await opensForm(scene);
    await rig.slack.fill('ada', {
      'ticket-title': 'Builds are red',
      'ticket-assignee': 'ada@example.com',
      'ticket-area': 'Outages\\Platform',
      'ticket-iteration': 'Outages\\Sprint 1',
      'ticket-tags': 'builds; red, outage-bot',
      'ticket-priority': '1',
    });

    await rig.slack.click('ada', 'modal', `ticket-type:${scene.id}`, 'Product Backlog Item');
    const form = await rig.slack.untilModal('ada', (modal) => !modal.text.includes('Severity'));
    await submits(scene);

    expect(form.text).toContain('Priority');
    expect(theItem(scene)).toMatchObject({
      type: 'Product Backlog Item',
      fields: {
        'System.Title': 'Builds are red',
        'System.AssignedTo': 'ada@example.com',
        'System.AreaPath': 'Outages\\Platform',
        'System.IterationPath': 'Outages\\Sprint 1',
        'System.Tags': `builds; outage-bot; outage-bot-${scene.id}; red`,
        'Microsoft.VSTS.Common.Priority': 1,
      },
    });
  });

  test('searches areas where there are more than Slack lists, and takes those with long paths', async () => {
    const { rig } = world;
    const scene = await ticketScene(rig);
    const long = `Outages\\${'Deep '.repeat(40)}End`;
    scene.boards.rules.areas = [
      'Outages',
      ...Array.from({ length: 150 }, (_, i) => `Outages\\Team ${i}`),
      long,
    ];
    await opensForm(scene);

    const few = await rig.slack.type('ada', 'ticket-area', 'team 14');
    const found = await rig.slack.type('ada', 'ticket-area', 'deep');
    await rig.slack.fill('ada', { 'ticket-area': String(found.options[0]?.value) });
    await submits(scene);

    expect(few.options).toHaveLength(11);
    expect(theItem(scene).fields['System.AreaPath']).toBe(long);
  });

  test.each([
    ['spaces', '   '],
    ['what nobody sees', '\u200b\u202e\u2060'],
  ])('a title of nothing but %s is sent back', async (_, title) => {
    const { rig } = world;
    const scene = await ticketScene(rig);
    await opensForm(scene);
    await rig.slack.fill('ada', { 'ticket-title': title });

    await submits(scene);

    expect(rig.slack.modal('ada')?.errors).toEqual({ 'ticket-title': 'A ticket needs a title.' });
    expect(scene.boards.items).toEqual([]);
  });
});
