import { EMOJI } from './emoji.js';

// The smallest parts of the page. Words from outside only ever become text nodes.

/** An element with classes and children; strings become text. */
export function el(tag, className, ...children) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  node.append(...children.flat(9).filter((child) => child !== undefined && child !== ''));
  return node;
}

/** A button that does not submit anything. */
export function button(label, className, onclick) {
  const node = el('button', className, label);
  Object.assign(node, { type: 'button', onclick });
  return node;
}

/** A fresh id for what another element points to. */
export function newId(word) {
  ids += 1;
  return `${word}-${ids}`;
}

let ids = 0;

export function emoji(name) {
  const node = el('span', 'emoji', EMOJI[name] ?? `:${name}:`);
  node.title = `:${name}:`;
  return node;
}

export function mention(text) {
  return el('span', 'mention', text);
}

export function linkTo(url, label) {
  if (!/^(https?|mailto):/i.test(url)) return document.createTextNode(label);
  const node = el('a', '', label);
  Object.assign(node, { href: url, target: '_blank', rel: 'noopener noreferrer', title: url });
  return node;
}

/** `1 reply`, `2 replies`, `2 days`. */
export function counted(count, noun) {
  const many = /[^aeiou]y$/.test(noun) ? `${noun.slice(0, -1)}ies` : `${noun}s`;
  return `${count} ${count === 1 ? noun : many}`;
}

/**
 * Makes the list hold these, in order. What has not changed is left alone; where something is replaced that had the
 * focus, its successor gets it.
 */
export function keep(list, entries) {
  const before = new Map([...list.children].map((node) => [node.key, node]));
  const keys = new Set(entries.map(({ key }) => key));
  for (const [key, node] of before) if (!keys.has(key)) node.remove();
  let next = list.firstChild;
  for (const { key, shape, make } of entries) {
    const old = before.get(key);
    const node = old?.shape === shape ? old : Object.assign(make(), { key, shape });
    if (old && node !== old) {
      if (next === old) next = node;
      replace(old, node);
    }
    if (node === next) next = next.nextSibling;
    else list.insertBefore(node, next);
  }
}

function replace(old, node) {
  const focused = old.contains(document.activeElement) ? document.activeElement.dataset.field : undefined;
  node.classList.add('edited');
  old.replaceWith(node);
  if (focused !== undefined) node.querySelector(`[data-field="${CSS.escape(focused)}"]`)?.focus();
}
