import { pictureOf, toPictures } from './emoji.ts';
import { isObject, type Json, type JsonObject, objectsIn, objectsOf, textOf } from './json.ts';
import type { StoredMessage } from './message.ts';
import { addresses, type Directory, pinged, readable } from './mrkdwn.ts';

type Shown = Pick<StoredMessage, 'text' | 'blocks' | 'attachments'>;

/** Everyone whom a message pings, with the place that does it. The top-level text counts: it is the notification. */
export function pings({ text, blocks, attachments }: Shown): { who: string; how: string }[] {
  const found = pinged(text).map((who) => ({ who, how: '/text' }));
  for (const { object, at } of [...objectsIn(blocks, '/blocks'), ...objectsIn(attachments, '/attachments')]) {
    for (const who of pingedBy(object)) found.push({ who, how: at });
  }
  return found;
}

function pingedBy(object: JsonObject): string[] {
  if (object.type === 'broadcast') return [textOf(object, 'range') ?? ''];
  if (object.type === 'user') return [textOf(object, 'user_id') ?? ''];
  if (object.type === 'usergroup') return [textOf(object, 'usergroup_id') ?? ''];
  return parsedTexts(object).flatMap(pinged);
}

/** The texts of an object in which Slack looks for markup; attachments' fields are among them. */
function parsedTexts(object: JsonObject): string[] {
  if (object.type === 'mrkdwn' || object.type === 'markdown') return [textOf(object, 'text') ?? ''];
  if (object.type !== undefined) return [];
  return ['text', 'pretext', 'fallback', 'value'].flatMap((key) => textOf(object, key) ?? []);
}

/** Every link that a reader could follow in what is shown; buttons' addresses are apart. */
export function links(message: Shown): string[] {
  if (!message.blocks?.length) return addresses(message.text).concat(attached(message));
  const found: string[] = [];
  for (const { object } of objectsIn(message.blocks)) {
    if (object.type === 'button' || object.type === 'image') continue;
    found.push(...parsedTexts(object).flatMap(addresses));
    if (typeof object.url === 'string' && object.type !== 'emoji') found.push(object.url);
    if (typeof object.title_url === 'string') found.push(object.title_url);
  }
  return found.concat(attached(message));
}

function attached({ attachments = [] }: Shown): string[] {
  return [...objectsIn(attachments)].flatMap(({ object }) => parsedTexts(object).flatMap(addresses));
}

/** The addresses behind buttons. */
export function buttonLinks(message: Shown): string[] {
  return [...objectsIn(message.blocks)].flatMap(({ object }) =>
    object.type === 'button' ? (textOf(object, 'url') ?? []) : [],
  );
}

/** Everything a reader sees, as text, in order: blocks, or the text when there are none. */
export function plainText(message: Shown, directory: Directory): string {
  const { blocks = [], attachments = [] } = message;
  const lines =
    blocks.length > 0
      ? blocks.flatMap((block) => shown(block, directory))
      : [readable(message.text, directory)];
  const below = attachments.flatMap((attachment) => [
    ...parsedTexts(attachment).map((text) => readable(text, directory)),
    ...objectsOf(attachment, 'blocks').flatMap((block) => shown(block, directory)),
  ]);
  return [...lines, ...below].filter((line) => line !== '').join('\n');
}

function shown(value: Json | undefined, directory: Directory): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => shown(item, directory));
  if (!isObject(value)) return [];
  const type = textOf(value, 'type') ?? '';
  if (type === 'mrkdwn' || type === 'markdown') return [readable(textOf(value, 'text') ?? '', directory)];
  // Whether Slack decodes entities in plain_text is an open question: shown raw, so that escaping too much is seen.
  if (type === 'plain_text') return [plainShown(value)];
  if (type === 'raw_text' || type === 'raw_number')
    return [textOf(value, 'text') ?? String(value.value ?? '')];
  if (type === 'image') return [textOf(value, 'alt_text') ?? '', ...shown(value.title, directory)];
  if (/^rich_text_(section|quote|preformatted)$/.test(type)) {
    return [
      objectsOf(value, 'elements')
        .map((leaf) => leafShown(leaf, directory))
        .join(''),
    ];
  }
  return Object.entries(value).flatMap(([key, inner]) => (key === 'confirm' ? [] : shown(inner, directory)));
}

function plainShown(object: JsonObject): string {
  const text = textOf(object, 'text') ?? '';
  return object.emoji === false ? text : toPictures(text);
}

function leafShown(leaf: JsonObject, directory: Directory): string {
  const id = textOf(leaf, 'user_id') ?? textOf(leaf, 'usergroup_id') ?? textOf(leaf, 'channel_id');
  switch (leaf.type) {
    case 'link':
      return textOf(leaf, 'text') ?? textOf(leaf, 'url') ?? '';
    case 'user':
    case 'usergroup':
      return `@${directory.nameOf(id ?? '') ?? id}`;
    case 'channel':
      return `#${directory.nameOf(id ?? '') ?? id}`;
    case 'broadcast':
      return `@${textOf(leaf, 'range')}`;
    case 'emoji':
      return pictureOf(textOf(leaf, 'name') ?? '');
    case 'date':
      return textOf(leaf, 'fallback') ?? new Date(Number(leaf.timestamp) * 1000).toISOString();
    default:
      return textOf(leaf, 'text') ?? textOf(leaf, 'value') ?? '';
  }
}
