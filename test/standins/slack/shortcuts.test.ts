import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { manualClock } from '../../manual-clock.ts';
import { type LoopbackSlack, startLoopbackSlack } from './index.ts';
import { isObject, type JsonObject } from './json.ts';
import { call, connect, postJson, type RawSocket } from './raw-client.ts';

const clock = manualClock();
let slack: LoopbackSlack;
let channel: string;
let socket: RawSocket;

beforeEach(async () => {
  slack = await startLoopbackSlack({ clock });
  channel = slack.channel('outages');
  socket = await connect(slack);
});

afterEach(() => slack.close());

async function received(type = 'interactive'): Promise<JsonObject> {
  const envelope = await socket.next(type);
  socket.ack(envelope);
  return isObject(envelope.payload) ? envelope.payload : {};
}

test('a message shortcut comes with the message and where it stands', async () => {
  const message = slack.say('bert', 'outages', 'GitHub is slow');
  const taking = slack.messageShortcut('anna', message, 'declare');
  const payload = await received();

  expect(await taking).toMatchObject({ sent: true, acked: true });
  expect(payload).toEqual({
    type: 'message_action',
    token: expect.any(String),
    action_ts: expect.any(String),
    team: { id: slack.teamId, domain: 'loopback' },
    enterprise: null,
    is_enterprise_install: false,
    user: { id: slack.user('anna').id, username: 'anna', name: 'anna', team_id: slack.teamId },
    channel: { id: channel, name: 'outages' },
    callback_id: 'declare',
    trigger_id: expect.any(String),
    response_url: expect.stringMatching(/^http/),
    message_ts: message.ts,
    message: expect.objectContaining({ type: 'message', ts: message.ts, text: 'GitHub is slow' }),
  });
  expect(payload.message).not.toHaveProperty('channel');
});

test('a message shortcut works where the bot is not, and posting there does not', async () => {
  const secret = slack.channel('secret');
  slack.makePrivate(secret);
  slack.kick(secret);
  const taking = slack.messageShortcut('anna', slack.say('bert', secret, 'psst'), 'declare');
  const payload = await received();
  const result = await taking;

  expect(payload).toMatchObject({ channel: { id: secret, name: 'privategroup' }, message: { text: 'psst' } });
  expect(await call(slack, 'chat.postMessage', { channel: secret, text: 'x' })).toMatchObject({
    error: 'channel_not_found',
  });
  await postJson(String(payload.response_url), { text: 'seen' });
  expect(result.seen()).toEqual(['seen']);
});

test('an ephemeral message has no shortcuts', async () => {
  await call(slack, 'chat.postEphemeral', { channel, user: slack.user('anna').id, text: 'only you' });
  const [shown] = slack.ephemerals('anna');
  if (!shown) throw new Error('nothing is shown');

  await expect(slack.messageShortcut('anna', shown, 'declare')).rejects.toThrow('has no shortcuts');
});

test('a global shortcut comes without channel, message and response_url', async () => {
  const taking = slack.globalShortcut('anna', 'declare');
  const payload = await received();
  await taking;

  expect(payload).toEqual({
    type: 'shortcut',
    token: expect.any(String),
    action_ts: expect.any(String),
    team: { id: slack.teamId, domain: 'loopback' },
    enterprise: null,
    is_enterprise_install: false,
    user: { id: slack.user('anna').id, username: 'anna', name: 'anna', team_id: slack.teamId },
    callback_id: 'declare',
    trigger_id: expect.any(String),
  });
});

test('every interaction has a trigger of its own', async () => {
  const triggers = new Set<unknown>();
  for (const who of ['anna', 'anna', 'bert']) {
    const taking = slack.globalShortcut(who, 'declare');
    triggers.add((await received()).trigger_id);
    await taking;
  }

  expect(triggers.size).toBe(3);
});

test('a shortcut that nobody takes in time is an error for the person', async () => {
  const taking = slack.globalShortcut('anna', 'declare');
  await socket.next('interactive');
  await clock.advance(3000);

  expect(await taking).toMatchObject({ acked: false, error: 'Slack could not reach the app (timeout)' });
  expect(slack.violations).toEqual(['interactive shortcut was not acknowledged within 3 seconds']);
});

test('a shortcut and a command may come twice, exactly alike', async () => {
  const taking = slack.globalShortcut('anna', 'declare', { twice: true });
  const typing = slack.slash('anna', '/outage', '', channel, { twice: true });
  for (const type of ['interactive', 'slash_commands']) {
    const [first, second] = [await socket.next(type), await socket.next(type)];
    expect(second).toEqual(first);
    socket.ack(first);
  }

  expect(await Promise.all([taking, typing])).toMatchObject([{ acked: true }, { acked: true }]);
});

test('who has left and who is a machine can do nothing, who is a guest or a stranger can', async () => {
  slack.user('zoe', { deleted: true });
  slack.user('rob', { bot: true });
  slack.user('gus', { guest: true });
  slack.user('sven', { stranger: true });

  await expect(slack.globalShortcut('zoe', 'declare')).rejects.toThrow('zoe can do nothing');
  await expect(slack.globalShortcut('rob', 'declare')).rejects.toThrow('rob can do nothing');
  for (const [who, team_id] of [
    ['gus', slack.teamId],
    ['sven', 'T0STRANGERS'],
  ] as const) {
    const taking = slack.globalShortcut(who, 'declare');
    expect((await received()).user).toMatchObject({ username: who, team_id });
    await taking;
  }
});
