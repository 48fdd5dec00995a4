import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { manualClock } from '../../manual-clock.ts';
import { type LoopbackSlack, startLoopbackSlack } from './index.ts';
import type { JsonObject } from './json.ts';
import { call } from './raw-client.ts';

const clock = manualClock();
let slack: LoopbackSlack;
let channel: string;

beforeEach(async () => {
  slack = await startLoopbackSlack({ clock, postsPerSecond: Number.POSITIVE_INFINITY, tierLimits: false });
  channel = slack.channel('outages');
});

afterEach(() => slack.close());

const section = {
  type: 'section',
  block_id: 'GH-1:root',
  text: { type: 'mrkdwn', text: 'down', verbatim: true },
};
const metadata = { event_type: 'outage', event_payload: { key: 'GH-1:root' } };

async function post(args: JsonObject): Promise<string> {
  const answer = await call(slack, 'chat.postMessage', { channel, ...args });
  expect(answer).toMatchObject({ ok: true });
  return String(answer.body.ts);
}

function refusal(method: string, args: JsonObject) {
  return call(slack, method, { channel, ...args });
}

test('a posted message is answered and kept', async () => {
  const answer = await call(slack, 'chat.postMessage', {
    channel,
    text: 'GitHub is down',
    blocks: [section],
    metadata,
  });

  const message = {
    type: 'message',
    user: slack.botUserId,
    bot_id: slack.botId,
    app_id: slack.appId,
    team: slack.teamId,
    text: 'GitHub is down',
    blocks: [section],
    metadata,
  };
  expect(answer).toMatchObject({ ok: true, channel, message });
  expect(slack.history(channel)).toMatchObject([message]);
  expect(answer.body.ts).toMatch(/^\d{10}\.\d{6}$/);
});

test('timestamps never repeat and never go back, though the clock stands still', async () => {
  const stamps: string[] = [];
  for (let n = 0; n < 5; n++) stamps.push(await post({ text: String(n) }));

  expect(new Set(stamps).size).toBe(5);
  expect([...stamps].sort()).toEqual(stamps);
  expect(Math.floor(Number(stamps[0]))).toBe(Math.floor(clock.now() / 1000));
});

test.each([
  ['an unknown channel', () => {}, 'channel_not_found', 'C0NOWHERE'],
  ['a channel by name', () => {}, 'channel_not_found', '#outages'],
  ['a channel without the bot', () => slack.kick(channel), 'not_in_channel'],
  ['an archived channel', () => slack.archive(channel), 'is_archived'],
  [
    'a private channel without the bot',
    () => {
      slack.makePrivate(channel);
      slack.kick(channel);
    },
    'channel_not_found',
  ],
  ['a channel that only some may use', () => slack.restrict(channel, 'restricted'), 'restricted_action'],
  [
    'a channel for reading',
    () => slack.restrict(channel, 'read_only'),
    'restricted_action_read_only_channel',
  ],
  [
    'a channel for threads',
    () => slack.restrict(channel, 'thread_only'),
    'restricted_action_thread_only_channel',
  ],
])(
  'does not post to %s, which is not the app that is to blame',
  async (_, prepare, error, where = channel) => {
    prepare();

    expect(await refusal('chat.postMessage', { channel: where, text: 'x' })).toMatchObject({
      ok: false,
      error,
    });
    expect(slack.roots(channel)).toEqual([]);
    expect(slack.violations).toEqual([]);
  },
);

test('posts again once the bot is back', async () => {
  slack.kick(channel);
  slack.archive(channel);
  slack.invite(channel);
  slack.unarchive(channel);

  await post({ text: 'x' });
});

test('a user id as channel opens the direct conversation', async () => {
  const { id } = slack.user('anna');
  const gone = slack.user('zoe', { deleted: true });

  const answer = await call(slack, 'chat.postMessage', { channel: id, text: 'psst' });

  expect(answer.body.channel).toMatch(/^D/);
  expect(slack.history(String(answer.body.channel))).toMatchObject([{ text: 'psst' }]);
  expect(await refusal('chat.postMessage', { channel: gone.id, text: 'x' })).toMatchObject({
    error: 'channel_not_found',
  });
});

