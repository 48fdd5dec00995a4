import { describe, expect, test } from '@jest/globals';
import { commentsOf, createsTicket, theItem, ticketScene } from './ticket-hands.ts';
import { FEW, theRoot, theRootText, types, useRig } from './use-rig.ts';

const world = useRig({ watched: FEW });

describe('how Azure DevOps is stands in /botstatus and on Home', () => {
  test('a refused token, what to do and since when, until it is taken again', async () => {
    const { rig } = world;
    const scene = await ticketScene(rig);
    await rig.slack.openHome('ada');
    scene.boards.setPat('another');
    await rig.slack.click('ada', theRoot(rig), `create-ticket:${scene.id}`);
    await rig.slack.untilModal('ada', (modal) => modal.text.includes('ADO_PAT'));
    await rig.pass(2);

    const status = await types(rig, '/botstatus', '', /well/);
    const home = rig.slack.home('ada')?.text;
    scene.boards.setPat('pat.Secret');
    await rig.pass(3);

    expect(status).toMatch(/not well.*Tickets, since 2026-11-20 \d\d:\d\d UTC: .*set ADO_PAT/s);
    expect(home).toMatch(/Tickets, since .*set ADO_PAT/s);
    expect(await types(rig, '/botstatus')).toContain('Outage Bot is well');
    expect(rig.slack.home('ada')?.text).not.toContain('ADO_PAT');
  });

  test('updates that do not reach the item, and how many tickets wait', async () => {
    const { rig } = world;
    const scene = await ticketScene(rig);
    await createsTicket(scene);
    scene.boards.break(503);
    scene.incident.update({ status: 'identified', body: 'Found it.' });
    await rig.pass(6);

    const status = await types(rig, '/botstatus', '', /well/);
    scene.boards.mend();
    await rig.pass(6);

    expect(status).toMatch(/not well.*Tickets, since .*problem of its own.*1 ticket waits/s);
    expect(await types(rig, '/botstatus')).toContain('Outage Bot is well');
  });

  test('a follower that was refused finds out by itself that it is let in again', async () => {
    const { rig } = world;
    const scene = await ticketScene(rig);
    await rig.start();
    await rig.pass(0.5);
    const followers = async () => {
      const seen: string[] = [];
      for (let i = 0; i < 6; i++) seen.push(await types(rig, '/botstatus'));
      return seen.filter((status) => status.includes('another copy looks'));
    };
    scene.boards.setPat('another');
    for (let press = 0; press < 6; press++) {
      await rig.slack.slash('ada', '/createticket', scene.id, rig.channel);
      await rig.slack.untilModal('ada', (modal) => modal.text.includes('ADO_PAT'));
      await rig.slack.cancel('ada');
    }
    const refused = await followers();
    scene.boards.setPat('pat.Secret');

    await rig.pass(4);

    const mended = await followers();
    expect(refused[0]).toMatch(/Tickets, since/);
    expect(mended[0]).toMatch(/another copy looks/);
    expect(mended.join()).not.toMatch(/Tickets, since/);
  });

  test('what nobody has set up is named', async () => {
    const { rig } = world;
    rig.slack.user('ada');
    await rig.start();
    await rig.pass(2);

    await rig.slack.openHome('ada');
    const { text: home } = await rig.slack.untilHome('ada', ({ text }) => text.includes('Platforms'));
    const status = await types(rig, '/botstatus');

    const named = /Not set up: tickets in Azure DevOps, e-mail, posts on X/;
    expect(status).toMatch(named);
    expect(status).toContain('Outage Bot is well');
    expect(home).toMatch(named);
  });
});

test('an item that was deleted is said to be where its number stands: on the root and on Home', async () => {
  const { rig } = world;
  const scene = await ticketScene(rig);
  await createsTicket(scene);
  await rig.slack.openHome('ada');
  scene.boards.remove(1);

  scene.incident.update({ status: 'identified', body: 'Found it.' });
  await rig.pass(3);

  expect(theRootText(rig)).toMatch(/Ticket 1: It was deleted in Azure DevOps/);
  expect(rig.slack.home('ada')?.text).toMatch(/ticket 1: It was deleted in Azure DevOps/);
});

describe('an item that the bot has closed', () => {
  const env = { ADO_CLOSE_ON_RESOLVE: 'true' };

  test('is told to be closed still when the outage goes on, and nobody is blamed at its second end', async () => {
    const { rig } = world;
    const scene = await ticketScene(rig, { env });
    await createsTicket(scene);
    scene.incident.resolve('Fixed.');
    await rig.pass(3);

    scene.incident.reopen('It is back.');
    await rig.pass(4);
    scene.incident.update({ status: 'identified', body: 'Found it.' });
    await rig.pass(2);
    scene.incident.resolve('Fixed for good.');
    await rig.pass(3);

    const comments = commentsOf(theItem(scene));
    const ended = await rig.store.events.find('github', scene.id);
    expect(ended?.value.ticket?.trouble).toBeUndefined();
    expect(comments[1]).toMatch(/Open again, .*I closed this work item.*open it again by hand/s);
    expect(comments.slice(2).join()).not.toMatch(/by hand/);
  });

  test('is not taken for closed by somebody when the answer to the closing is lost', async () => {
    const { rig } = world;
    const scene = await ticketScene(rig, { env });
    await createsTicket(scene);
    scene.boards.break('cut', { only: /^PATCH /, times: 1 });

    scene.incident.resolve('Fixed.');
    await rig.pass(3);

    const ended = await rig.store.events.find('github', scene.id);
    expect(theItem(scene).fields['System.State']).toBe('Closed');
    expect(ended?.value.ticket).toMatchObject({ ended: true });
    expect(ended?.value.ticket?.trouble).toBeUndefined();
  });
});
