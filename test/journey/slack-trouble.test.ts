import { describe, expect, test } from '@jest/globals';
import {
  allClears,
  FEW,
  notices,
  replies,
  replyTexts,
  rootTexts,
  shownInChannel,
  theRoot,
  theRootText,
  useRig,
} from './use-rig.ts';

const world = useRig({ watched: FEW });

/** GitHub is watched by one copy of the bot. */
async function watched() {
  const { rig } = world;
  const bot = await rig.start();
  await rig.pass(2);
  return { rig, bot };
}

function openOn({ github }: typeof world.rig, name = 'Incident with Actions') {
  return github.open({ name, impact: 'minor', components: ['Actions'], body: 'Looking.' });
}

describe.each([
  'reset',
  { status: 500 },
  { status: 503 },
  { error: 'internal_error' },
  { error: 'fatal_error' },
] as const)('an answer lost by %j', (how) => {
  test.each(['before', 'after'] as const)('%s the effect: the root is there once', async (when) => {
    const { rig } = await watched();
    rig.slack.faults.add({ method: 'chat.postMessage', times: 1, when, how });
    openOn(rig);

    await rig.pass(4);

    expect(theRootText(rig)).toMatch(/Incident with Actions/);
  });

  test.each(['before', 'after'] as const)('%s the effect: each reply is there once', async (when) => {
    const { rig } = await watched();
    const incident = openOn(rig);
    await rig.pass(2);
    rig.slack.faults.add({ method: /chat\.(postMessage|update)/, times: 2, when, how });

    incident.update({ impact: 'major', body: 'It is worse.' });
    await rig.pass(5);
    incident.resolve('Fixed.');
    await rig.pass(5);

    expect(theRootText(rig)).toMatch(/Resolved after.*was major.*Fixed\./s);
    expect(
      replyTexts(rig)
        .join('\n')
        .match(/It is worse\./g),
    ).toHaveLength(1);
    expect(shownInChannel(rig)).toHaveLength(2);
    expect(await rig.open()).toEqual([]);
  });
});

test('a message that turns up twice all the same is found two minutes later and taken away', async () => {
  const { rig } = await watched();
  rig.slack.faults.add({ method: 'chat.postMessage', times: 1, when: 'after', how: 'reset' });
  // For a while the history does not show what was posted.
  const hidden = rig.slack.faults.add({
    method: 'conversations.history',
    times: 1,
    how: { error: 'internal_error' },
  });
  openOn(rig);

  await rig.pass(6);

  expect(hidden.hits).toBe(1);
  expect(theRootText(rig)).toMatch(/Incident with Actions/);
  const [event] = await rig.open();
  expect(event?.announcements[0]).not.toHaveProperty('verifyAt');
  expect(event?.announcements[0]?.ts).toBe(theRoot(rig).ts);
});

test('metadata dropped by Slack: found again by block_id', async () => {
  const { rig } = await watched();
  rig.slack.dropMetadata = true;
  rig.slack.faults.add({ method: 'chat.postMessage', times: 1, when: 'after', how: 'reset' });
  const incident = openOn(rig);
  await rig.pass(4);
  rig.slack.faults.add({ method: 'chat.postMessage', times: 1, when: 'after', how: 'reset' });
  incident.update({ body: 'News.' });
  await rig.pass(4);

  expect(theRootText(rig)).toMatch(/News\./);
  expect(replies(rig)).toHaveLength(1);
});

test('rate limits: all is told in time, nothing twice', async () => {
  const { rig } = await watched();
  rig.slack.faults.add({ method: 'chat.postMessage', times: 3, how: 'ratelimited', retryAfter: 7 });
  for (let i = 0; i < 12; i++) openOn(rig, `Incident ${i}`);

  await rig.pass(3);

  const told = rootTexts(rig).map((text) => text.match(/Incident \d+/)?.[0]);
  expect(new Set(told).size).toBe(12);
  expect(told).toHaveLength(12);
});

test('Slack away for a quarter of an hour: afterwards the present state of each event, not a backlog', async () => {
  const { rig } = await watched();
  const told = openOn(rig, 'Told before');
  await rig.pass(2);
  await rig.slack.down(true);
  const brief = openOn(rig, 'Opened and ended meanwhile');
  await rig.pass(5);
  brief.resolve('Gone.');
  told.update({ impact: 'major', body: 'Worse.' });
  openOn(rig, 'Still open');
  await rig.pass(10);

  await rig.slack.down(false);
  await rig.pass(3);

  expect(rootTexts(rig)).toHaveLength(3);
  expect(rootTexts(rig)).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/Major, investigating .*Told before/),
      expect.stringMatching(/Resolved after 5 min .*Opened and ended meanwhile/),
      expect.stringMatching(/Minor, investigating .*Still open/),
    ]),
  );
});

