import type { Channel } from './channel.ts';
import type { Delivery, Envelopes } from './envelopes.ts';
import type { Events } from './events.ts';
import { Interaction } from './interaction.ts';
import type { JsonObject } from './json.ts';
import type { Person } from './people.ts';
import type { Refusal } from './refusal.ts';
import type { ResponseContext, ResponseUrls } from './response-urls.ts';
import type { Trigger, Triggers } from './triggers.ts';
import type { Views } from './views.ts';
import { bot, type Workspace } from './workspace.ts';

interface Parts {
  workspace: Workspace;
  envelopes: Envelopes;
  events: Events;
  responseUrls: ResponseUrls;
  triggers: Triggers;
  views: Views;
}

/** Sent along with what a person does. */
export interface Sending {
  /** The envelope comes twice, exactly alike. */
  twice?: boolean | undefined;
}

/** What everything that a person does has in common: who it was, how to answer, what when nobody listens. */
export class Acting {
  readonly workspace: Workspace;
  readonly events: Events;
  readonly views: Views;
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.workspace = parts.workspace;
    this.events = parts.events;
    this.views = parts.views;
    this.#parts = parts;
  }

  /** Somebody begins to do something; throws for those who cannot. */
  begin(person: Person, channel?: Channel): Interaction {
    if (person.deleted || person.bot) throw new Error(`${person.name} can do nothing in Slack`);
    return new Interaction(this.workspace, this.views, { userId: person.id, channel });
  }

  /** The part of an interaction's payload that is the same everywhere. */
  who(person: Person): JsonObject {
    return {
      token: 'loopback-verification',
      team: { id: bot.teamId, domain: bot.teamDomain },
      enterprise: null,
      is_enterprise_install: false,
      user: { id: person.id, username: person.name, name: person.name, team_id: person.teamId },
    };
  }

  trigger(trigger: Trigger): string {
    return this.#parts.triggers.give(trigger);
  }

  responseUrl(way: ResponseContext): string {
    return this.#parts.responseUrls.give(way);
  }

  command(payload: JsonObject, { twice }: Sending): Promise<Delivery> {
    return this.#parts.envelopes.send({ type: 'slash_commands', payload, twice });
  }

  /** Sends an interaction; the person is told when nobody takes it. */
  async send(interaction: Interaction, payload: JsonObject, { twice }: Sending = {}): Promise<Delivery> {
    const delivery = await this.#parts.envelopes.send({ type: 'interactive', payload, twice });
    if (!delivery.acked) interaction.failed(`Slack could not reach the app (${delivery.why})`);
    return delivery;
  }

  /** Only some acks may say something. Guessed: Slack ignores what other acks say. */
  expectSilence(what: string, { payload }: Delivery): void {
    if (payload && Object.keys(payload).length > 0)
      this.workspace.violation(`ack of a ${what}: says what nobody hears`);
  }

  /** The app answered with something that Slack does not take. */
  blame(what: string, { code, extra }: Refusal): void {
    const why = Array.isArray(extra.errors) ? ` (${extra.errors.join('; ')})` : '';
    this.workspace.violation(`ack of a ${what}: ${code}${why}`);
  }
}

/** A channel as interactions name it; guessed for private ones. */
export function nameOf(channel: Channel): string {
  return channel.isPrivate ? 'privategroup' : channel.name;
}

/** A channel as a payload tells it. */
export function placeOf(channel: Channel): JsonObject {
  return { id: channel.id, name: nameOf(channel) };
}
