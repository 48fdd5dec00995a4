import { type Values, valuesOf } from './answers.ts';
import type { Channel } from './channel.ts';
import type { JsonObject } from './json.ts';
import { asAnswer, type StoredMessage } from './message.ts';
import type { OpenView } from './open-view.ts';
import type { Person } from './people.ts';
import type { HomeSeen } from './screens.ts';
import type { Views } from './views.ts';
import type { Workspace } from './workspace.ts';

/** Where somebody presses: a message or a view as they saw it (it may be an older state), or what is there now. */
export type Place = StoredMessage | HomeSeen | 'home' | 'modal';

/** A place with interactive elements. */
export interface Spot {
  /** For complaints. */
  name: string;
  blocks: JsonObject[];
  values: Values;
  /** Options that the bot brought for external selects, by action_id. */
  offered: Map<string, JsonObject[]>;
  container: JsonObject;
  /** None for Home and modals (documented). */
  channel?: Channel;
  original?: StoredMessage | undefined;
  view?: OpenView;
  /** The view or the message, as the payload tells it. */
  told(): JsonObject;
}

export class Spots {
  readonly #workspace: Workspace;
  readonly #views: Views;
  /** Somebody's own choices on messages, which nobody else sees. */
  readonly #onMessages = new Map<string, { values: Values; offered: Map<string, JsonObject[]> }>();

  constructor(workspace: Workspace, views: Views) {
    this.#workspace = workspace;
    this.#views = views;
  }

  find(person: Person, place: Place): Spot {
    if (place === 'home') return this.#onHome(person);
    if (place === 'modal') return onView(this.modal(person));
    return 'ts' in place ? this.#onMessage(person, place) : this.#onSeen(person, place);
  }

  /** The modal in front of this person. */
  modal(person: Person): OpenView {
    const view = this.#views.top(person.id);
    if (!view) throw new Error(`${person.name} has no modal open`);
    return view;
  }

  #onHome(person: Person): Spot {
    const view = this.#views.home(person.id);
    if (!view) throw new Error(`${person.name} sees nothing on Home`);
    return onView(view);
  }

  /** Guessed: what was pressed on an older state is told with that state's hash. */
  #onSeen(person: Person, seen: HomeSeen): Spot {
    const view = this.#views.find(seen.id, undefined);
    if (view?.userId !== person.id) throw new Error(`${person.name} does not see the view ${seen.id}`);
    const values = valuesOf(seen.blocks, view.values);
    const told = () => ({
      view: { ...view.told(), blocks: seen.blocks, hash: seen.hash, state: { values } },
    });
    return { ...onView(view), blocks: seen.blocks, ...(view.hash !== seen.hash && { values, told }) };
  }

  #onMessage(person: Person, message: StoredMessage): Spot {
    const channel = this.#workspace.knownChannel(message.channel);
    const original = this.#standing(person, message);
    const blocks = message.blocks ?? [];
    const key = `${person.id} ${message.ts}`;
    const before = this.#onMessages.get(key);
    const own = { values: valuesOf(blocks, before?.values), offered: before?.offered ?? new Map() };
    this.#onMessages.set(key, own);
    return {
      name: `message ${message.ts}`,
      blocks,
      ...own,
      container: containerOf(message),
      channel,
      original,
      // Guessed: of an ephemeral message little more than its place is told.
      told: () => (message.is_ephemeral ? {} : { message: asAnswer(original ?? message, true) }),
    };
  }

  /** The message itself, of which a test may hold a copy. */
  #standing(person: Person, message: StoredMessage): StoredMessage | undefined {
    if (!message.is_ephemeral) return this.#workspace.channels.get(message.channel)?.find(message.ts);
    const shown = this.#workspace.ephemerals.find(
      ({ user, message: { ts } }) => user === person.id && ts === message.ts,
    );
    if (!shown) throw new Error(`${person.name} does not see the ephemeral message ${message.ts}`);
    return shown.message;
  }
}

function onView(view: OpenView): Spot {
  const { blocks, values, offered, id } = view;
  return {
    name: `${view.type} ${id}`,
    blocks,
    values,
    offered,
    container: { type: 'view', view_id: id },
    view,
    told: () => ({ view: view.told() }),
  };
}

function containerOf(message: StoredMessage): JsonObject {
  return {
    type: 'message',
    message_ts: message.ts,
    channel_id: message.channel,
    is_ephemeral: message.is_ephemeral ?? false,
    ...(message.thread_ts !== undefined && { thread_ts: message.thread_ts }),
  };
}
