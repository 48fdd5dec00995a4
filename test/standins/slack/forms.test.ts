import { expect, test } from '@jest/globals';
import type { Answer } from './index.ts';
import { isObject, type JsonObject } from './json.ts';
import { call, postJson } from './raw-client.ts';
import { form, input, option, plain, useForm } from './use-form.ts';

const bench = useForm();
const options = [option('a'), option('b')];

test.each<[string, JsonObject, Answer, JsonObject]>([
  ['text', {}, 'x', { value: 'x' }],
  ['a number', { type: 'number_input', is_decimal_allowed: false }, 3, { value: '3' }],
  ['an option by value', { type: 'static_select', options }, 'b', { selected_option: { value: 'b' } }],
  [
    'an option by its words',
    { type: 'radio_buttons', options },
    'The b',
    { selected_option: { value: 'b' } },
  ],
  [
    'an option with a picture',
    { type: 'static_select', options: [{ text: plain('🔥 Hot'), value: 'hot' }] },
    '🔥 Hot',
    { selected_option: { value: 'hot' } },
  ],
  ['no option', { type: 'static_select', options }, null, { selected_option: null }],
  ['several options', { type: 'checkboxes', options }, ['a', 'b'], { selected_options: options }],
  ['one of several', { type: 'multi_static_select', options }, 'a', { selected_options: [{ value: 'a' }] }],
  ['none of several', { type: 'checkboxes', options }, [], { selected_options: [] }],
  ['a person', { type: 'users_select' }, 'bert', { selected_user: 'U0BERT000' }],
  [
    'people',
    { type: 'multi_users_select' },
    ['anna', 'bert'],
    { selected_users: ['U0ANNA000', 'U0BERT000'] },
  ],
  ['a channel', { type: 'channels_select' }, '#outages', { selected_channel: 'C0OUTAGES' }],
  ['a conversation', { type: 'conversations_select' }, 'outages', { selected_conversation: 'C0OUTAGES' }],
  ['a date', { type: 'datepicker' }, '2026-09-03', { selected_date: '2026-09-03' }],
  ['a time', { type: 'timepicker' }, '16:00', { selected_time: '16:00' }],
  ['a moment', { type: 'datetimepicker' }, 1788451200, { selected_date_time: 1788451200 }],
])('takes %s', async (_, element, answer, value) => {
  bench.slack.user('bert');
  bench.slack.channel('outages');
  await bench.open(form(input('x', element)));
  await bench.slack.fill('anna', { x: answer });

  expect(bench.entered('x')).toMatchObject({ type: element.type ?? 'plain_text_input', ...value });
  expect(bench.slack.violations).toEqual([]);
});

test.each<[string, JsonObject, Answer, string]>([
  ['an option that is not there', { type: 'static_select', options }, 'c', 'there are: a, b'],
  ['somebody unknown', { type: 'users_select' }, 'nobody', 'Nobody called nobody'],
  ['a channel that is not there', { type: 'channels_select' }, 'nowhere', 'No channel nowhere'],
])('nobody can enter %s', async (_, element, answer, complaint) => {
  await bench.open(form(input('x', element)));

  await expect(bench.slack.fill('anna', { x: answer })).rejects.toThrow(complaint);
  await expect(bench.slack.fill('anna', { y: answer })).rejects.toThrow('there is: x_action');
});

test.each<[string, JsonObject, Answer]>([
  ['nothing', {}, null],
  ['too little', { min_length: 3 }, 'ab'],
  ['too much', { max_length: 3 }, 'abcd'],
  ['far too much', {}, 'x'.repeat(3001)],
  ['no number', { type: 'number_input', is_decimal_allowed: false }, '1.5'],
  ['too small a number', { type: 'number_input', is_decimal_allowed: true, min_value: '2' }, '1.5'],
  ['too large a number', { type: 'number_input', is_decimal_allowed: true, max_value: '2' }, '2.5'],
  ['no address', { type: 'email_text_input' }, 'anna'],
  ['no link', { type: 'url_text_input' }, 'anna'],
  ['too many', { type: 'multi_static_select', options, max_selected_items: 1 }, ['a', 'b']],
])('nobody can submit %s', async (_, element, answer) => {
  await bench.open(form(input('x', element)));
  await bench.slack.fill('anna', { x: answer });

  expect(await bench.slack.submit('anna')).toMatchObject({ sent: false, acked: false });
  expect(bench.slack.modal('anna')?.errors).toEqual({ x: expect.stringMatching(/^Please/) });
  expect(bench.socket.messages.filter(({ type }) => type === 'interactive')).toHaveLength(1);
});

test('an input that may stay empty may', async () => {
  await bench.open(form(input('x', { min_length: 3 }, { optional: true })));

  expect((await bench.submitted()).result).toMatchObject({ acked: true });
});

test('presets are there from the beginning', async () => {
  await bench.open(
    form(
      input('a', { initial_value: 'preset' }),
      input('b', { type: 'static_select', options, initial_option: options[1] }),
    ),
  );

  expect(bench.entered('a')).toMatchObject({ value: 'preset' });
  expect(bench.entered('b')).toMatchObject({ selected_option: { value: 'b' } });
});

test('an input tells the bot at once only with dispatch_action', async () => {
  await bench.open(form(input('a'), input('b', {}, { dispatch_action: true })));
  await bench.slack.fill('anna', { a: 'quietly' });
  await expect(bench.slack.click('anna', 'modal', 'a_action', 'x')).rejects.toThrow('fill it in');

  const filling = bench.slack.fill('anna', { b: 'aloud' });
  const payload = await bench.received();
  await filling;
  expect(payload).toMatchObject({
    type: 'block_actions',
    container: { type: 'view', view_id: bench.slack.modal('anna')?.id },
    actions: [{ type: 'plain_text_input', action_id: 'b_action', block_id: 'b', value: 'aloud' }],
    view: {
      state: { values: { a: { a_action: { value: 'quietly' } }, b: { b_action: { value: 'aloud' } } } },
    },
  });
  expect(payload).not.toHaveProperty('response_url');
  expect(payload).not.toHaveProperty('channel');
  expect(payload).not.toHaveProperty('message');
});

test('a chosen channel gives a way to answer there, when it was asked for', async () => {
  const channel = bench.slack.channel('outages');
  await bench.open(form(input('where', { type: 'conversations_select', response_url_enabled: true })));
  await bench.slack.fill('anna', { where: 'outages' });
  const { payload, result } = await bench.submitted();
  const [way] = Array.isArray(payload.response_urls) ? payload.response_urls : [];

  expect(way).toMatchObject({ block_id: 'where', action_id: 'where_action', channel_id: channel });
  await postJson(isObject(way) ? String(way.response_url) : '', { text: 'noted' });
  expect(result.seen()).toEqual(['noted']);
});

test('a select can begin with the channel from which the modal was opened', async () => {
  const channel = bench.slack.channel('outages');
  const typing = bench.slack.slash('anna', '/outage', '', channel);
  const command = await bench.socket.next('slash_commands');
  bench.socket.ack(command);
  await typing;
  const { trigger_id } = isObject(command.payload) ? command.payload : {};
  const here = { type: 'conversations_select', default_to_current_conversation: true };
  await call(bench.slack, 'views.open', { trigger_id, view: form(input('where', here)) });

  expect(bench.entered('where')).toMatchObject({ selected_conversation: channel });
});
