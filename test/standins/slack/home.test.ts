import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { manualClock } from '../../manual-clock.ts';
import { type LoopbackSlack, startLoopbackSlack } from './index.ts';
import { isObject, type JsonObject } from './json.ts';
import { call, connect, type RawSocket } from './raw-client.ts';

const clock = manualClock();
let slack: LoopbackSlack;
let socket: RawSocket;
let anna: string;

beforeEach(async () => {
  slack = await startLoopbackSlack({ clock });
  socket = await connect(slack);
  anna = slack.user('anna').id;
});

afterEach(() => slack.close());

const plain = (text: string) => ({ type: 'plain_text', text });
const header = (text: string) => ({ type: 'header', text: plain(text) });
const button = (more: JsonObject = {}) => ({
  type: 'actions',
  block_id: 'buttons',
  elements: [{ type: 'button', action_id: 'declare', text: plain('Declare'), value: 'v', ...more }],
});
const home = (...blocks: JsonObject[]) => ({ type: 'home', blocks });

function publish(view: JsonObject, more: JsonObject = {}) {
  return call(slack, 'views.publish', { user_id: anna, view, ...more });
}

async function received(type = 'interactive', ack?: JsonObject): Promise<JsonObject> {
  const envelope = await socket.next(type);
  socket.ack(envelope, ack);
  return isObject(envelope.payload) ? envelope.payload : {};
}

async function event(): Promise<JsonObject> {
  const { event: inner } = await received('events_api');
  return isObject(inner) ? inner : {};
}

test('every opening is an event, which tells the view once there is one', async () => {
  const first = slack.openHome('anna');
  expect(await event()).toEqual({
    type: 'app_home_opened',
    user: anna,
    channel: slack.workspace.directMessage(anna).id,
    tab: 'home',
    event_ts: expect.any(String),
  });
  expect(await first).toMatchObject({ acked: true, home: undefined });

  const { body } = await publish(home(header('Hello')));
  const second = slack.openHome('anna');
  expect(await event()).toMatchObject({ tab: 'home', view: body.view });
  expect(await second).toMatchObject({ home: { text: 'Hello' } });

  const messages = slack.openHome('anna', { tab: 'messages' });
  const told = await event();
  expect(told).toMatchObject({ tab: 'messages' });
  expect(told).not.toHaveProperty('view');
  await messages;
});

test('Home is shown although nobody took the event, which comes again', async () => {
  await publish(home(header('Hello')));
  slack.sockets.cut();
  await socket.closed();

  const opening = await slack.openHome('anna');
  expect(opening).toMatchObject({ acked: false, home: { text: 'Hello' } });
  socket = await connect(slack);
  await clock.advance(0);
  expect(await event()).toMatchObject({ type: 'app_home_opened' });
  expect(await opening.outcome).toMatchObject({ acked: true });
});

test('Home of one is never shown to another', async () => {
  await publish(home(header('For anna')));

  expect(slack.home('anna')).toMatchObject({ userId: anna, text: 'For anna', blocks: [{ type: 'header' }] });
  expect(slack.home('bert')).toBeUndefined();
  await expect(slack.click('bert', 'home', 'declare')).rejects.toThrow('bert sees nothing on Home');
  const seen = slack.home('anna');
  if (seen) await expect(slack.click('bert', seen, 'declare')).rejects.toThrow('bert does not see');
});

test('a Home is published under its hash if one is given', async () => {
  const { body } = await publish(home(header('One')));
  const hash = isObject(body.view) ? body.view.hash : '';

  expect(await publish(home(header('Two')), { hash })).toMatchObject({ ok: true });
  expect(await publish(home(header('Three')), { hash })).toMatchObject({ error: 'hash_conflict' });
  expect(slack.home('anna')).toMatchObject({ text: 'Two' });
  expect(slack.publications).toMatchObject([{ userId: anna }, { userId: anna }]);
  expect(slack.violations).toEqual([]);
});

test('nothing is published for nobody, nor where the tab is off', async () => {
  slack.user('zoe', { deleted: true });
  const refused = async (user_id: string) =>
    call(slack, 'views.publish', { user_id, view: home(header('x')) });

  expect(await refused('U0NOBODY')).toMatchObject({ error: 'user_not_found' });
  expect(await refused(slack.user('zoe').id)).toMatchObject({ error: 'user_not_found' });
  slack.homeEnabled = false;
  expect(await refused(anna)).toMatchObject({ error: 'not_enabled' });
  await expect(slack.openHome('anna')).rejects.toThrow('switched off');
});

