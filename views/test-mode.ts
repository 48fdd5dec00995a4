import type { ContextBlock } from '@slack/types';
import { date, type Instant, smallPrint } from './rich.ts';
import { counted, inert } from './text.ts';

/** Test mode while it is on; `by` is the name of whoever switched it on. */
export interface TestModeShown {
  since: Instant;
  until: Instant;
  by: string;
}

/** For every list that may hold what test mode made up. */
export function testModeBlocks(testMode: TestModeShown | undefined): ContextBlock[] {
  if (!testMode) return [];
  const { until, by } = testMode;
  return [
    smallPrint([
      `:test_tube: *Test mode is on* until ${date(until)}, switched on by ${inert(by, 80)}`,
      'what is marked TEST is made up',
    ]),
  ];
}

/** What came of switching test mode; answers to one person, as Slack markup. */
export type TestModeAnswer =
  | { kind: 'started'; shown: TestModeShown; plan: TestPlan }
  | { kind: 'extended' | 'already on' | 'already longer'; shown: TestModeShown }
  | { kind: 'ended' }
  | { kind: 'already off'; ended?: { at: Instant; by?: string } };

/** What will be seen. */
export interface TestPlan {
  platforms: number;
  /** Where, when not where outages are told. */
  channel: string | undefined;
  /** Minutes until the incidents worsen, and until they are over. */
  minutes: { worse: number; over: number };
}

export function testModeWords(answer: TestModeAnswer): string {
  switch (answer.kind) {
    case 'started':
      return `*Test mode is on* until ${date(answer.shown.until)}. ${planWords(answer.plan)} Real outages are told as ever. \`/testmodeoff\` ends it before its time.`;
    case 'extended':
      return `Test mode goes on until ${date(answer.shown.until)}. Its incidents are made up once: to see them again, type \`/testmodeoff\` and then \`/testmodeon\`.`;
    case 'already longer':
      return `Nothing has changed: test mode already goes on until ${date(answer.shown.until)}, which is longer. \`/testmodeoff\` ends it now.`;
    case 'already on':
      return `Nothing has changed: test mode has been on since ${date(answer.shown.since)}, switched on by *${inert(answer.shown.by, 80)}*, until ${date(answer.shown.until)}. \`/testmodeon 30\` makes it last 30 minutes from now if that is longer, \`/testmodeoff\` ends it.`;
    case 'ended':
      return '*Test mode is off.* What it made up ends at the next look at each platform, within a minute or so, and is cleaned away.';
    case 'already off':
      return `Test mode is not on${lastWords(answer.ended)}. \`/testmodeon\` switches it on.`;
  }
}

/** Something was typed that is no number of minutes. */
export function testMinutesWords(
  typed: string,
  { least, usually, most }: { least: number; usually: number; most: number },
): string {
  return `\`${inert(typed, 40)}\` is not a number of minutes from ${least} to ${most}, so nothing has changed. Type \`/testmodeon\` for ${usually} minutes, or for example \`/testmodeon 30\`.`;
}

function planWords({ platforms, channel, minutes }: TestPlan): string {
  const where = channel === undefined ? 'where its outages are told' : `in <#${channel}>`;
  return `Each of ${counted(platforms, 'platform')} shows one incident marked TEST ${where}: it opens within a minute or two, is worse after ${minutes.worse} minutes and over after ${minutes.over}.`;
}

function lastWords(ended: { at: Instant; by?: string } | undefined): string {
  if (!ended) return '';
  const by = ended.by === undefined ? 'ended by itself' : `was switched off by *${inert(ended.by, 80)}*`;
  return `: it ${by} at ${date(ended.at)}`;
}
