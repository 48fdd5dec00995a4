import { createHash } from 'node:crypto';
import { cut, plainLine } from '../../checkers/text.ts';

/** X's own count: 280, in which every link is 23. https://docs.x.com/fundamentals/counting-characters */
const LONGEST = 280;
/** More than this never fits. */
const READ = 1_500;
const LONGEST_LINK = 200;

/** What an update says and where it is read. */
export interface Told {
  status: string;
  /** Plain text. */
  words: string;
  link: string;
}

/** X's rules for texts, which are heavy to load: loaded when the first text is made. */
async function rules() {
  const [parse, urls, mentions] = await Promise.all([
    import('@ambassify/twitter-text/dist/parseTweet.js'),
    import('@ambassify/twitter-text/dist/extractUrlsWithIndices.js'),
    import('@ambassify/twitter-text/dist/extractMentions.js'),
  ]);
  return {
    weight: (text: string) => parse.default(text).weightedLength,
    links: (text: string) => urls.default(text),
    mentions: (text: string) => mentions.default(text),
  };
}

type Rules = Awaited<ReturnType<typeof rules>>;

/** `[status] Monitoring: <text> <link>`, cut so that X takes it with the link whole. */
export async function statusText({ status, words, link }: Told): Promise<string> {
  const x = await rules();
  const before = `[status] ${statusWords(status)}: `;
  const body = harmless(sayable(cut(words.replaceAll(/\s+/g, ' ').trim(), READ)), x);
  const whole = `${before}${body} ${link}`;
  if (x.weight(whole) <= LONGEST) return whole;
  const fits = (end: number) => x.weight(`${before}${trimmed(body, end)} ${link}`) <= LONGEST;
  return `${before}${trimmed(body, longest(body, fits, x))} ${link}`;
}

/** A status word as people read it: a capital, and spaces for underscores. */
export function statusWords(status: string): string {
  const spaced = plainLine(status.replaceAll('_', ' '), 40).toLowerCase().replaceAll(/[@＠]/g, '');
  return spaced === '' ? 'Update' : spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

/** A link that tells nothing about who subscribed; `otherwise` where it is no link. */
export function bareLink(link: string | null | undefined, otherwise: string): string {
  const url = URL.parse(link ?? '');
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') return otherwise;
  const bare = `${url.origin}${url.pathname}`;
  return bare.length > LONGEST_LINK ? otherwise : bare;
}

/** By which a text is known again. */
export function textHash(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 16);
}

/** Where links are told apart from words only by X's own rules, so do we: their spelling changes on the way. */
export async function withoutLinks(text: string): Promise<string> {
  const x = await rules();
  let rest = text;
  for (const { indices } of x.links(text).toReversed()) {
    rest = `${rest.slice(0, indices[0])}\n${rest.slice(indices[1])}`;
  }
  return rest.replaceAll(/\s+/g, ' ').trim();
}

/** As X counts it, without what it takes in no text. */
function sayable(text: string): string {
  return text.normalize('NFC').replaceAll(/[\ufffe\uffff]/g, '');
}

/** Nobody is called by what somebody wrote on the page; an address of e-mail stays whole. */
function harmless(text: string, x: Rules): string {
  const quiet = text.replaceAll(/(?<![\w.%+-])[@＠](?=\w)|[@＠](?=\w)(?![\w-]+\.\w)/g, '$&\u200b');
  return x.mentions(quiet).length === 0 ? quiet : text.replaceAll(/[@＠](?=\w)/g, '$&\u200b');
}

/** The longest piece of the text that fits: up to a word, and where there are hardly any, up to a letter. */
function longest(body: string, fits: (end: number) => boolean, x: Rules): number {
  const links = x.links(body).map(({ indices }) => indices);
  const outside = (end: number) => !links.some(([from, to]) => end > from && end < to);
  const most = lastFitting(ends('grapheme', body).filter(outside), fits);
  const last = (list: number[]) => list.filter((end) => end <= most && outside(end)).findLast(fits) ?? 0;
  const atSpace = last([...body.matchAll(/\s/g)].map(({ index }) => index));
  if (atSpace >= most / 2) return atSpace;
  return last(ends('word', body)) || most;
}

/** Weighing is dear, so the list is halved until one is left. */
function lastFitting(list: readonly number[], fits: (end: number) => boolean): number {
  let [low, high] = [0, list.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(list[middle] ?? 0)) low = middle;
    else high = middle - 1;
  }
  return list[low] ?? 0;
}

function ends(granularity: 'word' | 'grapheme', body: string): number[] {
  return [...new Intl.Segmenter('en', { granularity }).segment(body)].map(({ index }) => index);
}

function trimmed(body: string, end: number): string {
  return `${body.slice(0, end).replace(/[\s,;:–—-]+$/, '')}…`;
}
