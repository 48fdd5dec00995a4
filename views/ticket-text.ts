import type { Announced, Entry } from './announcement.ts';
import { endWords } from './announcement.ts';
import { counted, cut } from './text.ts';
import { PHASE, SEVERITY } from './words.ts';

// What stands in a work item, as plain text: whoever sends it makes HTML of it.

const MOST = { title: 255, description: 3_000, affected: 20, entries: 20, update: 2_800 };

/** The title that a ticket begins with. */
export function ticketTitle({ platform, title, simulated }: Announced): string {
  return cut(testTitle(`[${platform}] ${title}`, simulated), MOST.title);
}

/** Test mode is never taken for the real thing, whatever somebody makes of the title. */
export function testTitle(title: string, simulated: boolean | undefined): string {
  return simulated && !/^\s*TEST\b/.test(title) ? `TEST ${title}` : title;
}

/** The description that a ticket begins with: the event as it stands now. */
export function ticketDescription(event: Announced): string {
  const { newest, affected } = event;
  const shown = affected.slice(0, MOST.affected);
  const more = affected.length - shown.length;
  const lines = [
    ...(event.simulated ? ['TEST: made up by test mode. No platform is out of order.', ''] : []),
    `Platform: ${event.platform}`,
    `Event: ${cut(event.title, 500)}`,
    `Internal ID: ${event.id}`,
    `Status: ${event.ended ? endWords(event) : PHASE[event.phase]}`,
    `Severity: ${SEVERITY[event.ended ? event.worst : event.severity].word}`,
    ...(shown.length > 0
      ? [`Affected: ${cut(shown.join(', '), 800)}${more > 0 ? ` and ${more} more` : ''}`]
      : []),
    `Began: ${event.began.utc}`,
    ...(newest ? ['', `Newest update, ${PHASE[newest.phase]}, ${newest.at.utc}:`, newest.text] : []),
  ];
  return cut(lines.join('\n'), MOST.description);
}

/** Words that go below a description, each a link. */
export function ticketLinks(
  { platform, url }: Pick<Announced, 'platform' | 'url'>,
  message: string | undefined,
): { text: string; url: string }[] {
  return [
    ...(url === '' ? [] : [{ text: `What ${platform} says`, url }]),
    ...(message === undefined ? [] : [{ text: 'The message in Slack', url: message }]),
  ];
}

/**
 * One comment that tells all `entries`, oldest first. Its last line is how it is found again. `closedByUs`: the
 * item was closed at an end after which the event goes on.
 */
export function ticketComment(
  event: Announced,
  entries: readonly Entry[],
  { closedByUs }: { closedByUs?: boolean | undefined } = {},
): string {
  const shown = entries.slice(-MOST.entries);
  const left = entries.length - shown.length;
  return [
    ...(event.simulated ? ['TEST'] : []),
    ...(left > 0 ? [`${counted(left, 'earlier update')} left out.`] : []),
    ...shown.map((entry) => entryWords(entry, event)),
    ...(closedByUs
      ? ['I closed this work item when the outage seemed to be over: open it again by hand if you need it.']
      : []),
    commentMark(
      event.id,
      entries.map(({ key }) => key),
    ),
  ].join('\n\n');
}

/** The last line of a comment of ours. */
export function commentMark(id: string, keys: readonly string[]): string {
  return `${MARK} · ${id} · ${keys.join(' ')}`;
}

/** The keys of what a comment tells; none when it is not one of ours. */
export function keysInComment(id: string, text: string): string[] {
  // Words from outside come before it, and might look like one.
  const marks = text.matchAll(new RegExp(`^${MARK} · ${id} · ([0-9A-Z ]+)$`, 'gm'));
  return [...marks].at(-1)?.[1]?.trim().split(' ') ?? [];
}

const MARK = 'Outage Bot';

function entryWords({ at, update, change = '', ends, by, reason }: Entry, event: Announced): string {
  if (update)
    return `${PHASE[update.phase]}, ${at.utc}:\n${cut(update.text, MOST.update) || 'No text given'}`;
  const said = ends ? endWords(event) || change : change;
  const who = by === undefined ? '' : ` by ${cut(by, 80)}`;
  return `${said}${who}, ${at.utc}${reason === undefined ? '' : `:\n“${cut(reason, 500)}”`}`;
}
