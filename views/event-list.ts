import type { KnownBlock } from '@slack/types';
import { eventActions } from './actions.ts';
import type { Announced } from './announcement.ts';
import { date, emoji, link, paragraph, smallPrint, words } from './rich.ts';
import { type TestModeShown, testModeBlocks } from './test-mode.ts';
import { counted, cut, fairShare } from './text.ts';
import { PHASE, SEVERITY, testMark } from './words.ts';

/** A message holds about 13,000 characters, of which an event with its buttons takes 900 beside its title. */
const MOST = { events: 10, ofTitles: 1_000 };

/**
 * Open events, worst first, for one reader. `of` names a platform when only its events were asked for; `doubt` is
 * what keeps the list from being sure.
 */
export function eventListMessage(
  events: readonly Announced[],
  { of, testMode, doubt = [] }: { of?: string; testMode?: TestModeShown; doubt?: KnownBlock[] },
): { text: string; blocks: KnownBlock[] } {
  const where = of === undefined ? '' : ` on ${of}`;
  if (events.length === 0) {
    const text = `No open events${where} that we know of.`;
    return { text, blocks: [paragraph([words(text)]), ...doubt, ...testModeBlocks(testMode)] };
  }
  const title = `${counted(events.length, 'open event')}${where}`;
  const shown = events.slice(0, MOST.events);
  const longest = fairShare(
    shown.map((event) => event.title.length),
    MOST.ofTitles,
  );
  const left = events.length - shown.length;
  return {
    text: title,
    blocks: [
      paragraph([words(title, { bold: true })]),
      ...doubt,
      ...testModeBlocks(testMode),
      ...shown.flatMap((event) => [
        paragraph([
          emoji(SEVERITY[event.severity].emoji),
          words(` ${testMark(event)}${SEVERITY[event.severity].word} · ${event.platform} · `, { bold: true }),
          link(cut(event.title, Math.min(longest, 200)), event.url),
        ]),
        smallPrint([
          `\`${event.id}\``,
          PHASE[event.phase],
          `began ${date(event.began)}`,
          ...(event.acknowledgedBy ? [`acknowledged by <@${event.acknowledgedBy.id}>`] : []),
        ]),
        ...eventActions(event),
      ]),
      ...(left > 0
        ? [smallPrint([`and ${left} more: ask for one platform, such as \`/listevents github\``])]
        : []),
    ],
  };
}
