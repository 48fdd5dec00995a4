import { describe, expect, test } from '@jest/globals';
import {
  createsTicket,
  dies,
  opensForm,
  stopsAt,
  submits,
  type TicketScene,
  theItem,
  ticketScene,
} from './ticket-hands.ts';
import { FEW, replyTexts, theRoot, theRootText, useRig } from './use-rig.ts';

const world = useRig({ watched: FEW });

/** Requests that make a work item. */
const CREATE = /^POST .*\/_apis\/wit\/workItems\/\$/i;

/** How often the thread tells of a ticket. */
function tellings(): number {
  return replyTexts(world.rig).filter((text) => text.includes('created by')).length;
}

/** Presses Create and lets time pass meanwhile. */
async function submitsOver({ rig }: TicketScene, minutes: number, who = 'ada') {
  const submitting = rig.slack.submit(who);
  await rig.pass(minutes);
  return submitting;
}

describe('one event has one ticket', () => {
  test('when the envelope comes twice', async () => {
    const { rig } = world;
    const scene = await ticketScene(rig);
    await opensForm(scene);

    const submitting = rig.slack.submit('ada', { twice: true });
    await rig.pass(0.1);
    await submitting;

    expect(theItem(scene).id).toBe(1);
    expect(rig.slack.modal('ada')?.text).toMatch(/Ticket 1/);
    expect(tellings()).toBe(1);
  });

  test('when two people press within a millisecond: the second sees who is at it, and then the ticket', async () => {
    const { rig } = world;
    const scene = await ticketScene(rig);
    await Promise.all([opensForm(scene, 'ada'), opensForm(scene, 'bert')]);
    scene.boards.break({ slowMs: 5_000 }, { only: CREATE, times: 1 });

    const both = Promise.all([rig.slack.submit('ada'), rig.slack.submit('bert')]);
    await rig.pass(0.2);
    await both;

    const shown = ['ada', 'bert'].map((who) => rig.slack.modal(who)?.text ?? '');
    expect(theItem(scene).id).toBe(1);
    expect(shown.filter((text) => /^Ticket 1 created by/.test(text))).toHaveLength(1);
    expect(shown.filter((text) => /has a ticket already: Ticket 1, asked for by/.test(text))).toHaveLength(1);
    expect(tellings()).toBe(1);
  });

  test('when somebody asks while another attempt is under way', async () => {
    const { rig } = world;
    const scene = await ticketScene(rig);
    await opensForm(scene, 'ada');
    scene.boards.break({ slowMs: 20_000 }, { only: CREATE, times: 1 });
    await submitsOver(scene, 0.1, 'ada');

    await rig.slack.click('bert', theRoot(rig), `create-ticket:${scene.id}`);
    await rig.pass(0.05);
    const meanwhile = rig.slack.modal('bert')?.text;
    await rig.pass(0.5);

    expect(meanwhile).toMatch(/ada is creating the ticket of GH-\w{5} right now…/);
    expect(rig.slack.modal('bert')?.text).toMatch(/has a ticket already: Ticket 1, asked for by ada/);
    expect(rig.slack.modal('ada')?.text).toMatch(/^Ticket 1 created by ada/);
    expect(theItem(scene).id).toBe(1);
  });

  test('when two copies of the bot answer two people', async () => {
    const { rig } = world;
    const scene = await ticketScene(rig);
    await rig.start();
    await Promise.all([opensForm(scene, 'ada'), opensForm(scene, 'bert')]);

    const both = Promise.all([rig.slack.submit('ada'), rig.slack.submit('bert')]);
    await rig.pass(0.2);
    await both;
    await rig.pass(2);

    expect(theItem(scene).id).toBe(1);
    expect(tellings()).toBe(1);
  });

  test('pressing again says number, link and who', async () => {
    const { rig } = world;
    const scene = await ticketScene(rig);
    await createsTicket(scene);

    await rig.slack.slash('bert', '/createticket', scene.id, rig.channel);
    const shown = await rig.slack.untilModal('bert', (modal) => modal.text.includes('already'));

    expect(shown.text).toMatch(/GH-\w{5} has a ticket already: Ticket 1, asked for by ada/);
    expect(JSON.stringify(shown.blocks)).toContain('/_workitems/edit/1');
  });
});

