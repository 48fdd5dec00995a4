import { App, LogLevel, SocketModeReceiver } from '@slack/bolt';
import type { HomeView, InputBlock, KnownBlock, ModalView } from '@slack/types';
import type { LoopbackSlack } from '../standins/slack/index.ts';

/** A small app that shows one of everything, and keeps what it is told. */
export interface SampleApp {
  /** Answers of the form, as they were submitted. */
  submitted: unknown[];
  /** Action ids, as they were pressed. */
  pressed: string[];
  stop(): Promise<void>;
}

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const option = (value: string) => ({ value, text: plain(value.toUpperCase()) });
const COLOURS = ['red', 'green', 'blue'];

/** Every kind of input; the app itself refuses one number. */
function form(): ModalView {
  const input = (id: string, label: string, element: InputBlock['element'], more = {}): InputBlock => ({
    type: 'input',
    block_id: id,
    label: plain(label),
    element,
    ...more,
  });
  return {
    type: 'modal',
    callback_id: 'form',
    title: plain('Everything'),
    submit: plain('Send'),
    blocks: [
      input(
        'line',
        'Line',
        { type: 'plain_text_input', action_id: 'a', min_length: 3 },
        { hint: plain('A hint') },
      ),
      input(
        'text',
        'Text',
        { type: 'plain_text_input', action_id: 'b', multiline: true },
        { optional: true },
      ),
      input('number', 'Number', { type: 'number_input', action_id: 'c', is_decimal_allowed: false }),
      input('colour', 'Colour', { type: 'static_select', action_id: 'd', options: COLOURS.map(option) }),
      input('colours', 'Colours', {
        type: 'multi_static_select',
        action_id: 'e',
        options: COLOURS.map(option),
      }),
      input('word', 'Word', { type: 'external_select', action_id: 'words', min_query_length: 2 }),
      input('radio', 'Radio', { type: 'radio_buttons', action_id: 'f', options: COLOURS.map(option) }),
      input('ticks', 'Ticks', { type: 'checkboxes', action_id: 'g', options: COLOURS.map(option) }),
      input('day', 'Day', { type: 'datepicker', action_id: 'h' }),
      input('moment', 'Moment', { type: 'datetimepicker', action_id: 'i' }),
      input('person', 'Person', { type: 'users_select', action_id: 'j' }),
      input('channel', 'Channel', { type: 'channels_select', action_id: 'k' }),
      { type: 'actions', elements: [{ type: 'button', action_id: 'deeper', text: plain('Deeper') }] },
    ],
  };
}

/** What the message of the app shows. */
export function messageBlocks(): KnownBlock[] {
  return [
    { type: 'section', text: { type: 'mrkdwn', text: 'A message with buttons' } },
    {
      type: 'actions',
      elements: [
        { type: 'button', action_id: 'open', text: plain('Open the form') },
        { type: 'button', action_id: 'whisper', text: plain('Whisper') },
        { type: 'button', action_id: 'silent', text: plain('Silent') },
        {
          type: 'button',
          action_id: 'dangerous',
          text: plain('Delete all'),
          confirm: {
            title: plain('Sure?'),
            text: plain('It is gone then.'),
            confirm: plain('Do it'),
            deny: plain('No'),
          },
        },
      ],
    },
  ];
}

/** Starts the app. */
export async function startSampleApp(slack: LoopbackSlack): Promise<SampleApp> {
  const submitted: unknown[] = [];
  const pressed: string[] = [];
  const clientOptions = { slackApiUrl: slack.apiUrl };
  const receiver = new SocketModeReceiver({
    appToken: slack.appToken,
    logLevel: LogLevel.ERROR,
    installerOptions: { clientOptions: { ...clientOptions } },
  });
  const app = new App({
    token: slack.botToken,
    receiver,
    logLevel: LogLevel.ERROR,
    clientOptions,
    convoStore: false,
    deferInitialization: true,
  });

  app.use(async ({ payload, next }) => {
    if ('action_id' in payload && payload.type === 'button') pressed.push(payload.action_id);
    await next();
  });
  app.action('open', async ({ ack, body, client }) => {
    await ack();
    if ('trigger_id' in body) await client.views.open({ trigger_id: body.trigger_id, view: form() });
  });
  app.action('deeper', async ({ ack, body, client }) => {
    await ack();
    const view = { type: 'modal' as const, title: plain('Deep'), blocks: [{ type: 'divider' as const }] };
    if ('trigger_id' in body) await client.views.push({ trigger_id: body.trigger_id, view });
  });
  app.action('whisper', async ({ ack, respond }) => {
    await ack();
    const text = 'Not for <https://evil.example|everybody>';
    const blocks: KnownBlock[] = [
      { type: 'section', text: plain('<img src="x" onerror="alert(1)"> is only for you') },
      { type: 'actions', elements: [{ type: 'button', action_id: 'thanks', text: plain('Thanks') }] },
    ];
    await respond({ response_type: 'ephemeral', replace_original: false, text, blocks });
  });
  app.action('thanks', async ({ ack, respond }) => {
    await ack();
    await respond({ replace_original: true, text: 'You are welcome' });
  });
  app.action('dangerous', async ({ ack }) => ack());
  // Nothing is said to this one.
  app.action('silent', async () => {});
  app.action('count', async ({ ack, body, client }) => {
    await ack();
    await client.views.publish({ user_id: body.user.id, view: home(pressed.length) });
  });
  app.shortcut('force-resolve', async ({ ack, shortcut, client }) => {
    await ack();
    const about = 'message' in shortcut ? String(shortcut.message.text) : '';
    await client.views.open({
      trigger_id: shortcut.trigger_id,
      view: { type: 'modal', title: plain('About'), blocks: [{ type: 'section', text: plain(about) }] },
    });
  });
  app.options('words', async ({ ack, options }) => {
    const found = ['apple', 'apricot', 'banana'].filter((word) => word.startsWith(options.value));
    await ack({ options: found.map(option) });
  });
  app.view('form', async ({ ack, view }) => {
    const { values } = view.state;
    if (values.number?.c?.value === '13') {
      await ack({ response_action: 'errors', errors: { number: 'Not that one' } });
      return;
    }
    submitted.push(values);
    await ack();
  });
  app.event('app_home_opened', async ({ event, client }) => {
    await client.views.publish({ user_id: event.user, view: home(0) });
  });
  await app.init();
  await app.start();
  return {
    submitted,
    pressed,
    stop: async () => {
      await app.stop();
    },
  };
}

function home(count: number): HomeView {
  return {
    type: 'home',
    blocks: [
      { type: 'header', text: plain(`Pressed ${count}`) },
      { type: 'actions', elements: [{ type: 'button', action_id: 'count', text: plain('Count') }] },
    ],
  };
}
