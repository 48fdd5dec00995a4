import type { Announcement } from '../events/event.ts';
import { fingerprint } from '../events/ids.ts';
import type { Wanted } from './present.ts';

/** What stands between a record and its channel being shown as it should. */
export type Owed =
  | { kind: 'nothing' }
  /** Somebody else is at it, or the time to look again has not come. */
  | { kind: 'wait'; until: number }
  /** `doubt`: an earlier attempt may have sent something, so look first. */
  | { kind: 'work'; doubt: boolean };

/** Compares wanted with delivered. Pure. */
export function owed(announcement: Announcement, wanted: Wanted, now: number): Owed {
  const { claim, verifyAt } = announcement;
  if (claim && Date.parse(claim.until) > now) return { kind: 'wait', until: Date.parse(claim.until) };
  if (claim) return { kind: 'work', doubt: true };
  if (announcement.gone) return { kind: 'nothing' };
  if (verifyAt !== undefined && Date.parse(verifyAt) <= now) return { kind: 'work', doubt: true };
  if (announcement.ts === undefined) return { kind: 'work', doubt: false };
  if (owesEdit(announcement, wanted) || untold(announcement, wanted).size > 0) {
    return { kind: 'work', doubt: false };
  }
  return verifyAt === undefined ? { kind: 'nothing' } : { kind: 'wait', until: Date.parse(verifyAt) };
}

/** Whether the root stands there and shows something else. */
export function owesEdit({ ts, root }: Announcement, wanted: Wanted): boolean {
  return ts !== undefined && root !== fingerprint(wanted.root);
}

/** Whether nothing more will be done for this channel, so that an ended record may go. */
export function settled(announcement: Announcement, wanted: Wanted): boolean {
  return owed(announcement, wanted, Number.NEGATIVE_INFINITY).kind === 'nothing';
}

/** Keys that neither the root nor the thread has told. */
export function untold(announcement: Announcement, wanted: Wanted): Set<string> {
  const told = new Set(announcement.told);
  return new Set(wanted.keys.filter((key) => !told.has(key)));
}

/**
 * What the next reply tells: all that is untold, and before it what only the root showed so far, so that the
 * thread holds the whole story. Empty when there is nothing new.
 */
export function nextReply(announcement: Announcement, wanted: Wanted): Set<string> {
  const news = untold(announcement, wanted);
  if (news.size === 0) return news;
  const rootOnly = new Set(announcement.rootOnly);
  return new Set(wanted.keys.filter((key) => news.has(key) || rootOnly.has(key)));
}
