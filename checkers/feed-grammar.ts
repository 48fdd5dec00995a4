import type { Phase, Update } from './checker.ts';
import { spelt } from './foreign.ts';
import { endOf, isOfMaintenance, isStillPlanned, knownPhase } from './statuspage-words.ts';
import { cut, plainLine, plainText } from './text.ts';

/** What an entry of a Statuspage feed tells in its text. */
export interface Story {
  phase: Phase;
  maintenance: boolean;
  /** False for planned work that is only announced. */
  begun: boolean;
  /** Oldest first, at least one. */
  updates: Update[];
  beganAt: string;
  publishedAt: string;
  endedAt?: string;
}

/** When an entry was published, as a rule with its newest update; or when it was changed, where that is all. */
export interface EntryTime {
  at: string;
  isPublished: boolean;
}

/** An update as it is written: its label is a state, or "Update" for no other state than before. */
interface Said {
  label: string;
  at: string;
  /** Whether its zone is one that we know. */
  zoned: boolean;
  text: string;
}

const MINUTE_MS = 60_000;
/** Updates may be dated back, and a zone may mean another one than we think. */
const DAY_MS = 24 * 60 * MINUTE_MS;
const MONTH_MS = 31 * DAY_MS;
const BANNER = 'THIS IS A SCHEDULED EVENT';
// A label is one only here: bodies and the banner have bold words too. Matches consume what they scanned.
const HEADER =
  /<p>\s*<small>(?<when>[^<>]*(?:<\/?var\b[^<>]*>[^<>]*){0,8})<\/small>\s*<br\s*\/?>\s*<strong>(?<label>[^<>]{1,60})<\/strong>(?:\s*-)?/gi;
// The same however its time is written.
const OPENING = /<p\b[^<>]*>\s*<small\b[^>]*>.{0,300}?<\/small>\s*<br\b[^<>]*>\s*<strong\b/gis;
const WHEN =
  /^(?<month>[A-Z][a-z]{2})[a-z]* (?<day>\d{1,2}) ?, (?<hour>[01]?\d|2[0-3]):(?<minute>[0-5]\d)(?: ?(?<zone>[A-Z]{1,5}|[+-]\d\d(?::?\d\d)?))?$/i;
const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');
/** By hours from UTC. IST, CST and BST are India's, America's and Britain's. */
const ZONES_BY_HOURS: Readonly<Record<string, string>> = {
  '-10': 'HST',
  '-9': 'AKST',
  '-8': 'PST AKDT',
  '-7': 'MST PDT',
  '-6': 'CST MDT',
  '-5': 'EST CDT',
  '-4': 'AST EDT',
  '-3.5': 'NST',
  '-3': 'ADT',
  '-2.5': 'NDT',
  '0': 'UTC GMT WET',
  '1': 'CET WEST BST',
  '2': 'EET CEST SAST',
  '3': 'EEST MSK',
  '5': 'PKT',
  '5.5': 'IST',
  '7': 'WIB',
  '8': 'HKT AWST',
  '9': 'JST KST',
  '9.5': 'ACST',
  '10': 'AEST',
  '10.5': 'ACDT',
  '11': 'AEDT',
  '12': 'NZST',
  '13': 'NZDT',
};
const ZONES = new Map(
  Object.entries(ZONES_BY_HOURS).flatMap(([hours, names]) =>
    names.split(' ').map((name) => [name, Number(hours)] as const),
  ),
);

/**
 * Reads the text of an entry, once decoded from XML. Its times have no year: that of the entry's own time, or
 * an earlier one. Undefined when it, or its newest update, is not written as we know it.
 */