test.each<[string, JsonObject, string]>([
  [
    'a modal',
    { type: 'modal', title: plain('T'), blocks: [] },
    'must be a valid enum value [json-pointer:/view/type]',
  ],
  ['a title', { ...home(), title: plain('T') }, 'invalid additional property: title [json-pointer:/view]'],
  [
    'an alert',
    home({ type: 'alert', text: plain('x') }),
    'unsupported type: alert [json-pointer:/view/blocks/0]',
  ],
  [
    '101 blocks',
    home(...Array.from({ length: 101 }, () => ({ type: 'divider' }))),
    'no more than 100 items allowed [json-pointer:/view/blocks]',
  ],
])('one mistake refuses the whole Home: %s', async (_, view, complaint) => {
  await publish(home(header('Old')));

  expect(await publish(view)).toMatchObject({
    error: 'invalid_arguments',
    errors: ['failed to match all allowed schemas [json-pointer:/view]', complaint],
  });
  expect(slack.home('anna')).toMatchObject({ text: 'Old' });
});

test('a press on Home tells the view and its hash, but no channel, message or response_url', async () => {
  await publish(home(header('Hello'), button()));
  const pressing = slack.click('anna', 'home', 'declare');
  const payload = await received();

  expect(await pressing).toMatchObject({ sent: true, acked: true });
  expect(payload).toEqual({
    type: 'block_actions',
    token: expect.any(String),
    user: { id: anna, username: 'anna', name: 'anna', team_id: slack.teamId },
    api_app_id: slack.appId,
    team: { id: slack.teamId, domain: 'loopback' },
    enterprise: null,
    is_enterprise_install: false,
    container: { type: 'view', view_id: slack.home('anna')?.id },
    view: expect.objectContaining({ type: 'home', hash: slack.home('anna')?.hash, state: { values: {} } }),
    actions: [expect.objectContaining({ action_id: 'declare', block_id: 'buttons', value: 'v' })],
    trigger_id: expect.any(String),
  });
});

test('a trigger from Home opens a modal', async () => {
  await publish(home(button()));
  const pressing = slack.click('anna', 'home', 'declare');
  const { trigger_id } = await received();
  const view = { type: 'modal', title: plain('Declare'), blocks: [] };
  await call(slack, 'views.open', { trigger_id, view });

  expect((await pressing).modal()).toMatchObject({ title: 'Declare' });
  expect(slack.violations).toEqual([]);
});

test('somebody may press what their Home no longer shows', async () => {
  await publish(home(button()));
  const seen = slack.home('anna');
  if (!seen) throw new Error('nothing was published');
  await publish(home(header('Nothing to press')));

  const pressing = slack.click('anna', seen, 'declare');
  const payload = await received();
  await pressing;

  expect(payload.view).toMatchObject({ hash: seen.hash, blocks: [{ type: 'actions' }] });
  expect(await publish(home(), { hash: seen.hash })).toMatchObject({ error: 'hash_conflict' });
});

test('a press that is acknowledged with words is a mistake', async () => {
  await publish(home(button()));
  const pressing = slack.click('anna', 'home', 'declare');
  await received('interactive', { text: 'done' });
  await pressing;

  expect(slack.violations).toEqual(['ack of a block_actions: says what nobody hears']);
});

test('choices on Home are told at once and kept', async () => {
  const option = (value: string) => ({ text: plain(`The ${value}`), value });
  const menu = {
    type: 'section',
    block_id: 'filter',
    text: plain('Show'),
    accessory: { type: 'static_select', action_id: 'filter', options: [option('mine'), option('all')] },
  };
  await publish(home(menu));
  const choosing = slack.click('anna', 'home', 'filter', 'The all');
  const payload = await received();
  await choosing;

  expect(payload.actions).toMatchObject([{ type: 'static_select', selected_option: { value: 'all' } }]);
  expect(payload.view).toMatchObject({
    state: { values: { filter: { filter: { selected_option: { value: 'all' } } } } },
  });
  await publish(home(header('More'), menu));
  expect(slack.home('anna')?.values).toMatchObject({
    filter: { filter: { selected_option: { value: 'all' } } },
  });
});

test('waits for a Home and says what there is instead', async () => {
  const waiting = slack.untilHome('anna', ({ text }) => text === 'Two');
  await publish(home(header('One')));
  await publish(home(header('Two')));

  expect(await waiting).toMatchObject({ text: 'Two' });
  await expect(slack.untilHome('anna', ({ text }) => text === 'Three', 20)).rejects.toThrow('"text":"Two"');
});
