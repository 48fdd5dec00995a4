import { beforeEach, describe, expect, test } from '@jest/globals';
import type { IncidentHandle } from '../standins/platforms/statuspage.ts';
import type { StoredMessage } from '../standins/slack/index.ts';
import { FEW, replyTexts, shownInChannel, theRoot, theRootText, useRig } from './use-rig.ts';

const world = useRig({ watched: FEW });
let incident: IncidentHandle;
let root: StoredMessage;
let id: string;

beforeEach(async () => {
  const { rig } = world;
  rig.slack.user('ada');
  rig.slack.user('bob');
  const operator = rig.slack.user('olga');
  await rig.start({ env: { SLACK_OPERATORS: operator.id } });
  incident = rig.github.open({ name: 'Git is slow', impact: 'minor', components: ['Git Operations'] });
  await rig.pass(2);
  root = theRoot(rig);
  id = (await rig.open())[0]?.id ?? '';
});

/** Olga opens the modal from the root's menu, fills it and submits it. */
async function force({ reason = 'Not on our paths', again = 'if worse' } = {}): Promise<void> {
  const { rig } = world;
  await rig.slack.click('olga', root, `more:${id}`, 'force-resolve');
  await rig.slack.untilModal('olga', ({ submit }) => submit === 'Force resolve');
  await rig.slack.fill('olga', { reason, again });
  const { acked } = await rig.slack.submit('olga');
  expect(acked).toBe(true);
  await rig.slack.untilNoModal('olga');
  await rig.rest();
}

describe('a force-resolve', () => {
  test('ends the event here, with name and reason on the root and shown in the channel', async () => {
    const { rig } = world;

    await force();

    expect(theRootText(rig)).toMatch(/Force-resolved after 2? ?.*\(was minor\) · GitHub · Git is slow/);
    expect(theRootText(rig)).toMatch(/Force-resolved by olga: “Not on our paths”/);
    expect(theRootText(rig)).not.toMatch(/Acknowledge/);
    expect(shownInChannel(rig).at(-1)).toMatch(/Force-resolved .* by olga .*“Not on our paths”/s);
  });

  test('holds while the platform goes on, and when it ends there nothing more is said', async () => {
    const { rig } = world;
    await force();
    const said = [theRootText(rig), ...replyTexts(rig)];

    incident.update({ body: 'Still looking into it' });
    await rig.pass(20);
    incident.resolve();
    await rig.pass(20);

    expect([theRootText(rig).replace('\nUndo force-resolve', ''), ...replyTexts(rig)]).toEqual(
      said.map((text) => text.replace('\nUndo force-resolve', '')),
    );
    expect(await rig.open()).toEqual([]);
  });

  test('is over when it gets worse than it was, if that was chosen', async () => {
    const { rig } = world;
    await force({ again: 'if worse' });

    incident.setImpact('major');
    await rig.pass(2);

    expect(theRootText(rig)).toMatch(/Major, investigating · GitHub · Git is slow/);
    expect(shownInChannel(rig).at(-1)).toMatch(/Open again: worse than when it was force-resolved/);
    expect((await rig.open())[0]).toMatchObject({ severity: 'major' });
    expect((await rig.open())[0]?.forced).toBeUndefined();
  });

  test('holds however bad it gets, if that was chosen', async () => {
    const { rig } = world;
    await force({ again: 'never' });

    incident.setImpact('critical');
    await rig.pass(2);
    incident.resolve();
    await rig.pass(2);
    incident.reopen();
    await rig.pass(2);

    expect(theRootText(rig)).toMatch(/Force-resolved after/);
    expect(rig.slack.roots(rig.channel)).toHaveLength(1);
  });

  test('tells its reason without what cannot be seen or turns the text around', async () => {
    const { rig } = world;

    await force({ reason: 'Not\u202E on\u0007 our\u200B paths' });

    expect(theRootText(rig)).toMatch(/“Not on our paths”/);
    expect(shownInChannel(rig).at(-1)).toMatch(/“Not on our paths”/);
  });

  test('outlives a restart', async () => {
    const { rig } = world;
    const bot = await rig.start();
    await bot.stop();
    await force();

    await rig.start();
    await rig.pass(5);

    expect(theRootText(rig)).toMatch(/Force-resolved after/);
    expect(rig.slack.roots(rig.channel)).toHaveLength(1);
  });
});

describe('its undo', () => {
  test('within ten minutes opens the event again, as it was', async () => {
    const { rig } = world;
    await force();
    await rig.pass(5);

    await rig.slack.click('olga', theRoot(rig), `undo:${id}`);
    await rig.rest();

    expect(theRootText(rig)).toMatch(/Minor, investigating · GitHub · Git is slow/);
    expect(theRootText(rig)).toMatch(/\nAcknowledge\n/);
    expect(shownInChannel(rig).at(-1)).toMatch(/Force-resolve undone by olga/);
    incident.resolve();
    await rig.pass(2);
    expect(theRootText(rig)).toMatch(/^.*Resolved after/);
  });

  test('is not offered after that', async () => {
    const { rig } = world;
    await force();
    const early = theRoot(rig);
    await rig.pass(12);

    const press = await rig.slack.click('olga', early, `undo:${id}`);

    expect(theRootText(rig)).not.toMatch(/Undo/);
    await press.sees(/that can be undone for ten minutes/);
  });

  test('is for operators', async () => {
    const { rig } = world;
    await force();

    const press = await rig.slack.click('ada', theRoot(rig), `undo:${id}`);

    await press.sees(/Only operators can undo a force-resolve: .*olga/);
  });
});

