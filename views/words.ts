import type { Phase, Severity } from '../checkers/checker.ts';

/** How a severity or an end looks: Slack's emoji name, the same glyph for plain text, and the word. */
export interface Look {
  emoji: string;
  glyph: string;
  word: string;
}

export const SEVERITY: Record<Severity, Look> = {
  critical: { emoji: 'red_circle', glyph: '🔴', word: 'Critical' },
  major: { emoji: 'large_orange_circle', glyph: '🟠', word: 'Major' },
  minor: { emoji: 'large_yellow_circle', glyph: '🟡', word: 'Minor' },
  notice: { emoji: 'large_blue_circle', glyph: '🔵', word: 'Notice' },
  maintenance: { emoji: 'wrench', glyph: '🔧', word: 'Maintenance' },
};

/** Ends are never told by colour alone either. */
export const ENDED: Record<'resolved' | 'withdrawn', Look> = {
  resolved: { emoji: 'white_check_mark', glyph: '✅', word: 'Resolved' },
  withdrawn: { emoji: 'white_circle', glyph: '⚪', word: 'Withdrawn' },
};

/** What test mode made up is never taken for the real thing. */
export function testMark({ simulated }: { simulated?: boolean | undefined }): string {
  return simulated ? 'TEST · ' : '';
}

export const PHASE: Record<Phase, string> = {
  investigating: 'Investigating',
  identified: 'Identified',
  monitoring: 'Monitoring',
  resolved: 'Resolved',
};

/** Nobody is told of it any more, and it is not over: neither a colour of trouble nor that of good news. */
export const FORCED_OPEN = 'no_bell';

/** What was ended here and not at the platform. */
export function forcedWords(platform: string, count = 1): string {
  return `${count === 1 ? '' : `${count} outages `}force-resolved here, still open at ${platform}`;
}
