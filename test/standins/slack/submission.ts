import { explain } from './blocks.ts';
import { isObject, type Json, type JsonObject, textOf } from './json.ts';
import type { OpenView } from './open-view.ts';
import { Refusal } from './refusal.ts';
import { goodView } from './view-shape.ts';
import type { Views } from './views.ts';
import type { Workspace } from './workspace.ts';

/**
 * Does what the ack of a view_submission says: nothing closes this view, `clear` all of them, `update` and `push` show
 * another one, `errors` keeps it (documented). What Slack would not take is refused, and changes nothing.
 * Guessed: nobody is told with view_closed of what the bot itself closes.
 */
export function follow(
  answer: JsonObject | undefined,
  view: OpenView,
  views: Views,
  workspace: Workspace,
): void {
  const action =
    answer && Object.keys(answer).length > 0 ? (textOf(answer, 'response_action') ?? '?') : 'close';
  if (action === 'close') {
    views.close(view);
  } else if (action === 'clear') {
    views.clear(view.userId);
  } else if (action === 'update' || action === 'push') {
    const next = goodView(answer?.view, 'modal', workspace);
    if (!views.onScreen(view.id)) return; // the person closed it meanwhile
    if (action === 'update') views.update(view, next);
    else views.push(next, view);
  } else if (action === 'errors') {
    view.errors = goodErrors(answer?.errors, view);
  } else {
    const finding = { text: `no such response_action: ${action}`, at: '/response_action' };
    throw new Refusal('invalid_arguments', explain([finding]));
  }
}

/** Documented: the keys are block_ids of input blocks. Guessed: at least one, and none without words. */
function goodErrors(errors: Json | undefined, { blocks }: OpenView): Record<string, string> {
  const entries = isObject(errors) ? Object.entries(errors) : [];
  const inputs = new Set(blocks.filter(({ type }) => type === 'input').map((block) => block.block_id));
  const bad = entries.filter(([id, text]) => !inputs.has(id) || typeof text !== 'string' || text === '');
  const findings = bad.map(([id]) => ({ text: 'must be words under an input block', at: `/errors/${id}` }));
  if (entries.length === 0) findings.push({ text: 'must name an input block', at: '/errors' });
  if (findings.length > 0) throw new Refusal('invalid_arguments', explain(findings));
  return Object.fromEntries(entries.map(([id, text]) => [id, String(text)]));
}
