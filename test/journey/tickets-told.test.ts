import { describe, expect, test } from '@jest/globals';
import { commentsOf, createsTicket, dies, stopsAt, theItem, ticketScene } from './ticket-hands.ts';
import { FEW, replyTexts, theRoot, theRootText, useRig } from './use-rig.ts';

const world = useRig({ watched: FEW });

describe('what happens is told in the item', () => {
  test('changes that people and the platform make, each once', async () => {
    const { rig } = world;
    const scene = await ticketScene(rig);
    await createsTicket(scene);

    await rig.slack.click('bert', theRoot(rig), `acknowledge:${scene.id}`);
    await rig.pass(1);
    scene.incident.setImpact('critical');
    await rig.pass(2);
    scene.incident.setImpact('minor');
    await rig.pass(2);

    expect(commentsOf(theItem(scene)).map((text) => text.split('\n')[0])).toEqual([
      expect.stringMatching(/^Acknowledged by bert, /),
      expect.stringMatching(/^Worse: major → critical, /),
      expect.stringMatching(/^Eased: critical → minor, /),
    ]);
  });

  test('what came between the opening of the form and its submission', async () => {
    const { rig } = world;
    const scene = await ticketScene(rig);
    await rig.slack.click('ada', theRoot(rig), `create-ticket:${scene.id}`);
    await rig.slack.untilModal('ada', (modal) => modal.submit === 'Create');
    scene.incident.update({ status: 'identified', body: 'Found it.' });
    await rig.pass(2);

    await rig.slack.submit('ada');
    await rig.pass(1);

    expect(commentsOf(theItem(scene))).toEqual([expect.stringMatching(/^Identified, .*\nFound it\./)]);
  });

  test('words from outside mean nothing to Azure DevOps', async () => {
    const { rig } = world;
    const scene = await ticketScene(rig);
    await createsTicket(scene);

    scene.incident.update({ status: 'identified', body: 'A &lt;script&gt;alert(1)&lt;/script&gt; & more' });
    await rig.pass(2);

    expect(theItem(scene).comments[0]?.text).not.toMatch(/<script/);
  });

  test('the end closes it where that is set', async () => {
    const { rig } = world;
    const scene = await ticketScene(rig, { env: { ADO_CLOSE_ON_RESOLVE: 'true' } });
    await createsTicket(scene);

    scene.incident.resolve('Fixed.');
    await rig.pass(3);

    expect(theItem(scene).fields['System.State']).toBe('Closed');
    expect(commentsOf(theItem(scene)).at(-1)).toMatch(/Resolved after \d+ min/);
    expect(await rig.open()).toEqual([]);
  });

  test('the end brings it into the state that is set', async () => {
    const { rig } = world;
    const scene = await ticketScene(rig, { env: { ADO_CLOSE_ON_RESOLVE: 'Resolved' } });
    await createsTicket(scene);

    scene.incident.resolve('Fixed.');
    await rig.pass(3);

    expect(theItem(scene).fields['System.State']).toBe('Resolved');
  });

  test('a state that its type does not have is noted and not tried for ever', async () => {
    const { rig } = world;
    const scene = await ticketScene(rig, { env: { ADO_CLOSE_ON_RESOLVE: 'Buried' } });
    await createsTicket(scene);

    scene.incident.resolve('Fixed.');
    await rig.pass(3);

    expect(await rig.open()).toEqual([]);
    const ended = await rig.store.events.find('github', scene.id);
    expect(ended?.value.ticket?.trouble).toMatch(/has no state Buried.*ADO_CLOSE_ON_RESOLVE/s);
  });

  test('a force-resolve with its reason and its undoing, and the item is not closed too early', async () => {
    const { rig } = world;
    const scene = await ticketScene(rig, { env: { ADO_CLOSE_ON_RESOLVE: 'true' } });
    await createsTicket(scene);
    const force = async () => {
      await rig.slack.click('bert', theRoot(rig), `more:${scene.id}`, 'force-resolve');
      await rig.slack.untilModal('bert', ({ submit }) => submit === 'Force resolve');
      await rig.slack.fill('bert', { reason: 'Not on our paths' });
      await rig.slack.submit('bert');
    };

    await force();
    await rig.pass(2);
    await rig.slack.click('bert', theRoot(rig), `undo:${scene.id}`);
    await rig.pass(2);
    const undone = theItem(scene).fields['System.State'];
    await force();
    await rig.pass(12);

    expect(commentsOf(theItem(scene))).toEqual([
      expect.stringMatching(/^Force-resolved after \d+ min by bert, .*:\n“Not on our paths”/),
      expect.stringMatching(/^Force-resolve undone by bert, /),
      expect.stringMatching(/^Force-resolved after \d+ min by bert, .*:\n“Not on our paths”/),
    ]);
    expect(undone).toBe('New');
    expect(theItem(scene).fields['System.State']).toBe('Closed');
  });

  test('a reopening, and the end after it', async () => {
    const { rig } = world;
    const scene = await ticketScene(rig);
    await createsTicket(scene);
    scene.incident.resolve('Fixed.');
    await rig.pass(3);

    scene.incident.reopen('It is back.');
    await rig.pass(4);

    const comments = commentsOf(theItem(scene));
    expect(comments).toHaveLength(2);
    expect(comments[1]).toMatch(/It is back\..*Open again, /s);
    expect((await rig.open())[0]?.ticket?.ended).toBeUndefined();
    scene.incident.resolve('Fixed for good.');
    await rig.pass(3);
    expect(commentsOf(theItem(scene))[2]).toMatch(/Fixed for good\..*Resolved after/s);
  });

  test('a deleted item is noted, and nothing is tried for ever', async () => {
    const { rig } = world;
    const scene = await ticketScene(rig);
    await createsTicket(scene);
    scene.boards.remove(1);
    scene.incident.update({ status: 'identified', body: 'Found it.' });
    await rig.pass(2);
    scene.boards.calls.length = 0;
    scene.incident.resolve('Fixed.');

    await rig.pass(5);

    expect(scene.boards.calls).toEqual([]);
    expect(theRootText(rig)).toMatch(/Resolved after/);
    expect(await rig.open()).toEqual([]);
    const ended = await rig.store.events.find('github', scene.id);
    expect(ended?.value.ticket).toMatchObject({ gone: true, trouble: expect.stringMatching(/deleted/) });
  });

  test('an item that a person closed takes comments, and its end is noted', async () => {
    const { rig } = world;
    const scene = await ticketScene(rig, { env: { ADO_CLOSE_ON_RESOLVE: 'true' } });
    await createsTicket(scene);
    scene.boards.edit(1, { 'System.State': 'Closed' });

    scene.incident.resolve('Fixed.');
    await rig.pass(3);

    expect(commentsOf(theItem(scene))).toHaveLength(1);
    const ended = await rig.store.events.find('github', scene.id);
    expect(ended?.value.ticket).toMatchObject({
      ended: true,
      trouble: expect.stringMatching(/closed before/),
    });
    expect(await rig.open()).toEqual([]);
  });
});

