import type { KnownBlock } from '@slack/types';
import { crowd, leftWords } from './crowd.ts';
import { type Doubt, isDoubtful } from './doubt.ts';
import { date, emoji, type Instant, paragraph, smallPrint, words } from './rich.ts';
import { type TestModeShown, testModeBlocks } from './test-mode.ts';
import { counted, cut, duration, fairShare } from './text.ts';

/** How the bot itself is. */
export interface BotStatus {
  version: string;
  upSeconds: number;
  leading: boolean;
  /** Nobody has looked at any platform for long. */
  unwatched: boolean;
  sockets: { live: number; of: number };
  storageAway?: Instant;
  /** Channels that take nothing, and what a person can do. */
  channels: { channel: string; trouble: string }[];
  platforms: (Doubt & { name: string })[];
  /** While it is on. */
  testMode?: TestModeShown;
  /** While tickets cannot be made or kept up to date: why, since when, and how many wait for news. */
  tickets?: { trouble: string; since: Instant; waiting: number };
  /** While mails cannot be sent: why, and how many events wait since when. */
  mail?: { waiting: number; since?: Instant; trouble: string };
  /** How telling our own status page's updates on X goes. */
  social?: {
    lastPost?: Instant;
    waiting: number;
    skipped: number;
    trouble?: string;
    /** The trouble keeps everything from X, not just some updates. */
    nothing?: boolean;
  };
  /** Platforms and optional parts that nobody has set up. */
  notSetUp: string[];
}

/** A message holds about 13,000 characters, of which a platform's line takes a hundred. */
const MOST = { platforms: 60, ailments: 20, ofAilments: 4_000 };

/** Whether the bot is healthy, and if not, why and what to do. */
export function botStatusMessage(status: BotStatus): { text: string; blocks: KnownBlock[] } {
  const ailments = ailmentsOf(status);
  const text = ailments.length === 0 ? 'Outage Bot is well' : 'Outage Bot is not well';
  return {
    text,
    blocks: [
      paragraph([
        emoji(ailments.length === 0 ? 'white_check_mark' : 'warning'),
        words(` ${text}`, { bold: true }),
        ...(ailments.length === 0 ? [] : [words(`\n${ailmentLines(ailments)}`)]),
      ]),
      ...testModeBlocks(status.testMode),
      ...platformLines(status.platforms),
      ...(status.notSetUp.length > 0 ? [smallPrint([`Not set up: ${status.notSetUp.join(', ')}`])] : []),
      ...(status.social ? [smallPrint([socialLine(status.social)])] : []),
      smallPrint([
        `Version ${status.version}`,
        `up ${duration(status.upSeconds)}`,
        status.leading ? 'this copy looks at the platforms' : 'another copy looks at the platforms',
        `${status.sockets.live} of ${status.sockets.of} sockets live`,
        status.storageAway ? `storage away since ${date(status.storageAway)}` : 'storage answers',
      ]),
    ],
  };
}

function ailmentLines(ailments: readonly string[]): string {
  const shown = ailments.slice(0, MOST.ailments);
  const longest = fairShare(
    shown.map(({ length }) => length),
    MOST.ofAilments,
  );
  const left = ailments.length - shown.length;
  return [
    ...shown.map((one) => `• ${cut(one, longest)}`),
    ...(left > 0 ? [`and ${left} more of the kind`] : []),
  ].join('\n');
}

/** What is wrong with the bot, and what to do. */
export function ailmentsOf(status: BotStatus): string[] {
  return [
    ...(status.storageAway ? ['Storage does not answer: what is seen is kept back until it does.'] : []),
    ...(status.unwatched ? ['No copy of the bot has looked at any platform for five minutes.'] : []),
    ...(status.social ? socialAilments(status.social) : []),
    ...(status.sockets.live === 0 ? ['No socket to Slack is live.'] : []),
    ...status.channels.map(({ channel, trouble }) => `The channel ${channel} takes nothing: ${trouble}`),
    ...ticketAilment(status.tickets),
    ...mailAilment(status.mail),
    ...status.platforms
      .filter((platform) => platform.suspicious !== undefined)
      .map(({ name, suspicious = '' }) => `Do not rely on ${name}: ${cut(suspicious, 300)}`),
    ...status.platforms
      .filter((platform) => platform.partly !== undefined)
      .map(({ name, partly = '' }) => `Only a part of ${name} can be read: ${cut(partly, 300)}`),
    ...status.platforms
      .filter((platform) => platform.cannotTell)
      .map(({ name, cannotTell }) => `Cannot tell how ${name} is: ${cut(cannotTell?.why ?? '', 300)}`),
  ];
}