export function readStory(html: string, entry: EntryTime, remarks: Set<string>): Story | undefined {
  const headers = [...html.matchAll(HEADER)];
  if ([...html.matchAll(OPENING)].length > headers.length) return undefined;
  const maintenance =
    headers.some(({ groups }) => isOfMaintenance(plainLine(groups?.label ?? ''))) ||
    html.slice(0, headers[0]?.index).toUpperCase().includes(BANNER);
  // Planned work bears the time for which it is planned: what is said of it comes before or after that.
  const limit = Date.parse(entry.at) + (maintenance ? MONTH_MS : DAY_MS);
  const said = readUpdates(html, headers, { limit, remarks });
  const [first] = said ?? [];
  if (!said || !first) return undefined;
  if (entry.isPublished && !maintenance && lacksNewest(said, entry.at)) return undefined;

  let state = maintenance ? 'scheduled' : 'investigating';
  let startedAt: string | undefined;
  const turns = new Map<string, number>();
  const updates = said.map(({ label, at, text }) => {
    if (knownPhase(label)) state = label;
    else if (spelt(label) !== 'update') remarks.add(`unknown label "${cut(label, 50)}"`);
    if (!isStillPlanned(state)) startedAt ??= at;
    const phase = knownPhase(state) ?? 'investigating';
    // What does not change when the text is edited or other updates come: the minute, the label, the turn.
    const key = `${at} ${spelt(label)}`;
    const turn = (turns.get(key) ?? 0) + 1;
    turns.set(key, turn);
    return { id: turn === 1 ? key : `${key} ${turn}`, phase, text, at };
  });
  const phase = updates.at(-1)?.phase ?? 'investigating';
  const endedAt = phase === 'resolved' ? endOf(updates) : undefined;
  return {
    phase,
    maintenance,
    begun: !isStillPlanned(state),
    updates,
    beganAt: startedAt ?? first.at,
    publishedAt: first.at,
    ...(endedAt && { endedAt }),
  };
}

/**
 * Oldest first. An end goes behind whatever else was said in its minute: pages also list it below an
 * automatic "Investigating - operating normally", and it is over all the same.
 */
function readUpdates(
  html: string,
  headers: readonly RegExpExecArray[],
  { limit, remarks }: { limit: number; remarks: Set<string> },
): Said[] | undefined {
  const said: Said[] = [];
  let before = limit;
  for (const [index, header] of headers.entries()) {
    const { when = '', label = '' } = header.groups ?? {};
    const time = readWhen(plainLine(when), before, remarks);
    if (!time) return undefined;
    const { ms, zoned } = time;
    const body = html.slice(header.index + header[0].length, headers[index + 1]?.index);
    said.push({ label: plainLine(label), at: new Date(ms).toISOString(), zoned, text: plainText(body) });
    before = ms + DAY_MS;
  }
  const isEnd = ({ label }: Said) => Number(knownPhase(label) === 'resolved');
  return said.reverse().sort((a, b) => Date.parse(a.at) - Date.parse(b.at) || isEnd(a) - isEnd(b));
}

/** An entry bears the time of its newest update, of which the minute is written. Oldest first. */
function lacksNewest(said: readonly Said[], publishedAt: string): boolean {
  const newest = said.at(-1);
  return newest?.zoned === true && Date.parse(newest.at) + MINUTE_MS <= Date.parse(publishedAt);
}

/** Such as "Sep 3, 16:20 PDT", in the latest year that does not lie beyond the limit. */
function readWhen(
  written: string,
  limit: number,
  remarks: Set<string>,
): { ms: number; zoned: boolean } | undefined {
  const parts = WHEN.exec(written)?.groups;
  if (!parts) return undefined;
  const month = MONTHS.indexOf((parts.month ?? '').toLowerCase());
  const { zone = 'UTC' } = parts;
  const known = offsetMinutes(zone);
  if (known === undefined) remarks.add(`unknown time zone "${zone}"`);
  const offset = known ?? 0;
  const lastYear = new Date(limit).getUTCFullYear();
  for (let year = lastYear; year > lastYear - 9; year--) {
    const local = Date.UTC(year, month, Number(parts.day), Number(parts.hour), Number(parts.minute));
    const ms = local - offset * MINUTE_MS;
    if (ms <= limit && new Date(local).getUTCMonth() === month) return { ms, zoned: known !== undefined };
  }
  return undefined;
}

function offsetMinutes(zone: string): number | undefined {
  const [, sign, hours, minutes = '0'] = /^([+-])(\d\d):?(\d\d)?$/.exec(zone) ?? [];
  if (hours !== undefined) return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  const known = ZONES.get(zone.toUpperCase());
  return known === undefined ? undefined : known * 60;
}
