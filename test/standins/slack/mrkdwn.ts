import { toNames, toPictures } from './emoji.ts';

/** Who or what a plain `@name` or `#name` stands for in this workspace. */
export interface Directory {
  mention(name: string): string | undefined;
  channelNamed(name: string): string | undefined;
  nameOf(id: string): string | undefined;
}

export interface Parsing {
  /** Bare addresses become links. */
  links: boolean;
  /** Plain `@here`, `@anna`, `#general` become mentions. */
  names: boolean;
}

// Documented (formatting page): the entities, the tokens, `verbatim`, `parse`, `link_names`. Guessed: which bare
// domains Slack recognises, and that names are found whatever their case; both more eager here than likely.
const token = /<([@#!][^<>\n]*|[a-z][a-z0-9+.-]*:[^<>\n]*)>/gi;
const bareAddress =
  /https?:\/\/[^\s<>|]*[^\s<>|.,;:!?)\]'"]|(?<![\w@.-])(?:[a-z0-9-]+\.)+(?:com|net|org|io|dev|app|co|ai|cloud|info|gov|edu|me|us|uk|de|eu|ly|gg|xyz)(?![\w.-])(?:\/[^\s<>|]*)?/gi;
const plainName = /(?<![\w@&])@([\p{L}\p{N}][\p{L}\p{N}._-]*)/gu;
const plainChannel = /(?<![\w#&])#([\p{L}\p{N}][\p{L}\p{N}_-]*)/gu;

/** The text as Slack keeps it. */
export function canonical(raw: string, parsing: Parsing, directory: Directory): string {
  return outsideTokens(raw, (part) => {
    let kept = part
      .replace(/&(?!(?:amp|lt|gt);)/g, '&amp;')
      .replace(/</g, '&lt;')
      .replace(/>/g, '&gt;');
    if (parsing.links) kept = kept.replace(bareAddress, asLink);
    if (parsing.names) kept = outsideTokens(kept, (text) => named(text, directory));
    return toNames(kept);
  });
}

function asLink(found: string): string {
  return /^https?:/i.test(found) ? `<${found}>` : `<http://${found}|${found}>`;
}

function named(text: string, directory: Directory): string {
  return text
    .replace(plainName, (whole, name: string) => mention(whole, name, directory))
    .replace(plainChannel, (whole, name: string) => {
      const id = directory.channelNamed(name);
      return id ? `<#${id}|${name}>` : whole;
    });
}

function mention(whole: string, name: string, directory: Directory): string {
  const broadcast = /^(?:here|channel|everyone)\b/i.exec(name)?.[0];
  if (broadcast) return `<!${broadcast.toLowerCase()}>${name.slice(broadcast.length)}`;
  const bare = name.replace(/[._-]+$/, '');
  const id = directory.mention(name) ?? directory.mention(bare);
  if (!id) return whole;
  return (
    (id.startsWith('S') ? `<!subteam^${id}>` : `<@${id}>`) +
    (directory.mention(name) ? '' : name.slice(bare.length))
  );
}

function outsideTokens(text: string, change: (part: string) => string): string {
  let done = '';
  let from = 0;
  for (const found of text.matchAll(token)) {
    done += change(text.slice(from, found.index)) + found[0];
    from = found.index + found[0].length;
  }
  return done + change(text.slice(from));
}

/** Everyone whom this stored text pings: user ids, user group ids, here, channel, everyone. */
export function pinged(text: string): string[] {
  return [...text.matchAll(token)].flatMap(([, inner = '']) => {
    const who = /^(?:@([UW]\w+)|!(here|channel|everyone)\b|!subteam\^(\w+))/.exec(inner);
    return who ? [who[1] ?? who[2] ?? who[3] ?? ''] : [];
  });
}

/** Every address that this stored text links to. */
export function addresses(text: string): string[] {
  return [...text.matchAll(token)].flatMap(([, inner = '']) => {
    if (inner.startsWith('!date^')) return /^!date\^[^^]*\^[^^|]*\^([^|]+)/.exec(inner)?.slice(1) ?? [];
    return /^[@#!]/.test(inner) ? [] : [decoded(inner.split('|')[0] ?? '')];
  });
}

/** What a reader sees. */
export function readable(text: string, directory: Directory): string {
  const shown = unstyled(text.replace(token, (_, inner: string) => seen(inner, directory)));
  return toPictures(decoded(shown));
}

function seen(inner: string, directory: Directory): string {
  const [target = '', label] = inner.split('|', 2);
  if (target.startsWith('@')) return `@${directory.nameOf(target.slice(1)) ?? label ?? target.slice(1)}`;
  if (target.startsWith('#')) return `#${directory.nameOf(target.slice(1)) ?? label ?? target.slice(1)}`;
  if (target.startsWith('!subteam^'))
    return `@${directory.nameOf(target.slice(9)) ?? label ?? target.slice(9)}`;
  if (target.startsWith('!date^')) return label ?? target;
  if (target.startsWith('!')) return `@${target.slice(1)}`;
  return label ?? target;
}

/** Without the marks of bold, italic, strike and code where Slack would turn them into looks. */
function unstyled(text: string): string {
  const edge = '[\\s\\p{P}\\p{S}]';
  let bare = text;
  for (const mark of ['```', '`', '\\*', '_', '~']) {
    const pair = new RegExp(`(?<=^|${edge})${mark}(?=\\S)([^\\n]*?\\S)${mark}(?=$|${edge})`, 'gmu');
    bare = bare.replace(pair, '$1');
  }
  return bare;
}

export function decoded(text: string): string {
  return text.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&');
}
