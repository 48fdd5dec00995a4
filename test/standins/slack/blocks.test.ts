import { expect, test } from '@jest/globals';
import { checkBlocks } from './blocks.ts';
import type { Json, JsonObject } from './json.ts';
import type { Surface } from './schema.ts';

const plain = (text: string) => ({ type: 'plain_text', text });
const mrkdwn = (text: string) => ({ type: 'mrkdwn', text });
const section = (more: JsonObject = {}) => ({ type: 'section', text: mrkdwn('x'), ...more });
const button = (more: JsonObject = {}) => ({ type: 'button', text: plain('Go'), ...more });
const option = (value: string) => ({ text: plain(value), value });
const options = (count: number) => Array.from({ length: count }, (_, n) => option(`o${n}`));
const actions = (...elements: JsonObject[]) => ({ type: 'actions', elements });
const richText = (...leaves: JsonObject[]) => ({
  type: 'rich_text',
  elements: [{ type: 'rich_text_section', elements: leaves }],
});
const input = (element: JsonObject) => ({ type: 'input', label: plain('Why'), element });

function complaints(blocks: Json, surface: Surface = 'message'): string[] {
  return checkBlocks(blocks, { surface, at: '/blocks' }).map(({ text, at }) => `${text} ${at}`);
}

test.each<[string, JsonObject]>([
  ['a section of text', section()],
  ['a section of fields', { type: 'section', fields: [mrkdwn('a'), plain('b')] }],
  ['a section with everything', section({ block_id: 'b', accessory: button(), expand: true })],
  ['a section of exactly 3000 characters', { type: 'section', text: mrkdwn('x'.repeat(3000)) }],
  ['a header', { type: 'header', text: plain('x'.repeat(150)), level: 2 }],
  [
    'a context of text and image',
    {
      type: 'context',
      elements: [mrkdwn('a'), { type: 'image', alt_text: 'i', image_url: 'https://x.example/i.png' }],
    },
  ],
  ['a divider', { type: 'divider', block_id: 'd' }],
  ['an image', { type: 'image', alt_text: 'i', image_url: 'https://x.example/i.png', title: plain('I') }],
  ['an image from a file', { type: 'image', alt_text: 'i', slack_file: { id: 'F123' } }],
  [
    'buttons',
    actions(
      button({ action_id: 'a', value: 'v', style: 'danger' }),
      button({ action_id: 'b', url: 'https://x.example' }),
    ),
  ],
  [
    'a button that asks first',
    actions(
      button({
        confirm: { title: plain('Sure?'), text: mrkdwn('Really'), confirm: plain('Yes'), deny: plain('No') },
      }),
    ),
  ],
  [
    'an overflow menu',
    actions({
      type: 'overflow',
      action_id: 'm',
      options: [{ ...option('a'), url: 'https://x.example' }, option('b')],
    }),
  ],
  [
    'a select',
    actions({
      type: 'static_select',
      placeholder: plain('Choose'),
      options: options(100),
      initial_option: option('o3'),
    }),
  ],
  [
    'a grouped select',
    actions({ type: 'static_select', option_groups: [{ label: plain('G'), options: options(2) }] }),
  ],
  [
    'checkboxes and radio buttons',
    actions(
      { type: 'checkboxes', options: options(10) },
      { type: 'radio_buttons', options: [{ text: mrkdwn('a'), value: 'a' }] },
    ),
  ],
  [
    'pickers',
    actions(
      { type: 'datepicker', initial_date: '2026-09-03' },
      { type: 'timepicker', initial_time: '09:30' },
      { type: 'datetimepicker' },
    ),
  ],
  [
    'people and channel menus',
    actions(
      { type: 'users_select' },
      { type: 'conversations_select', filter: { include: ['public'] } },
      { type: 'channels_select' },
      { type: 'external_select', min_query_length: 0 },
    ),
  ],
  ['an input', input({ type: 'plain_text_input', multiline: true, max_length: 100 })],
  [
    'rich text with every leaf',
    richText(
      { type: 'text', text: 'a', style: { bold: true, code: false } },
      { type: 'link', url: 'https://x.example', text: 'x' },
      { type: 'user', user_id: 'U1' },
      { type: 'usergroup', usergroup_id: 'S1' },
      { type: 'channel', channel_id: 'C1' },
      { type: 'team', team_id: 'T1' },
      { type: 'emoji', name: 'red_circle', unicode: '1f534' },
      { type: 'broadcast', range: 'here' },
      { type: 'date', timestamp: 1788451200, format: '{date_short_pretty} {time}', fallback: 'then' },
      { type: 'color', value: '#ff0000' },
    ),
  ],
  [
    'rich text lists, quotes and code',
    {
      type: 'rich_text',
      elements: [
        {
          type: 'rich_text_list',
          style: 'bullet',
          indent: 1,
          elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: 'a' }] }],
        },
        { type: 'rich_text_quote', elements: [{ type: 'text', text: 'a' }] },
        { type: 'rich_text_preformatted', border: 0, elements: [{ type: 'text', text: 'a' }] },
      ],
    },
  ],
  ['markdown', { type: 'markdown', text: '# x' }],
  ['a card', { type: 'card', title: mrkdwn('T'), body: mrkdwn('B'), actions: [button()] }],
  [
    'a table',
    { type: 'table', rows: [[{ type: 'raw_text', text: 'a' }, richText({ type: 'text', text: 'b' })]] },
  ],
])('takes %s', (_, block) => {
  expect(complaints([block])).toEqual([]);
});

