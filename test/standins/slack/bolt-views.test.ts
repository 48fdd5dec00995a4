import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { App, LogLevel, SocketModeReceiver } from '@slack/bolt';
import type { HomeView, ModalView } from '@slack/types';
import { type LoopbackSlack, startLoopbackSlack } from './index.ts';

let slack: LoopbackSlack;
let app: App;

beforeEach(async () => {
  slack = await startLoopbackSlack();
  const clientOptions = { slackApiUrl: slack.apiUrl };
  const receiver = new SocketModeReceiver({
    appToken: slack.appToken,
    logLevel: LogLevel.ERROR,
    installerOptions: { clientOptions: { ...clientOptions } },
  });
  app = new App({
    token: slack.botToken,
    receiver,
    logLevel: LogLevel.ERROR,
    clientOptions,
    convoStore: false,
    deferInitialization: true,
  });
  listen();
  await app.init();
  await app.start();
});

afterEach(async () => {
  await app.stop();
  await slack.close();
});

const plain = (text: string) => ({ type: 'plain_text' as const, text });

function homeView(open: number): HomeView {
  return {
    type: 'home',
    blocks: [
      { type: 'header', text: plain(`${open} open`) },
      {
        type: 'actions',
        elements: [{ type: 'button', action_id: 'declare', text: plain('Declare') }],
      },
    ],
  };
}

function declareView(about: string): ModalView {
  return {
    type: 'modal',
    callback_id: 'declare',
    private_metadata: about,
    notify_on_close: true,
    title: plain('Declare an outage'),
    submit: plain('Declare'),
    blocks: [
      {
        type: 'input',
        block_id: 'title',
        label: plain('What is down?'),
        element: { type: 'plain_text_input', action_id: 'title', min_length: 3 },
      },
      {
        type: 'input',
        block_id: 'platform',
        label: plain('Platform'),
        element: { type: 'external_select', action_id: 'platform', min_query_length: 0 },
      },
    ],
  };
}

function listen(): void {
  let open = 0;
  app.event('app_home_opened', async ({ event, client }) => {
    await client.views.publish({ user_id: event.user, view: homeView(open) });
  });
  app.action('declare', async ({ ack, body, client }) => {
    await ack();
    if (!('trigger_id' in body)) return;
    await client.views.open({ trigger_id: body.trigger_id, view: declareView('home') });
  });
  app.shortcut('declare_from_message', async ({ ack, shortcut, client }) => {
    await ack();
    const about = 'message' in shortcut ? (shortcut.message.text ?? '') : '';
    await client.views.open({ trigger_id: shortcut.trigger_id, view: declareView(about) });
  });
  app.options('platform', async ({ ack, options }) => {
    const ids = ['github', 'gitlab', 'slack'].filter((id) => id.startsWith(options.value));
    await ack({ options: ids.map((id) => ({ text: plain(id), value: id })) });
  });
  app.view({ callback_id: 'declare', type: 'view_submission' }, async ({ ack, view, body, client }) => {
    if (view.state.values.title?.title?.value === 'everything') {
      await ack({ response_action: 'errors', errors: { title: 'Not everything, surely' } });
      return;
    }
    await ack();
    open += 1;
    await client.views.publish({ user_id: body.user.id, view: homeView(open) });
  });
  app.view({ callback_id: 'declare', type: 'view_closed' }, async ({ ack, body, client }) => {
    await ack();
    await client.chat.postMessage({ channel: body.user.id, text: 'Another time, then' });
  });
}

test('a real Bolt app fills a Home, opens a modal from it and takes what is submitted', async () => {
  expect(await slack.openHome('anna')).toMatchObject({ acked: true });
  expect(await slack.untilHome('anna')).toMatchObject({ text: '0 open\nDeclare' });

  expect(await slack.click('anna', 'home', 'declare')).toMatchObject({ acked: true });
  expect(await slack.untilModal('anna')).toMatchObject({ title: 'Declare an outage', depth: 1, errors: {} });

  expect(await slack.submit('anna')).toMatchObject({ sent: false });
  expect(Object.keys(slack.modal('anna')?.errors ?? {})).toEqual(['title', 'platform']);

  const { options } = await slack.type('anna', 'platform', 'git');
  expect(options.map(({ value }) => value)).toEqual(['github', 'gitlab']);
  await slack.fill('anna', { title: 'everything', platform: 'github' });
  expect(await slack.submit('anna')).toMatchObject({ acked: true });
  expect(slack.modal('anna')?.errors).toEqual({ title: 'Not everything, surely' });

  await slack.fill('anna', { title: 'only pushes' });
  const result = await slack.submit('anna');
  expect(result.modal()).toBeUndefined();
  await slack.untilHome('anna', ({ text }) => text.startsWith('1 open'));
  expect(slack.home('bert')).toBeUndefined();
  expect(slack.violations).toEqual([]);
});

test('a real Bolt app opens a modal from a message that it may not read, and hears that it was closed', async () => {
  slack.makePrivate(slack.channel('secret'));
  slack.kick('secret');
  const message = slack.say('bert', 'secret', 'GitHub is slow');

  expect(await slack.messageShortcut('anna', message, 'declare_from_message')).toMatchObject({ acked: true });
  expect(await slack.untilModal('anna')).toMatchObject({ privateMetadata: 'GitHub is slow' });
  await slack.cancel('anna');
  await slack.untilNoModal('anna');

  const direct = slack.workspace.directMessage(slack.user('anna').id).id;
  await slack.until(() => slack.roots(direct).length === 1);
  expect(slack.violations).toEqual([]);
});

test('a real Bolt app opens a modal from a global shortcut', async () => {
  expect(await slack.globalShortcut('anna', 'declare_from_message')).toMatchObject({ acked: true });

  expect(await slack.untilModal('anna')).toMatchObject({ privateMetadata: '' });
  expect(slack.violations).toEqual([]);
});
