import {
  anyOption,
  confirm,
  distinctOptions,
  imageSource,
  knowsItsInitialOptions,
  optionGroup,
  overflowOption,
  plain,
  plainOption,
  rules,
  slackFile,
} from './composition.ts';
import { richTextObject } from './rich-text-blocks.ts';
import type { Check, Fields, Surface } from './schema.ts';
import { byType, flag, like, list, object, oneOf, text, url, whole, word } from './schema.ts';

// Documented: docs.slack.dev, block elements; limits in slack.md A2.

const action = { action_id: text(255) };
const asking = { ...action, confirm };
const focusing = { ...action, focus_on_load: flag };
const choosing = { ...asking, focus_on_load: flag, placeholder: plain(150) };
const colour = word('primary', 'danger');
const day = like(/^\d{4}-\d{2}-\d{2}$/, 'must be a valid date');
const time = like(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a valid time');
const id = text(255);
const ids = list(id, 100);
const most = { max_selected_items: whole(1) };
const dispatch_action_config = object(
  {},
  { trigger_actions_on: list(word('on_enter_pressed', 'on_character_entered'), 2) },
);
const typing = { ...focusing, placeholder: plain(150), dispatch_action_config };
const filter = object(
  {},
  {
    include: list(word('im', 'mpim', 'private', 'public'), 4),
    exclude_external_shared_channels: flag,
    exclude_bot_users: flag,
  },
);
const menu = { ...choosing, options: list(plainOption, 100), option_groups: list(optionGroup, 100) };
const menuRules = rules(oneOf('options', 'option_groups'), knowsItsInitialOptions, distinctOptions);
const external = { ...choosing, min_query_length: whole(0) };
const conversations = { ...choosing, default_to_current_conversation: flag, filter };

export const button = object(
  { text: plain(75) },
  { ...asking, value: text(2000), url: url(), style: colour, accessibility_label: text(75) },
);
export const image = object(
  { alt_text: text(2000) },
  { image_url: url(), slack_file: slackFile },
  imageSource,
);

const selects: Fields = {
  static_select: object({}, { ...menu, initial_option: plainOption }, menuRules),
  multi_static_select: object({}, { ...menu, ...most, initial_options: list(plainOption, 100) }, menuRules),
  external_select: object({}, { ...external, initial_option: plainOption }),
  multi_external_select: object({}, { ...external, ...most, initial_options: list(plainOption, 100) }),
  users_select: object({}, { ...choosing, initial_user: id }),
  multi_users_select: object({}, { ...choosing, ...most, initial_users: ids }),
  conversations_select: object(
    {},
    { ...conversations, initial_conversation: id, response_url_enabled: flag },
  ),
  multi_conversations_select: object({}, { ...conversations, ...most, initial_conversations: ids }),
  channels_select: object({}, { ...choosing, initial_channel: id, response_url_enabled: flag }),
  multi_channels_select: object({}, { ...choosing, ...most, initial_channels: ids }),
};
const pickers: Fields = {
  checkboxes: object(
    { options: list(anyOption, 10) },
    { ...asking, focus_on_load: flag, initial_options: list(anyOption, 10) },
    rules(knowsItsInitialOptions, distinctOptions),
  ),
  radio_buttons: object(
    { options: list(anyOption, 10) },
    { ...asking, focus_on_load: flag, initial_option: anyOption },
    rules(knowsItsInitialOptions, distinctOptions),
  ),
  datepicker: object({}, { ...choosing, initial_date: day }),
  timepicker: object({}, { ...choosing, initial_time: time, timezone: text(100) }),
};
const datetimepicker = object(
  {},
  { ...asking, focus_on_load: flag, initial_date_time: whole(1e9, 9999999999) },
);
const buttons: Fields = {
  button,
  overflow: object({ options: list(overflowOption, 5) }, asking, distinctOptions),
  workflow_button: object(
    {
      text: plain(75),
      workflow: object({
        trigger: object(
          { url: url() },
          { customizable_input_parameters: list(object({ name: text(255), value: text(3000) }), 100) },
        ),
      }),
    },
    { ...action, style: colour, accessibility_label: text(75) },
  ),
};
const typed: Fields = {
  plain_text_input: object(
    {},
    {
      ...typing,
      initial_value: text(3000),
      multiline: flag,
      min_length: whole(0, 3000),
      max_length: whole(1, 3000),
    },
  ),
  email_text_input: object({}, { ...typing, initial_value: text(3000) }),
  url_text_input: object({}, { ...typing, initial_value: text(3000) }),
  number_input: object(
    { is_decimal_allowed: flag },
    { ...typing, initial_value: text(100), min_value: text(100), max_value: text(100) },
  ),
  rich_text_input: object(
    {},
    { ...typing, initial_value: richTextObject, min_lines: whole(1), max_lines: whole(1) },
  ),
  file_input: object({}, { ...action, filetypes: list(text(20), 100), max_files: whole(1, 10) }),
};

/** Surfaces of the elements that are not everywhere (slack.md A2, from [V]). */
const only: Record<string, readonly Surface[]> = {
  email_text_input: ['modal'],
  url_text_input: ['modal'],
  number_input: ['modal'],
  file_input: ['modal'],
  rich_text_input: ['modal', 'home'],
  datetimepicker: ['message', 'modal'],
  workflow_button: ['message'],
};

/** An element that does not belong on this surface is an unknown type there. */
function bySurface(table: Fields): Check {
  const on = (surface: Surface) =>
    byType(
      Object.fromEntries(Object.entries(table).filter(([type]) => only[type]?.includes(surface) ?? true)),
    );
  const checks: Record<Surface, Check> = { message: on('message'), modal: on('modal'), home: on('home') };
  return (value, at, report) => checks[report.surface](value, at, report);
}

export const actionsElement = bySurface({
  ...buttons,
  ...selects,
  ...pickers,
  datetimepicker,
  ...(typed.rich_text_input && { rich_text_input: typed.rich_text_input }),
});
export const accessory = bySurface({ ...buttons, ...selects, ...pickers, image });
export const inputElement = bySurface({ ...selects, ...pickers, datetimepicker, ...typed });
