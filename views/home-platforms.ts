import type { KnownBlock, RichTextElement } from '@slack/types';
import type { Severity } from '../checkers/checker.ts';
import { crowd, leftWords } from './crowd.ts';
import { type Doubt, doubtElements, isDoubtful } from './doubt.ts';
import { heading } from './home-events.ts';
import { emoji, type Instant, link, paragraph, smallPrint, time, words } from './rich.ts';
import { counted, cut } from './text.ts';
import { FORCED_OPEN, forcedWords, SEVERITY } from './words.ts';

/** What a platform's day was like, as bad as it got. */
export type DayState = 'ok' | 'unknown' | Severity;

/** A day of the strip. */
export interface HomeDay {
  /** For people: `18 Nov`. */
  label: string;
  /** Absent: nothing was recorded. */
  state?: DayState;
}

/** A platform as Home shows it. */
export interface HomePlatform extends Doubt {
  name: string;
  /** Its status page for people. */
  page: string;
  /** Outages that are open and concern us, and the worst of them. */
  open: number;
  worst?: Severity;
  /** Outages that were force-resolved here and are still open there. */
  forced: number;
  mutedUntil?: Instant;
  /** Oldest first; the last one is today. */
  days: readonly HomeDay[];
}

/** How a day looks in the strip, and the word for it. */
const DAY: Record<DayState | 'none', { glyph: string; word: string }> = {
  critical: { glyph: '🟥', word: 'critical' },
  major: { glyph: '🟧', word: 'major' },
  minor: { glyph: '🟨', word: 'minor' },
  notice: { glyph: '🟩', word: 'ok' },
  maintenance: { glyph: '🟩', word: 'ok' },
  ok: { glyph: '🟩', word: 'ok' },
  unknown: { glyph: '⬜', word: 'could not tell' },
  none: { glyph: '▫️', word: 'no data' },
};

/** Up to so many platforms have blocks of their own; more share one by tens. */
const ROOMY = 8;
/** Home has room for a hundred blocks, and for more than platforms. */
const MOST = 100;

/** Every platform: how it is now, when it was last seen, and its last thirty days. */
export function platformBlocks(
  platforms: readonly HomePlatform[],
  notSetUp: readonly string[],
): KnownBlock[] {
  return [
    heading('Platforms'),
    ...(platforms.length > ROOMY ? crowded(platforms) : platforms.flatMap(roomy)),
    ...(notSetUp.length > 0 ? [smallPrint([`Not set up: ${cut(notSetUp.join(', '), 2_000)}`])] : []),
  ];
}

function roomy(platform: HomePlatform): KnownBlock[] {
  return [paragraph(stateLine(platform)), smallPrint([strip(platform.days), stripWords(platform.days)])];
}

function crowded(platforms: readonly HomePlatform[]): KnownBlock[] {
  const { shown, left } = crowd(platforms, MOST, (one) => isDoubtful(one) || isAmiss(one));
  const tens = Array.from({ length: Math.ceil(shown.length / 10) }, (_, i) =>
    paragraph(
      shown
        .slice(i * 10, (i + 1) * 10)
        .flatMap((platform, j) => [
          ...(j > 0 ? [words('\n')] : []),
          ...stateLine(platform),
          words(`\n${strip(platform.days)}\n`),
          words(stripWords(platform.days), { italic: true }),
        ]),
    ),
  );
  if (left.length === 0) return tens;
  const counts = {
    'with something open': left.filter(isAmiss).length,
    'in doubt': left.filter(isDoubtful).length,
  };
  return [...tens, smallPrint([leftWords(left.length, counts, 'with nothing open')])];
}

function isAmiss({ open, forced }: HomePlatform): boolean {
  return open > 0 || forced > 0;
}

function stateLine(platform: HomePlatform): RichTextElement[] {
  const { name, page, lastGoodLook, mutedUntil } = platform;
  const [sign, state] = stateOf(platform);
  return [
    emoji(sign),
    words(' '),
    link(name, page),
    words('  '),
    ...state,
    ...(lastGoodLook ? [words(', last good look '), time(lastGoodLook)] : []),
    ...(mutedUntil ? [words(', muted until ', { italic: true }), time(mutedUntil)] : []),
  ];
}

function strip(days: readonly HomeDay[]): string {
  return days.map(({ state }) => DAY[state ?? 'none'].glyph).join('');
}

/** A page that cannot be read or believed says neither good nor bad, whatever it said before. */
function stateOf(platform: HomePlatform): [sign: string, said: RichTextElement[]] {
  const { name, open, worst, forced, cannotTell, suspicious } = platform;
  const outages =
    open > 0 && worst ? `${counted(open, 'outage')} (${SEVERITY[worst].word.toLowerCase()})` : '';
  const held = forced > 0 ? forcedWords(name, forced) : '';
  const doubt = doubtElements(platform);
  // A part that could not be read takes nothing from what is known to be wrong.
  const bad = outages !== '' && !cannotTell && suspicious === undefined ? worst : undefined;
  if (bad) {
    const rest = doubt.length > 0 ? [words('; '), ...doubt] : [];
    return [SEVERITY[bad].emoji, [words(joined([outages, held]), { bold: true }), ...rest]];
  }
  if (doubt.length > 0) {
    const known = joined([outages && `${outages} still open as far as we know`, held]);
    return ['grey_question', [...doubt, ...(known === '' ? [] : [words(`; ${known}`)])]];
  }
  return held ? [FORCED_OPEN, [words(held, { bold: true })]] : ['white_check_mark', [words('ok')]];
}

function joined(parts: readonly string[]): string {
  return parts.filter((one) => one !== '').join('; ');
}

/** The strip for who cannot see it: how many days of each kind, and which the bad ones were. */
function stripWords(days: readonly HomeDay[]): string {
  const byWord = Map.groupBy(days, ({ state }) => DAY[state ?? 'none'].word);
  const said = ['critical', 'major', 'minor', 'could not tell', 'ok', 'no data']
    .flatMap((word) => {
      const some = byWord.get(word);
      if (!some) return [];
      const named = word === 'ok' || word === 'no data' || some.length > 3;
      return [`${some.length} ${word}${named ? '' : ` (${some.map(({ label }) => label).join(', ')})`}`];
    })
    .join(', ');
  return `${counted(days.length, 'day')}: ${said}`;
}
