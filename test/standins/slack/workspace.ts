import type { Clock } from '../../../app/clock.ts';
import { Channel } from './channel.ts';
import type { Block, Content, Metadata, StoredMessage } from './message.ts';
import type { Directory, Parsing } from './mrkdwn.ts';
import { idFor, People } from './people.ts';
import { pings } from './reading.ts';
import { Refusal } from './refusal.ts';
import { settle } from './settle.ts';
import { timestamps } from './timestamps.ts';

export interface Notified {
  channel: string;
  ts: string;
  /** A user id, a user group id, `here`, `channel` or `everyone`. */
  who: string;
  /** JSON pointer of the place; `edit` or `ephemeral` before it when Slack itself would stay quieter. */
  how: string;
}

export interface Edit {
  channel: string;
  ts: string;
  at: number;
  message: StoredMessage;
}

export interface NewMessage extends Content {
  parsing: Parsing;
  metadata?: Metadata;
  threadTs?: string;
  broadcast?: boolean;
}

/** The bot that everything here is about. */
export const bot = {
  teamId: 'T0LOOPBACK',
  teamDomain: 'loopback',
  userId: 'U0OUTAGEBOT',
  botId: 'B0OUTAGEBOT',
  appId: 'A0OUTAGEBOT',
  name: 'outage-bot',
} as const;

/** What exists in the workspace: people, channels, messages, and who was pinged. No rule about who may do what. */
export class Workspace implements Directory {
  readonly people = new People(bot.teamId);
  readonly channels = new Map<string, Channel>();
  /** Ephemeral messages that are still on somebody's screen, with the interaction that they answer. */
  readonly ephemerals: { user: string; message: StoredMessage; answers?: object }[] = [];
  readonly notified: Notified[] = [];
  readonly edits: Edit[] = [];
  readonly violations: string[] = [];
  readonly unsupportedBlocks = new Set<string>();
  readonly clock: Clock;
  readonly random: () => number;
  readonly newTs: () => string;
  /** Message metadata is lost on the way (slack.md A3: whether unregistered types survive is not certain). */
  dropMetadata = false;
  /** A free plan has no user groups. */
  freePlan = false;
  /** The Home tab is switched on in the app's settings. */
  homeEnabled = true;
  /** Pages of history may be shorter than asked for; set it low to prove that cursors are followed. */
  longestPage = 999;
  #listeners = new Set<() => void>();

