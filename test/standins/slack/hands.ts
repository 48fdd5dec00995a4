import type { Acting, Sending } from './acting.ts';
import type { Answer } from './answers.ts';
import { Doings } from './doings.ts';
import type { Delivery } from './envelopes.ts';
import type { EventOutcome } from './events.ts';
import type { InteractionResult } from './interaction.ts';
import type { JsonObject } from './json.ts';
import type { StoredMessage } from './message.ts';
import { ModalDoings } from './modal-doings.ts';
import type { Person, UserGroup } from './people.ts';
import { Pressing, type Target } from './pressing.ts';
import { Scene } from './scene.ts';
import { type HomeSeen, homeSeen, type ModalSeen, modalSeen, type Screens, screens } from './screens.ts';
import type { Place } from './spots.ts';
import { Suggesting, type Suggestion } from './suggesting.ts';
import { bot } from './workspace.ts';

/** What came of opening Home. */
export interface HomeOpening {
  /** Whether the bot took the event in time; Slack shows what it has either way. */
  acked: boolean;
  /** What is shown at that moment; the bot may publish after it. */
  home: HomeSeen | undefined;
  /** The event with its redeliveries. */
  outcome: Promise<EventOutcome>;
}

type Who = string | Person;

/** What people in the workspace can do, and what they have on their screens. */
export class Hands extends Scene {
  readonly #acting: Acting;
  readonly #doings: Doings;
  readonly #pressing: Pressing;
  readonly #forms: ModalDoings;
  readonly #suggesting: Suggesting;

  constructor(acting: Acting) {
    super(acting.workspace);
    this.#acting = acting;
    this.#doings = new Doings(acting);
    this.#pressing = new Pressing(acting);
    this.#forms = new ModalDoings(acting, this.#pressing);
    this.#suggesting = new Suggesting(acting, this.#pressing.spots);
  }

  /** Somebody types a command; resolves when Slack has its ack or has given up on it. */
  slash(who: Who, command: string, text: string, channel: string, sending: Sending = {}) {
    const where = this.workspace.channel(channel);
    return this.#doings.slash(this.#person(who), { command, text, channel: where, ...sending });
  }