test.each<[string, JsonObject, string]>([
  ['nothing', {}, 'no_text'],
  ['blank text', { text: '  ' }, 'no_text'],
  ['no blocks', { blocks: [] }, 'no_text'],
  ['blocks that are no JSON', { text: 'x', blocks: '[{' }, 'invalid_blocks_format'],
  ['blocks that are no list', { text: 'x', blocks: { type: 'divider' } }, 'invalid_blocks_format'],
  ['attachments that are no list', { text: 'x', attachments: '{' }, 'invalid_attachments'],
  ['metadata that is no JSON', { text: 'x', metadata: '{' }, 'invalid_metadata_format'],
  ['metadata without a payload', { text: 'x', metadata: { event_type: 'a' } }, 'invalid_metadata_format'],
  ['metadata without a type', { text: 'x', metadata: { event_payload: {} } }, 'invalid_metadata_format'],
  [
    'metadata with nested objects',
    { text: 'x', metadata: { event_type: 'a', event_payload: { b: { c: 1 } } } },
    'invalid_metadata_schema',
  ],
  [
    'metadata with a capital key',
    { text: 'x', metadata: { event_type: 'a', event_payload: { Key: 1 } } },
    'invalid_metadata_schema',
  ],
  [
    'too much metadata',
    { text: 'x', metadata: { event_type: 'a', event_payload: { b: 'x'.repeat(9000) } } },
    'metadata_too_large',
  ],
  ['a name of its own', { text: 'x', username: 'Somebody' }, 'missing_scope'],
  [
    'too much in all blocks together',
    {
      text: 'x',
      blocks: Array(5).fill({ type: 'section', text: { type: 'mrkdwn', text: 'x'.repeat(2900) } }),
    },
    'msg_blocks_too_long',
  ],
])('does not post %s', async (_, args, error) => {
  expect(await refusal('chat.postMessage', args)).toMatchObject({ ok: false, error });
  expect(slack.violations).toHaveLength(1);
  expect(slack.roots(channel)).toEqual([]);
});

test('points at what is wrong with blocks', async () => {
  const blocks = [{ type: 'divider' }, { type: 'section', text: { type: 'mrkdwn', text: 'x'.repeat(3001) } }];

  expect(await refusal('chat.postMessage', { text: 'x', blocks })).toMatchObject({
    error: 'invalid_blocks',
    errors: [
      'failed to match all allowed schemas [json-pointer:/blocks/1/text]',
      'must be less than 3001 characters [json-pointer:/blocks/1/text/text]',
    ],
    response_metadata: {
      messages: [
        '[ERROR] failed to match all allowed schemas [json-pointer:/blocks/1/text]',
        '[ERROR] must be less than 3001 characters [json-pointer:/blocks/1/text/text]',
      ],
    },
  });
});

test('takes one table and no more', async () => {
  const table = { type: 'table', rows: [[{ type: 'raw_text', text: 'a' }]] };

  expect(await refusal('chat.postMessage', { text: 'x', blocks: [table, table] })).toMatchObject({
    error: 'invalid_attachments',
    errors: ['only_one_table_allowed'],
  });
  await post({ text: 'x', blocks: [table] });
});

test('cuts very long text', async () => {
  await post({ text: 'x'.repeat(40_001) });

  expect(slack.roots(channel)[0]?.text).toHaveLength(40_000);
});

test('replies go under their root and are counted there', async () => {
  const root = await post({ text: 'down' });
  const reply = await post({ text: 'looking', thread_ts: root });
  const loud = await post({ text: 'up', thread_ts: root, reply_broadcast: true });

  expect(slack.thread(channel, root)).toMatchObject([
    { text: 'looking' },
    { text: 'up', subtype: 'thread_broadcast' },
  ]);
  expect(slack.roots(channel)).toMatchObject([
    { ts: root, thread_ts: root, reply_count: 2, latest_reply: loud },
  ]);
  expect(slack.history(channel).map(({ ts }) => ts)).toEqual([root, loud]);
  expect(slack.history(channel).map(({ ts }) => ts)).not.toContain(reply);
});

test('does not reply to what is missing, deleted, a reply or locked', async () => {
  const root = await post({ text: 'down' });
  const reply = await post({ text: 'looking', thread_ts: root });
  const locked = await post({ text: 'locked' });
  const deleted = await post({ text: 'deleted' });
  slack.lockThread(channel, locked);
  slack.deleteByPerson(channel, deleted);
  const into = (ts: string) => refusal('chat.postMessage', { text: 'x', thread_ts: ts });

  expect(await into('1.000001')).toMatchObject({ error: 'thread_not_found' });
  expect(await into(deleted)).toMatchObject({ error: 'thread_not_found' });
  expect(await into(reply)).toMatchObject({ error: 'cannot_reply_to_message' });
  expect(await into(locked)).toMatchObject({ error: 'restricted_action_thread_locked' });
});

