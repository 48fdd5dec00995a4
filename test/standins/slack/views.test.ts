import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { manualClock } from '../../manual-clock.ts';
import { type LoopbackSlack, startLoopbackSlack } from './index.ts';
import { isObject, type Json, type JsonObject } from './json.ts';
import { call, connect, type RawSocket } from './raw-client.ts';

const clock = manualClock();
let slack: LoopbackSlack;
let socket: RawSocket;

beforeEach(async () => {
  slack = await startLoopbackSlack({ clock });
  socket = await connect(slack);
});

afterEach(() => slack.close());

const plain = (text: string) => ({ type: 'plain_text', text });
const divider = { type: 'divider' };
const text = (length: number) => ({ type: 'section', text: plain('x'.repeat(length)) });
const input = (id: string, element: JsonObject = { type: 'plain_text_input' }): JsonObject => ({
  type: 'input',
  block_id: id,
  label: plain(id),
  element: { action_id: id, ...element },
});
const modal = (more: JsonObject = {}): JsonObject => ({
  type: 'modal',
  title: plain('T'),
  blocks: [divider],
  ...more,
});

async function received(ack?: JsonObject): Promise<JsonObject> {
  const envelope = await socket.next('interactive');
  socket.ack(envelope, ack);
  return isObject(envelope.payload) ? envelope.payload : {};
}

async function trigger(who = 'anna'): Promise<string> {
  const taking = slack.globalShortcut(who, 'open');
  const { trigger_id } = await received();
  await taking;
  return String(trigger_id);
}

async function open(view: JsonObject, who = 'anna') {
  return call(slack, 'views.open', { trigger_id: await trigger(who), view });
}

async function opened(view: JsonObject, who = 'anna'): Promise<JsonObject> {
  const { body } = await open(view, who);
  if (!isObject(body.view)) throw new Error(`not opened: ${JSON.stringify(body)}`);
  return body.view;
}

/** A trigger_id from within the modal in front of anna, by a button `go`. */
async function triggerWithin(): Promise<string> {
  const pressing = slack.click('anna', 'modal', 'go');
  const { trigger_id } = await received();
  await pressing;
  return String(trigger_id);
}

const go = { type: 'actions', elements: [{ type: 'button', action_id: 'go', text: plain('Go') }] };

test('a view comes back with everything that Slack adds', async () => {
  const view = await opened(modal({ callback_id: 'c', private_metadata: 'p', external_id: 'e' }));

  expect(view).toEqual({
    id: expect.stringMatching(/^V0\d+$/),
    team_id: slack.teamId,
    type: 'modal',
    title: plain('T'),
    blocks: [{ type: 'divider', block_id: expect.any(String) }],
    private_metadata: 'p',
    callback_id: 'c',
    external_id: 'e',
    state: { values: {} },
    hash: expect.stringMatching(/^\d+\.[0-9a-f]{8}$/),
    clear_on_close: false,
    notify_on_close: false,
    close: null,
    submit: null,
    previous_view_id: null,
    root_view_id: view.id,
    app_id: slack.appId,
    app_installed_team_id: slack.teamId,
    bot_id: slack.botId,
  });
  expect(slack.modal('anna')).toMatchObject({ id: view.id, title: 'T', close: 'Cancel', depth: 1 });
  expect(slack.modal('bert')).toBeUndefined();
});

