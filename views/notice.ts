import { date, emoji, type Instant, type Message, paragraph, smallPrint, words } from './rich.ts';
import { cut, duration, inert } from './text.ts';

/** Something that operators are told: since when, and until when once it is over. */
export interface Noticed {
  id: string;
  text: string;
  overText: string;
  since: Instant;
  ended?: Instant;
}

/** What operators read while something stops the bot from knowing or telling. */
export function noticeMessage({ id, text, since, ended }: Noticed): Message {
  const look = ended ? { emoji: 'white_check_mark', glyph: '✅' } : { emoji: 'grey_question', glyph: '❔' };
  const state = ended ? `Over after ${duration(ended.unix - since.unix)}: ` : '';
  return {
    text: `${look.glyph} ${state}${inert(text, 1000)}`,
    blocks: [
      paragraph([emoji(look.emoji), words(` ${state}${cut(text, 2_000)}`)], `${id}:root`),
      smallPrint([`Since ${date(since)}`, ...(ended ? [`Until ${date(ended)}`] : [])]),
    ],
  };
}

/** The all-clear, in the notice's thread and in the channel. */
export function allClearMessage(notice: Noticed, key: string): Message {
  const lasted = notice.ended ? `, after ${duration(notice.ended.unix - notice.since.unix)}` : '';
  const said = `${cut(notice.overText, 1_000)}${lasted}.`;
  return {
    text: `✅ ${inert(said, 1_100)}`,
    blocks: [paragraph([emoji('white_check_mark'), words(` ${said}`)], `${notice.id}:${key}`)],
  };
}
