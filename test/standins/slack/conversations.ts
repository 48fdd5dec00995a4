import { type Channel, isRoot } from './channel.ts';
import type { JsonObject } from './json.ts';
import { asAnswer, type StoredMessage } from './message.ts';
import type { Call, Methods } from './method.ts';
import { Refusal } from './refusal.ts';
import { micros } from './timestamps.ts';
import { bot } from './workspace.ts';

const paging = ['cursor', 'include_all_metadata', 'inclusive', 'latest', 'limit', 'oldest'];

// Documented (method pages) unless said otherwise.
export const conversationMethods: Methods = {
  'conversations.history': {
    token: 'bot',
    tier: 3,
    needs: ['channel'],
    args: ['channel', ...paging],
    run: history,
  },
  'conversations.replies': {
    token: 'bot',
    tier: 3,
    needs: ['channel', 'ts'],
    args: ['channel', 'ts', ...paging],
    run: replies,
  },
  'conversations.info': {
    token: 'bot',
    tier: 3,
    needs: ['channel'],
    args: ['channel', 'include_locale', 'include_num_members'],
    run: (call) => ({ channel: asConversation(visible(call, 'read')) }),
  },
  'conversations.open': {
    token: 'bot',
    tier: 3,
    args: ['channel', 'users', 'return_im', 'prevent_creation'],
    run: open,
  },
};

/** The channel, when the bot may see it with the scopes that it has. */
function visible(call: Call, kind: 'history' | 'read'): Channel {
  const channel = call.workspace.channels.get(call.args.need('channel'));
  const family = channel?.isIm ? 'im' : channel?.isPrivate ? 'groups' : 'channels';
  call.needScope(`${family}:${kind}`);
  if (!channel || (channel.isPrivate && !channel.botIsMember)) throw new Refusal('channel_not_found');
  return channel;
}

function readable(call: Call): Channel {
  const channel = visible(call, 'history');
  if (!channel.botIsMember) throw new Refusal('not_in_channel');
  return channel;
}

/** The direct conversation with one person. Guessed: `not_enough_users` rather than a conversation of several. */
function open(call: Call): JsonObject {
  const { args, workspace } = call;
  call.needScope('im:write');
  const users = args.text('users')?.split(',') ?? [];
  const known = workspace.channels.get(args.text('channel') ?? '');
  if (users.length === 0 && !known)
    throw new Refusal(args.has('channel') ? 'channel_not_found' : 'users_list_not_supplied');
  const [userId] = users;
  if (userId !== undefined) {
    const person = workspace.people.all.get(userId);
    if (!person) throw new Refusal('user_not_found');
    if (person.deleted) throw new Refusal('user_disabled');
    if (person.bot) throw new Refusal('cannot_dm_bot');
    if (users.length > 1) throw new Refusal('not_enough_users');
  }
  const already = userId === undefined || workspace.channels.has(`D${userId.slice(1)}`);
  const channel = known ?? workspace.directMessage(userId ?? '');
  const full = args.flag('return_im') === true;
  return {
    ...(already && { no_op: true, already_open: true }),
    channel: full ? { ...asConversation(channel), user: userId } : { id: channel.id },
  };
}

function history(call: Call): JsonObject {
  const channel = readable(call);
  const window = timeWindow(call);
  const all = channel.history().filter(window.holds);
  // Guessed, as remembered of the older channels.history: with `oldest` alone, pages begin at the oldest end.
  const forward = call.args.has('oldest') && !call.args.has('latest');
  const page = pageOf(call, forward ? all : all.toReversed(), 100);
  const messages = forward ? page.items.toReversed() : page.items;
  return { messages: shown(call, messages), has_more: page.more, pin_count: 0, ...page.next };
}

/** Guessed from use: every page begins with the parent, whatever the time window; a reply's ts gives that reply alone. */
function replies(call: Call): JsonObject {
  const channel = readable(call);
  const window = timeWindow(call);
  const first = channel.find(call.args.need('ts'));
  if (!first) throw new Refusal('thread_not_found');
  const thread = isRoot(first) ? channel.replies(first.ts).filter(window.holds) : [];
  const page = pageOf(call, thread, 999);
  return { messages: shown(call, [first, ...page.items]), has_more: page.more, ...page.next };
}

function shown({ args }: Call, messages: StoredMessage[]): JsonObject[] {
  return messages.map((message) => asAnswer(message, args.flag('include_all_metadata') === true));
}

function timeWindow({ args }: Call) {
  const oldest = bound(args.text('oldest'), 'invalid_ts_oldest');
  const latest = bound(args.text('latest'), 'invalid_ts_latest');
  const inclusive = args.flag('inclusive') === true;
  const holds = ({ ts }: StoredMessage) => {
    const at = micros(ts) ?? 0;
    if (inclusive && (at === oldest || at === latest)) return true;
    return (oldest === undefined || at > oldest) && (latest === undefined || at < latest);
  };
  return { holds };
}

function bound(ts: string | undefined, refusal: string): number | undefined {
  if (ts === undefined) return undefined;
  const at = micros(ts);
  if (at === undefined) throw new Refusal(refusal);
  return at;
}

/** One page. Documented: `limit` up to 999, and a page may be shorter than asked. Guessed: refused above 999. */
function pageOf({ args, workspace }: Call, all: StoredMessage[], usual: number) {
  const limit = args.whole('limit') ?? usual;
  if (limit < 1 || limit > 999) throw new Refusal('invalid_limit');
  const from = fromCursor(args.text('cursor'), all);
  const items = all.slice(from, from + Math.min(limit, workspace.longestPage));
  const following = all[from + items.length];
  const cursor = following ? Buffer.from(`next_ts:${following.ts}`).toString('base64') : '';
  return { items, more: cursor !== '', next: cursor ? { response_metadata: { next_cursor: cursor } } : {} };
}

function fromCursor(cursor: string | undefined, all: StoredMessage[]): number {
  if (cursor === undefined) return 0;
  const ts = /^next_ts:([\d.]+)$/.exec(Buffer.from(cursor, 'base64').toString())?.[1];
  if (ts === undefined) throw new Refusal('invalid_cursor');
  // The message may be gone by now: go on from where it stood.
  const at = micros(ts) ?? 0;
  const [first, last] = [all[0], all.at(-1)];
  const newestFirst = (micros(first?.ts ?? '') ?? 0) > (micros(last?.ts ?? '') ?? 0);
  const index = all.findIndex((message) =>
    newestFirst ? (micros(message.ts) ?? 0) <= at : (micros(message.ts) ?? 0) >= at,
  );
  return index < 0 ? all.length : index;
}

function asConversation(channel: Channel): JsonObject {
  return {
    id: channel.id,
    name: channel.name,
    is_channel: !channel.isPrivate && !channel.isIm,
    is_group: channel.isPrivate,
    is_im: channel.isIm,
    is_private: channel.isPrivate,
    is_archived: channel.isArchived,
    is_member: channel.botIsMember,
    is_general: false,
    context_team_id: bot.teamId,
    creator: 'U0CREATOR',
  };
}
