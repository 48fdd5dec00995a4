import { type JsonObject, objectsOf, textOf } from './json.ts';
import { OpenView } from './open-view.ts';
import { Refusal } from './refusal.ts';
import type { ViewType } from './view-shape.ts';
import type { Workspace } from './workspace.ts';

/** Documented: one view and two pushed upon it. */
const deepest = 3;

/** One time that a Home was published. */
export interface Publication {
  userId: string;
  at: number;
}

/** The modals on people's screens, stacked, and everybody's Home. Views come in here checked. */
export class Views {
  readonly published: Publication[] = [];
  readonly #workspace: Workspace;
  readonly #live = new Map<string, OpenView>();
  readonly #ended = new Set<string>();
  readonly #stacks = new Map<string, OpenView[]>();
  readonly #homes = new Map<string, OpenView>();
  /** Whose an external_id is. */
  readonly #named = new Map<string, string>();
  #count = 0;

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  /** From the root to what is on top. */
  stack(userId: string): readonly OpenView[] {
    return this.#stacks.get(userId) ?? [];
  }

  top(userId: string): OpenView | undefined {
    return this.stack(userId).at(-1);
  }

  home(userId: string): OpenView | undefined {
    return this.#homes.get(userId);
  }

  /** Everybody who has a Home or a modal. */
  userIds(): string[] {
    return [...new Set([...this.#homes.keys(), ...this.#stacks.keys()])];
  }

  find(id: string | undefined, externalId: string | undefined): OpenView | undefined {
    return this.#live.get(id ?? this.#named.get(externalId ?? '') ?? '');
  }

  /** Whether there ever was a view with this id. */
  knew(id: string | undefined): boolean {
    return id !== undefined && (this.#live.has(id) || this.#ended.has(id));
  }

  /** The modal with this id, when it is open on somebody's screen. */
  onScreen(id: string | undefined): OpenView | undefined {
    const view = this.#live.get(id ?? '');
    return view && this.stack(view.userId).includes(view) ? view : undefined;
  }

  /** Guessed: a new modal takes the place of what the person had open. */
  open(
    view: JsonObject,
    { userId, channelId }: { userId: string; channelId?: string | undefined },
  ): OpenView {
    this.#refuseTaken(view);
    this.clear(userId);
    return this.#stackUp(this.#newView('modal', userId, { channelId }), view);
  }

  push(view: JsonObject, upon: OpenView): OpenView {
    if (!this.onScreen(upon.id)) throw new Refusal('not_found');
    if (this.stack(upon.userId).length >= deepest) throw new Refusal('push_limit_reached');
    this.#refuseTaken(view);
    return this.#stackUp(this.#newView('modal', upon.userId, { previous: this.top(upon.userId) }), view);
  }

  update(known: OpenView, view: JsonObject, hash?: string): OpenView {
    if (hash !== undefined && hash !== known.hash) throw new Refusal('hash_conflict');
    this.#refuseTaken(view, known);
    return this.#show(known, view);
  }

  /** Guessed: a hash is of no account before anything was published. */
  publish(userId: string, view: JsonObject, hash?: string): OpenView {
    const known = this.#homes.get(userId);
    if (known && hash !== undefined && hash !== known.hash) throw new Refusal('hash_conflict');
    this.#refuseTaken(view, known);
    const home = known ?? this.#newView('home', userId);
    this.#homes.set(userId, home);
    this.published.push({ userId, at: this.#workspace.clock.now() });
    return this.#show(home, view);
  }

  /** Takes this one off the stack, and whatever stands upon it. */
  close(view: OpenView): void {
    const stack = this.stack(view.userId);
    const index = stack.indexOf(view);
    if (index < 0) return;
    for (const gone of stack.slice(index)) this.#end(gone);
    this.#stacks.set(view.userId, stack.slice(0, index));
    this.#workspace.changed();
  }

  clear(userId: string): void {
    const [root] = this.stack(userId);
    if (root) this.close(root);
  }

  /** The person reloads Slack: modals are gone, but nobody frees their external_ids (slack-api-specs#52). */
  vanish(userId: string): void {
    this.#stacks.set(userId, []);
    this.#workspace.changed();
  }

  #newView(
    type: ViewType,
    userId: string,
    more: { channelId?: string | undefined; previous?: OpenView | undefined } = {},
  ) {
    this.#count += 1;
    const view = new OpenView({ id: `V0${String(this.#count).padStart(7, '0')}`, userId, type, ...more });
    this.#live.set(view.id, view);
    return view;
  }

  #stackUp(view: OpenView, shown: JsonObject): OpenView {
    this.#stacks.set(view.userId, [...this.stack(view.userId), view]);
    return this.#show(view, shown);
  }

  #show(view: OpenView, shown: JsonObject): OpenView {
    this.#named.delete(view.externalId);
    view.show(settled(shown, this.#workspace), this.#newHash());
    if (view.externalId) this.#named.set(view.externalId, view.id);
    this.#workspace.changed();
    return view;
  }

  #newHash(): string {
    const { newTs, random } = this.#workspace;
    const salt = Math.floor(random() * 2 ** 32)
      .toString(16)
      .padStart(8, '0');
    return `${newTs().split('.')[0]}.${salt}`;
  }

  #end(view: OpenView): void {
    this.#live.delete(view.id);
    this.#ended.add(view.id);
    this.#named.delete(view.externalId);
  }

  #refuseTaken(view: JsonObject, self?: OpenView): void {
    const owner = this.#named.get(textOf(view, 'external_id') ?? '');
    if (owner !== undefined && owner !== self?.id) throw new Refusal('duplicate_external_id');
  }
}

/** Guessed from use: as with messages, ids and defaults are filled in. */
function settled(view: JsonObject, workspace: Workspace): JsonObject {
  const blocks = workspace.settleBlocks(objectsOf(view, 'blocks'));
  const inputs = { optional: false, dispatch_action: false };
  return {
    ...structuredClone(view),
    blocks: blocks.map((block) => (block.type === 'input' ? { ...inputs, ...block } : block)),
  };
}
