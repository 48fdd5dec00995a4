import type { KnownBlock } from '@slack/types';
import { crowd, leftWords } from './crowd.ts';
import { emoji, paragraph, smallPrint, words } from './rich.ts';
import { counted, cut, fairShare } from './text.ts';
import { FORCED_OPEN, forcedWords, testMark } from './words.ts';

/** What a look at one platform came to. */
export interface LookLine {
  platform: string;
  /** Absent while the look is under way. */
  result?: Told | { kind: 'cannot tell' | 'not stored'; message: string };
}

interface Told {
  kind: 'told';
  open: Named[];
  /** Ended here by people, still open at the platform. */
  forced: Named[];
  changed: number;
  elsewhere: number;
  /** Why what was read is not all, or should not be believed. */
  doubt?: string | undefined;
}

interface Named {
  id: string;
  title: string;
  simulated?: boolean;
}

const MOST = 60;
/** A message holds about 13,000 characters, of which the markup of each line takes some. */
const LONGEST = { together: 9_000, withMarkup: 12_500, markup: 130 };

/** The progress of looks that somebody asked for, and in the end what they found. */
export function lookResultMessage(lines: readonly LookLine[]): { text: string; blocks: KnownBlock[] } {
  const done = lines.filter((line) => line.result !== undefined).length;
  const text =
    done === lines.length
      ? `Looked at ${counted(lines.length, 'platform')}`
      : `Looking: ${bar(done, lines.length)} ${done} of ${lines.length}`;
  const { shown, left } = crowd(lines, MOST, hasNews);
  const said = shown.map(outcomeWords);
  const longest = fairShare(
    said.map((one, i) => one[1].length + (shown[i]?.platform.length ?? 0)),
    Math.min(LONGEST.together, LONGEST.withMarkup - LONGEST.markup * shown.length),
  );
  return {
    text,
    blocks: [
      paragraph([words(text, { bold: true })]),
      ...(done === 0
        ? []
        : [
            paragraph(
              shown.flatMap(({ platform }, i) => {
                const [sign, outcome] = said[i] ?? ['', ''];
                const end = i < shown.length - 1 ? '\n' : '';
                return [
                  emoji(sign),
                  words(` ${platform}: `, { bold: true }),
                  words(cut(outcome, Math.max(1, longest - platform.length)) + end),
                ];
              }),
            ),
            ...(left.length === 0 ? [] : [smallPrint([leftLine(left)])]),
          ]),
    ],
  };
}

/** Whether there is more to tell than that nothing is open. */
function hasNews({ result }: LookLine): boolean {
  if (!result) return false;
  if (result.kind !== 'told') return true;
  const { open, forced, changed, doubt } = result;
  return open.length > 0 || forced.length > 0 || changed > 0 || doubt !== undefined;
}

function isElsewhere({ result }: LookLine): boolean {
  return result?.kind === 'told' && result.elsewhere > 0;
}

function leftLine(left: readonly LookLine[]): string {
  const counts = {
    'still to be looked at': left.filter(({ result }) => !result).length,
    'with something to tell': left.filter(hasNews).length,
    'with something elsewhere': left.filter((one) => !hasNews(one) && isElsewhere(one)).length,
  };
  return leftWords(left.length, counts, 'nothing open on any of them');
}

function bar(done: number, of: number): string {
  const filled = Math.round((done / of) * 10);
  return '▰'.repeat(filled) + '▱'.repeat(10 - filled);
}

function outcomeWords({ platform, result }: LookLine): [sign: string, said: string] {
  if (!result) return ['hourglass_flowing_sand', 'looking'];
  if (result.kind !== 'told') {
    return result.kind === 'cannot tell'
      ? ['grey_question', `cannot tell: ${cut(result.message, 300)}`]
      : ['warning', `looked, but nothing could be stored: ${result.message}`];
  }
  const { open, forced, changed, elsewhere, doubt } = result;
  const news = changed > 0 ? `, ${counted(changed, 'change')} just now` : '';
  const away =
    elsewhere > 0 ? `, ${elsewhere} elsewhere that ${elsewhere === 1 ? 'does' : 'do'} not concern us` : '';
  const held = forced.length > 0 ? `; ${forcedWords(platform, forced.length)}: ${listed(forced)}` : '';
  const unsure = doubt === undefined ? '' : `cannot tell for sure: ${cut(doubt, 300)}; `;
  if (open.length === 0) {
    const sign = unsure ? 'grey_question' : held ? FORCED_OPEN : 'white_check_mark';
    return [sign, `${unsure}nothing open${held ? ' here' : ''}${news}${away}${held}`];
  }
  return [
    'rotating_light',
    `${unsure}${counted(open.length, 'open event')}${news}${away}: ${listed(open)}${held}`,
  ];
}

function listed(events: readonly Named[]): string {
  const some = events.slice(0, 5).map((event) => `${testMark(event)}${event.id} ${cut(event.title, 80)}`);
  return `${some.join('; ')}${events.length > some.length ? ` and ${events.length - some.length} more` : ''}`;
}
