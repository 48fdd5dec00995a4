import type { Args } from './arguments.ts';
import { type Channel, isRoot } from './channel.ts';
import { contentOf, metadataOf, refuseTooLong } from './content.ts';
import type { JsonObject } from './json.ts';
import { asAnswer, type StoredMessage } from './message.ts';
import type { Call, Methods } from './method.ts';
import type { Parsing } from './mrkdwn.ts';
import { invalidArguments, Refusal } from './refusal.ts';
import { bot, type Workspace } from './workspace.ts';

const look = ['username', 'icon_emoji', 'icon_url'];
const parse = ['parse', 'link_names'];
const content = ['text', 'blocks', 'attachments'];

// Codes and arguments are documented (method pages) unless said otherwise.
export const chatMethods: Methods = {
  'chat.postMessage': {
    token: 'bot',
    scope: 'chat:write',
    tier: 'post',
    needs: ['channel'],
    args: [
      ...content,
      ...parse,
      ...look,
      'channel',
      'thread_ts',
      'reply_broadcast',
      'metadata',
      'unfurl_links',
      'unfurl_media',
      'mrkdwn',
    ],
    run: postMessage,
  },
  'chat.update': {
    token: 'bot',
    scope: 'chat:write',
    tier: 3,
    needs: ['channel', 'ts'],
    args: [
      ...content,
      ...parse,
      'channel',
      'ts',
      'metadata',
      'reply_broadcast',
      'unfurl_links',
      'unfurl_media',
    ],
    run: update,
  },
  'chat.delete': {
    token: 'bot',
    scope: 'chat:write',
    tier: 3,
    needs: ['channel', 'ts'],
    args: ['channel', 'ts'],
    run: remove,
  },
  'chat.postEphemeral': {
    token: 'bot',
    scope: 'chat:write',
    tier: 4,
    needs: ['channel', 'user'],
    args: [...content, ...parse, ...look, 'channel', 'user', 'thread_ts'],
    run: postEphemeral,
  },
  'chat.getPermalink': {
    token: 'bot',
    tier: 4,
    needs: ['channel', 'message_ts'],
    args: ['channel', 'message_ts'],
    run: getPermalink,
  },
};

/** Documented: `none` is the default and leaves names alone; bare addresses are linked unless `none` is said. */
function parsing(args: Args): Parsing {
  const mode = args.text('parse');
  if (mode !== undefined && mode !== 'none' && mode !== 'full') throw invalidArguments('invalid parse');
  return { links: mode !== 'none', names: mode === 'full' || args.flag('link_names') === true };
}

/** Documented: chat.update's default is `client`; taken here as "names are found", which is the stricter reading. */
function parsingOfUpdate(args: Args): Parsing {
  if (args.has('parse') && args.text('parse') !== 'client') return parsing(args);
  return { links: true, names: true };
}

/** A channel where the bot may write, or the refusal. */
function writable({ workspace }: Call, id: string): Channel {
  const channel = /^[UW]/.test(id) ? directMessage(workspace, id) : workspace.knownChannel(id);
  if (channel.isPrivate && !channel.botIsMember) throw new Refusal('channel_not_found');
  if (channel.isArchived) throw new Refusal('is_archived');
  if (!channel.botIsMember) throw new Refusal('not_in_channel');
  return channel;
}

/** Documented: a user id as channel opens the direct conversation. Guessed: not with somebody deactivated. */
function directMessage(workspace: Workspace, userId: string): Channel {
  const person = workspace.people.all.get(userId);
  if (!person || person.deleted) throw new Refusal('channel_not_found');
  return workspace.directMessage(userId);
}

function postMessage(call: Call): JsonObject {
  const { args, workspace } = call;
  if (look.some((name) => args.has(name))) call.needScope('chat:write.customize');
  const channel = writable(call, args.need('channel'));
  const given = contentOf(args, workspace);
  const metadata = metadataOf(args);
  if (isEmpty(given)) throw new Refusal('no_text');
  refuseTooLong(given.blocks);
  const threadTs = args.text('thread_ts');
  refuseByRule(channel, threadTs);
  if (threadTs !== undefined) refuseBadThread(channel, threadTs);
  call.limitPosts(channel.id);
  const message = workspace.post(channel, {
    text: '',
    ...given,
    parsing: parsing(args),
    broadcast: args.flag('reply_broadcast') ?? false,
    ...(threadTs !== undefined && { threadTs }),
    ...(metadata && metadata !== 'none' && { metadata }),
  });
  return { channel: channel.id, ts: message.ts, message: asAnswer(message, true) };
}

function isEmpty({
  text,
  blocks,
  attachments,
}: {
  text?: string;
  blocks?: unknown[];
  attachments?: unknown[];
}) {
  return !text?.trim() && !blocks?.length && !attachments?.length;
}

