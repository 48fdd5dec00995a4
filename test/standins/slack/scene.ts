import type { Channel, ChannelRule } from './channel.ts';
import type { StoredMessage } from './message.ts';
import type { Person, PersonOptions, UserGroup } from './people.ts';
import { buttonLinks, links, plainText } from './reading.ts';
import { until } from './until.ts';
import { bot, type Workspace } from './workspace.ts';

/** What a test can set up in the workspace and read from it, as if it had eyes in every channel. */
export class Scene {
  readonly teamId = bot.teamId;
  readonly botUserId = bot.userId;
  readonly botId = bot.botId;
  readonly appId = bot.appId;
  readonly workspace: Workspace;

  constructor(workspace: Workspace) {
    this.workspace = workspace;
  }

  /** Everybody whom a message of the bot pinged. */
  get notified() {
    return this.workspace.notified;
  }

  /** Every chat.update that was carried out. */
  get edits() {
    return this.workspace.edits;
  }

  /** What the app did wrong. */
  get violations() {
    return this.workspace.violations;
  }

  get dropMetadata() {
    return this.workspace.dropMetadata;
  }

  set dropMetadata(on: boolean) {
    this.workspace.dropMetadata = on;
  }

  get homeEnabled() {
    return this.workspace.homeEnabled;
  }

  set homeEnabled(on: boolean) {
    this.workspace.homeEnabled = on;
  }

  /** Creates a channel with the bot in it, or finds the one of this name; returns its id. */
  channel(name: string): string {
    return this.workspace.channel(name).id;
  }

  archive(channel: string): void {
    this.#change(channel, { isArchived: true });
  }

  unarchive(channel: string): void {
    this.#change(channel, { isArchived: false });
  }

  /** Takes the bot out. */
  kick(channel: string): void {
    this.#change(channel, { botIsMember: false });
  }

  /** Brings the bot in. */
  invite(channel: string): void {
    this.#change(channel, { botIsMember: true });
  }

  makePrivate(channel: string): void {
    this.#change(channel, { isPrivate: true });
  }

  /** What the workspace forbids the bot in this channel; nothing when left out. */
  restrict(channel: string, rule?: ChannelRule): void {
    this.#change(channel, { rule });
  }

  /** The person leaves, so that ephemeral messages do not reach them. */
  leave(channel: string, who: string): void {
    this.workspace.channel(channel).absent.add(this.user(who).id);
  }

  lockThread(channel: string, rootTs: string): void {
    this.#message(channel, rootTs).is_locked = true;
  }

  /** As conversations.history would list it, but oldest first. */
  history(channel: string): StoredMessage[] {
    return structuredClone(this.workspace.channel(channel).history());
  }

  /** Top-level messages, oldest first, without the tombstones of deleted ones. */
  roots(channel: string): StoredMessage[] {
    return structuredClone(this.workspace.channel(channel).roots());
  }

  /** Replies, oldest first. */
  thread(channel: string, rootTs: string): StoredMessage[] {
    return structuredClone(this.workspace.channel(channel).replies(rootTs));
  }

  deleteByPerson(channel: string, ts: string): void {
    this.workspace.remove(this.#message(channel, ts));
  }

  /** A person writes something. */
  say(who: string, channel: string, text: string, threadTs?: string): StoredMessage {
    const said = this.workspace.say(this.workspace.channel(channel), this.user(who).id, text, threadTs);
    return structuredClone(said);
  }

  /** Ephemeral messages on this person's screen. */
  ephemerals(who: string, channel?: string): StoredMessage[] {
    const { id } = this.user(who);
    const where = channel === undefined ? undefined : this.channel(channel);
    const shown = this.workspace.ephemerals.filter(({ user }) => user === id).map(({ message }) => message);
    return structuredClone(shown.filter((message) => where === undefined || message.channel === where));
  }

  /** The person reloads Slack: ephemeral messages are gone (documented). */
  reload(who: string): void {
    const { id } = this.user(who);
    const { ephemerals } = this.workspace;
    const kept = ephemerals.filter(({ user }) => user !== id);
    ephemerals.splice(0, ephemerals.length, ...kept);
    this.workspace.changed();
  }

  /** Every link that a reader could follow; those behind buttons are `buttonLinks`. */
  links(message: StoredMessage): string[] {
    return links(message);
  }

  buttonLinks(message: StoredMessage): string[] {
    return buttonLinks(message);
  }

  /** Everything that a reader sees, blocks in order. */
  plainText(message: StoredMessage): string {
    return plainText(message, this.workspace);
  }

  /** Finds a person by id or name, or welcomes one. */
  user(idOrName: string, options?: PersonOptions): Person {
    return this.workspace.people.person(idOrName, options);
  }

  userGroup(handle: string, members: string[]): UserGroup {
    return this.workspace.people.addGroup(handle, members);
  }

  /** Called after every change that somebody could see. */
  onChange(listener: () => void): () => void {
    return this.workspace.onChange(listener);
  }

  /** Waits, in real time, until this gives something other than undefined or false. */
  until<T>(
    look: () => T | undefined | false,
    timeoutMs = 5000,
    complaint = () => 'it never came true',
  ): Promise<T> {
    const found = () => {
      const value = look();
      return value === false ? undefined : value;
    };
    return until(this.workspace, found, timeoutMs, complaint);
  }

  #message(channel: string, ts: string): StoredMessage {
    const message = this.workspace.channel(channel).find(ts);
    if (!message) throw new Error(`No message ${ts} in ${channel}`);
    return message;
  }

  #change(channel: string, what: Partial<Changeable>): void {
    Object.assign(this.workspace.channel(channel), what);
    this.workspace.changed();
  }
}

type Changeable = Pick<Channel, 'isArchived' | 'isPrivate' | 'botIsMember' | 'rule'>;
