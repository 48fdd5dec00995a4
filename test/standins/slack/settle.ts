import { toNames } from './emoji.ts';
import { isObject, type Json, type JsonObject } from './json.ts';
import type { Content } from './message.ts';
import { canonical, type Directory, type Parsing } from './mrkdwn.ts';

export interface Settling {
  directory: Directory;
  /** How the top-level text is parsed. */
  parsing: Parsing;
  /** Makes an id for a block or element that came without one. */
  newId: () => string;
}

const interactive =
  /^(button|overflow|workflow_button|icon_button|checkboxes|radio_buttons|.*picker|.*_select|.*_input|feedback_buttons)$/;

/** Turns what was sent into what Slack keeps: canonical text, defaults filled in, ids everywhere. */
export function settle(content: Content, settling: Settling): Content {
  const { text, blocks, attachments } = content;
  return {
    // Documented: more than 40,000 characters are cut on chat.postMessage.
    text: canonical(text, settling.parsing, settling.directory).slice(0, 40_000),
    ...(blocks && blocks.length > 0 && { blocks: blocks.map((block) => settleBlock(block, settling)) }),
    ...(attachments &&
      attachments.length > 0 && { attachments: attachments.map((one) => settleObject(one, settling)) }),
  };
}

function settleBlock(block: JsonObject, settling: Settling): JsonObject {
  const { block_id: given, ...rest } = block;
  const id = block.type === 'markdown' ? undefined : given; // documented: ignored on markdown blocks
  return { ...settleObject(rest, settling), block_id: id ?? settling.newId() };
}

function settleObject(object: JsonObject, settling: Settling): JsonObject {
  const done: JsonObject = {};
  for (const [key, value] of Object.entries(object)) done[key] = settleValue(value, settling);
  const { type, text } = object;
  if ((type === 'mrkdwn' || type === 'markdown') && typeof text === 'string') {
    const parsed = object.verbatim !== true;
    done.text = canonical(text, { links: parsed, names: parsed }, settling.directory);
    if (type === 'mrkdwn') done.verbatim = !parsed; // guessed from use: shown with its default
  } else if (type === 'plain_text' && typeof text === 'string') {
    done.emoji = object.emoji !== false; // guessed from use: shown with its default
    if (done.emoji) done.text = toNames(text);
  } else if (type === undefined && typeof text === 'string') {
    done.text = canonical(text, { links: true, names: true }, settling.directory); // an attachment's text
  }
  if (typeof type === 'string' && interactive.test(type))
    done.action_id = object.action_id ?? settling.newId();
  return done;
}

function settleValue(value: Json | undefined, settling: Settling): Json | undefined {
  if (Array.isArray(value)) return value.map((item) => settleValue(item, settling) ?? null);
  return isObject(value) ? settleObject(value, settling) : value;
}
