import type { KnownBlock, RichTextElement } from '@slack/types';
import { eventActions } from './actions.ts';
import type { Announced } from './announcement.ts';
import { eventLine, heading } from './home-events.ts';
import { emoji, link, paragraph, smallPrint, time, words } from './rich.ts';
import { cut, duration } from './text.ts';
import { ENDED, testMark } from './words.ts';

/** So that all of Home fits. */
const MOST = { ended: 5, pressable: 4, quiet: 8 };

/**
 * What ended lately, a line each. What was force-resolved a moment ago can be taken back: it comes first, as much of
 * it as there is room for in so many blocks.
 */
export function endedBlocks(ended: readonly Announced[], room: number): KnownBlock[] {
  if (ended.length === 0) return [];
  const undoable = ended.filter(({ undo }) => undo);
  // A heading and how many are left out, then a line and a button for each.
  const shown = undoable.slice(0, Math.floor((room - 2) / 2));
  const left = undoable.length - shown.length;
  const others = ended.filter(({ undo }) => !undo).slice(0, Math.max(0, MOST.ended - shown.length));
  return [
    heading('Recently ended'),
    ...shown.flatMap((event) => [endedBlock(event), ...eventActions(event)]),
    ...(left > 0 ? [smallPrint([`and ${left} more: each can be undone where it was told`])] : []),
    ...others.map(endedBlock),
  ];
}

function endedBlock(event: Announced): KnownBlock {
  return paragraph(endedLine(event), `${event.id}:home`);
}

function endedLine({ ended, began, forced, ...event }: Announced): RichTextElement[] {
  if (!ended) return [words(event.id)];
  const { emoji: sign } = ENDED[ended.how === 'withdrawn' ? 'withdrawn' : 'resolved'];
  const how = forced
    ? `Force-resolved by ${cut(forced.by, 80)}`
    : ended.how === 'withdrawn'
      ? 'Withdrawn'
      : 'Resolved';
  return [
    emoji(sign),
    words(` ${testMark(event)}${event.platform} · `, { bold: true }),
    link(cut(event.title, 150), event.url),
    words(`  ${how} after ${duration(ended.at.unix - began.unix)}, `),
    time(ended.at),
    words(`  (${event.id})`),
  ];
}

/** Maintenance and notices: worth knowing, no outages. The first of them can be pressed like any event. */
export function quietBlocks(events: readonly Announced[]): KnownBlock[] {
  if (events.length === 0) return [];
  const left = events.length - MOST.quiet;
  const rest = events
    .slice(MOST.pressable, MOST.quiet)
    .flatMap((event, i) => [...(i > 0 ? [words('\n')] : []), ...quietLine(event)]);
  return [
    heading('Maintenance and notices'),
    ...events
      .slice(0, MOST.pressable)
      .flatMap((event) => [paragraph(quietLine(event), `${event.id}:home`), ...eventActions(event)]),
    ...(rest.length > 0
      ? [
          paragraph(
            [...rest, ...(left > 0 ? [words(`\nand ${left} more: type /listevents`)] : [])],
            'home:quiet',
          ),
        ]
      : []),
  ];
}

function quietLine(event: Announced): RichTextElement[] {
  return [...eventLine(event), words('  since '), time(event.began), words(`  (${event.id})`)];
}