describe('the modal', () => {
  test('is refused to others in words, from the menu and from the command', async () => {
    const { rig } = world;

    await rig.slack.click('ada', root, `more:${id}`, 'force-resolve');
    const fromMenu = await rig.slack.untilModal('ada', ({ text }) => text.includes('Only operators'));
    await rig.slack.cancel('ada');
    await rig.slack.slash('ada', '/forceresolve', id, rig.channel);
    const fromCommand = await rig.slack.untilModal('ada', ({ text }) => text.includes('Only operators'));

    expect(fromMenu.text).toBe('Only operators can force-resolve an event: olga.');
    expect(fromCommand.text).toBe(fromMenu.text);
  });

  test('opens by the command, whatever the case and the dash of the ID', async () => {
    const { rig } = world;

    await rig.slack.slash('olga', '/forceresolve', ` ${id.toLowerCase().replace('-', ' ')} `, rig.channel);

    expect(await rig.slack.untilModal('olga', ({ submit }) => submit !== undefined)).toMatchObject({
      text: expect.stringContaining(id),
    });
  });

  test('answers a wrong ID with the nearest, and one that has ended with when and by whom', async () => {
    const { rig } = world;
    const wrong = `${id.slice(0, -1)}${id.endsWith('Z') ? 'Y' : 'Z'}`;

    await rig.slack.slash('olga', '/forceresolve', wrong, rig.channel);
    const near = await rig.slack.untilModal('olga', ({ text }) => text.includes('Did you mean'));
    await rig.slack.cancel('olga');
    await force();
    await rig.slack.slash('olga', '/forceresolve', id, rig.channel);
    const ended = await rig.slack.untilModal('olga', ({ text }) => text.includes('force-resolved by'));

    expect(near.text).toContain(id);
    expect(ended.text).toMatch(/was force-resolved by \*?olga/);
  });

  test('without an ID lets one be chosen', async () => {
    const { rig } = world;

    await rig.slack.slash('olga', '/forceresolve', '', rig.channel);
    await rig.slack.untilModal('olga', ({ text }) => text.includes('Git is slow'));
    await rig.slack.click('olga', 'modal', `choose:force-resolve:${id}`);

    expect(await rig.slack.untilModal('olga', ({ submit }) => submit !== undefined)).toMatchObject({
      depth: 2,
    });
  });

  test('comes back with what was typed when Slack does not tell who submits it, and goes through then', async () => {
    const { rig } = world;
    await rig.slack.click('olga', root, `more:${id}`, 'force-resolve');
    await rig.slack.untilModal('olga', ({ submit }) => submit !== undefined);
    await rig.slack.fill('olga', { reason: 'A long and careful reason', again: 'never' });
    await rig.pass(61);
    rig.slack.faults.add({ method: 'users.info', how: { error: 'internal_error' } });

    await rig.slack.submit('olga');
    const again = await rig.slack.untilModal('olga', ({ text }) => text.includes('who you are'));
    await rig.slack.submit('olga');
    await rig.slack.untilNoModal('olga');

    expect(again.submit).toBe('Force resolve');
    expect(JSON.stringify(again.values)).toMatch(/A long and careful reason.*never/);
    expect((await rig.store.events.find('github', id))?.value.forced).toMatchObject({ again: 'never' });
  });

  test('takes no reason in which nothing can be read', async () => {
    const { rig } = world;
    await rig.slack.click('olga', root, `more:${id}`, 'force-resolve');
    await rig.slack.untilModal('olga', ({ submit }) => submit !== undefined);
    await rig.slack.fill('olga', { reason: '\u200B\u2060\u200B' });

    await rig.slack.submit('olga');

    expect(rig.slack.modal('olga')?.errors).toEqual({ reason: 'Say why, in a few words.' });
    expect((await rig.open())[0]?.ending).toBeUndefined();
  });

  test('says it when the event has ended between opening and submitting', async () => {
    const { rig } = world;
    await rig.slack.click('olga', root, `more:${id}`, 'force-resolve');
    await rig.slack.untilModal('olga', ({ submit }) => submit !== undefined);
    incident.resolve();
    await rig.pass(2);

    await rig.slack.fill('olga', { reason: 'Too late' });
    await rig.slack.submit('olga');

    expect(await rig.slack.untilModal('olga', ({ text }) => text.includes('has ended'))).toBeDefined();
  });
});

describe('the message shortcut', () => {
  test('on the root and on any message of its thread opens the modal for that event', async () => {
    const { rig } = world;
    incident.update({ body: 'Found it' });
    await rig.pass(2);
    const [reply] = rig.slack.thread(rig.channel, root.ts);
    if (!reply) throw new Error('no reply');
    const remark = rig.slack.say('ada', rig.channel, 'Is it us?', root.ts);

    for (const message of [root, reply, remark]) {
      await rig.slack.messageShortcut('olga', message, 'force-resolve');
      const modal = await rig.slack.untilModal('olga', ({ submit }) => submit !== undefined);
      expect(modal.text).toContain(id);
      await rig.slack.cancel('olga');
    }
  });

  test('on a foreign message says what it is for and lists the open events', async () => {
    const { rig } = world;
    const foreign = rig.slack.say('ada', rig.channel, 'Lunch?');

    await rig.slack.messageShortcut('olga', foreign, 'force-resolve');
    const modal = await rig.slack.untilModal('olga', ({ text }) => text.includes('Git is slow'));

    expect(modal.text).toMatch(/This shortcut is for my announcements/);
    await rig.slack.click('olga', 'modal', `choose:force-resolve:${id}`);
    expect(await rig.slack.untilModal('olga', ({ submit }) => submit !== undefined)).toBeDefined();
  });
});