test('a deleted root with replies leaves a tombstone that says nothing', async () => {
  const root = await post({ text: 'down', blocks: [section], metadata });
  await post({ text: 'looking', thread_ts: root });

  slack.deleteByPerson(channel, root);

  expect(slack.roots(channel)).toEqual([]);
  const [tombstone, ...others] = slack.history(channel);
  expect(others).toEqual([]);
  expect(tombstone).toMatchObject({ subtype: 'tombstone', user: 'USLACKBOT', ts: root, reply_count: 1 });
  expect(JSON.stringify(tombstone)).not.toContain('GH-1');
  expect(await refusal('chat.update', { ts: root, text: 'x' })).toMatchObject({ error: 'message_not_found' });
});

test('an update replaces text and blocks, and blocks go when only text is given', async () => {
  const ts = await post({ text: 'down', blocks: [section] });

  await call(slack, 'chat.update', {
    channel,
    ts,
    text: 'better',
    blocks: [{ ...section, block_id: 'two' }],
  });
  expect(slack.roots(channel)).toMatchObject([{ ts, text: 'better', blocks: [{ block_id: 'two' }] }]);
  expect(slack.roots(channel)[0]).not.toHaveProperty('edited');

  await call(slack, 'chat.update', { channel, ts, text: 'up' });
  expect(slack.roots(channel)[0]).not.toHaveProperty('blocks');
  expect(slack.roots(channel)).toMatchObject([{ text: 'up', edited: { user: slack.botUserId } }]);
  expect(slack.edits).toMatchObject([
    { channel, ts, at: clock.now(), message: { text: 'better' } },
    { channel, ts, message: { text: 'up' } },
  ]);
});

test('an update keeps metadata unless it is given, and removes it on request', async () => {
  const ts = await post({ text: 'down', blocks: [section], metadata });
  const other = { event_type: 'outage', event_payload: { key: 'other' } };

  await call(slack, 'chat.update', { channel, ts, text: 'one' });
  expect(slack.roots(channel)).toMatchObject([{ metadata }]);
  await call(slack, 'chat.update', { channel, ts, metadata: other });
  expect(slack.roots(channel)).toMatchObject([{ text: 'one', metadata: other }]);
  await call(slack, 'chat.update', { channel, ts, metadata: {} });
  expect(slack.roots(channel)[0]).not.toHaveProperty('metadata');
});

test('an update of metadata alone keeps text and blocks', async () => {
  const ts = await post({ text: 'down', blocks: [section] });

  await call(slack, 'chat.update', { channel, ts, metadata });

  expect(slack.roots(channel)).toMatchObject([{ text: 'down', blocks: [section], metadata }]);
});

test.each<[string, JsonObject, string]>([
  ['of nothing', {}, 'no_text'],
  ['to nothing', { text: '', blocks: [] }, 'no_text'],
  ['to too long a text', { text: 'x'.repeat(4001) }, 'msg_too_long'],
  ['with bad blocks', { text: 'x', blocks: [{ type: 'else' }] }, 'invalid_blocks'],
  ['that also broadcasts', { text: 'x', reply_broadcast: true }, 'no_dual_broadcast_content_update'],
])('refuses an update %s', async (_, args, error) => {
  const ts = await post({ text: 'down' });

  expect(await refusal('chat.update', { ts, ...args })).toMatchObject({ ok: false, error });
  expect(slack.roots(channel)).toMatchObject([{ text: 'down' }]);
  expect(slack.edits).toEqual([]);
  expect(slack.violations).toHaveLength(1);
});

test('updates and deletes only its own messages, and only those that stand', async () => {
  const { ts } = slack.say('anna', channel, 'hello');
  const gone = await post({ text: 'x' });
  slack.deleteByPerson(channel, gone);
  const ephemeral = await call(slack, 'chat.postEphemeral', {
    channel,
    user: slack.user('anna').id,
    text: 'x',
  });

  expect(await refusal('chat.update', { ts, text: 'x' })).toMatchObject({ error: 'cant_update_message' });
  expect(await refusal('chat.delete', { ts })).toMatchObject({ error: 'cant_delete_message' });
  for (const missing of [gone, String(ephemeral.body.message_ts), '1.000001']) {
    expect(await refusal('chat.update', { ts: missing, text: 'x' })).toMatchObject({
      error: 'message_not_found',
    });
    expect(await refusal('chat.delete', { ts: missing })).toMatchObject({ error: 'message_not_found' });
  }
});

test('an archived channel takes no update', async () => {
  const ts = await post({ text: 'down' });
  slack.archive(channel);

  expect(await refusal('chat.update', { ts, text: 'x' })).toMatchObject({ error: 'is_inactive' });
  slack.unarchive(channel);
  expect(await refusal('chat.update', { ts, text: 'x' })).toMatchObject({ ok: true });
});

