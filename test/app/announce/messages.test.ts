import { describe, expect, test } from '@jest/globals';
import type { WebClient } from '@slack/web-api';
import { createMessages, type Messages } from '../../../app/announce/messages.ts';
import { createPace, type Pace } from '../../../app/announce/pace.ts';
import type { Message } from '../../../views/rich.ts';
import { manualClock } from '../../manual-clock.ts';
import { rateLimit, refusal } from './slack-errors.ts';

type Call = { method: string; given: Record<string, unknown> };

const BOT = { botId: 'B1', userId: 'U1' };
const message: Message = { text: 'GitHub is down', blocks: [] };
const options = { id: 'GH-1', keys: ['root'], before: async () => {} };

/** A web client that notes its calls and answers with what it is given, in order: an error is thrown. */
function slack(
  answers: unknown[] = [],
  pace: Pace = { turn: async () => {}, inMs: () => 0 },
): { messages: Messages; calls: Call[] } {
  const calls: Call[] = [];
  const method = (name: string) => async (given: Record<string, unknown>) => {
    calls.push({ method: name, given });
    const answer = answers.shift() ?? { ok: true, ts: '1.1' };
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const client = {
    chat: { postMessage: method('post'), update: method('update'), delete: method('delete') },
    conversations: { history: method('history'), replies: method('replies') },
  } as unknown as WebClient;
  return { messages: createMessages(client, pace, () => BOT), calls };
}

/** A message as Slack tells it, of ours unless said otherwise. */
function heard(ts: string, keys: string, of: object = { bot_id: 'B1' }, id = 'GH-1') {
  return { ts, metadata: { event_type: 'x', event_payload: { id, keys } }, ...of };
}

const inBlocks = (ts: string, blockId: string, of: object = { bot_id: 'B1' }) => ({
  ts,
  blocks: [{ block_id: 'other' }, { block_id: blockId }],
  ...of,
});

describe('of the messages in a channel', () => {
  test.each([
    ['one with our bot id is ours', heard('1.1', 'root'), ['1.1']],
    ['one with our user alone is ours', heard('1.1', 'root', { user: 'U1' }), ['1.1']],
    ['one of another bot with our keys is not', heard('1.1', 'root', { bot_id: 'B2', user: 'U2' }), []],
    ['one of another bot with our blocks is not', inBlocks('1.1', 'GH-1:root', { bot_id: 'B2' }), []],
    ['one of a person with our keys is not', heard('1.1', 'root', { user: 'U2' }), []],
    ['one whose metadata Slack dropped is known by its blocks', inBlocks('1.1', 'GH-1:root'), ['1.1']],
    ['one about another outage is not', heard('1.1', 'root', { bot_id: 'B1' }, 'GH-12'), []],
    ['one with the blocks of another outage is not', inBlocks('1.1', 'GH-12:root'), []],
    ['a reply that was also shown in the channel is no root', heard('1.1', 'a b'), []],
  ])('%s', async (_what, one, expected) => {
    const { messages } = slack([{ messages: [one] }]);

    expect((await messages.roots('C1', 'GH-1', 0)).map(({ ts }) => ts)).toEqual(expected);
  });

  test('the roots of all pages are found, the oldest first', async () => {
    const { messages, calls } = slack([
      { messages: [heard('9.1', 'root')], has_more: true, response_metadata: { next_cursor: 'more' } },
      { messages: [heard('10.1', 'root'), heard('2.1', 'root')], has_more: false },
    ]);

    const found = await messages.roots('C1', 'GH-1', Date.parse('2026-11-20T10:00:00.000Z'));

    expect(found.map(({ ts }) => ts)).toEqual(['2.1', '9.1', '10.1']);
    expect(calls.map(({ given }) => [given.cursor, given.include_all_metadata])).toEqual([
      [undefined, true],
      ['more', true],
    ]);
    // Slack's clock may be behind ours.
    expect(Number(calls[0]?.given.oldest)).toBeLessThan(Date.parse('2026-11-20T10:00:00.000Z') / 1000);
  });

  test('a page that cannot be read is no end of the history', async () => {
    const { messages } = slack([
      { messages: [], has_more: true, response_metadata: { next_cursor: 'more' } },
      rateLimit(30),
    ]);

    await expect(messages.roots('C1', 'GH-1', 0)).rejects.toThrow(/rate-limit/);
  });
});

test('of a thread, our replies about the outage are found with all their keys, without the root', async () => {
  const { messages } = slack([
    {
      messages: [
        heard('1.1', 'root'),
        heard('9.1', 'b'),
        heard('3.1', 'a', { bot_id: 'B2' }),
        inBlocks('2.1', 'GH-1:a+c'),
        inBlocks('5.1', 'GH-12:a'),
        { ts: '4.1', user: 'U2' },
      ],
    },
  ]);

  expect(await messages.replies('C1', '1.1', 'GH-1')).toEqual([
    { ts: '2.1', keys: ['a', 'c'] },
    { ts: '9.1', keys: ['b'] },
  ]);
});

describe('a message', () => {
  test('carries what it is found again by', async () => {
    const sent = slack();
    const thread = { ts: '1.0', broadcast: true };
    expect(await sent.messages.post('C1', message, { ...options, keys: ['a', 'b'], thread })).toBe('1.1');
    const found = slack([{ messages: [{ ...sent.calls[0]?.given, ts: '1.1', bot_id: 'B1' }] }]);

    expect(await found.messages.replies('C1', '1.0', 'GH-1')).toEqual([{ ts: '1.1', keys: ['a', 'b'] }]);
    expect(sent.calls[0]?.given).toMatchObject({ thread_ts: '1.0', reply_broadcast: true, parse: 'none' });
  });

  test('of which Slack will not have the blocks is sent in plain words, and found again', async () => {
    const sent = slack([refusal('invalid_blocks')]);
    await sent.messages.post('C1', message, options);
    const given = sent.calls[1]?.given;
    const bare = { ...given, metadata: undefined };
    const found = slack([{ messages: [{ ...bare, ts: '1.1', bot_id: 'B1' }] }]);

    expect(given).toMatchObject({ text: 'GitHub is down', parse: 'none' });
    expect(await found.messages.roots('C1', 'GH-1', 0)).toEqual([{ ts: '1.1', keys: ['root'] }]);
  });

  test.each([
    ['a rate limit', rateLimit(30)],
    ['is_archived', refusal('is_archived')],
    ['internal_error', refusal('internal_error')],
  ])('is sent only once when Slack answers %s', async (_what, error) => {
    const { messages, calls } = slack([error]);

    await expect(messages.post('C1', message, options)).rejects.toBe(error);
    expect(calls).toHaveLength(1);
  });

  test.each(['post', 'edit'] as const)('whose turn came too late is not sent (%s)', async (kind) => {
    const { messages, calls } = slack();
    const before = () => Promise.reject(new Error('too late'));
    const work =
      kind === 'post'
        ? messages.post('C1', message, { ...options, before })
        : messages.edit('C1', '1.1', { id: 'GH-1', message, before });

    await expect(work).rejects.toThrow('too late');
    expect(calls).toEqual([]);
  });
});

test('posts of one channel are a second apart, and those of another wait for none of them', async () => {
  const clock = manualClock();
  const { messages, calls } = slack([], createPace(clock));
  const sent = () => calls.map(({ given }) => given.channel);

  const posts = ['C1', 'C1', 'C2'].map((channel) => messages.post(channel, message, options));
  await clock.advance(1_000);
  const withinASecond = sent();
  await clock.advance(100);
  await Promise.all(posts);

  expect(withinASecond).toEqual(['C1', 'C2']);
  expect(sent()).toEqual(['C1', 'C2', 'C1']);
});

describe('deleting', () => {
  test('what is already gone is no error', async () => {
    await slack([refusal('message_not_found')]).messages.remove('C1', '1.1');
  });

  test('what Slack will not delete is one', async () => {
    const error = refusal('cant_delete_message');

    await expect(slack([error]).messages.remove('C1', '1.1')).rejects.toBe(error);
  });
});