test.each<[string, JsonObject, string[]]>([
  ['no title', { title: undefined }, ['missing required field: title /view']],
  ['a long title', { title: plain('x'.repeat(25)) }, ['must be less than 25 characters /view/title/text']],
  ['a title in mrkdwn', { title: { type: 'mrkdwn', text: 'T' } }, ['unsupported type: mrkdwn /view/title']],
  ['a long submit', { submit: plain('x'.repeat(25)) }, ['must be less than 25 characters /view/submit/text']],
  ['a long close', { close: plain('x'.repeat(25)) }, ['must be less than 25 characters /view/close/text']],
  [
    'much private_metadata',
    { private_metadata: 'x'.repeat(3001) },
    ['must be less than 3001 characters /view/private_metadata'],
  ],
  [
    'a long callback_id',
    { callback_id: 'x'.repeat(256) },
    ['must be less than 256 characters /view/callback_id'],
  ],
  [
    'a long external_id',
    { external_id: 'x'.repeat(256) },
    ['must be less than 256 characters /view/external_id'],
  ],
  [
    'inputs without submit',
    { blocks: [input('a')] },
    ['must define `submit` to use an `input` block in modals /view'],
  ],
  [
    'a property of another kind of view',
    { submit_disabled: true },
    ['invalid additional property: submit_disabled /view'],
  ],
  ['no blocks', { blocks: undefined }, ['missing required field: blocks /view']],
  [
    '101 blocks',
    { blocks: Array.from({ length: 101 }, () => divider) },
    ['no more than 100 items allowed /view/blocks'],
  ],
  [
    'a block of messages only',
    { blocks: [{ type: 'markdown', text: 'x' }] },
    ['unsupported type: markdown /view/blocks/0'],
  ],
  ['a Home', { type: 'home' }, ['must be a valid enum value /view/type']],
  [
    'two that want the focus',
    {
      submit: plain('S'),
      blocks: ['a', 'b'].map((id) => input(id, { type: 'plain_text_input', focus_on_load: true })),
    },
    ['only one element can have `focus_on_load` /view/blocks'],
  ],
])('refuses a modal with %s', async (_, more, complaints) => {
  const answer = await open(modal(more));

  const lines = ['failed to match all allowed schemas /view', ...complaints].map((line) =>
    line.replace(/ (\/\S*)$/, ' [json-pointer:$1]'),
  );
  expect(answer).toMatchObject({
    error: 'invalid_arguments',
    response_metadata: { messages: lines.map((line) => `[ERROR] ${line}`) },
  });
  expect(slack.modal('anna')).toBeUndefined();
  expect(slack.violations).toHaveLength(1);
});

test('refuses what is no view at all', async () => {
  const refused = async (view: Json) => call(slack, 'views.open', { trigger_id: await trigger(), view });

  expect(await refused('{')).toMatchObject({ error: 'invalid_arguments' });
  expect(await refused([])).toMatchObject({ error: 'invalid_arguments' });
  expect(await call(slack, 'views.open', { view: modal() })).toMatchObject({ error: 'invalid_arguments' });
});

test('refuses more than 250 KB', async () => {
  expect(await open(modal({ blocks: Array.from({ length: 90 }, () => text(2900)) }))).toMatchObject({
    error: 'view_too_large',
  });
});

test('a trigger opens one view within three seconds', async () => {
  const used = (trigger_id: string) => call(slack, 'views.open', { trigger_id, view: modal() });
  const first = await trigger();

  expect(await used('1.2.3')).toMatchObject({ error: 'invalid_trigger_id' });
  expect(await used(first)).toMatchObject({ ok: true });
  expect(await used(first)).toMatchObject({ error: 'exchanged_trigger_id' });
  const late = await trigger();
  await clock.advance(3001);
  expect(await used(late)).toMatchObject({ error: 'expired_trigger_id' });
  expect(slack.violations).toHaveLength(3);
});

test('three modals stand upon each other and no fourth', async () => {
  const root = await opened(modal({ blocks: [go] }));
  const push = async () =>
    call(slack, 'views.push', { trigger_id: await triggerWithin(), view: modal({ blocks: [go] }) });

  const { body: second } = await push();
  expect(second.view).toMatchObject({ root_view_id: root.id, previous_view_id: root.id });
  const { body: third } = await push();
  expect(third.view).toMatchObject({
    root_view_id: root.id,
    previous_view_id: isObject(second.view) ? second.view.id : '',
  });
  expect(slack.modal('anna')).toMatchObject({ depth: 3 });
  expect(await push()).toMatchObject({ error: 'push_limit_reached' });
  expect(slack.violations).toEqual(['views.push: push_limit_reached']);
});

test('nothing can be pushed where no modal is open', async () => {
  expect(await call(slack, 'views.push', { trigger_id: await trigger(), view: modal() })).toMatchObject({
    error: 'not_found',
  });
  expect(slack.violations).toEqual(['views.push: the trigger comes from no modal']);
});

test('nothing can be pushed upon what was closed meanwhile, and that is nobody to blame', async () => {
  await opened(modal({ blocks: [go] }));
  const trigger_id = await triggerWithin();
  await slack.cancel('anna');

  expect(await call(slack, 'views.push', { trigger_id, view: modal() })).toMatchObject({
    error: 'not_found',
  });
  expect(slack.violations).toEqual([]);
});

