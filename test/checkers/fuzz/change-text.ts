import type { Change } from './change-json.ts';
import { fitting, nastyText } from './nasty.ts';

type Act = (text: string, change: Change) => string;

const TOKENS = /<[^>]*>|[^<]+/g;
const BOMB = `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">${[...'bcdefghij']
  .map((name, i) => `<!ENTITY ${name} "${`&${'abcdefghi'[i]};`.repeat(10)}">`)
  .join('')}<!ENTITY f SYSTEM "file:///etc/passwd">]>`;

/** To a document of tags. */
const onTags: readonly Act[] = [
  onTokens((tokens, i) => tokens.toSpliced(i, 1)),
  onTokens((tokens, i, { other }) => tokens.toSpliced(other % tokens.length, 0, tokens[i] ?? '')),
  onTokens((tokens, i, { what }) => tokens.toSpliced(i, 1, escaped(nastyText(what)))),
  onTokens((tokens, i, { what }) => tokens.toSpliced(i, 1, nastyText(what))),
  onTokens((tokens, i, { words }) => tokens.toSpliced(i, 0, escaped(words))),
  onTokens((tokens, i, { what }) => tokens.toSpliced(i, 0, '<a>'.repeat(1 + (what % 3_000)))),
  onTokens((tokens, i, { what }) => tokens.toSpliced(i, 0, `<${nastyText(what).slice(0, 30)}>`)),
  /** Whole entries: none, twice, in another order, very many. */
  onEntries((entries, i) => entries.toSpliced(i, 1)),
  onEntries((entries, i) => [...entries, entries[i] ?? '']),
  onEntries((entries) => entries.toReversed()),
  onEntries((entries, _, { what }) => {
    const each = entries.join('').length / entries.length;
    return Array.from(
      { length: fitting(100 + (what % 300), each) },
      (_, i) => entries[i % entries.length] ?? '',
    );
  }),
  /** In their text, which is HTML once more. */
  (text, { at, what }) => {
    const places = [...text.matchAll(/&lt;[^&]*&gt;/g)];
    const place = places[at % Math.max(1, places.length)];
    if (!place) return text;
    return text.slice(0, place.index) + escaped(nastyText(what)) + text.slice(place.index + place[0].length);
  },
  (text) => BOMB + text.replace(/<\?xml[^>]*>/, '').replaceAll('</title>', '&j;&f;</title>'),
  (text) => text.replaceAll('&lt;', '&amp;lt;'),
  (text) => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>'),
];

/** To any text. */
const onAny: readonly Act[] = [
  (text, { at }) => text.slice(0, at % (text.length + 1)),
  (text) => text + text,
  (text, { at, what }) => {
    const i = at % (text.length + 1);
    return text.slice(0, i) + nastyText(what) + text.slice(i);
  },
  (text, { at, other }) => {
    const i = at % (text.length + 1);
    return text.slice(0, i) + text.slice(i + (other % 200));
  },
  (text, { at, other }) => {
    const [i, length] = [at % (text.length + 1), other % 500];
    return text.slice(0, i) + text.slice(i, i + length).repeat(3) + text.slice(i);
  },
  (text) => `<!doctype html><title>Status</title><pre>${text}</pre>`,
  (text, { what }) => ' \n'.repeat(what % 100_000) + text,
  () => '',
];

/** A document of tags changed. */
export function changedTags(text: string, changes: readonly Change[]): string {
  return changes.reduce(
    (before, change) => onTags[change.how % onTags.length]?.(before, change) ?? before,
    text,
  );
}

/** Any text changed. */
export function changedText(text: string, change: Change): string {
  return onAny[change.how % onAny.length]?.(text, change) ?? text;
}

const encodings: readonly ((text: string) => Buffer)[] = [
  (text) => Buffer.from(text),
  (text) => Buffer.from(`\ufeff${text}`),
  (text) => Buffer.from(text, 'latin1'),
  (text) => Buffer.from(text, 'utf16le'),
  (text) => Buffer.from(`\ufeff${text}`, 'utf16le'),
  (text) => {
    const bytes = Buffer.from(text);
    for (let i = 7; i < bytes.length; i += 97) bytes[i] = 0xff;
    return bytes;
  },
];

/** The text as bytes: right, mostly. */
export function encoded(text: string, how: number): Buffer {
  return (encodings[how % 30] ?? encodings[0] ?? Buffer.from)(text);
}

function onTokens(act: (tokens: string[], at: number, change: Change) => string[]): Act {
  return (text, change) => {
    const tokens = text.match(TOKENS) ?? [''];
    return act(tokens, change.at % tokens.length, change).join('');
  };
}

function onEntries(act: (entries: string[], at: number, change: Change) => string[]): Act {
  return (text, change) => {
    const entries = text.match(/<(item|entry)\b[\s\S]*?<\/\1>/g);
    if (!entries) return text;
    const from = text.indexOf(entries[0]);
    const last = entries.at(-1) ?? '';
    const to = text.lastIndexOf(last) + last.length;
    return text.slice(0, from) + act(entries, change.at % entries.length, change).join('\n') + text.slice(to);
  };
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
