import { describe, expect, test } from '@jest/globals';
import type { BoardsFault } from '../standins/boards/index.ts';
import { commentsOf, createsTicket, opensForm, submits, theItem, ticketScene } from './ticket-hands.ts';
import { allClears, FEW, notices, replyTexts, theRoot, theRootText, useRig } from './use-rig.ts';

const world = useRig({ watched: FEW });

/** Requests that make a work item. */
const CREATE = /^POST .*\/_apis\/wit\/workItems\/\$/i;

const typed = {
  'ticket-title': 'Builds are red',
  'ticket-description': 'Everything stands still.\nSince ten.',
  'ticket-severity': '1 - Critical',
  'ticket-area': 'Outages\\Platform',
  'ticket-assignee': 'ada@example.com',
  'ticket-tags': 'builds',
};

describe('creating while Azure DevOps', () => {
  test('is slow: the form says so within Slack’s three seconds, and then the result', async () => {
    const { rig } = world;
    const scene = await ticketScene(rig);
    await opensForm(scene);
    scene.boards.break({ slowMs: 20_000 }, { only: CREATE });

    const submitting = rig.slack.submit('ada');
    await rig.pass(0.1);
    const meanwhile = rig.slack.modal('ada')?.text;
    const { acked, ackMs } = await submitting;
    await rig.pass(0.5);

    expect(meanwhile).toBe('Creating…');
    expect({ acked, inTime: ackMs < 3_000 }).toEqual({ acked: true, inTime: true });
    expect(rig.slack.modal('ada')?.text).toMatch(/^Ticket 1 created by ada/);
    expect(theItem(scene).id).toBe(1);
  });

  test.each<[string, BoardsFault, RegExp]>([
    ['does not take the token (203)', 'sign-in', /does not accept the bot's token.*set ADO_PAT/s],
    ['knows no such project (404)', 404, /knows no project Outages.*check ADO_ORG_URL, ADO_PROJECT/s],
    ['has a rule against it (400)', 'rule', /refused this: .*Cause/s],
    ['has trouble of its own (503)', 503, /problem of its own.*503.*I cannot look for it now/s],
    ['drops the connection', 'reset', /cannot be reached.*cannot look/s],
    ['is asked too often (429)', { status: 429, retryAfter: 60 }, /asked too often.*60 s.*Try again/s],
  ])('%s: what was typed stays, and pressing again makes one item', async (_how, fault, said) => {
    const { rig } = world;
    const scene = await ticketScene(rig);
    await opensForm(scene);
    await rig.slack.fill('ada', typed);
    scene.boards.break(fault);

    const submitting = rig.slack.submit('ada');
    await rig.pass(0.5);
    await submitting;
    const again = rig.slack.modal('ada');
    scene.boards.mend();
    await submits(scene);
    await rig.pass(0.2);

    expect(again?.submit).toBe('Create');
    expect(again?.text).toMatch(said);
    expect(theItem(scene).fields).toMatchObject({
      'System.Title': 'Builds are red',
      'Microsoft.VSTS.TCM.ReproSteps': expect.stringContaining('Everything stands still.<br>Since ten.'),
      'Microsoft.VSTS.Common.Severity': '1 - Critical',
      'System.AreaPath': 'Outages\\Platform',
      'System.AssignedTo': 'ada@example.com',
      'System.Tags': expect.stringContaining('builds'),
    });
    expect(theRootText(rig)).toContain('Open ticket 1');
  });

  test('names a field that it objects to, such as somebody it does not know', async () => {
    const { rig } = world;
    const scene = await ticketScene(rig);
    await opensForm(scene);
    await rig.slack.fill('ada', { 'ticket-assignee': 'nobody@example.com' });

    await submits(scene);

    expect(rig.slack.modal('ada')?.text).toMatch(/refused this: .*nobody@example\.com.*Assigned To/s);
    expect(scene.boards.items).toEqual([]);
  });

  test('fails after the person has closed the form: they get a direct message', async () => {
    const { rig } = world;
    const scene = await ticketScene(rig);
    await opensForm(scene);
    scene.boards.break('hang', { only: CREATE });
    const submitting = rig.slack.submit('ada');
    await rig.pass(0.1);
    await submitting;

    await rig.slack.cancel('ada');
    await rig.pass(1);

    const direct = rig.slack.workspace.directMessage(rig.slack.user('ada').id).id;
    expect(rig.slack.roots(direct).map((message) => rig.slack.plainText(message))).toEqual([
      expect.stringMatching(/Create ticket: Azure DevOps gave no answer within 30 s/),
    ]);
  });

  test('cannot even say what a ticket can be: the person is told what to do', async () => {
    const { rig } = world;
    const scene = await ticketScene(rig);
    scene.boards.setPat('another');

    await rig.slack.click('ada', theRoot(rig), `create-ticket:${scene.id}`);
    const told = await rig.slack.untilModal('ada', (modal) => modal.text.includes('ADO_PAT'));

    expect(told.text).toMatch(/does not accept the bot's token.*Nothing has been created/s);
  });
});

describe('while Azure DevOps is away', () => {
  test('Slack is told all the same, and the item catches up with one comment', async () => {
    const { rig } = world;
    const scene = await ticketScene(rig);
    await createsTicket(scene);
    scene.boards.break(503);
    scene.incident.update({ status: 'identified', body: 'Found it.' });
    await rig.pass(2);
    scene.incident.update({ status: 'monitoring', body: 'Mended it.' });
    await rig.pass(2);
    const told = replyTexts(rig).join('\n');

    scene.boards.mend();
    await rig.pass(6);

    expect(told).toMatch(/Found it\..*Mended it\./s);
    expect(commentsOf(theItem(scene)).join('\n')).toMatch(/Found it\..*Mended it\./s);
    expect(
      commentsOf(theItem(scene))
        .join('\n')
        .match(/Found it\./g),
    ).toHaveLength(1);
  });

  test('it is asked less and less often', async () => {
    const { rig } = world;
    const scene = await ticketScene(rig);
    await createsTicket(scene);
    scene.boards.break({ status: 429, retryAfter: 1 });
    scene.boards.calls.length = 0;
    scene.incident.update({ status: 'identified', body: 'Found it.' });

    await rig.pass(31);

    expect(scene.boards.calls.length).toBeGreaterThan(5);
    expect(scene.boards.calls.length).toBeLessThan(14);
  });

  test('operators are told once that it refuses us, and once that it works again', async () => {
    const { rig } = world;
    const scene = await ticketScene(rig);
    await createsTicket(scene);
    scene.boards.setPat('another');
    scene.incident.update({ status: 'identified', body: 'Found it.' });
    await rig.pass(15);
    const before = notices(rig);

    scene.boards.setPat('pat.Secret');
    await rig.pass(6);

    expect(before).toEqual([
      expect.stringMatching(/Tickets can neither be made nor kept up to date\..*ADO_PAT/s),
    ]);
    expect(allClears(rig)).toEqual([expect.stringMatching(/Azure DevOps takes tickets again/)]);
    expect(commentsOf(theItem(scene))).toHaveLength(1);
  });

  test('a new copy finds out that it works again, though nothing is owed', async () => {
    const { rig } = world;
    const scene = await ticketScene(rig);
    scene.boards.setPat('another');
    await rig.slack.click('ada', theRoot(rig), `create-ticket:${scene.id}`);
    await rig.slack.untilModal('ada', (modal) => modal.text.includes('ADO_PAT'));
    await rig.pass(1);
    expect(notices(rig)).toHaveLength(1);
    await scene.bot.stop();
    scene.boards.setPat('pat.Secret');

    await rig.start();
    await rig.pass(3);

    expect(allClears(rig)).toEqual([expect.stringMatching(/takes tickets again/)]);
  });
});