test.each<[string, JsonObject, string[]]>([
  ['an unknown block', { type: 'banner' }, ['unsupported type: banner /blocks/0']],
  ['a block without a type', { text: mrkdwn('x') }, ['missing required field: type /blocks/0']],
  ['a property nobody knows', section({ colour: 'red' }), ['invalid additional property: colour /blocks/0']],
  ['an empty section', { type: 'section' }, ['must define either `text` or `fields` /blocks/0']],
  [
    'text that is no object',
    { type: 'section', text: 'x' },
    ['failed to match all allowed schemas /blocks/0/text', 'must provide an object /blocks/0/text'],
  ],
  [
    'empty text',
    { type: 'section', text: mrkdwn('') },
    [
      'failed to match all allowed schemas /blocks/0/text',
      'must be more than 0 characters /blocks/0/text/text',
    ],
  ],
  [
    'another kind of text',
    { type: 'section', text: { type: 'html', text: 'x' } },
    ['failed to match all allowed schemas /blocks/0/text', 'unsupported type: html /blocks/0/text'],
  ],
  [
    'emoji said of mrkdwn',
    section({ text: { type: 'mrkdwn', text: 'x', emoji: true } }),
    [
      'failed to match all allowed schemas /blocks/0/text',
      'invalid additional property: emoji /blocks/0/text',
    ],
  ],
  [
    'eleven fields',
    { type: 'section', fields: Array(11).fill(mrkdwn('x')) },
    ['no more than 10 items allowed /blocks/0/fields'],
  ],
  [
    'a field that is too long',
    { type: 'section', fields: [mrkdwn('x'.repeat(2001))] },
    [
      'failed to match all allowed schemas /blocks/0/fields/0',
      'must be less than 2001 characters /blocks/0/fields/0/text',
    ],
  ],
  ['a header in mrkdwn', { type: 'header', text: mrkdwn('x') }, ['unsupported type: mrkdwn /blocks/0/text']],
  [
    'a long header',
    { type: 'header', text: plain('x'.repeat(151)) },
    ['must be less than 151 characters /blocks/0/text/text'],
  ],
  ['a header without text', { type: 'header' }, ['missing required field: text /blocks/0']],
  [
    'an empty context',
    { type: 'context', elements: [] },
    ['no less than 1 items required /blocks/0/elements'],
  ],
  [
    'eleven things of context',
    { type: 'context', elements: Array(11).fill(mrkdwn('x')) },
    ['no more than 10 items allowed /blocks/0/elements'],
  ],
  [
    'a button in a context',
    { type: 'context', elements: [button()] },
    [
      'failed to match all allowed schemas /blocks/0/elements/0',
      'unsupported type: button /blocks/0/elements/0',
    ],
  ],
  ['26 buttons', actions(...Array(26).fill(button())), ['no more than 25 items allowed /blocks/0/elements']],
  [
    'a button with a long label',
    actions(button({ text: plain('x'.repeat(76)) })),
    ['must be less than 76 characters /blocks/0/elements/0/text/text'],
  ],
  [
    'a button with mrkdwn',
    actions(button({ text: mrkdwn('x') })),
    ['unsupported type: mrkdwn /blocks/0/elements/0/text'],
  ],
  [
    'a button with too long a value',
    actions(button({ value: 'x'.repeat(2001) })),
    ['must be less than 2001 characters /blocks/0/elements/0/value'],
  ],
  [
    'a button with no address',
    actions(button({ url: 'status page' })),
    ['invalid url /blocks/0/elements/0/url'],
  ],
  [
    'a button with script',
    actions(button({ url: 'javascript:alert(1)' })),
    ['invalid url /blocks/0/elements/0/url'],
  ],
  [
    'a button in another style',
    actions(button({ style: 'default' })),
    ['must be a valid enum value /blocks/0/elements/0/style'],
  ],
  [
    'a button with null',
    actions(button({ value: null })),
    ['must provide a string /blocks/0/elements/0/value'],
  ],
  [
    'a disabled button',
    actions(button({ disabled: true })),
    ['invalid additional property: disabled /blocks/0/elements/0'],
  ],
  [
    'a long action_id',
    actions(button({ action_id: 'x'.repeat(256) })),
    ['must be less than 256 characters /blocks/0/elements/0/action_id'],
  ],
  [
    'six overflow options',
    actions({ type: 'overflow', options: options(6) }),
    ['no more than 5 items allowed /blocks/0/elements/0/options'],
  ],
  [
    'a long option',
    actions({ type: 'overflow', options: [option('x'.repeat(76))] }),
    ['must be less than 76 characters /blocks/0/elements/0/options/0/text/text'],
  ],
  [
    'an option without a value',
    actions({ type: 'overflow', options: [{ text: plain('a') }] }),
    ['missing required field: value /blocks/0/elements/0/options/0'],
  ],
  [
    '101 options',
    actions({ type: 'static_select', options: options(101) }),
    ['no more than 100 items allowed /blocks/0/elements/0/options'],
  ],
  [
    'no options',
    actions({ type: 'static_select', options: [] }),
    ['no less than 1 items required /blocks/0/elements/0/options'],
  ],
  [
    'options and groups',
    actions({
      type: 'static_select',
      options: options(1),
      option_groups: [{ label: plain('g'), options: options(1) }],
    }),
    ['must define either `options` or `option_groups` /blocks/0/elements/0'],
  ],
  [
    'a link in a select',
    actions({ type: 'static_select', options: [{ ...option('a'), url: 'https://x.example' }] }),
    ['invalid additional property: url /blocks/0/elements/0/options/0'],
  ],
  [
    'an option whose value is long',
    actions({ type: 'overflow', options: [{ text: plain('a'), value: 'x'.repeat(151) }] }),
    ['must be less than 151 characters /blocks/0/elements/0/options/0/value'],
  ],
  [
    'an option whose description is long',
    actions({ type: 'overflow', options: [{ ...option('a'), description: plain('x'.repeat(76)) }] }),
    ['must be less than 76 characters /blocks/0/elements/0/options/0/description/text'],
  ],
  [
    '101 groups of options',
    actions({
      type: 'static_select',
      option_groups: Array.from({ length: 101 }, () => ({ label: plain('g'), options: options(1) })),
    }),
    ['no more than 100 items allowed /blocks/0/elements/0/option_groups'],
  ],
  [
    'an initial option that looks different',
    actions({
      type: 'static_select',
      options: options(2),
      initial_option: { ...option('o1'), text: plain('Other words') },
    }),
    ['initial option must match an option /blocks/0/elements/0'],
  ],
  [
    'an initial option that is none',
    actions({ type: 'static_select', options: options(2), initial_option: option('z') }),
    ['initial option must match an option /blocks/0/elements/0'],
  ],
  [
    'two options with one value',
    actions({ type: 'overflow', options: [option('a'), option('a')] }),
    ['option value "a" already exists /blocks/0/elements/0/options'],
  ],
  [
    'a long placeholder',
    actions({ type: 'static_select', options: options(1), placeholder: plain('x'.repeat(151)) }),
    ['must be less than 151 characters /blocks/0/elements/0/placeholder/text'],
  ],
  [
    'a confirm without words',
    actions(button({ confirm: { title: plain('Sure?') } })),
    ['missing required field: text /blocks/0/elements/0/confirm'],
  ],
  [
    'a confirm with a long button',
    actions(button({ confirm: { text: plain('x'), confirm: plain('x'.repeat(31)) } })),
    ['must be less than 31 characters /blocks/0/elements/0/confirm/confirm/text'],
  ],
  [
    'an image without alt text',
    { type: 'image', image_url: 'https://x.example/i.png' },
    ['missing required field: alt_text /blocks/0'],
  ],
  [
    'an image without a source',
    { type: 'image', alt_text: 'i' },
    ['must define either `image_url` or `slack_file` /blocks/0'],
  ],
  [
    'an image as an action',
    actions({ type: 'image', alt_text: 'i', image_url: 'https://x.example/i.png' }),
    ['unsupported type: image /blocks/0/elements/0'],
  ],
  [
    'an input without a label',
    { type: 'input', element: { type: 'plain_text_input' } },
    ['missing required field: label /blocks/0'],
  ],
  [
    'a number input in a message',
    input({ type: 'number_input', is_decimal_allowed: false }),
    ['unsupported type: number_input /blocks/0/element'],
  ],
  ['a button as an input', input(button()), ['unsupported type: button /blocks/0/element']],
  [
    'an empty rich text leaf',
    richText({ type: 'text', text: '' }),
    ['must be more than 0 characters /blocks/0/elements/0/elements/0/text'],
  ],
  ['rich text without elements', { type: 'rich_text' }, ['missing required field: elements /blocks/0']],
  [
    'an unknown leaf',
    richText({ type: 'mention' }),
    ['unsupported type: mention /blocks/0/elements/0/elements/0'],
  ],
  [
    'a leaf straight in rich text',
    { type: 'rich_text', elements: [{ type: 'text', text: 'x' }] },
    ['unsupported type: text /blocks/0/elements/0'],
  ],
  [
    'an unknown style',
    richText({ type: 'text', text: 'x', style: { big: true } }),
    ['invalid additional property: big /blocks/0/elements/0/elements/0/style'],
  ],
  [
    'a link to nowhere',
    richText({ type: 'link', url: 'nowhere' }),
    ['invalid url /blocks/0/elements/0/elements/0/url'],
  ],
  [
    'a shout at all the world',
    richText({ type: 'broadcast', range: 'world' }),
    ['must be a valid enum value /blocks/0/elements/0/elements/0/range'],
  ],
  [
    'a date as text',
    richText({ type: 'date', timestamp: '1788451200', format: '{time}' }),
    ['must provide a number /blocks/0/elements/0/elements/0/timestamp'],
  ],
  [
    'a user in preformatted text',
    {
      type: 'rich_text',
      elements: [{ type: 'rich_text_preformatted', elements: [{ type: 'user', user_id: 'U1' }] }],
    },
    ['unsupported type: user /blocks/0/elements/0/elements/0'],
  ],
  [
    'an alert, which is for modals',
    { type: 'alert', text: plain('x') },
    ['unsupported type: alert /blocks/0'],
  ],
  ['a card with bare text', { type: 'card', title: 'T' }, ['must provide an object /blocks/0/title']],
  [
    'too much markdown',
    { type: 'markdown', text: 'x'.repeat(12_001) },
    ['must be less than 12001 characters /blocks/0/text'],
  ],
  [
    'a long block_id',
    { type: 'divider', block_id: 'x'.repeat(256) },
    ['must be less than 256 characters /blocks/0/block_id'],
  ],
])('refuses %s', (_, block, expected) => {
  expect(complaints([block])).toEqual(expected);
});

