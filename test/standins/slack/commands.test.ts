import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { manualClock } from '../../manual-clock.ts';
import { type LoopbackSlack, type StoredMessage, startLoopbackSlack } from './index.ts';
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

/** Somebody types a command; the app acknowledges it with this. */
async function typed(text = '', ack?: JsonObject) {
  const typing = slack.slash('anna', '/listevents', text, channel);
  const payload = await received('slash_commands', ack);
  return { result: await typing, payload, url: String(payload.response_url) };
}

async function received(type: string, ack?: JsonObject): Promise<JsonObject> {
  const envelope = await socket.next(type);
  socket.ack(envelope, ack);
  return isObject(envelope.payload) ? envelope.payload : {};
}

test('a command comes with everything that Slack sends', async () => {
  const { payload } = await typed('github');

  expect(payload).toEqual({
    token: expect.any(String),
    team_id: slack.teamId,
    team_domain: 'loopback',
    channel_id: channel,
    channel_name: 'outages',
    user_id: slack.user('anna').id,
    user_name: 'anna',
    command: '/listevents',
    text: 'github',
    api_app_id: slack.appId,
    is_enterprise_install: 'false',
    response_url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/response\/\w+$/),
    trigger_id: expect.any(String),
  });
});

test('what is typed comes escaped', async () => {
  slack.user('bert');
  const { payload } = await typed('<b> & @bert #outages');

  expect(payload.text).toBe(`&lt;b&gt; &amp; <@${slack.user('bert').id}|bert> <#${channel}|outages>`);
});

test('an ack may carry the answer', async () => {
  const { result } = await typed('', { text: 'nothing is *down*' });
  const { result: loud } = await typed('', { response_type: 'in_channel', text: 'all is well' });

  expect(result.seen()).toEqual(['nothing is down']);
  expect(result.responses).toEqual([]);
  expect(slack.ephemerals('anna', channel)).toMatchObject([{ text: 'nothing is *down*' }]);
  expect(loud.seen()).toEqual(['all is well']);
  expect(slack.roots(channel)).toMatchObject([{ text: 'all is well' }]);
});

test('a bad answer in an ack is an error for the person and a mistake of the app', async () => {
  const { result } = await typed('', { text: 'x', blocks: [{ type: 'else' }] });

  expect(result.seen()).toEqual(['the command failed with the error "invalid_blocks"']);
  expect(slack.violations).toEqual([
    'ack of a command: invalid_blocks (unsupported type: else [json-pointer:/blocks/0])',
  ]);
});

test('answers through the response_url are seen by the one who asked', async () => {
  const { result, url } = await typed();
  const answered = await postJson(url, { response_type: 'ephemeral', text: 'GH-1' });

  expect(answered).toMatchObject({ status: 200, ok: true });
  expect(await result.next()).toMatchObject({ text: 'GH-1', responseType: 'ephemeral' });
  expect(result.seen()).toEqual(['GH-1']);
  expect(slack.ephemerals('bert')).toEqual([]);
  expect(slack.history(channel)).toEqual([]);
  expect(slack.violations).toEqual([]);
});

test('waits for the response that fits, and gives each once', async () => {
  const { result, url } = await typed();
  const done = result.next(({ text }) => text.includes('done'));
  await postJson(url, { text: 'looking' });
  await postJson(url, { text: 'done' });

  expect(await done).toMatchObject({ text: 'done' });
  expect(await result.next()).toMatchObject({ text: 'looking' });
  await expect(result.next(undefined, 20)).rejects.toThrow('seen: ["looking","done"]');
  await expect(result.sees('never', 20)).rejects.toThrow('never was never seen');
});

test('a progress line replaces itself', async () => {
  const { result, url } = await typed();
  await postJson(url, { text: 'one of two' });
  await postJson(url, { text: 'two of two', replace_original: true });

  expect(result.seen()).toEqual(['two of two']);
  expect(result.responses).toMatchObject([
    { text: 'one of two' },
    { text: 'two of two', replaceOriginal: true },
  ]);

  await postJson(url, { delete_original: true });
  expect(result.seen()).toEqual([]);
  expect(result.responses.at(-1)).toMatchObject({ deleteOriginal: true });
});

