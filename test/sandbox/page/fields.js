import { plainWords, textObject } from './mrkdwn.js';
import { picker } from './picker.js';
import { el, newId } from './words.js';

/**
 * How each kind of field is drawn: `node` is what stands on the page, `input` what a label belongs to; one without
 * `input` is a group.
 */
const KINDS = {
  plain_text_input: typed,
  email_text_input: typed,
  url_text_input: typed,
  number_input: typed,
  rich_text_input: typed,
  datepicker: (...args) => native('date', ...args),
  timepicker: (...args) => native('time', ...args),
  datetimepicker: dateTime,
  static_select: menu,
  radio_buttons: ticks,
  checkboxes: ticks,
  multi_static_select: (...args) => picked(...args, { source: own, many: true }),
  external_select: (...args) => picked(...args, { source: fromApp }),
  multi_external_select: (...args) => picked(...args, { source: fromApp, many: true }),
  users_select: (...args) => picked(...args, { source: people }),
  multi_users_select: (...args) => picked(...args, { source: people, many: true }),
  channels_select: (...args) => picked(...args, { source: channels }),
  multi_channels_select: (...args) => picked(...args, { source: channels, many: true }),
  conversations_select: (...args) => picked(...args, { source: channels }),
  multi_conversations_select: (...args) => picked(...args, { source: channels, many: true }),
};

/** Whether something can be entered into this. */
export function isField({ type }) {
  return Object.hasOwn(KINDS, type);
}

/** Draws a field. */
export function fieldOf(block, element, on) {
  const drawn = KINDS[element.type](block, element, on);
  if (drawn.input) {
    drawn.input.id = newId('field');
    drawn.input.dataset.field = `${block.block_id} ${element.action_id}`;
    drawn.input.autofocus = element.focus_on_load === true;
  }
  return drawn;
}

function typed(block, element, on) {
  const many = element.multiline === true || element.type === 'rich_text_input';
  const input = el(many ? 'textarea' : 'input', 'field');
  input.placeholder = element.placeholder?.text ?? '';
  if (many) input.rows = 4;
  else
    Object.assign(input, { type: 'text', inputMode: element.type === 'number_input' ? 'decimal' : 'text' });
  input.value = asText(on.value(block, element));
  const tellsAtOnce = element.dispatch_action_config?.trigger_actions_on?.includes('on_character_entered');
  input.oninput = () => {
    on.draft(block, element, input.value);
    if (block.dispatch_action && tellsAtOnce)
      void on.enter(block, element, { answer: input.value, node: input });
  };
  input.onchange = () => void on.enter(block, element, { answer: input.value, node: input });
  return { node: input, input };
}

/** Rich text is entered as words. */
function asText(value) {
  if (value === null || typeof value !== 'object') return String(value ?? '');
  return value.elements.flatMap((part) => part.elements.map((leaf) => leaf.text ?? '')).join('');
}

function native(type, block, element, on) {
  const input = Object.assign(el('input', 'field'), { type });
  input.value = on.value(block, element) ?? '';
  input.onchange = () => void on.enter(block, element, { answer: input.value || null, node: input });
  return { node: input, input };
}

function dateTime(block, element, on) {
  const input = Object.assign(el('input', 'field'), { type: 'datetime-local' });
  const unix = on.value(block, element);
  if (unix) {
    const at = new Date(unix * 1000);
    input.value = new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
  }
  input.onchange = () => {
    const answer = input.value === '' ? null : Math.floor(new Date(input.value).getTime() / 1000);
    void on.enter(block, element, { answer, node: input });
  };
  return { node: input, input };
}

function menu(block, element, on) {
  const input = el('select', 'field');
  const now = valueIn(on.value(block, element));
  const none = el('option', '', element.placeholder?.text ?? 'Choose an option');
  none.value = '';
  // Slack has no way back to nothing but in optional inputs.
  none.disabled = block.type !== 'input' || block.optional !== true;
  const groups = (element.option_groups ?? []).map((group) => {
    const node = el('optgroup', '', ...group.options.map(option));
    node.label = plainWords(group.label);
    return node;
  });
  input.append(none, ...(element.options ?? []).map(option), ...groups);
  input.value = now ?? '';
  input.onchange = () => void on.enter(block, element, { answer: input.value || null, node: input });
  return { node: input, input };

  function option({ text, value }) {
    return Object.assign(el('option', '', plainWords(text)), { value });
  }
}

function ticks(block, element, on) {
  const many = element.type === 'checkboxes';
  const value = on.value(block, element);
  const now = many ? (value ?? []).map(valueIn) : [valueIn(value)];
  const name = newId('ticks');
  const node = el('div', 'ticks', ...element.options.map(tick));
  return { node };

  function tick(option) {
    const box = el('input', '');
    Object.assign(box, { type: many ? 'checkbox' : 'radio', name, value: option.value });
    box.checked = now.includes(option.value);
    box.dataset.field = `${block.block_id} ${option.value}`;
    box.onchange = () => {
      const all = [...node.querySelectorAll('input:checked')].map((one) => one.value);
      void on.enter(block, element, { answer: many ? all : (all[0] ?? null), node });
    };
    const about = option.description ? el('small', '', textObject(option.description, on.names)) : '';
    return el('label', 'tick', box, el('span', '', textObject(option.text, on.names), about));
  }
}

function picked(block, element, on, { source, many = false }) {
  const { find, name } = source(block, element, on);
  const value = on.value(block, element);
  const chosen = (many ? (value ?? []) : value === null ? [] : [value]).map((one) => ({
    value: valueIn(one),
    label: typeof one === 'object' ? plainWords(one.text) : name(one),
  }));
  return picker({
    chosen,
    many,
    placeholder: element.placeholder?.text ?? '',
    find,
    changed(now) {
      const values = now.map((one) => one.value);
      void on.enter(block, element, { answer: many ? values : (values[0] ?? null), node: picked });
    },
  });
}

function own(_block, element) {
  const groups = (element.option_groups ?? []).flatMap((group) => group.options);
  return { find: among([...(element.options ?? []), ...groups].map(asOption)), name: String };
}

function fromApp(block, element, on) {
  const least = element.min_query_length ?? 3;
  return {
    name: String,
    async find(query) {
      if (query.length < least) return `Type ${least === 1 ? 'a letter' : `${least} letters`} or more`;
      return (await on.suggest(block, element, query)).map(asOption);
    },
  };
}

function people(_block, _element, on) {
  const options = on.people.map(({ id, name }) => ({ value: id, label: name }));
  return { find: among(options), name: (id) => on.people.find((one) => one.id === id)?.name ?? id };
}

function channels(_block, _element, on) {
  const options = on.channels.map(({ id, name }) => ({ value: id, label: `# ${name}` }));
  return { find: among(options), name: (id) => options.find(({ value }) => value === id)?.label ?? id };
}

function among(options) {
  return (query) => options.filter(({ label }) => label.toLowerCase().includes(query.toLowerCase()));
}

function asOption({ text, value, description }) {
  return { value, label: plainWords(text), description: description?.text };
}

function valueIn(one) {
  return one === null || typeof one !== 'object' ? one : one.value;
}
