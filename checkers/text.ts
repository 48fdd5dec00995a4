const TEXT_MAX = 3000;
const LINE_MAX = 250;
const LONGEST_EMOJI = 32;

// Written so that every match consumes what it scanned: hostile input costs linear time.
const MARKUP =
  /<!--[\s\S]*?(?:-->|$)|<(?<dropped>script|style)\b[\s\S]*?(?:<\/\k<dropped>\s*>|$)|<\/?(?<tag>[a-z][a-z0-9]*)\b[^<>]*>/gi;
const BLOCKS = new Set(
  'address article blockquote br dd div dl dt footer h1 h2 h3 h4 h5 h6 header hr ol p pre section table tr ul'.split(
    ' ',
  ),
);
const INLINE = new Set(
  'a abbr b body code del em font html head i img ins mark meta s small span strike strong sub sup tbody thead time title tt u var wbr'.split(
    ' ',
  ),
);

const ENTITY = /&(?:#(?<decimal>\d{1,7})|#x(?<hex>[0-9a-f]{1,6})|(?<name>[a-z]{2,6}));/gi;
const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  apos: "'",
  bull: '•',
  copy: '©',
  deg: '°',
  euro: '€',
  gt: '>',
  hellip: '…',
  laquo: '«',
  larr: '←',
  ldquo: '“',
  lsquo: '‘',
  lt: '<',
  mdash: '—',
  middot: '·',
  nbsp: ' ',
  ndash: '–',
  quot: '"',
  raquo: '»',
  rarr: '→',
  rdquo: '”',
  reg: '®',
  rsquo: '’',
  times: '×',
  trade: '™',
};

/** Plain text already, as most is: words of ASCII without `<` and `&`, a space or a line's end between them. */
const PLAIN = /^(?:[!-%'-;=-~]+(?:(?: |\n\n?)[!-%'-;=-~]+)*)?$/;

/** Control characters; invisible ones, and those that turn the direction of reading. ZWJ stays: emoji need it. */
const INVISIBLE = /(?![\n\t])\p{Cc}|[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu;

/** What somebody typed, without what nobody can see: no markup is looked for in it. */
export function visibleText(typed: string): string {
  return typed.toWellFormed().replace(INVISIBLE, '');
}

/** What a status page wrote, often as HTML, as plain text of bounded length. */
export function plainText(written: string, max = TEXT_MAX): string {
  if (PLAIN.test(written)) return cut(written, max);
  const text = decodeEntities(stripMarkup(written))
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replace(INVISIBLE, '')
    .replace(/[\p{Zs}\t]+/gu, ' ')
    .toWellFormed()
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
  return cut(text, max);
}

/** The same as a single line: a title or a name. */
export function plainLine(written: string, max = LINE_MAX): string {
  return cut(plainText(written, Number.POSITIVE_INFINITY).replace(/\s+/g, ' '), max);
}

/** At most `max` characters, never half a grapheme; an ellipsis says that something is missing. */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  const last = max - 1;
  const segments = new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text.slice(0, max + 100));
  const whole = segments.containing(last)?.index ?? last;
  // A letter under a hundred accents is not worth losing the text for.
  const end = last - whole < LONGEST_EMOJI ? whole : last;
  return `${text
    .slice(0, end)
    .replace(/[\ud800-\udbff]$/, '')
    .trimEnd()}…`;
}

function stripMarkup(html: string): string {
  return html.replace(MARKUP, (...match) => {
    const markup = String(match[0]);
    const { tag } = match.at(-1) as { tag?: string };
    const name = tag?.toLowerCase();
    if (name === undefined) return '';
    if (name === 'li') return markup.startsWith('</') ? '' : '\n• ';
    if (name === 'td' || name === 'th') return ' ';
    if (BLOCKS.has(name)) return '\n';
    // Anything else in angle brackets is what somebody wrote, such as <service>.
    return INLINE.has(name) ? '' : markup;
  });
}

function decodeEntities(text: string): string {
  return text.replace(ENTITY, (entity, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return ENTITIES[name.toLowerCase()] ?? entity;
    return character(decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal));
  });
}

function character(code: number): string {
  // As browsers do: these numbers are meant as Windows-1252.
  if (code >= 0x80 && code <= 0x9f) return new TextDecoder('windows-1252').decode(Uint8Array.of(code));
  return code === 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)
    ? ''
    : String.fromCodePoint(code);
}
