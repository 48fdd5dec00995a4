import { isWaiting, type PageIncident, type PageUpdate } from './record.ts';

/** An update that could not be told for so long says nothing new any more. */
export const TOO_OLD_MS = 6 * 60 * 60_000;
/** How long a post may take to show up among our own after its answer was lost. */
const DOUBT_MS = 5_000;

/** What is to be done about an incident. */
export type Due =
  | { kind: 'nothing' }
  | { kind: 'wait'; until: number }
  | { kind: 'skip'; update: PageUpdate }
  /** `doubt`: it may have been posted, so look first; `last`: it is too old to be posted now. */
  | { kind: 'tell'; update: PageUpdate; doubt: boolean; last: boolean };

/** The one thing that is due for an incident now: its updates are told in order, one at a time. Pure. */
export function dueOf({ updates }: PageIncident, now: number): Due {
  const update = updates.find(isWaiting);
  if (!update) return { kind: 'nothing' };
  const { claim, doubtAt, retryAt } = update;
  if (claim && Date.parse(claim.until) > now) return { kind: 'wait', until: Date.parse(claim.until) };
  const doubtSince = doubtAt ?? claim?.since;
  const doubt = doubtSince !== undefined;
  const last = now - Date.parse(update.at) > TOO_OLD_MS;
  if (last && !doubt) return { kind: 'skip', update };
  const earliest = Math.max(
    retryAt === undefined ? 0 : Date.parse(retryAt),
    doubt ? Date.parse(doubtSince) + DOUBT_MS : 0,
  );
  if (earliest > now) return { kind: 'wait', until: earliest };
  return { kind: 'tell', update, doubt, last };
}
