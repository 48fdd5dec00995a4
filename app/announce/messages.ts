import type { KnownBlock } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import type { Message } from '../../views/rich.ts';
import { outcome } from '../slack/outcome.ts';
import type { Pace } from './pace.ts';

/** A message of ours as it stands in Slack, with the keys it carries. */
export interface Standing {
  ts: string;
  keys: string[];
}

/** What the announcer can do in a channel. Every method throws what the web client throws. */
export interface Messages {
  /** Returns the new message's ts. `keys` let it be found again. */
  post(channel: string, message: Message, options: PostOptions): Promise<string>;
  edit(channel: string, ts: string, root: EditOptions): Promise<void>;
  /** How far off the turn of an edit of `id` is: all channels share one pace. Its place is kept. */
  editInMs(channel: string, id: string): number;
  /** Deleting what is already gone is no error. */
  remove(channel: string, ts: string): Promise<void>;
  /** Roots of `id` in the channel since `sinceMs`, oldest first. */
  roots(channel: string, id: string, sinceMs: number): Promise<Standing[]>;
  /** Our replies about `id` in the thread, oldest first. */
  replies(channel: string, rootTs: string, id: string): Promise<Standing[]>;
}

/** Where a post goes, and by what it is found again. */
export interface PostOptions {
  id: string;
  keys: readonly string[];
  thread?: { ts: string; broadcast: boolean };
  /** Called when it is this message's turn, right before it is sent; may still throw. */
  before(): Promise<void>;
}

/** What a root is to show from now on. */
export interface EditOptions extends Pick<PostOptions, 'id' | 'before'> {
  message: Message;
}

/** Slack's pages of history; its clock and ours may differ by less than the margin. */
const PAGE = { limit: 200, most: 25, marginMs: 2 * 60 * 60_000 };
/** Slack takes one post a second in a channel, and 50 calls a minute of the other methods. */
const EVERY_MS = { post: 1_050, other: 1_200 };
const EVENT_TYPE = 'outage_bot_announcement';

/** Who we are in Slack, as our own messages say. */
export interface Bot {
  botId: string;
  userId: string;
}

/** A background client as the announcer uses it: paced, nothing ever parsed, linked or unfurled. */
export function createMessages(client: WebClient, pace: Pace, bot: () => Bot): Messages {
  return {
    async post(channel, message, { id, keys, thread, before }) {
      await pace.turn(`post ${channel}`, EVERY_MS.post);
      const content = {
        channel,
        metadata: { event_type: EVENT_TYPE, event_payload: { id, keys: keys.join(' ') } },
        parse: 'none' as const,
        link_names: false,
        mrkdwn: false,
        unfurl_links: false,
        unfurl_media: false,
      };
      const { ts } = await withFallback({ id, keys, message, before }, (chosen) =>
        client.chat.postMessage(
          thread
            ? { ...content, ...chosen, thread_ts: thread.ts, reply_broadcast: thread.broadcast }
            : { ...content, ...chosen },
        ),
      );
      if (ts === undefined) throw new Error('Slack took a message but gave no ts');
      return ts;
    },
    async edit(channel, ts, { id, message, before }) {
      await pace.turn('edit', EVERY_MS.other, `${channel} ${id}`);
      await withFallback({ id, keys: ['root'], message, before }, (chosen) =>
        client.chat.update({ channel, ts, ...chosen, parse: 'none', link_names: false }),
      );
    },
    editInMs: (channel, id) => pace.inMs('edit', EVERY_MS.other, `${channel} ${id}`),
    async remove(channel, ts) {
      await pace.turn('remove', EVERY_MS.other);
      await client.chat.delete({ channel, ts }).catch((error: unknown) => {
        if (!String(error).includes('message_not_found')) throw error;
      });
    },
    async roots(channel, id, sinceMs) {
      const found: Standing[] = [];
      const oldest = String(Math.max(0, sinceMs - PAGE.marginMs) / 1000);
      let cursor: string | undefined;
      for (let page = 0; page < PAGE.most; page++) {
        await pace.turn('history', EVERY_MS.other);
        const answer = await client.conversations.history({
          channel,
          oldest,
          limit: PAGE.limit,
          include_all_metadata: true,
          ...(cursor === undefined ? {} : { cursor }),
        });
        for (const message of answer.messages ?? []) {
          const standing = ours(message, id);
          if (standing?.keys.includes('root')) found.push(standing);
        }
        cursor = answer.response_metadata?.next_cursor;
        if (!answer.has_more || !cursor) break;
      }
      return found.sort(byTs);
    },
    async replies(channel, rootTs, id) {
      const found: Standing[] = [];
      let cursor: string | undefined;
      for (let page = 0; page < PAGE.most; page++) {
        await pace.turn('replies', EVERY_MS.other);
        const answer = await client.conversations.replies({
          channel,
          ts: rootTs,
          limit: PAGE.limit,
          include_all_metadata: true,
          ...(cursor === undefined ? {} : { cursor }),
        });
        for (const message of answer.messages ?? []) {
          const standing = ours(message, id);
          if (standing && standing.ts !== rootTs) found.push(standing);
        }
        cursor = answer.response_metadata?.next_cursor;
        if (!answer.has_more || !cursor) break;
      }
      return found.sort(byTs);
    },
  };

  /** The keys of a message of ours about `id`: from its metadata or, where Slack dropped that, its blocks. */
  function ours(message: Heard, id: string): Standing | undefined {
    const { botId, userId } = bot();
    const own = message.bot_id === botId || message.user === userId;
    if (message.ts === undefined || !own) return undefined;
    const payload = message.metadata?.event_payload as { id?: unknown; keys?: unknown } | undefined;
    const keys = payload?.id === id && typeof payload.keys === 'string' ? payload.keys.split(' ') : [];
    for (const { block_id: blockId } of message.blocks ?? []) {
      if (blockId?.startsWith(`${id}:`)) keys.push(...blockId.slice(id.length + 1).split('+'));
    }
    return keys.length > 0 ? { ts: message.ts, keys: [...new Set(keys)] } : undefined;
  }
}

/** Better plain than never: when Slack will not have our blocks, the words alone are sent. */
async function withFallback<T>(
  { id, keys, message, before }: Pick<PostOptions, 'id' | 'keys' | 'before'> & { message: Message },
  send: (content: { text: string; blocks: KnownBlock[] }) => Promise<T>,
): Promise<T> {
  await before();
  try {
    return await send(message);
  } catch (error) {
    const failed = outcome(error);
    if (failed.kind !== 'refused' || !OUR_BLOCKS.test(failed.code)) throw error;
    await before();
    const text = { type: 'plain_text' as const, text: message.text };
    return await send({
      text: message.text,
      blocks: [{ type: 'section', block_id: `${id}:${keys[0]}`, text }],
    });
  }
}

/** Slack's words for blocks that it will not have. */
const OUR_BLOCKS = /^(invalid_blocks|invalid_attachments|msg_blocks_too_long)/;

interface Heard {
  ts?: string;
  bot_id?: string;
  user?: string;
  metadata?: { event_payload?: object };
  blocks?: { block_id?: string }[];
}

function byTs(a: Standing, b: Standing): number {
  return Number(a.ts) - Number(b.ts);
}
