import type { StoredMessage } from './message.ts';
import { micros } from './timestamps.ts';

/** What a workspace's rules allow here; documented codes `restricted_action...`. */
export type ChannelRule = 'restricted' | 'read_only' | 'thread_only';

/** One channel and all that stands in it. */
export class Channel {
  readonly id: string;
  readonly name: string;
  readonly isIm: boolean;
  isPrivate = false;
  isArchived = false;
  botIsMember = true;
  rule: ChannelRule | undefined;
  /** People who are not in here; everybody else is. */
  readonly absent = new Set<string>();
  readonly bookmarks = new Map<string, { title: string; link: string }>();
  #messages: StoredMessage[] = [];

  constructor(id: string, name: string, isIm = false) {
    this.id = id;
    this.name = name;
    this.isIm = isIm;
  }

  find(ts: string): StoredMessage | undefined {
    return this.#messages.find((message) => message.ts === ts);
  }

  /** Top-level messages and broadcast replies, oldest first: what conversations.history lists. */
  history(): StoredMessage[] {
    return this.#messages.filter((message) => isRoot(message) || message.subtype === 'thread_broadcast');
  }

  roots(): StoredMessage[] {
    return this.#messages.filter((message) => isRoot(message) && message.subtype !== 'tombstone');
  }

  replies(rootTs: string): StoredMessage[] {
    return this.#messages.filter((message) => message.thread_ts === rootTs && message.ts !== rootTs);
  }

  add(message: StoredMessage): void {
    this.#messages.push(message);
    this.#messages.sort((a, b) => (micros(a.ts) ?? 0) - (micros(b.ts) ?? 0));
    this.#recount(message.thread_ts);
  }

  /** Guessed from use: a deleted root that has replies leaves a tombstone without words, blocks or metadata. */
  remove(message: StoredMessage): void {
    const left = this.replies(message.ts).length > 0 ? [tombstone(message)] : [];
    this.#messages.splice(this.#messages.indexOf(message), 1, ...left);
    if (left.length > 0) this.#recount(message.ts);
    else if (message.thread_ts) this.#recount(message.thread_ts);
  }

  #recount(rootTs: string | undefined): void {
    const root = rootTs === undefined ? undefined : this.find(rootTs);
    if (!root || rootTs === undefined) return;
    const replies = this.replies(rootTs);
    const last = replies.at(-1);
    if (!last) {
      delete root.latest_reply;
      delete root.thread_ts;
      root.reply_count = 0;
      return;
    }
    const users = [...new Set(replies.map((reply) => reply.user))];
    Object.assign(root, {
      thread_ts: rootTs,
      reply_count: replies.length,
      reply_users: users,
      reply_users_count: users.length,
      latest_reply: last.ts,
      is_locked: root.is_locked ?? false,
    });
  }
}

export function isRoot(message: StoredMessage): boolean {
  return message.thread_ts === undefined || message.thread_ts === message.ts;
}

function tombstone({ channel, ts, team }: StoredMessage): StoredMessage {
  return {
    type: 'message',
    subtype: 'tombstone',
    channel,
    ts,
    team,
    user: 'USLACKBOT',
    text: 'This message was deleted.',
    hidden: true,
  };
}
