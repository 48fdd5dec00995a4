import type { TrackedEvent } from './events/event.ts';
import type { Row } from './store/rows.ts';

/** Claims last 80 s at most, and a later look is two minutes away; clocks that agree well enough need the rest. */
const FARTHEST_MS = 3 * 60_000;

/** Whether an instant lies farther ahead than clocks may differ, so that the clock it was read from was wrong. */
export function isAhead(at: number, now: number): boolean {
  return at > now + FARTHEST_MS;
}

interface Turn {
  claim?: { until: string; since?: string };
  verifyAt?: string;
  doubtAt?: string;
}

/**
 * The record of somebody's turn, in which nothing has to be waited for longer than it ever takes; the very same
 * object when that is so already. A clock that was ahead of ours would keep what its copy had in hand waiting
 * for as long after that copy died. A copy that lives has ended its turn by then, whatever its clock says.
 */
function inReach<T extends Turn>(turn: T, now: number): T {
  const { claim, verifyAt, doubtAt } = turn;
  const isFar = (at: string | undefined) => at !== undefined && isAhead(Date.parse(at), now);
  if (![claim?.until, claim?.since, verifyAt, doubtAt].some(isFar)) return turn;
  const nearer = <K extends string>(key: K, at: string | undefined) =>
    isFar(at) ? { [key]: new Date(now + FARTHEST_MS).toISOString() } : {};
  return {
    ...turn,
    ...(claim && { claim: { ...claim, ...nearer('until', claim.until), ...nearer('since', claim.since) } }),
    ...nearer('verifyAt', verifyAt),
    ...nearer('doubtAt', doubtAt),
  };
}

/** The same for all turns in a list of a record, and the very same record when that is so already. */
export function turnsInReach<K extends string, T extends Record<K, Turn[]>>(
  value: T,
  list: K,
  now: number,
): T {
  const turns: Turn[] = value[list];
  const next = turns.map((turn) => inReach(turn, now));
  return next.every((turn, i) => turn === turns[i]) ? value : { ...value, [list]: next };
}

/**
 * The same for all turns at an event, at its messages, its ticket and its mails; and a record that was written by
 * a look of a time to come would take every look until then for an older one.
 */
export function eventInReach(event: TrackedEvent, now: number): TrackedEvent {
  const { ticket, escalation, asOf } = event;
  const shown = turnsInReach(event, 'announcements', now);
  const next = {
    ...(ticket && { ticket: inReach(ticket, now) }),
    ...(escalation && { escalation: inReach(escalation, now) }),
    asOf: isAhead(Date.parse(asOf), now) ? new Date(now).toISOString() : asOf,
  };
  const same = next.ticket === ticket && next.escalation === escalation && next.asOf === asOf;
  return same ? shown : { ...shown, ...next };
}

/** The row with such a value, written if that is another one; one that cannot be written now keeps no other waiting. */
export async function rowInReach<T>(
  row: Row<T>,
  value: T,
  replace: (row: Row<T>, value: T) => Promise<Row<T> | undefined>,
): Promise<Row<T>> {
  if (value === row.value) return row;
  return (await replace(row, value).catch(() => undefined)) ?? row;
}
