import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type LoopbackSlack, type StoredMessage, startLoopbackSlack } from './index.ts';
import type { JsonObject } from './json.ts';
import { call } from './raw-client.ts';

let slack: LoopbackSlack;
let channel: string;

beforeEach(async () => {
  slack = await startLoopbackSlack({ postsPerSecond: Number.POSITIVE_INFINITY });
  channel = slack.channel('outages');
  slack.user('anna');
  slack.userGroup('leads', ['anna']);
});

afterEach(() => slack.close());

async function posted(args: JsonObject): Promise<StoredMessage> {
  expect(await call(slack, 'chat.postMessage', { channel, text: 'x', ...args })).toMatchObject({ ok: true });
  const message = slack.roots(channel).at(-1);
  if (!message) throw new Error('nothing was posted');
  return message;
}

const section = (text: string, more: JsonObject = {}) => [
  { type: 'section', text: { type: 'mrkdwn', text, ...more } },
];
const richText = (...leaves: JsonObject[]) => [
  { type: 'rich_text', elements: [{ type: 'rich_text_section', elements: leaves }] },
];

test.each<[string, JsonObject, string[]]>([
  ['a marked @here in the text', { text: '<!here> down' }, ['here']],
  ['marked @channel and @everyone', { text: '<!channel> <!everyone|everyone>' }, ['channel', 'everyone']],
  ['a person and a group', { text: '<@U0ANNA000> <!subteam^S0LEADS00|@leads>' }, ['U0ANNA000', 'S0LEADS00']],
  ['text that stands behind blocks', { text: '<!here>', blocks: section('x') }, ['here']],
  ['plain names in the text', { text: '@here @anna' }, []],
  [
    'plain names with link_names',
    { text: '@here, @anna! (@leads)', link_names: true },
    ['here', 'U0ANNA000', 'S0LEADS00'],
  ],
  ['plain names with parse full', { text: '@channel', parse: 'full' }, ['channel']],
  [
    'plain names in mrkdwn that is parsed',
    { blocks: section('@everyone and @anna') },
    ['everyone', 'U0ANNA000'],
  ],
  [
    'plain names in mrkdwn that is verbatim',
    { blocks: section('@everyone and @anna', { verbatim: true }) },
    [],
  ],
  ['marks in mrkdwn that is verbatim', { blocks: section('<!here>', { verbatim: true }) }, ['here']],
  ['escaped marks', { text: '&lt;!here&gt;', blocks: section('&lt;!channel&gt; &lt;@U0ANNA000&gt;') }, []],
  [
    'plain_text',
    { blocks: [{ type: 'header', text: { type: 'plain_text', text: '<!here> @channel' } }] },
    [],
  ],
  ['rich text leaves of text', { blocks: richText({ type: 'text', text: '<!here> @channel @anna' }) }, []],
  [
    'rich text mentions',
    {
      blocks: richText(
        { type: 'broadcast', range: 'here' },
        { type: 'user', user_id: 'U0ANNA000' },
        { type: 'usergroup', usergroup_id: 'S0LEADS00' },
      ),
    },
    ['here', 'U0ANNA000', 'S0LEADS00'],
  ],
  [
    'fields and context',
    {
      blocks: [
        { type: 'section', fields: [{ type: 'mrkdwn', text: '<!here>' }] },
        { type: 'context', elements: [{ type: 'mrkdwn', text: '@channel' }] },
      ],
    },
    ['here', 'channel'],
  ],
  ['an address with an @', { blocks: section('mail me@here.example or x@anna') }, []],
  ['a joined @', { blocks: section('@\u2060here') }, []],
  ['an attachment', { attachments: [{ text: '<!here>' }] }, ['here']],
])('knows whom %s pings', async (_, args, expected) => {
  await posted(args);

  expect(slack.notified.map(({ who }) => who)).toEqual(expected);
});

test('tells where the ping stands', async () => {
  const { ts } = await posted({ blocks: [{ type: 'divider' }, ...section('<!here>')] });

  expect(slack.notified).toEqual([{ channel, ts, who: 'here', how: '/blocks/1/text' }]);
});

test('an update pings only whom the message did not ping before, and finds plain names unless told otherwise', async () => {
  const { ts } = await posted({ text: '<@U0ANNA000> down' });

  await call(slack, 'chat.update', { channel, ts, text: '<@U0ANNA000> @here up', parse: 'none' });
  expect(slack.notified).toHaveLength(1);
  await call(slack, 'chat.update', { channel, ts, text: '<@U0ANNA000> @here up' });
  expect(slack.notified.slice(1)).toEqual([{ channel, ts, who: 'here', how: 'edit /text' }]);
});