test('a deleted message is gone', async () => {
  const ts = await post({ text: 'down' });

  expect(await call(slack, 'chat.delete', { channel, ts })).toMatchObject({ ok: true, channel, ts });
  expect(slack.history(channel)).toEqual([]);
});

test('an ephemeral message is seen by one person until they reload', async () => {
  const anna = slack.user('anna');

  expect(await call(slack, 'chat.postEphemeral', { channel, user: anna.id, text: 'psst' })).toMatchObject({
    ok: true,
  });
  expect(slack.ephemerals('anna', channel)).toMatchObject([{ text: 'psst', is_ephemeral: true }]);
  expect(slack.ephemerals('bert')).toEqual([]);
  expect(slack.history(channel)).toEqual([]);
  slack.reload('anna');
  expect(slack.ephemerals('anna')).toEqual([]);
});

test('an ephemeral message needs somebody who is there', async () => {
  const { id } = slack.user('anna');
  slack.leave(channel, 'anna');

  expect(await refusal('chat.postEphemeral', { user: id, text: 'x' })).toMatchObject({
    error: 'user_not_in_channel',
  });
  expect(await refusal('chat.postEphemeral', { user: 'U0NOBODY', text: 'x' })).toMatchObject({
    error: 'user_not_in_channel',
  });
  expect(await refusal('chat.postEphemeral', { text: 'x' })).toMatchObject({ error: 'invalid_arguments' });
});

test('gives permalinks of roots and replies', async () => {
  const root = await post({ text: 'down' });
  const reply = await post({ text: 'looking', thread_ts: root });
  const link = (ts: string) => call(slack, 'chat.getPermalink', { channel, message_ts: ts });

  expect(await link(root)).toMatchObject({
    permalink: `https://loopback.slack.com/archives/${channel}/p${root.replace('.', '')}`,
  });
  expect((await link(reply)).body.permalink).toContain(`?thread_ts=${root}&cid=${channel}`);
  expect(await link('1.000001')).toMatchObject({ error: 'message_not_found' });
});

test('history lists newest first, in pages', async () => {
  const stamps: string[] = [];
  for (let n = 0; n < 5; n++) stamps.push(await post({ text: String(n) }));
  const page = (cursor?: string) => call(slack, 'conversations.history', { channel, limit: 2, cursor });

  const first = await page();
  const second = await page(nextCursor(first));
  const third = await page(nextCursor(second));

  expect([first, second, third].map(textsOf)).toEqual([['4', '3'], ['2', '1'], ['0']]);
  expect([first, second, third].map(({ body }) => body.has_more)).toEqual([true, true, false]);
  expect(nextCursor(third)).toBeUndefined();
});

test('a page goes on where it stopped, though the message there was deleted', async () => {
  const stamps: string[] = [];
  for (let n = 0; n < 4; n++) stamps.push(await post({ text: String(n) }));
  const first = await call(slack, 'conversations.history', { channel, limit: 2 });

  slack.deleteByPerson(channel, stamps[1] ?? '');

  const second = await call(slack, 'conversations.history', { channel, limit: 2, cursor: nextCursor(first) });
  expect(textsOf(second)).toEqual(['0']);
});

test('pages may be shorter than asked', async () => {
  for (let n = 0; n < 3; n++) await post({ text: String(n) });
  slack.workspace.longestPage = 2;

  const first = await call(slack, 'conversations.history', { channel, limit: 100 });

  expect(textsOf(first)).toEqual(['2', '1']);
  expect(first.body.has_more).toBe(true);
});

test('history keeps to oldest and latest, exclusive unless said otherwise', async () => {
  const stamps: string[] = [];
  for (let n = 0; n < 5; n++) stamps.push(await post({ text: String(n) }));
  const [, oldest, , latest] = stamps;
  const list = async (args: JsonObject) =>
    textsOf(await call(slack, 'conversations.history', { channel, ...args }));

  expect(await list({ oldest, latest })).toEqual(['2']);
  expect(await list({ oldest, latest, inclusive: true })).toEqual(['3', '2', '1']);
  expect(await list({ latest })).toEqual(['2', '1', '0']);
  expect(await list({ oldest })).toEqual(['4', '3', '2']);
  expect(await list({ oldest, limit: 1 })).toEqual(['2']);
  expect(await list({ oldest: '0' })).toHaveLength(5);
});

