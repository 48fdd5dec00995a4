import { type Acting, nameOf, placeOf, type Sending } from './acting.ts';
import type { Channel } from './channel.ts';
import type { Delivery } from './envelopes.ts';
import type { Interaction, InteractionResult } from './interaction.ts';
import type { JsonObject } from './json.ts';
import { asAnswer, type StoredMessage } from './message.ts';
import { canonical } from './mrkdwn.ts';
import type { Person } from './people.ts';
import { Refusal } from './refusal.ts';
import { type ResponseContext, respond } from './response-urls.ts';
import { bot, type Workspace } from './workspace.ts';

/** What a person can start: slash commands and shortcuts. */
export class Doings {
  readonly #acting: Acting;

  constructor(acting: Acting) {
    this.#acting = acting;
  }

  /** Types a slash command; resolves when Slack has its ack or has given up on it. */
  async slash(
    person: Person,
    { command, text, channel, twice }: Sending & { command: string; text: string; channel: Channel },
  ): Promise<InteractionResult> {
    const interaction = this.#acting.begin(person, channel);
    const way = interaction.way(channel);
    const payload: JsonObject = {
      token: 'loopback-verification',
      team_id: bot.teamId,
      team_domain: bot.teamDomain,
      channel_id: channel.id,
      channel_name: nameOf(channel),
      user_id: person.id,
      user_name: person.name,
      command: command.startsWith('/') ? command : `/${command}`,
      text: escaped(text, this.#acting.workspace),
      api_app_id: bot.appId,
      is_enterprise_install: 'false', // guessed from use: text here, a boolean in interactions
      response_url: this.#acting.responseUrl(way),
      trigger_id: this.#acting.trigger({ userId: person.id, channelId: channel.id }),
    };
    const delivery = await this.#acting.command(payload, { twice });
    if (delivery.acked) this.#showAck(interaction, way, delivery);
    else interaction.failed(`${payload.command} failed with the error "${commandError(delivery)}"`);
    return interaction.result(delivery);
  }

  /** A shortcut from a message's menu. Documented: not on ephemeral ones; also where the bot is no member. */
  async messageShortcut(
    person: Person,
    { message, callbackId, twice }: Sending & { message: StoredMessage; callbackId: string },
  ): Promise<InteractionResult> {
    if (message.is_ephemeral) throw new Error('An ephemeral message has no shortcuts');
    const { workspace } = this.#acting;
    const channel = workspace.knownChannel(message.channel);
    const interaction = this.#acting.begin(person, channel);
    const payload: JsonObject = {
      type: 'message_action',
      ...this.#acting.who(person),
      action_ts: workspace.newTs(),
      channel: placeOf(channel),
      callback_id: callbackId,
      trigger_id: this.#acting.trigger({ userId: person.id, channelId: channel.id }),
      response_url: this.#acting.responseUrl(interaction.way(channel)),
      message_ts: message.ts,
      message: asAnswer(channel.find(message.ts) ?? message, true),
    };
    return this.#shortcut(interaction, payload, { twice });
  }

  /** A shortcut from the lightning menu or the search bar: no channel and no response_url (documented). */
  async globalShortcut(
    person: Person,
    { callbackId, twice }: Sending & { callbackId: string },
  ): Promise<InteractionResult> {
    const interaction = this.#acting.begin(person);
    const payload: JsonObject = {
      type: 'shortcut',
      ...this.#acting.who(person),
      action_ts: this.#acting.workspace.newTs(),
      callback_id: callbackId,
      trigger_id: this.#acting.trigger({ userId: person.id }),
    };
    return this.#shortcut(interaction, payload, { twice });
  }

  async #shortcut(
    interaction: Interaction,
    payload: JsonObject,
    sending: Sending,
  ): Promise<InteractionResult> {
    const delivery = await this.#acting.send(interaction, payload, sending);
    if (delivery.acked) this.#acting.expectSilence('shortcut', delivery);
    return interaction.result(delivery);
  }

  /** An ack may carry the answer; a bad one is an error for the person. */
  #showAck(interaction: Interaction, way: ResponseContext, { payload }: Delivery): void {
    if (!payload || Object.keys(payload).length === 0) return;
    try {
      respond(this.#acting.workspace, way, payload, { byAck: true });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.#acting.blame('command', error);
      interaction.failed(`the command failed with the error "${error.code}"`);
    }
  }
}

/** `operation_timeout` is documented; guessed: `dispatch_failed` when nothing listens. */
function commandError({ why }: Delivery): string {
  return why === 'timeout' ? 'operation_timeout' : 'dispatch_failed';
}

/** With `should_escape`, as the manifest has it: `&<>` as entities, mentions as ids with their names. */
function escaped(text: string, workspace: Workspace): string {
  const marked = canonical(text, { links: true, names: true }, workspace);
  return marked.replace(
    /<([@#])(\w+)>/g,
    (_, kind: string, id: string) => `<${kind}${id}|${workspace.nameOf(id) ?? ''}>`,
  );
}