describe('a crash', () => {
  test('before anything was sent frees the event once it is certain that nothing was made', async () => {
    const { rig } = world;
    const stop = stopsAt('ticket claimed');
    const scene = await ticketScene(rig, { crashpoint: stop.crashpoint });
    await opensForm(scene);
    await submitsOver(scene, 0.1);
    await dies(rig, scene.bot);
    expect(stop.stopped()).toBe(true);

    await rig.start();
    await rig.pass(5);

    expect(scene.boards.items).toEqual([]);
    expect((await rig.open())[0]?.ticket).toBeUndefined();
    await createsTicket(scene, 'bert');
    expect(theRootText(rig)).toContain('Open ticket 1');
  });

  test.each(['ticket created', 'ticket recorded'])(
    'at “%s” leaves one item, which is found again',
    async (point) => {
      const { rig } = world;
      const stop = stopsAt(point);
      const scene = await ticketScene(rig, { crashpoint: stop.crashpoint });
      await opensForm(scene);
      await submitsOver(scene, 0.1);
      await dies(rig, scene.bot);
      expect(stop.stopped()).toBe(true);

      await rig.start();
      await rig.pass(5);

      expect(theItem(scene).id).toBe(1);
      expect(theRootText(rig)).toContain('Open ticket 1');
      expect(tellings()).toBe(1);
      expect((await rig.open())[0]?.ticket).toMatchObject({ id: 1, by: { name: 'ada' } });
      expect((await rig.open())[0]?.ticket?.claim).toBeUndefined();
      expect((await rig.open())[0]?.ticket?.verifyAt).toBeUndefined();
    },
  );

  test('and somebody else who asks at once: they wait, and get the item that was made', async () => {
    const { rig } = world;
    const stop = stopsAt('ticket created');
    const scene = await ticketScene(rig, { crashpoint: stop.crashpoint });
    await Promise.all([opensForm(scene, 'ada'), opensForm(scene, 'bert')]);
    await submitsOver(scene, 0.1, 'ada');
    await dies(rig, scene.bot);

    await rig.start();
    await submitsOver(scene, 5, 'bert');

    expect(theItem(scene).id).toBe(1);
    expect(rig.slack.modal('bert')?.text).toMatch(/Ticket 1/);
  });

  test('of the event’s end and its ticket together: the ended event waits for its item', async () => {
    const { rig } = world;
    const stop = stopsAt('ticket created');
    const scene = await ticketScene(rig, { crashpoint: stop.crashpoint });
    await opensForm(scene);
    await submitsOver(scene, 0.1);
    await dies(rig, scene.bot);
    scene.incident.resolve('Fixed.');

    await rig.start();
    await rig.pass(6);

    expect(theItem(scene).comments).toHaveLength(1);
    expect(theRootText(rig)).toMatch(/Resolved after.*Open ticket 1/s);
    expect(await rig.open()).toEqual([]);
  });
});

describe('an answer that is lost', () => {
  test('after the item was made: it is found and shown as made', async () => {
    const { rig } = world;
    const scene = await ticketScene(rig);
    await opensForm(scene);
    scene.boards.break('lost-answer', { only: CREATE, times: 1 });

    await submitsOver(scene, 0.7);

    expect(rig.slack.modal('ada')?.text).toMatch(/^Ticket 1 created by ada/);
    expect(theItem(scene).id).toBe(1);
    expect(tellings()).toBe(1);
  });

  test('and may have been none: pressing again looks first, and a late duplicate is closed with a link', async () => {
    const { rig } = world;
    const scene = await ticketScene(rig);
    await opensForm(scene);
    await rig.slack.fill('ada', { 'ticket-title': 'Builds are red' });
    scene.boards.break('hang', { only: CREATE, times: 1 });
    await submitsOver(scene, 0.7);
    const failed = rig.slack.modal('ada');
    scene.boards.mend();

    await submits(scene);
    const late = scene.boards.write('Bug', {
      'System.Title': 'Builds are red',
      'System.Tags': `outage-bot; outage-bot-${scene.id}`,
    });
    await rig.pass(3);

    expect(failed?.text).toMatch(/gave no answer within 30 s.*I have looked/s);
    expect(scene.boards.items.map(({ id, fields }) => [id, fields['System.State']])).toEqual([
      [1, 'New'],
      [late.id, 'Closed'],
    ]);
    expect(scene.boards.items[1]?.relations).toEqual([
      { rel: 'System.LinkTypes.Duplicate-Reverse', url: expect.stringMatching(/workItems\/1$/) },
    ]);
    expect(theRootText(rig)).toContain('Open ticket 1');
    expect(tellings()).toBe(1);
  });

  test('and arrives late: what stands there when it is looked for becomes the ticket', async () => {
    const { rig } = world;
    const scene = await ticketScene(rig);
    await opensForm(scene);
    scene.boards.break('hang', { only: CREATE, times: 1 });
    await submitsOver(scene, 0.7);
    scene.boards.mend();
    scene.boards.write('Bug', {
      'System.Title': 'Late',
      'System.Tags': `outage-bot; outage-bot-${scene.id}`,
    });

    await rig.pass(3);

    expect(theItem(scene).fields['System.Title']).toBe('Late');
    expect(theRootText(rig)).toContain('Open ticket 1');
    expect(tellings()).toBe(1);
  });

  test('of an older item than the recorded one: the older is kept, the other closed', async () => {
    const { rig } = world;
    const scene = await ticketScene(rig);
    const older = scene.boards.write('Bug', { 'System.Title': 'Late' });
    await opensForm(scene);
    scene.boards.break('hang', { only: CREATE, times: 1 });
    await submitsOver(scene, 0.7);
    scene.boards.mend();
    await submits(scene);
    scene.boards.edit(older.id, { 'System.Tags': `outage-bot; outage-bot-${scene.id}` });

    await rig.pass(3);

    expect(scene.boards.items.map(({ fields }) => fields['System.State'])).toEqual(['New', 'Closed']);
    expect(theRootText(rig)).toContain(`Open ticket ${older.id}`);
    expect(replyTexts(rig).at(-1)).toMatch(/Ticket 1 \(2 is its duplicate\) created by ada/);
  });
});

test('a copy that sleeps over its claim creates nothing when it wakes', async () => {
  const { rig } = world;
  let wake: () => void = () => undefined;
  const asleep = new Promise<void>((resolve) => {
    wake = resolve;
  });
  let slept = false;
  const scene = await ticketScene(rig, {
    crashpoint(name) {
      if (name !== 'ticket claimed' || slept) return undefined;
      slept = true;
      return asleep;
    },
  });
  await Promise.all([opensForm(scene, 'ada'), opensForm(scene, 'bert')]);
  await submitsOver(scene, 1.5, 'ada');
  await submitsOver(scene, 0.1, 'bert');

  wake();
  await rig.pass(4);

  expect(theItem(scene).id).toBe(1);
  expect(rig.slack.modal('ada')?.text).toMatch(/took so long that no ticket was created|Ticket 1/);
  expect(theRootText(rig)).toContain('Open ticket 1');
});
