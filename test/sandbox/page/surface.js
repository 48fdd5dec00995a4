import { ask } from './confirm.js';
import { act, send, whileBusy } from './doing.js';

/** What was typed and has not been told yet, by view and field: `{ view, blockId, answer }`. */
const drafts = new Map();
/** What is told of a form goes one after the other. */
let telling = Promise.resolve();

/**
 * A message, a modal or a Home on which somebody can press and enter things. `where` is its name for the server,
 * `values` what its fields hold as far as the server knows.
 */
export function surface({ who, where, values = {}, scene }) {
  const key = (blockId, actionId) => `${where.view} ${blockId} ${actionId}`;

  return {
    ...scene,

    /** What stands in a field now. */
    value(block, element) {
      const draft = drafts.get(key(block.block_id, element.action_id));
      return draft ? draft.shown : (held(values[block.block_id]?.[element.action_id]) ?? initial(element));
    },

    /** Somebody is typing: kept here until they leave the field, send the form or press something. */
    draft(block, element, answer) {
      drafts.set(key(block.block_id, element.action_id), {
        view: where.view,
        blockId: block.block_id,
        actionId: element.action_id,
        answer,
        shown: answer,
      });
    },

    /** Something was chosen, or a field was left. */
    async enter(block, element, { answer, node }) {
      if (block.type === 'input' && block.dispatch_action !== true) {
        if (answer !== undefined) this.draft(block, element, answer);
        await tell(who, where.view);
      } else {
        await this.press(block, element, { answer, node });
      }
    },

    /** A button, a menu, or a field that tells the app at once. */
    async press(block, element, { answer, node }) {
      if (element.confirm && !(await ask(element.confirm, scene.names))) return;
      drafts.delete(key(block.block_id, element.action_id));
      await tell(who, where.view);
      const pressed = act('press', {
        who,
        where,
        blockId: block.block_id,
        actionId: element.action_id,
        ...(answer !== undefined && { value: answer }),
      });
      await whileBusy(node, pressed);
    },

    /** What the app offers for what was typed. */
    async suggest(block, element, query) {
      const asked = { who, where, blockId: block.block_id, actionId: element.action_id, query };
      return (await act('suggest', asked)).options ?? [];
    },
  };
}

/** Tells all that was typed into a view; resolves when it is told. */
export function tell(who, view) {
  const fresh = [...drafts].filter(([, draft]) => view !== undefined && draft.view === view);
  if (fresh.length > 0) {
    telling = telling.then(async () => {
      const answers = Object.fromEntries(fresh.map(([, { blockId, answer }]) => [blockId, answer]));
      await send('fill', { who, view, answers });
      // What is typed meanwhile is newer.
      for (const [key, draft] of fresh) if (drafts.get(key) === draft) drafts.delete(key);
    });
  }
  return telling;
}

/** Forgets what was typed into views that are gone. */
export function forget(views) {
  for (const [key, { view }] of drafts) if (!views.includes(view)) drafts.delete(key);
}

function held(state) {
  if (state === undefined) return undefined;
  const { type: _, ...rest } = state;
  return Object.values(rest)[0] ?? null;
}

function initial(element) {
  const name = Object.keys(element).find((one) => one.startsWith('initial_'));
  return name === undefined ? null : element[name];
}
