import type { Acting, Sending } from './acting.ts';
import { type Answer, entered, put } from './answers.ts';
import { dispatches, fieldNamed, fieldsOf } from './fields.ts';
import { complaintsOf } from './form.ts';
import type { Interaction, InteractionResult } from './interaction.ts';
import type { JsonObject } from './json.ts';
import type { OpenView } from './open-view.ts';
import type { Person } from './people.ts';
import type { Pressing } from './pressing.ts';
import { Refusal } from './refusal.ts';
import { follow } from './submission.ts';
import { bot } from './workspace.ts';

/** What Slack says at the top of a modal when the bot did not answer, or answered nonsense; the words are guessed. */
const trouble = 'We had some trouble connecting. Try again?';

/** What a person does with a form: fill it in, send it, close it. */
export class ModalDoings {
  readonly #acting: Acting;
  readonly #pressing: Pressing;

  constructor(acting: Acting, pressing: Pressing) {
    this.#acting = acting;
    this.#pressing = pressing;
  }

  /** Enters these, by action_id or block_id, in order; those that tell the bot at once do so. */
  async fill(person: Person, place: 'modal' | 'home', answers: Record<string, Answer>): Promise<void> {
    for (const [id, answer] of Object.entries(answers)) {
      const spot = this.#pressing.spots.find(person, place);
      const field = fieldNamed(spot.blocks, id, spot.name);
      const { element, blockId, actionId } = field;
      if (dispatches(field)) {
        await this.#pressing.press(person, place, { actionId, blockId, value: answer });
        continue;
      }
      const { workspace } = this.#acting;
      put(
        spot.values,
        field,
        entered(element, answer, { workspace, offered: spot.offered.get(actionId) ?? [] }),
      );
      if (spot.view) delete spot.view.errors[blockId]; // guessed: gone as soon as somebody types
      workspace.changed();
    }
  }

  /** Presses the submit button; resolves when the ack was followed or Slack has given up on it. */
  async submit(person: Person, sending: Sending): Promise<InteractionResult> {
    const view = this.#pressing.spots.modal(person);
    const { workspace, views } = this.#acting;
    if (!view.shown.submit) throw new Error(`The modal ${view.id} has no submit button`);
    if (view.submitting) throw new Error(`The modal ${view.id} is being submitted`);
    const interaction = this.#acting.begin(person);
    view.errors = complaintsOf(view.blocks, view.values);
    view.problem = undefined;
    workspace.changed();
    if (Object.keys(view.errors).length > 0) return interaction.result();
    view.submitting = true;
    const delivery = await this.#acting.send(
      interaction,
      this.#submission(person, view, interaction),
      sending,
    );
    view.submitting = false;
    try {
      if (delivery.acked) follow(delivery.payload, view, views, workspace);
      else view.problem = trouble;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.#acting.blame('view_submission', error);
      view.problem = trouble;
      interaction.failed(trouble);
    }
    workspace.changed();
    return interaction.result(delivery);
  }

  /**
   * Presses Cancel or, with `all`, the X. Documented: the X clears the stack, and so does `clear_on_close`; the bot hears
   * of it where `notify_on_close` says so. Guessed: of every such view in the stack, the top one first.
   */
  async cancel(
    person: Person,
    { all = false, twice }: Sending & { all?: boolean },
  ): Promise<InteractionResult> {
    const top = this.#pressing.spots.modal(person);
    const { views } = this.#acting;
    const cleared = all || top.shown.clear_on_close === true;
    const closed = cleared ? views.stack(person.id).toReversed() : [top];
    const told = closed.filter((view) => view.shown.notify_on_close === true).map((view) => view.told());
    const interaction = this.#acting.begin(person);
    views.close(closed.at(-1) ?? top);
    const deliveries = told.map((view) => {
      const payload = {
        type: 'view_closed',
        ...this.#acting.who(person),
        api_app_id: bot.appId,
        view,
        is_cleared: cleared,
      };
      return this.#acting.send(interaction, payload, { twice });
    });
    const [first, ...others] = await Promise.all(deliveries);
    for (const delivery of first ? [first, ...others] : [])
      this.#acting.expectSilence('view_closed', delivery);
    return interaction.result(first);
  }

  #submission(person: Person, view: OpenView, interaction: Interaction): JsonObject {
    return {
      type: 'view_submission',
      ...this.#acting.who(person),
      api_app_id: bot.appId,
      trigger_id: this.#acting.trigger({ userId: person.id, modalId: view.id }),
      view: view.told(),
      response_urls: this.#responseUrls(view, interaction),
    };
  }

  /** Documented: only for the channel chosen in an input with `response_url_enabled`. */
  #responseUrls(view: OpenView, interaction: Interaction): JsonObject[] {
    const { channels } = this.#acting.workspace;
    return fieldsOf(view.blocks).flatMap(({ element, blockId, actionId }) => {
      if (element.response_url_enabled !== true) return [];
      const { selected_conversation, selected_channel } = view.values[blockId]?.[actionId] ?? {};
      const channel = channels.get(String(selected_conversation ?? selected_channel));
      if (!channel) return [];
      const response_url = this.#acting.responseUrl(interaction.way(channel));
      return [{ block_id: blockId, action_id: actionId, channel_id: channel.id, response_url }];
    });
  }
}
