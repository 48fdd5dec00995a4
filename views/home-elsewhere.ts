import type { KnownBlock } from '@slack/types';
import type { Severity } from '../checkers/checker.ts';
import { heading } from './home-events.ts';
import { link, paragraph, words } from './rich.ts';
import { cut } from './text.ts';
import { SEVERITY } from './words.ts';

/** An open incident that does not concern us. */
export interface HomeElsewhere {
  platform: string;
  title: string;
  severity: Severity;
  url: string;
  why?: string;
}

const MOST = 10;

/** What is wrong elsewhere, and why it is not ours: without colours, since nobody need act. */
export function elsewhereBlocks(elsewhere: readonly HomeElsewhere[]): KnownBlock[] {
  if (elsewhere.length === 0) return [];
  const left = elsewhere.length - MOST;
  const lines = elsewhere
    .slice(0, MOST)
    .flatMap(({ platform, title, severity, url, why }, i) => [
      words(`${i > 0 ? '\n' : ''}• ${SEVERITY[severity].word} · ${platform} · `),
      link(cut(title, 150), url),
      words(why === undefined ? '' : `  (${cut(why, 200)})`),
    ])
    .filter((element) => !(element.type === 'text' && element.text === ''));
  return [
    heading('Elsewhere, not ours'),
    paragraph(
      [...lines, ...(left > 0 ? [words(`\nand ${left} more: type /listevents elsewhere`)] : [])],
      'home:elsewhere',
    ),
  ];
}
