import type { KnownBlock, RichTextElement } from '@slack/types';
import type { Severity } from '../checkers/checker.ts';
import { link, paragraph, smallPrint, words } from './rich.ts';
import { counted, cut } from './text.ts';
import { SEVERITY } from './words.ts';

/** What is open at a platform and does not concern us, and why. */
export interface ElsewhereOf {
  platform: string;
  incidents: { title: string; severity: Severity; url: string; affected: string[]; why?: string }[];
}

/** The table keeps no more of a platform. */
const KEPT = 20;

/** A message holds about 13,000 characters. */
const MOST = { all: 24, each: 6, only: 20 };

/**
 * What was filtered out and why, for one reader. `of` names a platform when only that was asked for; `doubt` is
 * what keeps the list from being sure.
 */
export function elsewhereListMessage(
  platforms: readonly ElsewhereOf[],
  { of, doubt = [] }: { of?: string; doubt?: KnownBlock[] },
): { text: string; blocks: KnownBlock[] } {
  const where = of === undefined ? '' : ` on ${of}`;
  const some = platforms.filter(({ incidents }) => incidents.length > 0);
  const total = some.reduce((sum, { incidents }) => sum + incidents.length, 0);
  if (total === 0) {
    const text =
      doubt.length > 0
        ? `Nothing is known to be elsewhere${where}.`
        : `Nothing is elsewhere${where}: whatever is open concerns us.`;
    return { text, blocks: [paragraph([words(text)]), ...doubt] };
  }
  const least = some.some(({ incidents }) => incidents.length >= KEPT) ? 'at least ' : '';
  const text = `Elsewhere${where}: ${least}${counted(total, 'open incident')} that ${total === 1 ? 'does' : 'do'} not concern us`;
  let room = MOST.all;
  const shown = some.map(({ platform, incidents }) => {
    const most = Math.min(room, of === undefined ? MOST.each : MOST.only);
    const kept = incidents.slice(0, most);
    room -= kept.length;
    return { platform, kept };
  });
  const left = total - shown.reduce((sum, { kept }) => sum + kept.length, 0);
  return {
    text,
    blocks: [
      paragraph([words(text, { bold: true })]),
      ...doubt,
      ...shown
        .filter(({ kept }) => kept.length > 0)
        .map(({ platform, kept }) =>
          paragraph([words(platform, { bold: true }), ...kept.flatMap(lineElements)]),
        ),
      smallPrint([
        ...(left > 0
          ? [`and ${left} more: ask for one platform, such as \`/listevents elsewhere github\``]
          : []),
        'Operators choose what concerns us under Settings on App Home',
      ]),
    ],
  };
}

function lineElements({
  title,
  severity,
  url,
  affected,
  why,
}: ElsewhereOf['incidents'][number]): RichTextElement[] {
  return [
    words(`\n• ${SEVERITY[severity].word} · `),
    link(cut(title, 120) || 'Without a title', url),
    words(`: ${whyWords(why, affected)}`),
  ];
}

/** Rows of older versions kept no reason. */
function whyWords(why: string | undefined, affected: readonly string[]): string {
  if (why !== undefined) return cut(why, 250);
  return affected.length === 0 ? 'no reason was kept' : cut(`it affects ${affected.join(', ')}`, 250);
}
