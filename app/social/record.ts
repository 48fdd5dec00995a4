/** An incident or maintenance of our own Statuspage: what the page says, and what of it was told on X. */
export interface PageIncident {
  id: string;
  /** Where people read about it, without a query. */
  link: string;
  /** Entered after the fact: never told. */
  backfilled: boolean;
  /** In the order in which they are told. */
  updates: PageUpdate[];
}

/**
 * How an update stands. Before anything is sent it is `waiting`, or never to be told: `baseline` (there before
 * the bot was), `muted` (by the page's owner), `gone` (taken off the page). After that it is `posted`, `skipped`
 * (too old at its turn) or `refused` (X will not have this text).
 */
export type UpdateState = 'baseline' | 'muted' | 'gone' | 'waiting' | 'posted' | 'skipped' | 'refused';

/** An update of an incident, and its way to X. */
export interface PageUpdate {
  id: string;
  /** When it was written. */
  at: string;
  state: UpdateState;
  /** Since when it is in a state that is final. */
  since?: string;
  /** The page's word, such as `in_progress`; kept until it is told. */
  status?: string;
  /** What it says, as plain text; kept until it is told. */
  words?: string;
  /** What was or is being sent, the same on every retry; kept until it is told. */
  text?: string;
  /** Fingerprint of what was or is being sent, to know a text posted before. */
  hash?: string;
  /** Somebody's turn at it. */
  claim?: { by: string; until: string; since: string };
  /** It may have been posted at this instant: look before repeating. */
  doubtAt?: string;
  /** Counted against the day's ceiling already. */
  counted?: boolean;
  attempts?: number;
  /** When X first said that it does not want it. */
  forbiddenAt?: string;
  retryAt?: string;
  /** Why it was not posted. */
  trouble?: string;
}

/** What a look at the page, or a delivery, says about an incident. */
export interface SeenIncident {
  id: string;
  link: string;
  backfilled: boolean;
  /** Oldest first. */
  updates: SeenUpdate[];
}

/** An update as the page shows it. */
export interface SeenUpdate {
  id: string;
  status: string;
  words: string;
  at: string;
  /** Whether the page's owner wants it told. */
  notify: boolean;
}

/** Whether an update still has to be told. */
export function isWaiting({ state }: PageUpdate): boolean {
  return state === 'waiting';
}

/** The incident with one update changed. */
export function withUpdate(incident: PageIncident, next: PageUpdate): PageIncident {
  return { ...incident, updates: incident.updates.map((one) => (one.id === next.id ? next : one)) };
}