test('takes 50 blocks in a message and 100 elsewhere', () => {
  const many = (count: number) => Array<JsonObject>(count).fill({ type: 'divider' });

  expect(complaints(many(50))).toEqual([]);
  expect(complaints(many(51))).toEqual(['no more than 50 items allowed /blocks']);
  expect(complaints(many(100), 'home')).toEqual([]);
  expect(complaints(many(101), 'modal')).toEqual(['no more than 100 items allowed /blocks']);
});

test('refuses ids that come twice', () => {
  const twice = [
    { ...actions(button({ action_id: 'a' })), block_id: 'one' },
    { ...section({ accessory: button({ action_id: 'a' }) }), block_id: 'one' },
  ];

  expect(complaints(twice)).toEqual([
    '`action_id` "a" already exists /blocks/1/accessory/action_id',
    '`block_id` "one" already exists /blocks/1/block_id',
  ]);
});

test('refuses a third chart', () => {
  const chart = { type: 'data_visualization', title: 'x' };

  expect(complaints([chart, chart])).toEqual([]);
  expect(complaints([chart, chart, chart])).toEqual(['too many data_visualization blocks /blocks']);
});

test('knows what belongs on which surface', () => {
  const alert = [{ type: 'alert', text: plain('x') }];
  const number = [input({ type: 'number_input', is_decimal_allowed: true })];
  const moment = [actions({ type: 'datetimepicker' })];

  expect(complaints(alert, 'modal')).toEqual([]);
  expect(complaints(alert, 'home')).toEqual(['unsupported type: alert /blocks/0']);
  expect(complaints(number, 'modal')).toEqual([]);
  expect(complaints(number, 'home')).toEqual(['unsupported type: number_input /blocks/0/element']);
  expect(complaints(moment, 'home')).toEqual(['unsupported type: datetimepicker /blocks/0/elements/0']);
  expect(complaints([{ type: 'table', rows: [[{ type: 'raw_text', text: 'a' }]] }], 'home')).toEqual([
    'unsupported type: table /blocks/0',
  ]);
});

test('refuses a block that this workspace does not have yet', () => {
  const rules = { surface: 'message', at: '/blocks', unsupported: new Set(['card']) } as const;

  expect(checkBlocks([{ type: 'card', title: mrkdwn('T') }], rules)).toEqual([
    { text: 'unsupported type: card', at: '/blocks/0' },
  ]);
});
