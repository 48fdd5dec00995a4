import { button, el } from './words.js';

/** A button that opens a menu; each item has its words, what it does or the link that it is. */
export function menuButton({ label, className, items }) {
  const opener = button('⋯', `control more ${className ?? ''}`);
  const list = el('div', 'menu', ...items.map((item) => entry(item, () => list.hidePopover())));
  Object.assign(list, { popover: 'auto', role: 'menu', ariaLabel: label });
  Object.assign(opener, {
    ariaLabel: label,
    title: label,
    ariaHasPopup: 'menu',
    ariaExpanded: 'false',
    popoverTargetElement: list,
  });
  list.ontoggle = ({ newState }) => {
    opener.ariaExpanded = String(newState === 'open');
    if (newState === 'open') list.firstElementChild?.focus();
  };
  list.onkeydown = (event) => move(event, list);
  return el('span', 'menu-holder', opener, list);
}

function entry({ words, description, url, run }, close) {
  const node = url === undefined ? button(words, 'item') : el('a', 'item', words);
  if (url !== undefined) Object.assign(node, { href: url, target: '_blank', rel: 'noopener noreferrer' });
  if (description) node.append(el('small', '', description));
  node.role = 'menuitem';
  node.onclick = () => {
    close();
    run();
  };
  return node;
}

function move(event, list) {
  const items = [...list.children];
  const at = items.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  items[(to + items.length) % items.length]?.focus();
}