test.each<[string, JsonObject, string[]]>([
  ['a marked link', { text: '<https://x.example/a|here>' }, ['https://x.example/a']],
  ['a bare address', { text: 'see https://x.example/a?b=1&c=2.' }, ['https://x.example/a?b=1&c=2']],
  ['a bare domain', { text: 'see evil.com/x' }, ['http://evil.com/x']],
  ['a bare address that is not to be parsed', { text: 'see https://x.example', parse: 'none' }, []],
  ['blocks, not the text behind them', { text: 'https://hidden.example', blocks: section('x') }, []],
  ['mrkdwn that is parsed', { blocks: section('see https://x.example/ now') }, ['https://x.example/']],
  [
    'mrkdwn that is verbatim',
    { blocks: section('https://x.example <https://y.example|y>', { verbatim: true }) },
    ['https://y.example'],
  ],
  ['escaped marks', { blocks: section('&lt;https://x.example|y&gt;', { verbatim: true }) }, []],
  [
    'rich text',
    {
      blocks: richText(
        { type: 'text', text: 'https://x.example' },
        { type: 'link', url: 'https://y.example', text: 'y' },
      ),
    },
    ['https://y.example'],
  ],
  [
    'plain_text',
    { blocks: [{ type: 'header', text: { type: 'plain_text', text: 'https://x.example' } }] },
    [],
  ],
  ['dates with links', { text: '<!date^1788451200^{time}^https://x.example|then>' }, ['https://x.example']],
  ['mentions', { text: '<@U0ANNA000> <#C1|x> <!here>' }, []],
  ['mail', { text: '<mailto:a@x.example|a>' }, ['mailto:a@x.example']],
])('finds the links of %s', async (_, args, expected) => {
  expect(slack.links(await posted(args))).toEqual(expected);
});

test('keeps the addresses of buttons apart', async () => {
  const button = { type: 'button', text: { type: 'plain_text', text: 'Open' }, url: 'https://x.example/' };
  const message = await posted({ blocks: [{ type: 'actions', elements: [button] }] });

  expect(slack.links(message)).toEqual([]);
  expect(slack.buttonLinks(message)).toEqual(['https://x.example/']);
});

test.each<[string, JsonObject, string]>([
  ['text', { text: 'R&D: *GitHub* is _down_ :red_circle:' }, 'R&D: GitHub is down 🔴'],
  ['stars that are no marks', { text: '2 * 3 * 4 and snake_case_name' }, '2 * 3 * 4 and snake_case_name'],
  [
    'mentions',
    { text: '<@U0ANNA000> <!subteam^S0LEADS00> <!here> <#C0OUTAGES>' },
    '@anna @leads @here #outages',
  ],
  [
    'links and dates',
    { text: '<https://x.example|status page> <!date^1788451200^{time}|16:00 UTC>' },
    'status page 16:00 UTC',
  ],
  ['escaped text', { text: '&lt;!here&gt; &amp;amp;' }, '<!here> &amp;'],
  [
    'plain_text, as it is',
    { blocks: [{ type: 'header', text: { type: 'plain_text', text: 'a &amp; *b* 🔴' } }] },
    'a &amp; *b* 🔴',
  ],
  [
    'blocks in order',
    {
      blocks: [
        { type: 'header', text: { type: 'plain_text', text: 'GitHub' } },
        {
          type: 'section',
          text: { type: 'mrkdwn', text: 'Git *operations*' },
          fields: [{ type: 'mrkdwn', text: 'since 16:00' }],
        },
        { type: 'divider' },
        {
          type: 'context',
          elements: [
            { type: 'mrkdwn', text: 'GH-1' },
            { type: 'image', alt_text: 'logo', image_url: 'https://x.example/i.png' },
          ],
        },
        {
          type: 'actions',
          elements: [{ type: 'button', text: { type: 'plain_text', text: 'Acknowledge' } }],
        },
      ],
    },
    'GitHub\nGit operations\nsince 16:00\nGH-1\nlogo\nAcknowledge',
  ],
  [
    'rich text',
    {
      blocks: richText(
        { type: 'emoji', name: 'red_circle' },
        { type: 'text', text: ' <b> ' },
        { type: 'link', url: 'https://x.example', text: 'page' },
        { type: 'user', user_id: 'U0ANNA000' },
        { type: 'date', timestamp: 1788451200, format: '{time}', fallback: ' 16:00' },
      ),
    },
    '🔴 <b> page@anna 16:00',
  ],
])('reads %s as a person would', async (_, args, expected) => {
  expect(slack.plainText(await posted(args))).toBe(expected);
});
