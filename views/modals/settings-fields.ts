import type { InputBlock, KnownBlock, PlainTextOption } from '@slack/types';
import { date, smallPrint } from '../rich.ts';
import { cut, inert } from '../text.ts';
import {
  EVERYTHING,
  type Field,
  FLOORS,
  MAINTENANCE,
  MUTES,
  namesText,
  optionValue,
  SETTINGS,
  type SettingsForm,
  valueWords,
} from './settings-words.ts';

/** Slack takes 100 options. */
export const MOST_OPTIONS = 100;

/** The inputs, each with where its present value comes from. */
export function settingsFields(form: SettingsForm): KnownBlock[] {
  const { entered } = form;
  return [
    input(form, 'channels', 'Channels', 'Empty: the default.', {
      type: 'multi_conversations_select',
      action_id: SETTINGS.channels,
      filter: { include: ['public', 'private'] },
      max_selected_items: 10,
      ...(entered.channels.length > 0 ? { initial_conversations: [...entered.channels] } : {}),
    }),
    source(form, 'channels'),
    input(form, 'floor', 'Severity', undefined, select(SETTINGS.floor, FLOORS, entered.floor)),
    source(form, 'floor'),
    wantedInput(form),
    source(form, 'wanted'),
    input(
      form,
      'maintenance',
      'Planned maintenance',
      undefined,
      select(SETTINGS.maintenance, MAINTENANCE, entered.maintenance),
    ),
    source(form, 'maintenance'),
    input(
      form,
      'mute',
      'Mute',
      'While muted, nothing is told for the first time. What is still open afterwards is told then.',
      select(SETTINGS.mute, MUTES, entered.mute),
    ),
    input(form, 'until', 'Muted until', 'Counts with “Until the time below”.', {
      type: 'datetimepicker',
      action_id: SETTINGS.until,
      ...(entered.until === undefined ? {} : { initial_date_time: entered.until }),
    }),
    source(form, 'mute'),
  ];
}

/** Options for a select that asks while people type: `*` first, then what fits, what is chosen now included. */
export function wantedOptions(names: readonly string[], typed: string): PlainTextOption[] {
  return [
    ...(fits('everything', typed) || typed.trim() === EVERYTHING ? [option(EVERYTHING)] : []),
    ...names.filter((name) => fits(name, typed)).map(option),
  ]
    .filter(({ value }, i, all) => all.findIndex((one) => one.value === value) === i)
    .slice(0, MOST_OPTIONS);
}

function wantedInput(form: SettingsForm): InputBlock {
  const { platform, entered, listed } = form;
  const label = 'What concerns us: components, regions, services or instances';
  if (listed.kind === 'typed') {
    const text = namesText(entered.wanted);
    const why = listed.why === undefined ? '' : ` Its list cannot be read now: ${listed.why}.`;
    const hint = `Names between commas, as ${platform.name} writes them. Empty: the default; * : everything.${why}`;
    return input(form, 'wanted', label, hint, {
      type: 'plain_text_input',
      action_id: SETTINGS.names,
      max_length: 3_000,
      ...(text === '' ? {} : { initial_value: text }),
    });
  }
  const chosen = wantedOptions(entered.wanted.slice(0, MOST_OPTIONS), '').filter(({ value }) =>
    entered.wanted.some((name) => optionValue(name) === value),
  );
  const all = wantedOptions([...entered.wanted, ...listed.names], '');
  const common = {
    action_id: `${SETTINGS.wanted}:${platform.id}`,
    placeholder: { type: 'plain_text' as const, text: 'The default' },
    ...(chosen.length > 0 ? { initial_options: chosen } : {}),
  };
  const hint = `As ${platform.name} lists them. Empty: the default; “Everything” stands first.`;
  return input(
    form,
    'wanted',
    label,
    hint,
    entered.wanted.length + listed.names.length < MOST_OPTIONS
      ? { type: 'multi_static_select', ...common, options: all }
      : { type: 'multi_external_select', ...common, min_query_length: 0 },
  );
}

function input(
  { platform, stamp }: SettingsForm,
  field: Field | 'until',
  label: string,
  hint: string | undefined,
  element: InputBlock['element'],
): InputBlock {
  return {
    type: 'input',
    block_id: `${platform.id}:${stamp}:${field}`,
    label: { type: 'plain_text', text: label },
    ...(hint === undefined
      ? {}
      : { hint: { type: 'plain_text' as const, text: cut(hint, 500), emoji: false } }),
    optional: field === 'channels' || field === 'wanted' || field === 'until',
    element,
  };
}

const FROM: Partial<Record<Field, string>> = {
  channels: ', from the environment',
  wanted: ', from the environment',
};

/** Where the present value comes from, and what the default is. */
function source({ marks, defaults }: SettingsForm, field: Field) {
  const mark = marks[field];
  const usual = valueWords(field, defaults);
  return smallPrint([
    mark ? `Set by <@${inert(mark.by)}> ${date(mark.at)}` : `The default${FROM[field] ?? ''}`,
    mark ? `Default: ${usual}` : usual,
  ]);
}

function select(actionId: string, words: Readonly<Record<string, string>>, chosen: string) {
  const options = Object.entries(words).map(([value, text]) => ({
    value,
    text: { type: 'plain_text' as const, text },
  }));
  const initial = options.find(({ value }) => value === chosen);
  return {
    type: 'static_select' as const,
    action_id: actionId,
    options,
    ...(initial ? { initial_option: initial } : {}),
  };
}

function option(name: string): PlainTextOption {
  const text = name === EVERYTHING ? 'Everything' : cut(name, 75);
  return { value: optionValue(name), text: { type: 'plain_text', text, emoji: false } };
}

/** Whether a name is among those that somebody types for. */
export function fits(name: string, typed: string): boolean {
  return squeezed(name).includes(squeezed(typed));
}

function squeezed(text: string): string {
  return text.toLowerCase().replace(/\s+/g, '');
}