test('history shows metadata only when asked, and not at all when it was dropped', async () => {
  await post({ text: 'a', metadata });
  slack.dropMetadata = true;
  await post({ text: 'b', metadata });

  const short = await call(slack, 'conversations.history', { channel });
  const full = await call(slack, 'conversations.history', { channel, include_all_metadata: true });

  expect(short.body.messages).toMatchObject([{ text: 'b' }, { metadata: { event_type: 'outage' } }]);
  expect(JSON.stringify(short.body)).not.toContain('GH-1:root');
  expect(full.body.messages).toMatchObject([{ text: 'b' }, { metadata }]);
  expect(JSON.stringify(full.body)).toContain('GH-1:root');
});

test.each<[string, JsonObject, string]>([
  ['a cursor of its own making', { cursor: 'abc' }, 'invalid_cursor'],
  ['a time that is none', { oldest: '2026-01-01' }, 'invalid_ts_oldest'],
  ['a latest that is none', { latest: 'now' }, 'invalid_ts_latest'],
  ['more than 999 at once', { limit: 1000 }, 'invalid_limit'],
  ['less than one', { limit: 0 }, 'invalid_limit'],
])('history refuses %s', async (_, args, error) => {
  expect(await refusal('conversations.history', args)).toMatchObject({ ok: false, error });
  expect(slack.violations).toHaveLength(1);
});

test('history is closed to a bot that is not there', async () => {
  slack.kick(channel);
  expect(await refusal('conversations.history', {})).toMatchObject({ error: 'not_in_channel' });
  expect(await refusal('conversations.replies', { ts: '1.000001' })).toMatchObject({
    error: 'not_in_channel',
  });
  slack.makePrivate(channel);
  expect(await refusal('conversations.history', {})).toMatchObject({ error: 'channel_not_found' });
  expect(await refusal('conversations.history', { channel: 'C0NOWHERE' })).toMatchObject({
    error: 'channel_not_found',
  });
});

test('history of a private channel wants its own scope', async () => {
  const narrow = await startLoopbackSlack({ scopes: ['chat:write', 'channels:history'] });
  const secret = narrow.channel('secret');
  narrow.makePrivate(secret);

  expect(await call(narrow, 'conversations.history', { channel: secret })).toMatchObject({
    error: 'missing_scope',
    needed: 'groups:history',
  });
  await narrow.close();
});

test('replies come oldest first after their root, which begins every page', async () => {
  const root = await post({ text: 'root' });
  for (let n = 0; n < 3; n++) await post({ text: String(n), thread_ts: root });
  const page = (args: JsonObject) => call(slack, 'conversations.replies', { channel, ts: root, ...args });

  expect(textsOf(await page({}))).toEqual(['root', '0', '1', '2']);
  const first = await page({ limit: 2 });
  const second = await page({ limit: 2, cursor: nextCursor(first) });
  expect([first, second].map(textsOf)).toEqual([
    ['root', '0', '1'],
    ['root', '2'],
  ]);
  expect(await refusal('conversations.replies', { ts: '1.000001' })).toMatchObject({
    error: 'thread_not_found',
  });
});

test('keeps text as Slack does', async () => {
  await post({
    text: 'R&D <b> &amp; 🔴 see https://status.example.com/x.',
    blocks: [
      { type: 'section', text: { type: 'mrkdwn', text: 'a & b https://x.example/' } },
      { type: 'section', text: { type: 'mrkdwn', text: 'a & b https://x.example/', verbatim: true } },
      { type: 'header', text: { type: 'plain_text', text: 'a & b 🔴' } },
    ],
  });

  expect(slack.roots(channel)).toMatchObject([
    {
      text: 'R&amp;D &lt;b&gt; &amp; :red_circle: see <https://status.example.com/x>.',
      blocks: [
        { block_id: expect.any(String), text: { text: 'a &amp; b <https://x.example/>', verbatim: false } },
        { text: { text: 'a &amp; b https://x.example/', verbatim: true } },
        { text: { text: 'a & b :red_circle:', emoji: true } },
      ],
    },
  ]);
});

test('gives ids to blocks and elements that have none', async () => {
  await post({
    text: 'x',
    blocks: [{ type: 'actions', elements: [{ type: 'button', text: { type: 'plain_text', text: 'Go' } }] }],
  });

  expect(slack.roots(channel)).toMatchObject([
    { blocks: [{ block_id: expect.any(String), elements: [{ action_id: expect.any(String) }] }] },
  ]);
});

function nextCursor({ body }: { body: JsonObject }): string | undefined {
  return (body.response_metadata as { next_cursor?: string } | undefined)?.next_cursor;
}

function textsOf({ body }: { body: JsonObject }): string[] {
  return (body.messages as { text: string }[]).map(({ text }) => text);
}
