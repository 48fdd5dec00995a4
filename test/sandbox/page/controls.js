import { fieldOf, isField } from './fields.js';
import { menuButton } from './menu.js';
import { plainWords } from './mrkdwn.js';
import { button, el } from './words.js';

/** What can be pressed or chosen beside a text or in a row; `label` names what has no words of its own. */
export function control(block, element, on, label) {
  switch (element.type) {
    case 'button':
      return element.url === undefined ? pressable(block, element, on) : leading(block, element, on);
    case 'overflow':
      return overflow(block, element, on);
    case 'image':
      return el('span', 'picture', `🖼 ${element.alt_text}`);
    default:
      return isField(element) ? named(block, element, on, label) : el('span', 'unknown', `[${element.type}]`);
  }
}

function pressable(block, element, on) {
  const node = button(plainWords(element.text), classOf(element), () => on.press(block, element, { node }));
  return dressed(node, element);
}

/** A button with a link: Slack opens it, and tells the app. */
function leading(block, element, on) {
  const node = el('a', classOf(element), plainWords(element.text));
  Object.assign(node, { href: element.url, target: '_blank', rel: 'noopener noreferrer' });
  node.addEventListener('click', () => void on.press(block, element, { node }));
  return dressed(node, element);
}

function dressed(node, element) {
  if (element.accessibility_label) node.ariaLabel = element.accessibility_label;
  node.dataset.field = element.action_id;
  return node;
}

function classOf({ style }) {
  return `control ${style ?? ''}`;
}

function overflow(block, element, on) {
  const holder = menuButton({
    label: 'More options',
    items: element.options.map(({ text, description, value, url }) => ({
      words: plainWords(text),
      description: description?.text,
      url,
      run: () => on.press(block, element, { answer: value, node: holder.firstChild }),
    })),
  });
  holder.firstChild.dataset.field = element.action_id;
  return holder;
}

function named(block, element, on, label) {
  const { node, input } = fieldOf(block, element, on);
  input.ariaLabel = label ?? element.placeholder?.text ?? 'Choose';
  return el('span', 'inline-field', node);
}
