import type { RichTextElement } from '@slack/types';
import type { Phase, Severity } from '../checkers/checker.ts';
import { eventActions, type Pressable } from './actions.ts';
import { date, emoji, type Instant, link, type Message, paragraph, smallPrint, time, words } from './rich.ts';
import { counted, cut, duration, inert } from './text.ts';
import { ENDED, type Look, PHASE, SEVERITY, testMark } from './words.ts';

/** An event as people see it. All texts from outside are plain. */
export interface Announced extends Pressable {
  platform: string;
  title: string;
  url: string;
  severity: Severity;
  worst: Severity;
  phase: Phase;
  affected: string[];
  newest?: { phase: Phase; text: string; at: Instant };
  began: Instant;
  published: Instant;
  seen: Instant;
  alreadyOpen: boolean;
  acknowledgedBy?: { id: string; name: string };
  ended?: { how: 'resolved' | 'no longer listed' | 'withdrawn' | 'force-resolved'; at: Instant };
  /** Who force-resolved it, and why. */
  forced?: { by: string; reason: string };
  /** Made up by test mode. */
  simulated?: boolean;
}

/** One thing that a thread tells: an update of the platform, or a change that we saw. */
export interface Entry {
  /** Unique within the event; carried by the message so that it can be found again. */
  key: string;
  at: Instant;
  /** The platform's own words; absent for a change. */
  update?: { phase: Phase; text: string };
  /** Our words about a change; absent for an update. */
  change?: string;
  /** The name of the person whose act the change is, and what they said about it. */
  by?: string;
  reason?: string;
  /** The change is an end. */
  ends?: boolean;
  /** The change is about the ticket. */
  ticket?: boolean;
  /** The root has shown it before. */
  earlier?: boolean;
}

/** Slack takes 50 blocks. */
const MOST = { changes: 10, updates: 20 };
/** A rich text leaf holds 3000 characters, and a message about 13,000; many updates share what there is. */
const LONGEST = { one: 2_800, together: 7_000 };

/** The message that stands for the event in a channel. */
export function rootMessage(event: Announced): Message {
  const look = lookOf(event);
  const headline: RichTextElement[] = [
    emoji(look.emoji),
    words(` ${testMark(event)}${stateWords(event)} · ${event.platform} · `, { bold: true }),
    link(cut(event.title, 250), event.url),
  ];
  const affected = affectedWords(event.affected);
  const { newest } = event;
  return {
    text: `${look.glyph} ${testMark(event)}${stateWords(event)}: ${event.platform}: ${inert(event.title)}`,
    blocks: [
      paragraph(headline, `${event.id}:root`),
      ...(affected ? [paragraph([words('Affected: ', { bold: true }), words(affected)])] : []),
      ...(newest ? [paragraph(updateElements({ update: newest, at: newest.at }, LONGEST.one))] : []),
      ...(event.forced ? [paragraph(forcedElements(event.forced))] : []),
      smallPrint(clocks(event)),
      ...eventActions(event),
    ],
  };
}

/** One reply in the thread that tells all `entries`, oldest first. */
export function replyMessage(event: Announced, entries: readonly Entry[]): Message {
  const changes = entries.filter((entry) => entry.change !== undefined).slice(-MOST.changes);
  const updates = entries.filter((entry) => entry.update !== undefined).slice(-MOST.updates);
  const left = entries.length - changes.length - updates.length;
  const longest = Math.min(LONGEST.one, Math.floor(LONGEST.together / updates.length));
  const look = lookOf(event);
  const newest = updates.at(-1)?.update;
  const headline = changeWords(changes, event) || (newest ? PHASE[newest.phase] : 'Update');
  const news = newest ? `: ${inert(newest.text)}` : '';
  return {
    text: `${look.glyph} ${testMark(event)}${inert(headline)}: ${event.platform}: ${inert(event.title)}${news}`,
    blocks: [
      ...(changes.length > 0
        ? [
            paragraph(
              [
                emoji(look.emoji),
                words(` ${testMark(event)}${headline} · ${event.platform} · ${cut(event.title, 250)}`, {
                  bold: true,
                }),
                ...changes.flatMap(({ reason }) =>
                  reason === undefined ? [] : [words(`\n${quoted(reason)}`)],
                ),
                ...(changes.some(({ ticket }) => ticket) ? ticketElements(event) : []),
              ],
              `${event.id}:${changes.map((entry) => entry.key).join('+')}`,
            ),
          ]
        : []),
      ...(left > 0 ? [smallPrint([`${counted(left, 'earlier update')} left out`])] : []),
      ...updates.map((entry) => paragraph(updateElements(entry, longest), `${event.id}:${entry.key}`)),
    ],
  };
}

