import { isReal } from '../../app/events/real.ts';
import { bot } from '../standins/slack/workspace.ts';
import { AT_CRASHPOINT } from './crew.ts';
import { eventsOf, isDeleted, rootsOf } from './judge/known.ts';
import { doubles } from './judge/outside.ts';
import type { Played } from './run.ts';
import type { Side } from './script.ts';

/** What many days have come to. */
export interface Tally {
  days: number;
  failed: number;
  leaders: number;
  copies: number;
  lives: number;
  faults: Map<string, number>;
  announcements: { owed: number; made: number; doubled: number; lost: number };
  replies: number;
  tickets: number;
  duplicates: number;
  mails: number;
  mailsDoubled: number;
  posts: number;
  presses: number;
  /** How often the machine had no time for us. */
  starved: number;
  caughtUp: { all: number[] } & Record<Side, number[]>;
  realMs: number;
}

/** Nothing has been played. */
export function emptyTally(): Tally {
  return {
    days: 0,
    failed: 0,
    leaders: 0,
    copies: 0,
    lives: 0,
    faults: new Map(),
    announcements: { owed: 0, made: 0, doubled: 0, lost: 0 },
    replies: 0,
    tickets: 0,
    duplicates: 0,
    mails: 0,
    mailsDoubled: 0,
    posts: 0,
    presses: 0,
    starved: 0,
    caughtUp: { all: [], Slack: [], storage: [], pages: [] },
    realMs: 0,
  };
}

/** Adds a day. */
export function count(
  tally: Tally,
  { day, wrong, ending, faults, caughtUpAfter, last, realMs }: Played,
): void {
  tally.days += 1;
  tally.realMs += realMs;
  if (wrong.length > 0) tally.failed += 1;
  if (day.leaders) tally.leaders += 1;
  tally.copies += day.copies;
  for (const [fault, times] of faults) tally.faults.set(fault, (tally.faults.get(fault) ?? 0) + times);
  if (caughtUpAfter !== undefined) {
    tally.caughtUp.all.push(caughtUpAfter);
    if (last) tally.caughtUp[last].push(caughtUpAfter);
  }
  if (!ending) return;
  tally.lives += ending.copies.length;
  for (const { kind, what } of ending.diary) {
    if (kind === 'starved') tally.starved += 1;
    if (kind === 'clock') add(tally.faults, 'clock of a copy set');
    if (kind === 'killed' && what.endsWith(AT_CRASHPOINT)) add(tally.faults, 'kill -9 at a crashpoint');
    if (kind === 'paused' && what.endsWith(AT_CRASHPOINT)) add(tally.faults, 'paused at a crashpoint');
  }
  for (const event of eventsOf(ending).filter(isReal)) {
    for (const { channel } of event.announcements) {
      const found = rootsOf(ending, channel, event.id).length;
      const owed = isDeleted(ending, event.id) ? 0 : 1;
      tally.announcements.owed += owed;
      tally.announcements.made += found;
      tally.announcements.doubled += Math.max(0, found - 1);
      tally.announcements.lost += Math.max(0, owed - found);
    }
  }
  tally.replies += ending.told
    .flatMap(({ replies }) => replies)
    .filter((one) => one.bot_id === bot.botId).length;
  const tickets = eventsOf(ending).filter(({ ticket }) => ticket?.id !== undefined).length;
  tally.tickets += tickets;
  tally.duplicates += Math.max(0, ending.items.length - tickets);
  tally.mails += ending.mails.length;
  tally.mailsDoubled += doubles(ending).length;
  tally.posts += ending.posts.length;
  tally.presses += ending.presses.length;
}

function add(map: Map<string, number>, key: string): void {
  map.set(key, (map.get(key) ?? 0) + 1);
}
