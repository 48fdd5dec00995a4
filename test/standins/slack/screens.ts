import type { Values } from './answers.ts';
import { isObject, type JsonObject, textOf } from './json.ts';
import type { Block } from './message.ts';
import type { OpenView } from './open-view.ts';
import { plainText } from './reading.ts';
import type { Views } from './views.ts';
import type { Workspace } from './workspace.ts';

/** Somebody's Home as they see it. */
export interface HomeSeen {
  id: string;
  /** Another one after every publication. */
  hash: string;
  userId: string;
  callbackId: string;
  privateMetadata: string;
  blocks: Block[];
  /** What stands in the elements now, by block_id and action_id. */
  values: Values;
  /** Everything that a reader sees in the blocks. */
  text: string;
}

/** A modal as the person in front of it sees it. */
export interface ModalSeen extends HomeSeen {
  title: string;
  /** What is on the buttons; no submit button without words. Guessed: "Cancel" when nothing is said. */
  submit?: string;
  close: string;
  externalId: string;
  /** Under the inputs, by block_id: Slack's own complaints or the bot's. */
  errors: Record<string, string>;
  /** The general complaint, when something went wrong on the way. */
  problem?: string;
  /** How many stand on top of each other, this one included. */
  depth: number;
  rootId: string;
  previousId: string | null;
}

/** Everybody's screens, for a page that shows them. */
export interface Screens {
  /** By user id. */
  homes: Record<string, HomeSeen>;
  /** By user id, the top one last. */
  modals: Record<string, ModalSeen[]>;
}

/** What a view shows, apart from what only modals have. */
export function homeSeen(view: OpenView, workspace: Workspace): HomeSeen {
  const { blocks, values, id, hash, userId, shown } = view;
  return structuredClone({
    id,
    hash,
    userId,
    callbackId: textOf(shown, 'callback_id') ?? '',
    privateMetadata: textOf(shown, 'private_metadata') ?? '',
    blocks,
    values,
    text: plainText({ text: '', blocks }, workspace),
  });
}

/** What the person in front of a modal sees. */
export function modalSeen(view: OpenView, workspace: Workspace): ModalSeen {
  const { shown, errors, problem, externalId, previous, root } = view;
  const submit = words(shown.submit);
  let depth = 1;
  for (let under = previous; under; under = under.previous) depth += 1;
  return {
    ...homeSeen(view, workspace),
    title: words(shown.title) ?? '',
    ...(submit !== undefined && { submit }),
    close: words(shown.close) ?? 'Cancel',
    externalId,
    errors: { ...errors },
    ...(problem !== undefined && { problem }),
    depth,
    rootId: root.id,
    previousId: previous?.id ?? null,
  };
}

/** What is on everybody's screen now. */
export function screens(views: Views, workspace: Workspace): Screens {
  const all: Screens = { homes: {}, modals: {} };
  for (const userId of views.userIds()) {
    const home = views.home(userId);
    const stack = views.stack(userId);
    if (home) all.homes[userId] = homeSeen(home, workspace);
    if (stack.length > 0) all.modals[userId] = stack.map((view) => modalSeen(view, workspace));
  }
  return all;
}

function words(text: JsonObject[string]): string | undefined {
  return isObject(text) ? textOf(text, 'text') : undefined;
}
