import type { InputBlock, PlainTextOption } from '@slack/types';
import { cut } from '../text.ts';

// The inputs of a ticket's form.

/** Something to choose; Slack shows `text` and gives back `value`. */
export interface Choice {
  text: string;
  value: string;
}

/** More than this Slack does not show at once. */
export const MOST_OPTIONS = 100;

/** What Slack shows of a choice: its end tells more than its beginning. */
export function optionOf({ text: shown, value }: Choice): PlainTextOption {
  const most = 75;
  const cutOff = shown.length <= most ? shown : `…${shown.slice(1 - most).toWellFormed()}`;
  return { text: plain(cutOff), value };
}

/** Words as they are. */
export function plain(shown: string) {
  return { type: 'plain_text' as const, text: shown, emoji: false };
}

/** A choice that is called what it is. */
export function same(value: string): Choice {
  return { text: value, value };
}

/** A line or more of text. */
export function text(
  id: string,
  label: string,
  value: string | undefined,
  rules: { multiline?: boolean; max_length: number },
): InputBlock {
  const element = { type: 'plain_text_input' as const, action_id: id, ...rules };
  return {
    type: 'input',
    block_id: id,
    label: plain(label),
    element: value ? { ...element, initial_value: cut(value, rules.max_length) } : element,
  };
}

/** One of a type's values. With a block of its own for each type, Slack keeps no choice that the next one lacks. */
export function one(
  block: string,
  action: string,
  label: string,
  values: readonly string[],
  chosen: string | undefined,
): InputBlock {
  const options = values.map(same);
  const input = select(block, action, label, { options, ...(chosen ? { chosen: same(chosen) } : {}) });
  return { ...input, optional: true };
}

/** An area or an iteration. */
export function place(
  kind: string,
  id: string,
  label: string,
  options: readonly Choice[],
  chosen: Choice | undefined,
): InputBlock {
  const input = select(kind, `${kind}:${id}`, label, { options, ...(chosen ? { chosen } : {}) });
  return { ...input, optional: true, hint: plain('Empty: as the project has it.') };
}

/** A list, or a search where a list would be too long for Slack. */
export function select(
  block: string,
  action: string,
  label: string,
  { options, chosen }: { options: readonly Choice[]; chosen?: Choice },
): InputBlock {
  const begun = { block_id: block, type: 'input' as const, label: plain(label) };
  if (options.length > MOST_OPTIONS || options.length === 0) {
    const initial = chosen ? { initial_option: optionOf(chosen) } : {};
    const element = { type: 'external_select' as const, action_id: action, min_query_length: 0, ...initial };
    return { ...begun, element };
  }
  const initial = options.find(({ value }) => value === chosen?.value);
  return {
    ...begun,
    element: {
      type: 'static_select',
      action_id: action,
      options: options.map(optionOf),
      ...(initial ? { initial_option: optionOf(initial) } : {}),
    },
  };
}