  constructor(clock: Clock, random: () => number) {
    this.clock = clock;
    this.random = random;
    this.newTs = timestamps(clock);
    Object.assign(this.people.person(bot.userId, { bot: true, realName: 'Outage Bot' }), { name: bot.name });
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  changed(): void {
    for (const listener of [...this.#listeners]) listener();
  }

  violation(what: string): void {
    this.violations.push(what);
    this.changed();
  }

  /** Finds a channel by id or name, or opens a new one with the bot in it. */
  channel(idOrName: string): Channel {
    const name = idOrName.replace(/^#/, '');
    const known = this.channels.get(name) ?? this.#channelByName(name);
    if (known) return known;
    const isId = /^[CG][A-Z0-9]{6,}$/.test(name);
    const channel = new Channel(isId ? name : idFor('C', name, this.channels), name.toLowerCase());
    this.channels.set(channel.id, channel);
    this.changed();
    return channel;
  }

  /** The direct conversation between the bot and a person. */
  directMessage(userId: string): Channel {
    const id = `D${userId.slice(1)}`;
    const channel = this.channels.get(id) ?? new Channel(id, 'directmessage', true);
    this.channels.set(id, channel);
    return channel;
  }

  post(channel: Channel, message: NewMessage): StoredMessage {
    const { threadTs, broadcast, metadata } = message;
    const stored: StoredMessage = {
      ...this.#fromBot(channel, message),
      ...(threadTs !== undefined && { thread_ts: threadTs }),
      ...(threadTs !== undefined && broadcast && { subtype: 'thread_broadcast' }),
      ...(metadata && !this.dropMetadata && { metadata }),
    };
    channel.add(stored);
    this.#note(stored, pings(stored), '');
    this.changed();
    return stored;
  }

  /** A message by a person, for tests that need one. */
  say(channel: Channel, userId: string, text: string, threadTs?: string): StoredMessage {
    const stored: StoredMessage = {
      type: 'message',
      channel: channel.id,
      ts: this.newTs(),
      user: userId,
      team: bot.teamId,
      text,
      ...(threadTs !== undefined && { thread_ts: threadTs }),
    };
    channel.add(stored);
    this.changed();
    return stored;
  }

  show(channel: Channel, userId: string, message: NewMessage, answers?: object): StoredMessage {
    const stored: StoredMessage = {
      ...this.#fromBot(channel, message),
      ...(message.threadTs !== undefined && { thread_ts: message.threadTs }),
      is_ephemeral: true,
    };
    this.ephemerals.push({ user: userId, message: stored, ...(answers && { answers }) });
    this.#note(stored, pings(stored), 'ephemeral ');
    this.changed();
    return stored;
  }

  /** Puts new content into a message that stands; what is pinged anew is noted, though Slack pings nobody on edits. */
  rewrite(message: StoredMessage, content: Content, parsing: Parsing): void {
    const before = new Set(pings(message).map(({ who }) => who));
    delete message.blocks;
    delete message.attachments;
    Object.assign(message, settle(content, this.#settling(parsing)));
    const added = pings(message).filter(({ who }) => !before.has(who));
    this.#note(message, added, message.is_ephemeral ? 'ephemeral ' : 'edit ');
    this.changed();
  }

  remove(message: StoredMessage): void {
    const shown = this.ephemerals.findIndex((one) => one.message === message);
    if (shown >= 0) this.ephemerals.splice(shown, 1);
    else this.channels.get(message.channel)?.remove(message);
    this.changed();
  }

  /** Blocks as Slack keeps them in a view: mrkdwn by its own rules, ids everywhere. */
  settleBlocks(blocks: Block[]): Block[] {
    const parsing = { links: true, names: true }; // for top-level text, of which a view has none
    return settle({ text: '', blocks }, this.#settling(parsing)).blocks ?? [];
  }

  mention(name: string): string | undefined {
    const person = [...this.people.all.values()].find((one) => one.name.toLowerCase() === name.toLowerCase());
    return person?.id ?? this.people.group(name)?.id;
  }

  channelNamed(name: string): string | undefined {
    return this.#channelByName(name)?.id;
  }

  nameOf(id: string): string | undefined {
    return this.people.all.get(id)?.name ?? this.people.groups.get(id)?.handle ?? this.channels.get(id)?.name;
  }

  /** The channel, or the refusal that Slack gives for a wrong one. */
  knownChannel(id: string): Channel {
    const channel = this.channels.get(id);
    if (!channel) throw new Refusal('channel_not_found');
    return channel;
  }

  #channelByName(name: string): Channel | undefined {
    return [...this.channels.values()].find(
      (channel) => channel.name === name.toLowerCase() && !channel.isIm,
    );
  }

  #fromBot(channel: Channel, message: NewMessage): StoredMessage {
    return {
      type: 'message',
      channel: channel.id,
      ts: this.newTs(),
      user: bot.userId,
      bot_id: bot.botId,
      app_id: bot.appId,
      team: bot.teamId,
      ...settle(message, this.#settling(message.parsing)),
    };
  }

  #settling(parsing: Parsing) {
    return { directory: this, parsing, newId: () => this.#shortId() };
  }

  #shortId(): string {
    return Math.floor(this.random() * 36 ** 5)
      .toString(36)
      .padStart(5, '0');
  }

  #note(message: StoredMessage, found: { who: string; how: string }[], mark: string): void {
    for (const { who, how } of found) {
      this.notified.push({ channel: message.channel, ts: message.ts, who, how: mark + how });
    }
  }
}
