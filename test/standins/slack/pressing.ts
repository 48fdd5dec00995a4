import { type Acting, placeOf, type Sending } from './acting.ts';
import { type Answer, entered, holderOf, optionOf, put } from './answers.ts';
import { dispatches, type Field, type FieldName, findField } from './fields.ts';
import type { InteractionResult } from './interaction.ts';
import { isObject, type JsonObject } from './json.ts';
import type { Person } from './people.ts';
import { type Place, type Spot, Spots } from './spots.ts';
import { bot } from './workspace.ts';

/** Which element, and what the person does with it. */
export interface Target extends FieldName, Sending {
  /** What is chosen or entered; for a button nothing. */
  value?: Answer;
  /** "No" to the question that comes first; otherwise "yes". */
  decline?: boolean;
}

/** Presses, choices and entries that reach the bot at once: block_actions. */
export class Pressing {
  readonly spots: Spots;
  readonly #acting: Acting;

  constructor(acting: Acting) {
    this.#acting = acting;
    this.spots = new Spots(acting.workspace, acting.views);
  }

  async press(person: Person, place: Place, target: Target): Promise<InteractionResult> {
    const spot = this.spots.find(person, place);
    const field = findField(spot.blocks, target, spot.name);
    if (!dispatches(field)) throw new Error(`${field.actionId} tells nobody by itself: fill it in`);
    const interaction = this.#acting.begin(person, spot.channel);
    const action = this.#action(field, target.value, spot);
    const asked = isObject(field.element.confirm) ? field.element.confirm : undefined;
    if (target.decline && !asked) throw new Error(`${field.actionId} asks for no confirmation`);
    if (target.decline) return interaction.result(undefined, asked);
    const { channel, original } = spot;
    const way = channel && interaction.way(channel, { original, onMessage: true });
    const payload: JsonObject = {
      type: 'block_actions',
      ...this.#acting.who(person),
      api_app_id: bot.appId,
      container: spot.container,
      ...spot.told(),
      ...(channel && { channel: placeOf(channel), state: { values: spot.values } }),
      actions: [action],
      trigger_id: this.#acting.trigger({
        userId: person.id,
        ...(spot.view?.type === 'modal' && { modalId: spot.view.id }),
        channelId: channel?.id,
      }),
      ...(way && { response_url: this.#acting.responseUrl(way) }),
    };
    const delivery = await this.#acting.send(interaction, payload, target);
    if (delivery.acked) this.#acting.expectSilence('block_actions', delivery);
    return interaction.result(delivery, asked);
  }

  /** One entry of `actions`; the spot holds the choice from now on. */
  #action(field: Field, answer: Answer | undefined, spot: Spot): JsonObject {
    const { element, blockId, actionId } = field;
    const { workspace } = this.#acting;
    const action = {
      type: element.type,
      action_id: actionId,
      block_id: blockId,
      action_ts: workspace.newTs(),
      ...told(element),
    };
    if (element.type === 'overflow')
      return { ...action, selected_option: optionOf(element, String(answer ?? '')) };
    if (holderOf(element) === undefined) return action;
    const offered = spot.offered.get(actionId) ?? [];
    const state = entered(element, answer ?? null, { workspace, offered });
    put(spot.values, field, state);
    workspace.changed();
    return { ...action, ...state };
  }
}

/** What an action repeats of its element. */
function told(element: JsonObject): JsonObject {
  const own =
    element.type === 'button' ? ['text', 'value', 'url', 'style', 'confirm'] : ['placeholder', 'confirm'];
  const names = Object.keys(element).filter((name) => own.includes(name) || name.startsWith('initial_'));
  return Object.fromEntries(names.map((name) => [name, element[name]]));
}
