import { checkBlocks, explain } from './blocks.ts';
import { plain } from './composition.ts';
import { isObject, type Json, type JsonObject, objectsOf } from './json.ts';
import { Refusal } from './refusal.ts';
import { type Check, complain, flag, object, type Report, text } from './schema.ts';
import type { Workspace } from './workspace.ts';

/** The kinds of view that we know. */
export type ViewType = 'modal' | 'home';

// Documented: docs.slack.dev, views (limits in slack.md A2). Guessed: that Home takes none of a modal's properties,
// and that empty ids are taken.

const anything: Check = () => {};
const common = {
  private_metadata: text(3000, 0),
  callback_id: text(255, 0),
  external_id: text(255, 0),
};
const shapes: Record<ViewType, Check> = {
  modal: object(
    { title: plain(24), blocks: anything },
    { ...common, submit: plain(24), close: plain(24), clear_on_close: flag, notify_on_close: flag },
    (view, at, report) => {
      const asks = objectsOf(view, 'blocks').some((block) => block.type === 'input');
      if (asks && view.submit === undefined)
        complain(report, at, 'must define `submit` to use an `input` block in modals');
    },
  ),
  home: object({ blocks: anything }, common),
};

/** Documented: 250 KB; guessed that these are 250,000 bytes of JSON. */
const mostBytes = 250_000;

/** The view as Slack would take it, or the refusal with pointers: `invalid_arguments`, `view_too_large`. */
export function goodView(view: Json | undefined, type: ViewType, workspace: Workspace): JsonObject {
  const findings = isObject(view)
    ? findingsIn(view, type, workspace)
    : [{ text: 'must provide an object', at: '/view' }];
  if (findings.length > 0) {
    const first = { text: 'failed to match all allowed schemas', at: '/view' };
    throw new Refusal('invalid_arguments', explain([first, ...findings]));
  }
  if (Buffer.byteLength(JSON.stringify(view)) > mostBytes) throw new Refusal('view_too_large');
  return view as JsonObject;
}

function findingsIn(view: JsonObject, type: ViewType, { unsupportedBlocks: unsupported }: Workspace) {
  // A modal cannot be published, nor a Home opened.
  if (view.type !== type) return [{ text: 'must be a valid enum value', at: '/view/type' }];
  const report: Report = { surface: type, findings: [], unsupported };
  shapes[type](view, '/view', report);
  const inBlocks =
    view.blocks === undefined
      ? []
      : checkBlocks(view.blocks, { surface: type, at: '/view/blocks', unsupported });
  return [...report.findings, ...inBlocks];
}
