import type { HeaderBlock, KnownBlock } from '@slack/types';
import { eventActions } from './actions.ts';
import { type Announced, ticketWords } from './announcement.ts';
import { HOME, homeButton } from './home-actions.ts';
import { date, emoji, link, paragraph, smallPrint, words } from './rich.ts';
import { cut } from './text.ts';
import { PHASE, SEVERITY, testMark } from './words.ts';

/** Each takes three of the hundred blocks. */
const A_PAGE = 12;

/** Maintenance and notices are no outages. */
export function isQuiet({ severity }: Pick<Announced, 'severity'>): boolean {
  return severity === 'maintenance' || severity === 'notice';
}

/** Nobody has said that they take care of it, or it has no ticket though it could. */
export function needsSomebody({ acknowledgedBy, ticket, tickets }: Announced): boolean {
  return !acknowledgedBy || (tickets === true && !ticket);
}

/** One page of outages, those that need somebody first, and which page that is. */
export function eventPage(
  outages: readonly Announced[],
  wanted: number,
): { blocks: KnownBlock[]; page: number } {
  const needing = outages.filter(needsSomebody);
  const all = [...needing, ...outages.filter((event) => !needsSomebody(event))];
  const pages = Math.max(1, Math.ceil(all.length / A_PAGE));
  const page = Math.min(Math.max(0, Math.trunc(wanted) || 0), pages - 1);
  const first = page * A_PAGE;
  const shown = all.slice(first, first + A_PAGE);
  const title = (index: number): HeaderBlock[] => {
    const isNeeding = index < needing.length;
    const begins = index === 0 || index === needing.length;
    const count = isNeeding ? needing.length : all.length - needing.length;
    const name = isNeeding ? 'Needs you' : 'Taken care of';
    if (begins) return [heading(`${name} (${count})`)];
    return index === first ? [heading(`${name}, continued`)] : [];
  };
  const blocks = shown.flatMap((event, i) => [...title(first + i), ...eventBlocks(event)]);
  return { blocks: [...blocks, ...pager(page, pages, all.length)], page };
}

/** A title above a part of Home. */
export function heading(text: string): HeaderBlock {
  return { type: 'header', text: { type: 'plain_text', text } };
}

/** The mark, the severity in a word, the platform, and the title as a link. */
export function eventLine(event: Announced) {
  const { emoji: sign, word } = SEVERITY[event.severity];
  return [
    emoji(sign),
    words(` ${testMark(event)}${word} · ${event.platform} · `, { bold: true }),
    link(cut(event.title, 250), event.url),
  ];
}

function eventBlocks(event: Announced): KnownBlock[] {
  const { acknowledgedBy, ticket } = event;
  return [
    paragraph(eventLine(event), `${event.id}:home`),
    smallPrint([
      PHASE[event.phase],
      `began ${date(event.began, '{ago}')}, ${date(event.began)}`,
      acknowledgedBy ? `acknowledged by <@${acknowledgedBy.id}>` : 'nobody has acknowledged it',
      ...(ticket ? [`ticket ${ticketWords(ticket)}`] : event.tickets ? ['no ticket'] : []),
      `\`${event.id}\``,
    ]),
    ...eventActions(event),
  ];
}

function pager(page: number, pages: number, events: number): KnownBlock[] {
  if (pages === 1) return [];
  const elements = [
    ...(page > 0 ? [homeButton(HOME.page, page - 1, '← Previous')] : []),
    ...(page < pages - 1 ? [homeButton(HOME.page, page + 1, 'Next →')] : []),
  ];
  const last = Math.min((page + 1) * A_PAGE, events);
  return [
    smallPrint([`Events ${page * A_PAGE + 1} to ${last} of ${events}`, `page ${page + 1} of ${pages}`]),
    { type: 'actions', block_id: 'home:pager', elements },
  ];
}
