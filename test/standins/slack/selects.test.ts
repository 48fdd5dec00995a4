import { expect, test } from '@jest/globals';
import type { JsonObject } from './json.ts';
import { form, input, option, plain, useForm } from './use-form.ts';

const bench = useForm();
const options = [option('a'), option('b')];

const external = (more: JsonObject = {}) => input('x', { type: 'external_select', ...more });

test('typing into an external select asks the bot, and what it brings can be chosen', async () => {
  await bench.open(form(external({ min_query_length: 1 })));
  await expect(bench.slack.fill('anna', { x: 'a' })).rejects.toThrow('No option a');
  const typing = bench.slack.type('anna', 'x', 'th');
  const payload = await bench.received({ options });
  expect((await typing).options).toEqual(options);
  await bench.slack.fill('anna', { x: 'a' });

  expect(payload).toMatchObject({
    type: 'block_suggestion',
    container: { type: 'view', view_id: bench.slack.modal('anna')?.id },
    action_id: 'x_action',
    block_id: 'x',
    value: 'th',
    view: { callback_id: 'form' },
  });
  expect(payload).not.toHaveProperty('trigger_id');
  expect(bench.entered('x')).toMatchObject({ type: 'external_select', selected_option: options[0] });
});

test('the bot may bring groups, or nothing', async () => {
  await bench.open(form(external({ min_query_length: 0 })));
  const typing = bench.slack.type('anna', 'x_action', '');
  await bench.received({ option_groups: [{ label: plain('Both'), options }] });
  expect((await typing).options).toEqual(options);
  const again = bench.slack.type('anna', 'x', 'zzz');
  await bench.received({ options: [] });

  expect((await again).options).toEqual([]);
  expect(bench.slack.violations).toEqual([]);
});

test('nobody is asked before enough was typed', async () => {
  await bench.open(form(external()));

  expect(await bench.slack.type('anna', 'x', 'th')).toMatchObject({ sent: false, options: [] });
});

test.each<[string, JsonObject]>([
  ['too many options', { options: Array.from({ length: 101 }, (_, n) => option(`o${n}`)) }],
  ['options that are too long', { options: [{ text: plain('x'.repeat(76)), value: 'x' }] }],
  ['the same twice', { options: [option('a'), option('a')] }],
  ['nothing in words', {}],
])('%s are an error for the person and a mistake of the app', async (_, ack) => {
  await bench.open(form(external()));
  const typing = bench.slack.type('anna', 'x', 'three');
  await bench.received(ack);

  expect(await typing).toMatchObject({ error: 'Slack could not load the options', options: [] });
  expect(bench.slack.modal('anna')).toMatchObject({ title: 'Form' });
  expect(bench.slack.violations).toEqual([
    expect.stringMatching(/^ack of a block_suggestion: invalid_arguments/),
  ]);
});
