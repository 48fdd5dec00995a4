import { toPictures } from './emoji.ts';
import { type Field, fieldsOf } from './fields.ts';
import { isObject, type Json, type JsonObject, objectsOf, textOf } from './json.ts';
import type { Workspace } from './workspace.ts';

/** What a person types or chooses: options by value or by words, people and channels by id or name, null for nothing. */
export type Answer = string | number | readonly string[] | null;

/** `state.values`: block_id, action_id, answer. */
export type Values = Record<string, Record<string, JsonObject>>;

/** The property that carries an element's answer (documented: block elements, `state` of a view). */
const holders: Record<string, string> = {
  plain_text_input: 'value',
  email_text_input: 'value',
  url_text_input: 'value',
  number_input: 'value',
  rich_text_input: 'rich_text_value',
  static_select: 'selected_option',
  external_select: 'selected_option',
  radio_buttons: 'selected_option',
  multi_static_select: 'selected_options',
  multi_external_select: 'selected_options',
  checkboxes: 'selected_options',
  users_select: 'selected_user',
  multi_users_select: 'selected_users',
  conversations_select: 'selected_conversation',
  multi_conversations_select: 'selected_conversations',
  channels_select: 'selected_channel',
  multi_channels_select: 'selected_channels',
  datepicker: 'selected_date',
  timepicker: 'selected_time',
  datetimepicker: 'selected_date_time',
  file_input: 'files',
};

/** What an answer is looked up in. */
export interface Sources {
  workspace: Workspace;
  /** Options that the bot brought for an external select. */
  offered: JsonObject[];
}

/** The property in which this element's answer is kept; undefined for buttons and overflow menus. */
export function holderOf(element: JsonObject): string | undefined {
  const type = textOf(element, 'type') ?? '';
  return Object.hasOwn(holders, type) ? holders[type] : undefined;
}

/** What stands in an element before anybody touches it; empty ones are there with null. */
export function untouched(element: JsonObject, channelId?: string): JsonObject {
  const holder = holderOf(element) ?? '';
  const preset =
    element[holder.startsWith('selected_') ? holder.replace('selected', 'initial') : 'initial_value'];
  const here = element.default_to_current_conversation === true ? channelId : undefined;
  const current = here !== undefined && holder.endsWith('s') ? [here] : here;
  return { type: element.type, [holder]: preset ?? current ?? empty(holder) };
}

/** An element's state when this is entered; throws when nobody could enter it. */
export function entered(element: JsonObject, answer: Answer, sources: Sources): JsonObject {
  const holder = holderOf(element);
  if (holder === undefined) throw new Error(`Nothing can be entered into a ${String(element.type)}`);
  const nothing = answer === null || answer === '' || (Array.isArray(answer) && answer.length === 0);
  return { type: element.type, [holder]: nothing ? empty(holder) : held(element, holder, answer, sources) };
}

/** Every option that a person can see in an element. */
export function optionsOf(element: JsonObject, offered: JsonObject[]): JsonObject[] {
  if (/external_select$/.test(textOf(element, 'type') ?? '')) {
    const preset = isObject(element.initial_option) ? [element.initial_option] : [];
    return [...offered, ...preset, ...objectsOf(element, 'initial_options')];
  }
  const groups = objectsOf(element, 'option_groups');
  return [...objectsOf(element, 'options'), ...groups.flatMap((group) => objectsOf(group, 'options'))];
}

/** The option with this value, or else with these words; throws with what there is. */
export function optionOf(element: JsonObject, wanted: string, offered: JsonObject[] = []): JsonObject {
  const options = optionsOf(element, offered);
  const option = options.find(({ value }) => value === wanted) ?? options.find((one) => says(one, wanted));
  if (option) return option;
  const there = options.map((one) => one.value).join(', ');
  throw new Error(`No option ${wanted} in ${String(element.action_id)}; there are: ${there}`);
}

/**
 * The state of all elements; what was entered stays where block_id, action_id and kind are the same (documented).
 * Guessed: a chosen option that is no longer there is no longer chosen.
 */
export function valuesOf(blocks: JsonObject[], before: Values = {}, channelId?: string): Values {
  const values: Values = {};
  for (const field of fieldsOf(blocks)) {
    if (holderOf(field.element) === undefined) continue;
    const kept = before[field.blockId]?.[field.actionId];
    const stays = kept !== undefined && kept.type === field.element.type && stillThere(field, kept);
    put(values, field, stays ? kept : untouched(field.element, channelId));
  }
  return values;
}

/** Enters an element's state. */
export function put(values: Values, { blockId, actionId }: Field, value: JsonObject): void {
  values[blockId] = { ...values[blockId], [actionId]: value };
}

function stillThere({ element }: Field, { selected_option, selected_options }: JsonObject): boolean {
  if (/external_select$/.test(textOf(element, 'type') ?? '')) return true;
  const there = new Set(optionsOf(element, []).map(({ value }) => value));
  const chosen = [selected_option, ...(Array.isArray(selected_options) ? selected_options : [])];
  return chosen.filter(isObject).every(({ value }) => there.has(value));
}

function empty(holder: string): Json {
  return holder.endsWith('s') ? [] : null;
}

function held(element: JsonObject, holder: string, answer: Answer, sources: Sources): Json {
  const many = typeof answer === 'object' && answer !== null ? [...answer] : [String(answer)];
  switch (holder) {
    case 'selected_option':
      return optionOf(element, String(answer), sources.offered);
    case 'selected_options':
      return many.map((one) => optionOf(element, one, sources.offered));
    case 'selected_user':
      return userId(String(answer), sources);
    case 'selected_users':
      return many.map((one) => userId(one, sources));
    case 'selected_channel':
    case 'selected_conversation':
      return channelId(String(answer), sources);
    case 'selected_channels':
    case 'selected_conversations':
      return many.map((one) => channelId(one, sources));
    case 'selected_date_time':
      return Number(answer);
    case 'rich_text_value':
      return richText(String(answer));
    case 'files':
      throw new Error('Files cannot be chosen here'); // nothing of ours asks for files
    default:
      return String(answer);
  }
}

function userId(name: string, { workspace }: Sources): string {
  const person = workspace.people.find(name);
  if (!person || person.deleted) throw new Error(`Nobody called ${name} can be chosen`);
  return person.id;
}

function channelId(name: string, { workspace }: Sources): string {
  const id = workspace.channels.get(name)?.id ?? workspace.channelNamed(name.replace(/^#/, ''));
  if (id === undefined) throw new Error(`No channel ${name} can be chosen`);
  return id;
}

function richText(text: string): JsonObject {
  return {
    type: 'rich_text',
    elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text }] }],
  };
}

/** Emoji are kept by name and seen as pictures: both will do. */
function says({ text }: JsonObject, wanted: string): boolean {
  const words = isObject(text) ? textOf(text, 'text') : undefined;
  return words !== undefined && (words === wanted || toPictures(words) === wanted);
}
