import { date } from './times.js';
import { el, emoji, linkTo, mention } from './words.js';

/** A rich_text block. */
export function richText(block, names) {
  return el('div', 'rich', ...block.elements.map((part) => richPart(part, names)));
}

function richPart(part, names) {
  switch (part.type) {
    case 'rich_text_list':
      return el(
        part.style === 'ordered' ? 'ol' : 'ul',
        '',
        ...part.elements.map((item) => el('li', '', leaves(item, names))),
      );
    case 'rich_text_quote':
      return el('blockquote', '', leaves(part, names));
    case 'rich_text_preformatted':
      return el('pre', '', leaves(part, names));
    default:
      return directed(el('div', 'text', leaves(part, names)));
  }
}

/** Text reads in the direction of its first strong letter, as in Slack. */
function directed(node) {
  node.dir = 'auto';
  return node;
}

function leaves(part, names) {
  return part.elements.map((leaf) => styled(leafNode(leaf, names), leaf.style));
}

function leafNode(leaf, names) {
  switch (leaf.type) {
    case 'text':
      return document.createTextNode(leaf.text);
    case 'link':
      return linkTo(leaf.url, leaf.text ?? leaf.url);
    case 'emoji':
      return emoji(leaf.name);
    case 'date':
      return date(leaf.timestamp, leaf.format);
    case 'user':
      return mention(`@${names[leaf.user_id] ?? leaf.user_id}`);
    case 'channel':
      return mention(`#${names[leaf.channel_id] ?? leaf.channel_id}`);
    case 'usergroup':
      return mention(`@${leaf.usergroup_id}`);
    case 'broadcast':
      return mention(`@${leaf.range}`);
    default:
      return el('span', 'unknown', `[${leaf.type}]`);
  }
}

function styled(node, style = {}) {
  const tags = { bold: 'b', italic: 'i', strike: 's', code: 'code' };
  let done = node;
  for (const [name, tag] of Object.entries(tags)) if (style[name]) done = el(tag, '', done);
  return done;
}
