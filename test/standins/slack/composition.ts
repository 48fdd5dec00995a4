import { isDeepStrictEqual } from 'node:util';
import { isObject, objectsOf, textOf } from './json.ts';
import type { Fields, Rule } from './schema.ts';
import { byType, complain, eitherType, flag, list, object, oneOf, text, url, word } from './schema.ts';

// Documented: docs.slack.dev, composition objects (limits as gathered in slack.md A2).

export function plain(max: number) {
  return byType({ plain_text: object({ text: text(max) }, { emoji: flag }) });
}

export function textTypes(max: number): Fields {
  return {
    plain_text: object({ text: text(max) }, { emoji: flag }),
    mrkdwn: object({ text: text(max) }, { verbatim: flag }),
  };
}

/** plain_text or mrkdwn. */
export function anyText(max: number) {
  return eitherType(textTypes(max));
}

export function mrkdwn(max: number) {
  return byType({ mrkdwn: object({ text: text(max) }, { verbatim: flag }) });
}

export const confirm = object(
  { text: anyText(300) },
  { title: plain(100), confirm: plain(30), deny: plain(30), style: word('primary', 'danger') },
);

const optionFields = { value: text(150) };
export const plainOption = object({ text: plain(75), ...optionFields }, { description: plain(75) });
export const anyOption = object({ text: anyText(75), ...optionFields }, { description: anyText(75) });
/** Only overflow menus take an option with a link. */
export const overflowOption = object(
  { text: plain(75), ...optionFields },
  { description: plain(75), url: url() },
);
export const optionGroup = object({ label: plain(75), options: list(plainOption, 100) });

/** Documented: an initial option exactly matches one of the options. The words are guessed. */
export const knowsItsInitialOptions: Rule = (value, at, report) => {
  const options = [
    ...objectsOf(value, 'options'),
    ...objectsOf(value, 'option_groups').flatMap((group) => objectsOf(group, 'options')),
  ];
  const initial = isObject(value.initial_option)
    ? [value.initial_option]
    : objectsOf(value, 'initial_options');
  for (const option of initial) {
    if (!options.some((one) => isDeepStrictEqual(one, option)))
      complain(report, at, 'initial option must match an option');
  }
};

/** Guessed: two options of one menu with the same value cannot be told apart. */
export const distinctOptions: Rule = (value, at, report) => {
  const seen = new Set<string>();
  for (const option of objectsOf(value, 'options')) {
    const key = textOf(option, 'value');
    if (key !== undefined && seen.has(key))
      complain(report, `${at}/options`, `option value "${key}" already exists`);
    if (key !== undefined) seen.add(key);
  }
};

export function rules(...all: Rule[]): Rule {
  return (value, at, report) => {
    for (const rule of all) rule(value, at, report);
  };
}

export const imageSource: Rule = oneOf('image_url', 'slack_file');
/** `id` or `url`. */
export const slackFile = object({}, { id: text(255), url: url() }, oneOf('id', 'url'));
