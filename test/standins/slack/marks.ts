import type { Channel } from './channel.ts';
import type { JsonObject } from './json.ts';
import type { StoredMessage } from './message.ts';
import type { Call, Methods } from './method.ts';
import { Refusal } from './refusal.ts';
import { bot } from './workspace.ts';

// Reactions, pins and bookmarks: codes and scopes documented (method pages); how many a message or
// channel takes (23 different reactions, 100 bookmarks) is guessed.
export const markMethods: Methods = {
  'reactions.add': {
    token: 'bot',
    scope: 'reactions:write',
    tier: 3,
    needs: ['channel', 'timestamp', 'name'],
    args: ['channel', 'timestamp', 'name'],
    run: react,
  },
  'reactions.remove': {
    token: 'bot',
    scope: 'reactions:write',
    tier: 2,
    needs: ['name'],
    args: ['channel', 'timestamp', 'name'],
    run: unreact,
  },
  'pins.add': {
    token: 'bot',
    scope: 'pins:write',
    tier: 2,
    needs: ['channel'],
    args: ['channel', 'timestamp'],
    run: pin,
  },
  'pins.remove': {
    token: 'bot',
    scope: 'pins:write',
    tier: 2,
    needs: ['channel'],
    args: ['channel', 'timestamp'],
    run: unpin,
  },
  'bookmarks.add': {
    token: 'bot',
    scope: 'bookmarks:write',
    tier: 2,
    needs: ['channel_id', 'title', 'type'],
    args: ['channel_id', 'title', 'type', 'link', 'emoji', 'entity_id', 'parent_id'],
    run: bookmark,
  },
};

function marked({ args, workspace }: Call): { channel: Channel; message: StoredMessage } {
  const channel = workspace.knownChannel(args.need('channel'));
  const message = channel.find(args.need('timestamp'));
  if (channel.isArchived) throw new Refusal('is_archived');
  if (!channel.botIsMember) throw new Refusal(channel.isPrivate ? 'channel_not_found' : 'not_in_channel');
  if (!message || message.subtype === 'tombstone') throw new Refusal('message_not_found');
  return { channel, message };
}

function react(call: Call): JsonObject {
  const name = call.args.need('name');
  if (!/^[a-z0-9_+'-]+(::skin-tone-[2-6])?$/.test(name)) throw new Refusal('invalid_name');
  const { message } = marked(call);
  const reactions = message.reactions ?? [];
  const same = reactions.find((reaction) => reaction.name === name);
  if (same?.users.includes(bot.userId)) throw new Refusal('already_reacted');
  if (!same && reactions.length >= 23) throw new Refusal('too_many_reactions');
  const users = [...(same?.users ?? []), bot.userId];
  const others = reactions.filter((reaction) => reaction !== same);
  message.reactions = [...others, { name, users, count: users.length }];
  call.workspace.changed();
  return {};
}

function unreact(call: Call): JsonObject {
  const { message } = marked(call);
  const reaction = message.reactions?.find(({ name }) => name === call.args.need('name'));
  if (!reaction?.users.includes(bot.userId)) throw new Refusal('no_reaction');
  reaction.users = reaction.users.filter((user) => user !== bot.userId);
  reaction.count = reaction.users.length;
  message.reactions = message.reactions?.filter(({ count }) => count > 0) ?? [];
  call.workspace.changed();
  return {};
}

function pin(call: Call): JsonObject {
  const { channel, message } = marked(call);
  if (message.subtype !== undefined && message.subtype !== 'thread_broadcast')
    throw new Refusal('not_pinnable');
  if (message.pinned_to?.length) throw new Refusal('already_pinned');
  message.pinned_to = [channel.id];
  call.workspace.changed();
  return {};
}

function unpin(call: Call): JsonObject {
  const { message } = marked(call);
  if (!message.pinned_to?.length) throw new Refusal('no_pin');
  delete message.pinned_to;
  call.workspace.changed();
  return {};
}

function bookmark({ args, workspace }: Call): JsonObject {
  const channel = workspace.knownChannel(args.need('channel_id'));
  if (!channel.botIsMember) throw new Refusal('not_in_channel');
  if (channel.bookmarks.size >= 100) throw new Refusal('too_many_bookmarks');
  const link = args.need('link');
  if (!/^https?:\/\//.test(link)) throw new Refusal('invalid_link');
  const id = `Bk${channel.bookmarks.size + 1}`;
  const entry = { title: args.need('title'), link };
  channel.bookmarks.set(id, entry);
  workspace.changed();
  return { bookmark: { id, channel_id: channel.id, type: 'link', ...entry } };
}
