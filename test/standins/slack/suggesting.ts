import { type Acting, placeOf } from './acting.ts';
import { explain } from './blocks.ts';
import { distinctOptions, optionGroup, plainOption } from './composition.ts';
import { fieldNamed } from './fields.ts';
import type { InteractionResult } from './interaction.ts';
import { type JsonObject, objectsOf } from './json.ts';
import type { Person } from './people.ts';
import { Refusal } from './refusal.ts';
import { list, object, oneOf, type Report } from './schema.ts';
import type { Place, Spots } from './spots.ts';
import { bot } from './workspace.ts';

/** What a person sees under an external select. */
export interface Suggestion extends InteractionResult {
  options: JsonObject[];
}

/** Documented: at most 100 options or groups of them; guessed: none at all is no mistake. */
const answered = object(
  {},
  { options: list(plainOption, 100, 0), option_groups: list(optionGroup, 100, 0) },
  (value, at, report) => {
    oneOf('options', 'option_groups')(value, at, report);
    distinctOptions(value, at, report);
  },
);

/** Typing into an external select, which asks the bot for options: block_suggestion. */
export class Suggesting {
  readonly #acting: Acting;
  readonly #spots: Spots;

  constructor(acting: Acting, spots: Spots) {
    this.#acting = acting;
    this.#spots = spots;
  }

  /** Asks the bot when enough was typed; guessed: three characters when `min_query_length` says nothing. */
  async type(person: Person, place: Place, id: string, query: string): Promise<Suggestion> {
    const spot = this.#spots.find(person, place);
    const { element, blockId, actionId } = fieldNamed(spot.blocks, id, spot.name);
    if (!/external_select$/.test(String(element.type)))
      throw new Error(`${actionId} asks the bot for no options`);
    const interaction = this.#acting.begin(person, spot.channel);
    const least = typeof element.min_query_length === 'number' ? element.min_query_length : 3;
    if (query.length < least) return { ...interaction.result(), options: [] };
    const payload: JsonObject = {
      type: 'block_suggestion',
      ...this.#acting.who(person),
      api_app_id: bot.appId,
      container: spot.container,
      ...(spot.channel && { channel: placeOf(spot.channel) }),
      ...spot.told(),
      action_id: actionId,
      block_id: blockId,
      value: query,
    };
    const delivery = await this.#acting.send(interaction, payload);
    try {
      const options = delivery.acked ? this.#options(delivery.payload ?? {}) : [];
      // What was found before may have been chosen, and stays so.
      const before = spot.offered.get(actionId) ?? [];
      spot.offered.set(actionId, [...options, ...before.filter((one) => !options.some(sameAs(one)))]);
      return { ...interaction.result(delivery), options };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.#acting.blame('block_suggestion', error);
      interaction.failed('Slack could not load the options');
      return { ...interaction.result(delivery), options: [] };
    }
  }

  #options(answer: JsonObject): JsonObject[] {
    const report: Report = { surface: 'modal', findings: [], unsupported: new Set() };
    answered(answer, '', report);
    if (report.findings.length > 0) throw new Refusal('invalid_arguments', explain(report.findings));
    const groups = objectsOf(answer, 'option_groups');
    return [...objectsOf(answer, 'options'), ...groups.flatMap((group) => objectsOf(group, 'options'))];
  }
}

function sameAs(one: JsonObject): (other: JsonObject) => boolean {
  return (other) => other.value === one.value;
}
