import { button, el, newId } from './words.js';

/**
 * A field to choose from what is found while one types. `find(query)` brings options of `value` and `label`, or says
 * what is missing in a string; `chosen` are those at the beginning; `changed` hears of every other choice.
 */
export function picker({ chosen, many, placeholder, find, changed }) {
  const input = Object.assign(el('input', 'field'), { type: 'text', autocomplete: 'off', spellcheck: false });
  const list = Object.assign(el('ul', 'options'), {
    id: newId('options'),
    popover: 'manual',
    role: 'listbox',
  });
  const tokens = el('span', 'tokens');
  const node = el('span', 'picker', tokens, input, list);
  let now = chosen;
  let asked = 0;
  let active = -1;
  let waiting;

  Object.assign(input, { role: 'combobox', ariaAutoComplete: 'list', ariaExpanded: 'false', placeholder });
  input.setAttribute('aria-controls', list.id);
  input.oninput = () => {
    clearTimeout(waiting);
    waiting = setTimeout(open, 150, input.value.trim());
  };
  input.onfocus = () => {
    input.select();
    void open('');
  };
  input.onblur = close;
  input.onkeydown = (event) => {
    const isOpen = list.matches(':popover-open');
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (isOpen) mark(active + (event.key === 'ArrowDown' ? 1 : -1));
      else void open('');
    } else if (event.key === 'Enter') {
      event.preventDefault();
      if (isOpen) list.children[active]?.choose?.();
    } else if (event.key === 'Escape' && isOpen) {
      // It closes the list, and not what the list stands in.
      event.preventDefault();
      event.stopPropagation();
      close();
    } else if (event.key === 'Backspace' && many && input.value === '') {
      choose(now.slice(0, -1));
    }
  };
  draw();
  return { node, input };

  async function open(query) {
    asked += 1;
    const mine = asked;
    const found = await find(query);
    // Somebody typed on, or has gone on to the next field.
    if (mine !== asked || document.activeElement !== input) return;
    const lines = typeof found === 'string' ? [note(found)] : found.map(option);
    list.replaceChildren(...(lines.length > 0 ? lines : [note('Nothing found')]));
    list.showPopover({ source: input });
    input.ariaExpanded = 'true';
    mark(0);
  }

  function close() {
    asked += 1;
    clearTimeout(waiting);
    if (list.matches(':popover-open')) list.hidePopover();
    input.ariaExpanded = 'false';
    input.removeAttribute('aria-activedescendant');
    input.value = many ? '' : (now[0]?.label ?? '');
  }

  function option({ value, label, description }) {
    const is = now.some((one) => one.value === value);
    const line = el('li', is ? 'chosen' : '', label, description ? el('small', '', description) : '');
    const others = now.filter((one) => one.value !== value);
    line.choose = () => {
      choose(many ? (is ? others : [...now, { value, label }]) : [{ value, label }]);
      close();
    };
    Object.assign(line, { id: newId('option'), role: 'option', ariaSelected: String(is) });
    // Before the field loses its focus.
    line.onmousedown = (event) => {
      event.preventDefault();
      line.choose();
    };
    return line;
  }

  function mark(to) {
    const lines = [...list.children];
    active = (to + lines.length) % lines.length;
    for (const [i, line] of lines.entries()) line.classList.toggle('active', i === active);
    const line = lines[active];
    if (line?.id) input.setAttribute('aria-activedescendant', line.id);
    line?.scrollIntoView({ block: 'nearest' });
  }

  function choose(next) {
    now = next;
    draw();
    changed(now);
  }

  function draw() {
    input.value = many ? '' : (now[0]?.label ?? '');
    const removable = many ? now : [];
    tokens.replaceChildren(...removable.map(token));
  }

  function token(one) {
    const remove = button('✕', 'plain', () => choose(now.filter(({ value }) => value !== one.value)));
    remove.ariaLabel = `Remove ${one.label}`;
    return el('span', 'token', one.label, remove);
  }
}

function note(words) {
  return el('li', 'note', words);
}