test('a modal that is opened from within one takes its place, and is a mistake', async () => {
  const root = await opened(modal({ blocks: [go] }));
  await call(slack, 'views.open', {
    trigger_id: await triggerWithin(),
    view: modal({ title: plain('New') }),
  });

  expect(slack.modal('anna')).toMatchObject({ title: 'New', depth: 1 });
  expect(slack.violations).toEqual([
    'views.open: from inside a modal it is not certain what becomes of it; push or update',
  ]);
  expect(await call(slack, 'views.update', { view_id: root.id, view: modal() })).toMatchObject({
    error: 'not_found',
  });
});

test('a view is updated by id or by external_id, under its hash if one is given', async () => {
  const { id, hash } = await opened(modal({ external_id: 'e' }));
  const update = (args: JsonObject, title: string) =>
    call(slack, 'views.update', { ...args, view: modal({ title: plain(title), external_id: 'e' }) });

  expect(await update({ view_id: id, hash }, 'Two')).toMatchObject({ ok: true, view: { id } });
  expect(slack.modal('anna')).toMatchObject({ id, title: 'Two' });
  expect(await update({ view_id: id, hash }, 'Three')).toMatchObject({ error: 'hash_conflict' });
  expect(await update({ external_id: 'e' }, 'Four')).toMatchObject({ ok: true });
  expect(slack.modal('anna')).toMatchObject({ title: 'Four' });
  expect(slack.violations).toEqual([]);
  expect(await update({ view_id: 'V0NEVER' }, 'Five')).toMatchObject({ error: 'not_found' });
  expect(slack.violations).toEqual(['views.update: there never was a view V0NEVER']);
  expect(await update({}, 'Six')).toMatchObject({ error: 'invalid_arguments' });
});

test('a closed view is not found, which is nobody to blame', async () => {
  const { id } = await opened(modal());
  await slack.cancel('anna');

  expect(await call(slack, 'views.update', { view_id: id, view: modal() })).toMatchObject({
    error: 'not_found',
  });
  expect(slack.violations).toEqual([]);
});

test('an external_id stands for one view at a time', async () => {
  await opened(modal({ external_id: 'e' }));
  expect(await open(modal({ external_id: 'e' }), 'bert')).toMatchObject({ error: 'duplicate_external_id' });

  await slack.cancel('anna');
  expect(await open(modal({ external_id: 'e' }), 'bert')).toMatchObject({ ok: true });
  slack.reload('bert');
  expect(slack.modal('bert')).toBeUndefined();
  expect(await open(modal({ external_id: 'e' }), 'bert')).toMatchObject({ error: 'duplicate_external_id' });
});

test('what was entered stays across an update where block_id and action_id do', async () => {
  const blocks = (first: JsonObject) => [
    first,
    input('b', { type: 'plain_text_input', initial_value: 'b0' }),
  ];
  const form = (first: JsonObject) => modal({ submit: plain('S'), blocks: blocks(first) });
  const { id } = await opened(form(input('a')));
  await slack.fill('anna', { a: 'typed', b: 'changed' });
  const update = (first: JsonObject) => call(slack, 'views.update', { view_id: id, view: form(first) });

  await update(input('a', { type: 'plain_text_input', initial_value: 'preset' }));
  expect(slack.modal('anna')?.values).toMatchObject({
    a: { a: { value: 'typed' } },
    b: { b: { value: 'changed' } },
  });
  await update(input('a', { type: 'plain_text_input', action_id: 'other' }));
  expect(slack.modal('anna')?.values).toMatchObject({
    a: { other: { value: null } },
    b: { b: { value: 'changed' } },
  });
});

test('a page can be shown every screen', async () => {
  await opened(modal({ blocks: [go] }));
  await call(slack, 'views.push', { trigger_id: await triggerWithin(), view: modal({ title: plain('Up') }) });
  await call(slack, 'views.publish', { user_id: slack.user('bert').id, view: { type: 'home', blocks: [] } });

  expect(slack.screens()).toMatchObject({
    homes: { [slack.user('bert').id]: { blocks: [] } },
    modals: { [slack.user('anna').id]: [{ title: 'T' }, { title: 'Up' }] },
  });
});

test('waits for a modal and says what there is instead', async () => {
  const waiting = slack.untilModal('anna', ({ title }) => title === 'T');
  await opened(modal());

  expect(await waiting).toMatchObject({ title: 'T' });
  await expect(slack.untilModal('anna', ({ title }) => title === 'U', 20)).rejects.toThrow('"title":"T"');
  await expect(slack.untilNoModal('anna', 20)).rejects.toThrow('still open');
});
