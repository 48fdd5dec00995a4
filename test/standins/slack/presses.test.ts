import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { manualClock } from '../../manual-clock.ts';
import { type LoopbackSlack, type StoredMessage, startLoopbackSlack } from './index.ts';
import { isObject, type JsonObject } from './json.ts';
import { call, connect, type RawSocket } from './raw-client.ts';

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

const plain = (text: string) => ({ type: 'plain_text', text });
const option = (value: string) => ({ text: plain(`The ${value}`), value });

/** A message of the bot with these elements. */
async function posted(...elements: JsonObject[]): Promise<StoredMessage> {
  const blocks = [{ type: 'actions', block_id: 'actions', elements }];
  await call(slack, 'chat.postMessage', { channel, text: 'down', blocks });
  const message = slack.roots(channel).at(-1);
  if (!message) throw new Error('nothing was posted');
  return message;
}

async function received(ack?: JsonObject): Promise<JsonObject> {
  const envelope = await socket.next('interactive');
  socket.ack(envelope, ack);
  return isObject(envelope.payload) ? envelope.payload : {};
}

const declare = (more: JsonObject = {}) => ({
  type: 'button',
  action_id: 'declare',
  text: plain('Declare'),
  ...more,
});

test('a button may ask first, and the person may say no', async () => {
  const confirm = { title: plain('Sure?'), text: plain('Really'), confirm: plain('Yes'), deny: plain('No') };
  const message = await posted(declare({ confirm }));

  const declined = await slack.click('anna', message, { actionId: 'declare', decline: true });
  expect(declined).toMatchObject({ sent: false, acked: false, asked: { title: { text: 'Sure?' } } });
  const accepting = slack.click('anna', message, 'declare');
  expect((await received()).actions).toMatchObject([{ confirm: { text: { text: 'Really' } } }]);
  expect(await accepting).toMatchObject({ sent: true, asked: { text: { text: 'Really' } } });
});

test('nobody can say no where nothing is asked', async () => {
  const message = await posted(declare());

  await expect(slack.click('anna', message, { actionId: 'declare', decline: true })).rejects.toThrow(
    'declare asks for no confirmation',
  );
});

test('two people press the same at once', async () => {
  const together = slack.clickTogether(['anna', 'bert'], await posted(declare()), 'declare');
  const users = [(await received()).user, (await received()).user];

  expect(users).toMatchObject([{ username: 'anna' }, { username: 'bert' }]);
  expect(await together).toMatchObject([{ acked: true }, { acked: true }]);
  expect(slack.violations).toEqual([]);
});

test('one press may come twice, exactly alike', async () => {
  const message = await posted(declare());
  const pressing = slack.click('anna', message, { actionId: 'declare', twice: true });
  const [first, second] = [await socket.next('interactive'), await socket.next('interactive')];
  socket.ack(first);

  expect(second).toEqual(first);
  expect(await pressing).toMatchObject({ acked: true });
});

test('an overflow menu is chosen from by value or by words', async () => {
  const message = await posted({ type: 'overflow', action_id: 'more', options: [option('a'), option('b')] });

  for (const value of ['b', 'The b']) {
    const choosing = slack.click('anna', message, { actionId: 'more', blockId: 'actions', value });
    expect((await received()).actions).toMatchObject([{ selected_option: { value: 'b' } }]);
    await choosing;
  }
  await expect(slack.click('anna', message, 'more')).rejects.toThrow('there are: a, b');
  await expect(slack.click('anna', message, { actionId: 'more', blockId: 'x' })).rejects.toThrow(
    'in block x',
  );
});

test('what somebody chooses on a message is in its state, for them alone', async () => {
  const options = [option('a'), option('b')];
  const message = await posted({ type: 'static_select', action_id: 'menu', options }, declare());
  const choosing = slack.click('anna', message, 'menu', 'a');
  const chosen = await received();
  await choosing;
  const states = [];
  for (const who of ['anna', 'bert']) {
    const pressing = slack.click(who, message, 'declare');
    states.push((await received()).state);
    await pressing;
  }

  expect(chosen).toMatchObject({
    actions: [{ type: 'static_select', selected_option: { value: 'a' } }],
    state: { values: { actions: { menu: { selected_option: { value: 'a' } } } } },
  });
  expect(states).toMatchObject([
    { values: { actions: { menu: { selected_option: { value: 'a' } } } } },
    { values: { actions: { menu: { selected_option: null } } } },
  ]);
});

test('an external select on a message asks the bot too', async () => {
  const message = await posted({ type: 'external_select', action_id: 'menu', min_query_length: 0 });
  const typing = slack.type('anna', 'menu', 'x', message);
  const payload = await received({ options: [option('a')] });
  await typing;
  const choosing = slack.click('anna', message, 'menu', 'a');
  await received();

  expect(payload).toMatchObject({
    type: 'block_suggestion',
    channel: { id: channel },
    message: { ts: message.ts },
  });
  expect(await choosing).toMatchObject({ acked: true });
});

test('a press in a direct conversation names it', async () => {
  const user = slack.user('anna').id;
  await call(slack, 'chat.postMessage', {
    channel: user,
    text: 'x',
    blocks: [{ type: 'actions', elements: [declare()] }],
  });
  const direct = slack.workspace.directMessage(user).id;
  const [message] = slack.roots(direct);
  if (!message) throw new Error('nothing was posted');
  const pressing = slack.click('anna', message, 'declare');

  expect(await received()).toMatchObject({ channel: { id: direct, name: 'directmessage' } });
  await pressing;
});