function lookOf({ severity, ended }: Announced): Look {
  if (!ended) return SEVERITY[severity];
  return ENDED[ended.how === 'withdrawn' ? 'withdrawn' : 'resolved'];
}

/** The state in words: colour alone tells nobody anything. */
function stateWords(event: Announced): string {
  if (event.ended) return `${endWords(event)} (was ${SEVERITY[event.worst].word.toLowerCase()})`;
  return `${SEVERITY[event.severity].word}, ${PHASE[event.phase].toLowerCase()}`;
}

/** How it ended, and after how long. */
export function endWords({ ended, began }: Pick<Announced, 'ended' | 'began'>): string {
  if (!ended) return '';
  const lasted = duration(ended.at.unix - began.unix);
  if (ended.how === 'force-resolved') return `Force-resolved after ${lasted}`;
  if (ended.how === 'withdrawn') return `Withdrawn by the platform after ${lasted}`;
  return `Resolved after ${lasted}${ended.how === 'no longer listed' ? ', no longer listed' : ''}`;
}

/** All changes in one line, the first with a capital. */
function changeWords(changes: readonly Entry[], event: Announced): string {
  return changes
    .map(({ change = '', ends, by }) => {
      const said = ends ? endWords(event) || change : change;
      return by === undefined ? said : `${said} by ${cut(by, 80)}`;
    })
    .map((said, i) => (i === 0 ? said : said.charAt(0).toLowerCase() + said.slice(1)))
    .join(', ');
}

function ticketElements({ ticket }: Announced): RichTextElement[] {
  return ticket ? [words('\n'), link(`Open ticket ${ticket.id}`, ticket.url)] : [];
}

function forcedElements({ by, reason }: { by: string; reason: string }): RichTextElement[] {
  return [words(`Force-resolved by ${cut(by, 80)}: `, { bold: true }), words(quoted(reason))];
}

function quoted(reason: string): string {
  return `“${cut(reason, 500)}”`;
}

function updateElements(
  { update, at, earlier }: Pick<Entry, 'update' | 'at' | 'earlier'>,
  most: number,
): RichTextElement[] {
  if (!update) return [];
  return [
    words(`${PHASE[update.phase]} `, { bold: true }),
    time(at),
    ...(earlier ? [words(' (earlier)', { italic: true })] : []),
    words(`\n${cut(update.text, most) || 'No text given'}`),
  ];
}

function affectedWords(affected: readonly string[]): string {
  const shown = affected.slice(0, 10).map((name) => cut(name, 120));
  const more = affected.length - shown.length;
  return shown.join(', ') + (more > 0 ? ` and ${more} more` : '');
}

/** The number of a ticket, and what ails it. */
export function ticketWords({ id, trouble }: NonNullable<Announced['ticket']>): string {
  return trouble === undefined ? String(id) : `${id}: ${inert(trouble, 200)}`;
}

function clocks(event: Announced): string[] {
  const { began, published, seen, ended } = event;
  return [
    `Began ${date(began)}${event.alreadyOpen ? ` (${date(began, '{ago}')}, already open at our first look)` : ''}`,
    `Published ${date(published)}`,
    `Seen ${date(seen)}`,
    ...(ended ? [`Ended ${date(ended.at)}`] : []),
    // The name, not a mention: that would call the person each time the message is posted or edited.
    ...(event.acknowledgedBy === undefined
      ? []
      : [`Acknowledged by ${inert(event.acknowledgedBy.name, 80)}`]),
    ...(event.ticket ? [`Ticket ${ticketWords(event.ticket)}`] : []),
    `\`${event.id}\``,
  ];
}
