import type { Affected, Phase, Severity, Update } from '../../checkers/checker.ts';

/** What is new between the event we hold and the incident we see. */
export type ChangeKind = 'opened' | 'updated' | 'worsened' | 'eased' | 'resolved' | 'reopened' | 'withdrawn';

/** What a person did to an event. */
export type ActKind = 'acknowledged' | 'force-resolved' | 'force-resolve undone' | 'ticket';

/** Somebody in Slack, with the name that people knew them by then. */
export interface Actor {
  id: string;
  name: string;
}

/** A change that people are told of beside the platform's own updates: the platform's, or a person's act. */
export interface Change {
  /** Unique within the event. */
  id: string;
  kind: ChangeKind | ActKind;
  /** When we saw it. */
  at: string;
  /** One plain sentence of ours, without words from outside. */
  text: string;
  /** Whose act it was. */
  by?: Actor;
  /** What that person said about it. */
  reason?: string;
}

/** How an event came to its end. */
export interface Ending {
  how: 'resolved' | 'no longer listed' | 'withdrawn' | 'force-resolved';
  at: string;
}

/** A person ended the event though the platform had not. */
export interface Forced {
  by: Actor;
  at: string;
  reason: string;
  /** When people want to hear of it again. */
  again: 'if worse' | 'never';
  /** As they were before. */
  severity: Severity;
  phase: Phase;
  /** The platform has ended it meanwhile. */
  over?: true;
  /** When that was, or its last word where that is later; rows of older versions do not tell. */
  overAt?: string;
}

/** The work item of an event in Azure DevOps. */
export interface Ticket {
  /** The newest request for one: who asked, and when. */
  by: Actor;
  at: string;
  /** The item, once it is known. */
  id?: number;
  url?: string;
  /** Somebody's turn to make or comment it; whoever takes an expired one looks before repeating anything. */
  claim?: { by: string; until: string };
  /** When it is looked for once more, since a late duplicate may have turned up. */
  verifyAt?: string;
  /** Short keys of updates and changes that stand in the item. */
  told: string[];
  /** How many of them, the first ones, its description tells. */
  described: number;
  /** Its end has been written into it. */
  ended?: true;
  /** We have closed it at an end, or were about to. */
  closed?: true;
  /** It has been deleted: nothing more is written into it. */
  gone?: true;
  /** Why the item takes no more, in words for people. */
  trouble?: string;
}

/** A mail about an event, as far as its recipients have it. Addresses stand here as short fingerprints. */
export interface Mail {
  /** Unique within the event. */
  key: string;
  kind: 'opened' | 'worsened' | 'reopened' | 'unacknowledged' | 'ended';
  /** When it was last sent to somebody. */
  at?: string;
  to: string[];
  /** It may have been sent to them: whoever was at it could not write down how it went. */
  maybe: string[];
  /** SendGrid will not have it for them. */
  refused: string[];
  /** Nobody else gets it. */
  done?: true;
  /** It could not be sent for so long that it is not tried any more. */
  givenUp?: true;
}

/** What was mailed about an event: one thread for each recipient. */
export interface Escalation {
  /** Of all its mails: a title that is edited would tear the thread. */
  subject: string;
  /** The newest, oldest first. */
  mails: Mail[];
  /** Somebody's turn to send one. */
  claim?: { by: string; until: string };
  /** Since when one of them cannot be sent. */
  failing?: { key: string; since: string };
}

/** Somebody's turn to post or edit; others wait until `until`, then look before they repeat anything. */
export interface Claim {
  by: string;
  until: string;
  /** Keys that the message under way tells; whoever finds that message takes them as told. */
  keys: string[];
  /** Since when it is uncertain whether something of this root or thread was sent. */
  since: string;
}

/** An event as shown in one Slack channel: what was last delivered of its root and thread. */
export interface Announcement {
  channel: string;
  /** The root message, once it is known to stand. */
  ts?: string;
  /** Revision of the event that root and thread show. */
  revision: number;
  /** Hash of the root content last sent. */
  root?: string;
  /** Short keys of updates and changes that stand in the thread or were told by the root. */
  told: string[];
  /** Those of `told` that only the root showed: the next reply brings them into the thread. */
  rootOnly: string[];
  claim?: Claim;
  /** When the channel is read once more for a message that a sleeper may have sent late. */
  verifyAt?: string;
  /** A person deleted the root: it is not posted again. */
  gone?: true;
}

/** Our tracked record of an incident. Times are ISO 8601 instants in UTC. */
export interface TrackedEvent {
  /** Internal ID such as GH-7K2QM. */
  id: string;
  platform: string;
  incidentId: string;
  /** Grows by one with every change of what is known; delivery does not count. */
  revision: number;
  title: string;
  severity: Severity;
  /** The worst it has been so far. */
  worst: Severity;
  phase: Phase;
  affected: Affected[];
  url: string;
  /** The newest 50, oldest first. */
  updates: Update[];
  /** The newest 50, oldest first. */
  changes: Change[];
  beganAt: string;
  publishedAt: string;
  seenAt: string;
  listedAt: string;
  /** Start of the look that last changed it. */
  asOf: string;
  /** It was already open when its platform was first looked at. */
  alreadyOpen: boolean;
  ending?: Ending;
  /** Stays while the ending is a forced one. */
  forced?: Forced;
  acknowledgedBy?: Actor & { at: string };
  ticket?: Ticket;
  escalation?: Escalation;
  /** Which rule let it through, in words for people. */
  why?: string;
  /** Made up by test mode. */
  simulated?: true;
  announcements: Announcement[];
}

/** How many updates and changes a record keeps. */
export const KEPT = 50;

const RANK: Record<Severity, number> = { maintenance: -1, notice: 0, minor: 1, major: 2, critical: 3 };

/** Whether the platform has it open, whatever people made of it here. */
export function isOpenAtSource({ ending, forced }: Pick<TrackedEvent, 'ending' | 'forced'>): boolean {
  return ending === undefined || (forced !== undefined && forced.over === undefined);
}

/** Whether people have ended it here though the platform has it open. */
export function isForcedOpen(event: Pick<TrackedEvent, 'ending' | 'forced'>): boolean {
  return event.ending !== undefined && isOpenAtSource(event);
}

/** When it was over at the platform, as far as is known: not when people ended it here, where both are. */
export function overAt({ ending, forced }: Pick<TrackedEvent, 'ending' | 'forced'>): string | undefined {
  return forced?.overAt ?? ending?.at;
}

/** Below zero when `a` is less bad than `b`. */
export function compareSeverity(a: Severity, b: Severity): number {
  return RANK[a] - RANK[b];
}

/** The worse of two severities. */
export function worse(a: Severity, b: Severity): Severity {
  return compareSeverity(a, b) >= 0 ? a : b;
}

/** Instant of the newest update held, or of the publication when there is none. */
export function newestAt(of: { updates: readonly Update[]; publishedAt: string }): string {
  return of.updates.at(-1)?.at ?? of.publishedAt;
}