  /** Somebody presses or chooses on a message, their Home or the modal in front of them. */
  click(who: Who, where: Place, target: string | Target, value?: Answer): Promise<InteractionResult> {
    const named = typeof target === 'string' ? { actionId: target } : target;
    return this.#pressing.press(this.#person(who), where, {
      ...(value !== undefined && { value }),
      ...named,
    });
  }

  /** Several people press the same, within a millisecond; their results in the same order. */
  clickTogether(whos: Who[], where: Place, target: string | Target): Promise<InteractionResult[]> {
    return Promise.all(whos.map((who) => this.click(who, where, target)));
  }

  /** Somebody takes a shortcut from the menu of a message. */
  messageShortcut(who: Who, message: StoredMessage, callbackId: string, sending: Sending = {}) {
    return this.#doings.messageShortcut(this.#person(who), { message, callbackId, ...sending });
  }

  /** Somebody takes a shortcut from the lightning menu. */
  globalShortcut(who: Who, callbackId: string, sending: Sending = {}) {
    return this.#doings.globalShortcut(this.#person(who), { callbackId, ...sending });
  }

  /** Somebody opens the bot's Home; resolves when the event was acknowledged or Slack has stopped waiting for that. */
  async openHome(
    who: Who,
    { tab = 'home', twice = false }: Sending & { tab?: 'home' | 'messages' } = {},
  ): Promise<HomeOpening> {
    const { id } = this.#person(who);
    if (tab === 'home' && !this.workspace.homeEnabled) throw new Error('The Home tab is switched off');
    const view = tab === 'home' ? this.#acting.views.home(id)?.told() : undefined;
    const channel = this.workspace.directMessage(id).id;
    const event: JsonObject = { user: id, channel, tab, ...(view && { view }) };
    const { first, outcome } = this.#acting.events.begin('app_home_opened', event, twice);
    const { acked }: Delivery = await first;
    return { acked, home: this.home(who), outcome };
  }

  /** What this person's Home shows; nothing before something was published for them. */
  home(who: Who): HomeSeen | undefined {
    const view = this.#acting.views.home(this.#person(who).id);
    return view && homeSeen(view, this.workspace);
  }

  /** The modal in front of this person. */
  modal(who: Who): ModalSeen | undefined {
    const view = this.#acting.views.top(this.#person(who).id);
    return view && modalSeen(view, this.workspace);
  }

  /** Fills in inputs by block_id or action_id; those that tell the bot at once do so, one after the other. */
  async fill(
    who: Who,
    answers: Record<string, Answer>,
    where: 'modal' | 'home' = 'modal',
  ): Promise<ModalSeen | undefined> {
    await this.#forms.fill(this.#person(who), where, answers);
    return this.modal(who);
  }

  /** Types into an external select, which asks the bot for options; choose among them with `fill` or `click`. */
  type(who: Who, id: string, query: string, where: Place = 'modal'): Promise<Suggestion> {
    return this.#suggesting.type(this.#person(who), where, id, query);
  }

  /** Submits the modal in front; with an input missing or wrong nothing is sent and `modal().errors` says why. */
  submit(who: Who, sending: Sending = {}): Promise<InteractionResult> {
    return this.#forms.submit(this.#person(who), sending);
  }

  /** Presses Cancel on the modal in front or, with `all`, the X that closes all of them. */
  cancel(who: Who, options: Sending & { all?: boolean } = {}): Promise<InteractionResult> {
    return this.#forms.cancel(this.#person(who), options);
  }

  /** Waits for a modal in front of this person that fits; any modal, when nothing is said. */
  untilModal(
    who: Who,
    fits: (modal: ModalSeen) => boolean = () => true,
    timeoutMs = 5000,
  ): Promise<ModalSeen> {
    const look = () => [this.modal(who)].find((modal) => modal !== undefined && fits(modal));
    return this.until(look, timeoutMs, () => `no such modal; there is: ${JSON.stringify(this.modal(who))}`);
  }

  /** Waits until there is no modal in front of this person. */
  async untilNoModal(who: Who, timeoutMs = 5000): Promise<void> {
    const complaint = () => `still open: ${JSON.stringify(this.modal(who))}`;
    await this.until(() => this.modal(who) === undefined, timeoutMs, complaint);
  }

  /** Waits for a Home of this person that fits; any, when nothing is said. */
  untilHome(who: Who, fits: (home: HomeSeen) => boolean = () => true, timeoutMs = 5000): Promise<HomeSeen> {
    const look = () => [this.home(who)].find((home) => home !== undefined && fits(home));
    return this.until(look, timeoutMs, () => `no such Home; there is: ${JSON.stringify(this.home(who))}`);
  }

  /** Every time that a Home was published, oldest first. */
  get publications() {
    return this.#acting.views.published;
  }

  /** Every Home and every modal, for a page that shows them. */
  screens(): Screens {
    return screens(this.#acting.views, this.workspace);
  }

  /** The person reloads Slack: ephemeral messages (documented) and modals are gone, and nobody is told. */
  override reload(who: string): void {
    this.#acting.views.vanish(this.#person(who).id);
    super.reload(who);
  }

  /** An event of the Events API, redelivered until it is acknowledged or Slack gives up. */
  sendEvent(type: string, payload: JsonObject = {}): Promise<EventOutcome> {
    return this.#acting.events.send(type, payload);
  }

  /** An administrator sets who is in a user group, and the bot is told: subteam_members_changed. */
  changeUserGroup(handle: string, members: string[]): Promise<EventOutcome> {
    const before = this.workspace.people.group(handle)?.members ?? [];
    const group = this.userGroup(handle, members);
    return this.sendEvent(
      'subteam_members_changed',
      membersChanged(group, before, this.workspace.clock.now()),
    );
  }

  #person(who: Who): Person {
    return typeof who === 'string' ? this.user(who) : who;
  }
}

/** Documented shape. */
function membersChanged(group: UserGroup, before: string[], now: number): JsonObject {
  const added = group.members.filter((member) => !before.includes(member));
  const removed = before.filter((member) => !group.members.includes(member));
  return {
    subteam_id: group.id,
    team_id: bot.teamId,
    date_previous_update: Math.floor(now / 1000) - 1,
    date_update: Math.floor(now / 1000),
    added_users: added,
    added_users_count: added.length,
    removed_users: removed,
    removed_users_count: removed.length,
  };
}