test('an answer to everybody stands in the channel, even where the bot is not', async () => {
  slack.kick(channel);
  const { url } = await typed();
  await postJson(url, { response_type: 'in_channel', text: 'all well' });

  expect(slack.roots(channel)).toMatchObject([{ text: 'all well', bot_id: slack.botId }]);
});

test('a response_url can be used five times', async () => {
  const { url } = await typed();
  for (let n = 0; n < 5; n++) expect(await postJson(url, { text: String(n) })).toMatchObject({ status: 200 });

  expect(await postJson(url, { text: 'six' })).toMatchObject({ status: 404, ok: false, error: 'used_url' });
  expect(slack.violations).toEqual(['response_url: used_url']);
});

test('a response_url lives for thirty minutes', async () => {
  const { url } = await typed();

  await clock.advance(30 * 60_000);
  expect(await postJson(url, { text: 'in time' })).toMatchObject({ status: 200 });
  await clock.advance(1);
  expect(await postJson(url, { text: 'late' })).toMatchObject({ status: 404, error: 'expired_url' });
});

test.each<[string, JsonObject, string]>([
  ['nothing', { response_type: 'ephemeral' }, 'no_text'],
  [
    'bad blocks',
    { text: 'x', blocks: [{ type: 'header', text: { type: 'mrkdwn', text: 'x' } }] },
    'invalid_blocks',
  ],
  ['blocks that are none', { text: 'x', blocks: 'x' }, 'invalid_blocks_format'],
  ['to nobody', { text: 'x', response_type: 'private' }, 'invalid_payload'],
])('a response_url refuses %s', async (_, payload, error) => {
  const { url, result } = await typed();

  expect(await postJson(url, payload)).toMatchObject({ status: 400, ok: false, error });
  expect(result.responses).toEqual([]);
  expect(slack.violations).toHaveLength(1);
});

test('a response_url may fail by script, before the effect or after it', async () => {
  const { url, result } = await typed();
  slack.faults.add({ method: 'response_url', how: { status: 500 } });
  slack.faults.add({ method: 'response_url', when: 'after', how: 'reset' });

  expect(await postJson(url, { text: 'one' })).toMatchObject({ status: 500 });
  await expect(postJson(url, { text: 'two' })).rejects.toThrow();

  expect(result.seen()).toEqual(['two']);
});

test('two people who ask at once see their own answers', async () => {
  const first = slack.slash('anna', '/x', '', channel);
  const forAnna = await received('slash_commands');
  const second = slack.slash('anna', '/x', '', channel);
  const again = await received('slash_commands');
  await postJson(String(again.response_url), { text: 'second' });
  await postJson(String(forAnna.response_url), { text: 'first' });

  expect((await first).seen()).toEqual(['first']);
  expect((await second).seen()).toEqual(['second']);
});

const blocks = [
  {
    type: 'actions',
    block_id: 'GH-1:actions',
    elements: [
      {
        type: 'button',
        action_id: 'acknowledge',
        text: { type: 'plain_text', text: 'Acknowledge' },
        value: 'GH-1',
      },
      {
        type: 'overflow',
        action_id: 'more',
        options: ['resolve', 'check'].map((value) => ({ text: { type: 'plain_text', text: value }, value })),
      },
    ],
  },
];

async function root(): Promise<StoredMessage> {
  await call(slack, 'chat.postMessage', { channel, text: 'down', blocks });
  const [message] = slack.roots(channel);
  if (!message) throw new Error('nothing was posted');
  return message;
}

test('a button comes with everything that Slack sends', async () => {
  const message = await root();
  const pressing = slack.click('anna', message, 'acknowledge');
  const payload = await received('interactive');

  expect(await pressing).toMatchObject({ acked: true });
  expect(payload).toMatchObject({
    type: 'block_actions',
    user: { id: slack.user('anna').id, username: 'anna', team_id: slack.teamId },
    api_app_id: slack.appId,
    team: { id: slack.teamId, domain: 'loopback' },
    container: { type: 'message', message_ts: message.ts, channel_id: channel, is_ephemeral: false },
    channel: { id: channel, name: 'outages' },
    message: { ts: message.ts, text: 'down', blocks },
    actions: [
      {
        type: 'button',
        action_id: 'acknowledge',
        block_id: 'GH-1:actions',
        value: 'GH-1',
        text: { text: 'Acknowledge' },
      },
    ],
    response_url: expect.any(String),
    trigger_id: expect.any(String),
    state: { values: {} },
  });
});