function ticketAilment(tickets: BotStatus['tickets']): string[] {
  if (!tickets) return [];
  const { trouble, since, waiting } = tickets;
  const wait =
    waiting === 0
      ? ''
      : ` ${counted(waiting, 'ticket')} ${waiting === 1 ? 'waits' : 'wait'} for what is new.`;
  return [`Tickets, since ${since.utc}: ${cut(trouble, 500)}${wait}`];
}

function mailAilment(mail: BotStatus['mail']): string[] {
  if (!mail) return [];
  const since = mail.since ? ` since ${mail.since.utc}` : '';
  const wait = mail.waiting > 0 ? ` ${counted(mail.waiting, 'event')} waiting to be mailed${since}.` : '';
  return [`E-mail: ${cut(mail.trouble, 500)}${wait}`];
}

function socialAilments({ waiting, skipped, trouble, nothing }: NonNullable<BotStatus['social']>): string[] {
  const owed = `${counted(waiting, 'update')} of our own status page ${waiting === 1 ? 'waits' : 'wait'}`;
  const why = cut(trouble ?? '', 300).replace(/\.$/, '');
  const all = `Nothing gets onto X: ${why}.${waiting === 0 ? '' : ` ${owed}.`}`;
  return [
    ...(trouble === undefined ? [] : [nothing || waiting === 0 ? all : `${owed} for X: ${why}.`]),
    ...(skipped === 0
      ? []
      : [`${counted(skipped, 'update')} of our own status page did not get onto X within the last day.`]),
  ];
}

function socialLine({ lastPost, waiting, skipped }: NonNullable<BotStatus['social']>): string {
  const last = lastPost ? `last post on X ${date(lastPost)}` : 'no post on X lately';
  return `Our own status page: ${last}, ${waiting} waiting, ${skipped} skipped`;
}

/** Ten lines a block: a line for each platform, and of very many first for those that one must know of. */
function platformLines(platforms: BotStatus['platforms']): KnownBlock[] {
  const { shown, left } = crowd(platforms, MOST.platforms, isDoubtful);
  const blocks: KnownBlock[] = [];
  for (let i = 0; i < shown.length; i += 10) {
    blocks.push(
      smallPrint([
        shown
          .slice(i, i + 10)
          .map(platformLine)
          .join('\n'),
      ]),
    );
  }
  return left.length === 0 ? blocks : [...blocks, smallPrint([leftLine(left)])];
}

function leftLine(left: readonly BotStatus['platforms'][number][]): string {
  const longestAgo = left
    .flatMap(({ lastGoodLook }) => lastGoodLook ?? [])
    .sort((a, b) => a.unix - b.unix)[0];
  const calm = `all of them read well${longestAgo ? `, the longest ago ${date(longestAgo, '{time_secs}')}` : ''}`;
  return leftWords(left.length, { 'in doubt': left.filter(isDoubtful).length }, calm);
}

function platformLine({
  name,
  lastGoodLook,
  cannotTell,
  suspicious,
  partly,
}: BotStatus['platforms'][number]): string {
  if (suspicious !== undefined) return `${name}: suspicious`;
  if (cannotTell) return `${name}: cannot tell since ${date(cannotTell.since)}`;
  if (partly !== undefined) return `${name}: cannot tell for sure`;
  return lastGoodLook
    ? `${name}: last good look ${date(lastGoodLook, '{time_secs}')}`
    : `${name}: not looked at yet`;
}