function refuseByRule({ rule }: Channel, threadTs: string | undefined): void {
  if (rule === 'restricted') throw new Refusal('restricted_action');
  if (rule === 'read_only') throw new Refusal('restricted_action_read_only_channel');
  if (rule === 'thread_only' && threadTs === undefined)
    throw new Refusal('restricted_action_thread_only_channel');
}

function refuseBadThread(channel: Channel, threadTs: string): void {
  const parent = channel.find(threadTs);
  if (!parent || parent.subtype === 'tombstone') throw new Refusal('thread_not_found');
  if (!isRoot(parent)) throw new Refusal('cannot_reply_to_message'); // guessed for a reply's ts
  if (parent.is_locked) throw new Refusal('restricted_action_thread_locked');
}

/** A message of the bot's own that stands in this channel. */
function own(call: Call, refusal: string): { channel: Channel; message: StoredMessage } {
  const { args, workspace } = call;
  const channel = workspace.knownChannel(args.need('channel'));
  // Guessed: after its removal the bot no longer sees a private channel; documented code for an archived one.
  if (channel.isPrivate && !channel.botIsMember) throw new Refusal('channel_not_found');
  const message = channel.find(args.need('ts'));
  if (!message || message.subtype === 'tombstone') throw new Refusal('message_not_found');
  if (message.bot_id !== bot.botId) throw new Refusal(refusal);
  if (channel.isArchived) throw new Refusal('is_inactive');
  if (!channel.botIsMember) throw new Refusal('not_in_channel');
  return { channel, message };
}

/** Documented: blocks go when only text is given, stay when neither is; metadata stays unless given, `{}` removes it. */
function update(call: Call): JsonObject {
  const { args, workspace } = call;
  const { channel, message } = own(call, 'cant_update_message');
  const given = contentOf(args, workspace);
  const metadata = metadataOf(args);
  const { text, blocks, attachments } = given;
  if ((text?.length ?? 0) > 4000) throw new Refusal('msg_too_long');
  const says = text !== undefined || blocks !== undefined || attachments !== undefined;
  if (says && args.flag('reply_broadcast')) throw new Refusal('no_dual_broadcast_content_update');
  if (!says && metadata === undefined && !args.has('reply_broadcast')) throw new Refusal('no_text');
  if (says && isEmpty({ ...given, text: text ?? (blocks ? '' : message.text) })) throw new Refusal('no_text');
  refuseTooLong(blocks); // guessed to be as for posting
  if (says) {
    const kept = attachments ?? message.attachments;
    workspace.rewrite(
      message,
      { text: text ?? '', ...(blocks && { blocks }), ...(kept && { attachments: kept }) },
      parsingOfUpdate(args),
    );
    if (blocks?.length) delete message.edited;
    else message.edited = { user: bot.userId, ts: workspace.newTs() };
  }
  if (args.flag('reply_broadcast') && !isRoot(message)) message.subtype = 'thread_broadcast';
  if (metadata === 'none') delete message.metadata;
  else if (metadata && !workspace.dropMetadata) message.metadata = metadata;
  const now = structuredClone(message);
  workspace.edits.push({ channel: channel.id, ts: message.ts, at: workspace.clock.now(), message: now });
  workspace.changed();
  return { channel: channel.id, ts: message.ts, text: message.text, message: asAnswer(message, true) };
}

function remove(call: Call): JsonObject {
  const { channel, message } = own(call, 'cant_delete_message');
  call.workspace.remove(message);
  return { channel: channel.id, ts: message.ts };
}

function postEphemeral(call: Call): JsonObject {
  const { args, workspace } = call;
  if (look.some((name) => args.has(name))) call.needScope('chat:write.customize');
  const channel = writable(call, args.need('channel'));
  const user = args.need('user');
  const person = workspace.people.all.get(user);
  if (!person || person.deleted || channel.absent.has(user)) throw new Refusal('user_not_in_channel');
  const given = contentOf(args, workspace);
  if (isEmpty(given)) throw new Refusal('no_text');
  if ((given.text?.length ?? 0) > 40_000) throw new Refusal('msg_too_long');
  refuseByRule(channel, args.text('thread_ts'));
  const threadTs = args.text('thread_ts');
  const message = workspace.show(channel, user, {
    text: '',
    ...given,
    parsing: parsing(args),
    ...(threadTs !== undefined && { threadTs }),
  });
  return { message_ts: message.ts };
}

function getPermalink({ args, workspace }: Call): JsonObject {
  const channel = workspace.knownChannel(args.need('channel'));
  const message = channel.find(args.need('message_ts'));
  if (!message) throw new Refusal('message_not_found');
  const address = `https://${bot.teamDomain}.slack.com/archives/${channel.id}/p${message.ts.replace('.', '')}`;
  const thread = isRoot(message) ? '' : `?thread_ts=${message.thread_ts}&cid=${channel.id}`;
  return { channel: channel.id, permalink: address + thread };
}
