import type { KnownBlock, RichTextElement } from '@slack/types';
import { date, emoji, type Instant, paragraph, smallPrint, time, words } from './rich.ts';
import { cut } from './text.ts';

/** What keeps us from saying how a platform is; empty of all of it when nothing does. */
export interface Doubt {
  lastGoodLook?: Instant;
  /** Since when its page cannot be read, and why. */
  cannotTell?: { since: Instant; why: string };
  /** Why what its page says should not be believed. */
  suspicious?: string;
  /** Why only a part of what it says could be read. */
  partly?: string;
}

/** Whether there is anything to doubt. */
export function isDoubtful({ cannotTell, suspicious, partly, lastGoodLook }: Doubt): boolean {
  return Boolean(cannotTell ?? suspicious ?? partly) || lastGoodLook === undefined;
}

/** What keeps us from saying how a platform is; nothing when nothing does. */
export function doubtElements({ cannotTell, suspicious, partly, lastGoodLook }: Doubt): RichTextElement[] {
  if (cannotTell) {
    return [
      words('cannot tell since ', { bold: true }),
      time(cannotTell.since),
      words(`: ${cut(cannotTell.why, 200)}`),
    ];
  }
  if (suspicious !== undefined) {
    return [words('suspicious', { bold: true }), words(`: ${cut(suspicious, 200)}`)];
  }
  if (partly !== undefined) {
    return [words('cannot tell for sure', { bold: true }), words(`: ${cut(partly, 200)}`)];
  }
  return lastGoodLook ? [] : [words('not looked at yet', { bold: true })];
}

/** Below it stands a list, and one message holds about 13,000 characters. */
const MOST = 5;

/** A line for each platform about which a list cannot be sure, and that storage is away. */
export function doubtBlocks(
  platforms: readonly (Doubt & { name: string })[],
  storageAway?: Instant | undefined,
): KnownBlock[] {
  const doubtful = platforms.filter(isDoubtful);
  const left = doubtful.length - MOST;
  const lines = doubtful
    .slice(0, MOST)
    .flatMap((platform, i) => [
      ...(i > 0 ? [words('\n')] : []),
      emoji('grey_question'),
      words(` ${platform.name}: `, { bold: true }),
      ...doubtElements(platform),
    ]);
  return [
    ...(storageAway
      ? [smallPrint([`:warning: Storage does not answer since ${date(storageAway)}: this may be old`])]
      : []),
    ...(lines.length > 0
      ? [paragraph([...lines, ...(left > 0 ? [words(`\nand ${left} more: type /botstatus`)] : [])])]
      : []),
  ];
}