test('a root is deleted by a person: not posted again, and the event goes its way', async () => {
  const { rig } = await watched();
  const incident = openOn(rig);
  await rig.pass(2);
  rig.slack.deleteByPerson(rig.channel, theRoot(rig).ts);

  incident.update({ body: 'News.' });
  await rig.pass(3);
  incident.resolve('Fixed.');
  await rig.pass(3);

  expect(rootTexts(rig)).toEqual([]);
  expect(await rig.open()).toEqual([]);
});

test.each([
  ['archived', 'archive', 'unarchive', /archived/],
  ['closed to the bot', 'kick', 'invite', /not a member/],
] as const)(
  'a channel that is %s: operators are told once, all catches up when it is back',
  async (_what, shut, open, why) => {
    const { rig } = await watched();
    const incident = openOn(rig);
    // Nothing is owed of this one, which says nothing about the channel.
    rig.snowflake.open({ name: 'A calm one', impact: 'minor' });
    await rig.pass(2);
    rig.slack[shut](rig.channel);
    incident.update({ body: 'News.' });
    openOn(rig, 'Another one');
    await rig.pass(15);
    expect(notices(rig)).toEqual([expect.stringMatching(why)]);
    expect(notices(rig)).not.toEqual([expect.stringMatching(/Over after/)]);

    rig.slack[open](rig.channel);
    await rig.pass(5);

    expect(rootTexts(rig)).toEqual([
      expect.stringMatching(/News\./),
      expect.stringMatching(/A calm one/),
      expect.stringMatching(/Another one/),
    ]);
    expect(notices(rig)).toEqual([expect.stringMatching(/Over after/)]);
  },
);

describe.each([
  ['archived', 'archive', 'unarchive'],
  ['closed to the bot', 'kick', 'invite'],
] as const)('a channel that is %s stays so for operators', (_what, shut, open) => {
  test.each(['is restarted', 'hands over to another copy'])('when the bot %s', async (how) => {
    const { rig, bot } = await watched();
    if (how === 'hands over to another copy') await rig.start();
    const incident = openOn(rig);
    await rig.pass(2);
    rig.slack[shut](rig.channel);
    incident.update({ body: 'News.' });
    await rig.pass(3);

    await bot.stop();
    if (how === 'is restarted') await rig.start();
    await rig.pass(5);
    const during = notices(rig);
    rig.slack[open](rig.channel);
    await rig.pass(5);

    expect(during).toEqual([expect.stringMatching(/^(?!.*Over after).*cannot be told/s)]);
    expect(notices(rig)).toEqual([expect.stringMatching(/Over after/)]);
    expect(allClears(rig)).toHaveLength(1);
    expect(theRootText(rig)).toMatch(/News\./);
  });
});

test('a bot that was not invited when it started: told once, over as soon as it is', async () => {
  const { rig } = world;
  rig.slack.kick(rig.channel);
  await rig.start();
  await rig.pass(3);
  expect(notices(rig)).toEqual([expect.stringMatching(/not a member/)]);

  rig.slack.invite(rig.channel);
  await rig.pass(3);

  expect(notices(rig)).toEqual([expect.stringMatching(/Over after/)]);
});

test('an incident with an endless id is told, and so are the others of its page', async () => {
  const { rig } = await watched();
  rig.github.open({ id: 'x'.repeat(40_000), name: 'With an endless id', impact: 'minor' });
  openOn(rig);

  await rig.pass(3);

  expect(rootTexts(rig).join()).toMatch(/Incident with Actions/);
  expect(rootTexts(rig).join()).toMatch(/With an endless id/);
});

test('blocks that Slack will not have: the words alone are told', async () => {
  const { rig } = await watched();
  rig.slack.faults.add({ method: 'chat.postMessage', times: 1, how: { error: 'invalid_blocks' } });
  openOn(rig);

  await rig.pass(2);

  expect(theRootText(rig)).toMatch(/Minor, investigating: GitHub: Incident with Actions/);
});

describe('two copies of the bot', () => {
  test('tell one incident once, whoever looks', async () => {
    const { rig } = await watched();
    await rig.start();
    const incident = openOn(rig);
    await rig.pass(3);
    await rig.slack.slash(rig.slack.user('ada'), '/manualcheck', 'github', rig.channel);
    incident.update({ body: 'News.' });
    await rig.slack.slash(rig.slack.user('ada'), '/manualcheck', 'github', rig.channel);
    await rig.pass(3);

    expect(theRootText(rig)).toMatch(/News\./);
    expect(replies(rig)).toHaveLength(1);
  });
});
