import { control } from './controls.js';
import { inputBlock } from './inputs.js';
import { mrkdwn, plainWords, textObject } from './mrkdwn.js';
import { richText } from './rich.js';
import { el, keep } from './words.js';

// Draws messages and views as Slack would. `on` is the surface that they stand on.

/** The content of a message. */
export function drawMessage({ blocks, text }, on) {
  return blocks.length > 0
    ? blocks.map((block) => drawBlock(block, on))
    : [el('div', 'text', mrkdwn(text, on.names))];
}

/** Makes a list hold these blocks; what stands in fields that have not changed stays. */
export function keepBlocks(list, blocks, { on, within }) {
  const entries = blocks.map((block) => ({
    key: `${within} ${block.block_id}`,
    shape: JSON.stringify(block),
    make: () => drawBlock(block, on),
  }));
  keep(list, entries);
}

function drawBlock(block, on) {
  switch (block.type) {
    case 'rich_text':
      return richText(block, on.names);
    case 'section':
      return section(block, on);
    case 'context':
      return el('div', 'context', ...block.elements.map((one) => el('span', '', textObject(one, on.names))));
    case 'header':
      return el('h3', '', textObject(block.text, on.names));
    case 'divider':
      return el('hr', '');
    case 'actions':
      return el('div', 'actions', ...block.elements.map((one) => control(block, one, on)));
    case 'input':
      return inputBlock(block, on);
    case 'alert':
      return el('div', `alert ${block.level ?? 'default'}`, textObject(block.text, on.names));
    case 'image':
      return el('div', 'picture', `🖼 ${block.alt_text}`);
    default:
      return el('div', 'unknown', `[${block.type}]`);
  }
}

function section(block, on) {
  const { text, fields = [], accessory } = block;
  const words = text ? textObject(text, on.names) : [];
  const label =
    text &&
    (text.type === 'mrkdwn' ? el('p', '', mrkdwn(text.text, on.names)).textContent : plainWords(text));
  return el(
    'div',
    'section',
    el(
      'div',
      'text',
      words,
      fields.length > 0
        ? el('div', 'fields', ...fields.map((field) => el('div', '', textObject(field, on.names))))
        : '',
    ),
    accessory ? control(block, accessory, on, label) : '',
  );
}