describe('no comment is doubled', () => {
  test.each(['ticket commented'])('by a crash at “%s”', async (point) => {
    const { rig } = world;
    const stop = stopsAt(point);
    const scene = await ticketScene(rig, { crashpoint: stop.crashpoint });
    await createsTicket(scene);
    scene.incident.update({ status: 'identified', body: 'Found it.' });
    await rig.pass(1);
    await dies(rig, scene.bot);
    expect(stop.stopped()).toBe(true);

    await rig.start();
    await rig.pass(3);

    expect(commentsOf(theItem(scene))).toEqual([expect.stringMatching(/Found it\./)]);
    expect(replyTexts(rig).join('\n')).toMatch(/Found it\./);
    expect((await rig.open())[0]?.ticket?.claim).toBeUndefined();
  });

  test('by an answer that was lost', async () => {
    const { rig } = world;
    const scene = await ticketScene(rig);
    await createsTicket(scene);
    scene.boards.break('cut', { only: /^POST .*\/comments/i, times: 1 });

    scene.incident.update({ status: 'identified', body: 'Found it.' });
    await rig.pass(3);
    scene.incident.resolve('Fixed.');
    await rig.pass(3);

    expect(commentsOf(theItem(scene))).toHaveLength(2);
    expect(await rig.open()).toEqual([]);
  });

  test('by two copies that see the same news', async () => {
    const { rig } = world;
    const scene = await ticketScene(rig);
    await createsTicket(scene);
    await rig.start();

    scene.incident.update({ status: 'identified', body: 'Found it.' });
    await rig.pass(3);
    await rig.slack.click('bert', theRoot(rig), `acknowledge:${scene.id}`);
    await rig.pass(3);

    expect(commentsOf(theItem(scene))).toHaveLength(2);
  });
});