test('a choice from a menu comes with its option', async () => {
  const message = await root();
  const choosing = slack.click('anna', message, 'more', 'check');
  const payload = await received('interactive');
  await choosing;

  expect(payload.actions).toMatchObject([{ type: 'overflow', selected_option: { value: 'check' } }]);
  await expect(slack.click('anna', message, 'more', 'explode')).rejects.toThrow('there are: resolve, check');
  await expect(slack.click('anna', message, 'elsewhere')).rejects.toThrow('Nothing with action_id elsewhere');
});

test('a person may press what the message no longer shows', async () => {
  const message = await root();
  await call(slack, 'chat.update', { channel, ts: message.ts, text: 'up' });

  const pressing = slack.click('anna', message, 'acknowledge');
  const payload = await received('interactive');
  await pressing;

  expect(payload).toMatchObject({ actions: [{ value: 'GH-1' }], message: { text: 'up' } });
});

test('answers to a button say what becomes of the message', async () => {
  const message = await root();
  const pressing = slack.click('anna', message, 'acknowledge');
  const url = String((await received('interactive')).response_url);
  const result = await pressing;

  await postJson(url, { text: 'you did', response_type: 'ephemeral', replace_original: false });
  expect(result.seen()).toEqual(['you did']);
  await postJson(url, { text: 'acknowledged', replace_original: true });
  expect(slack.roots(channel)).toMatchObject([{ ts: message.ts, text: 'acknowledged' }]);
  expect(slack.violations).toEqual([]);

  await postJson(url, { text: 'what now' });
  expect(slack.violations).toEqual([
    'response_url: without replace_original it is not certain what becomes of the message',
  ]);
  await postJson(url, { delete_original: true });
  expect(slack.roots(channel)).toEqual([]);
});

test('a button on an ephemeral message tells only where it stood', async () => {
  const { url } = await typed();
  await postJson(url, { text: 'choose', blocks });
  const [shown] = slack.ephemerals('anna');
  if (!shown) throw new Error('nothing is shown');

  const pressing = slack.click('anna', shown, 'acknowledge');
  const payload = await received('interactive');
  const result = await pressing;
  await postJson(String(payload.response_url), { text: 'chosen', replace_original: true });

  expect(payload).toMatchObject({ container: { is_ephemeral: true, message_ts: shown.ts } });
  expect(payload).not.toHaveProperty('message');
  expect(result.seen()).toEqual(['chosen']);
  await expect(slack.click('bert', shown, 'acknowledge')).rejects.toThrow('bert does not see');
});

test('a button that nobody hears is an error for the person', async () => {
  const message = await root();
  slack.sockets.cut();
  await socket.closed();

  const result = await slack.click('anna', message, 'acknowledge');

  expect(result).toMatchObject({ acked: false, error: 'Slack could not reach the app (no_socket)' });
  expect(slack.violations).toEqual([]);
});

test('a trigger opens one view within three seconds', async () => {
  const view = { type: 'modal', title: { type: 'plain_text', text: 'T' }, blocks: [{ type: 'divider' }] };
  const open = (trigger: unknown) => call(slack, 'views.open', { trigger_id: String(trigger), view });
  const { payload } = await typed();

  expect(await open('1.2.3')).toMatchObject({ error: 'invalid_trigger_id' });
  expect(await open(payload.trigger_id)).toMatchObject({ ok: true, view: { id: expect.any(String) } });
  expect(await open(payload.trigger_id)).toMatchObject({ error: 'exchanged_trigger_id' });
  const { payload: late } = await typed();
  await clock.advance(3001);
  expect(await open(late.trigger_id)).toMatchObject({ error: 'expired_trigger_id' });
});
