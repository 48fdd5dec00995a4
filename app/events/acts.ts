import {
  type ActKind,
  type Actor,
  type Ending,
  type Forced,
  isOpenAtSource,
  KEPT,
  type TrackedEvent,
} from './event.ts';

/** What became of a person's wish: the event as it should now stand, or why nothing changes. */
export type Acted = { event: TrackedEvent } | { already: Already };

/** Why an act changes nothing. */
export type Already =
  | { kind: 'acknowledged'; by: Actor; at: string }
  | { kind: 'ended'; how: Ending['how']; by?: Actor; at: string }
  | { kind: 'open' }
  | { kind: 'too late'; at: string; again: Forced['again'] }
  | { kind: 'over at the platform' };

/** How long a force-resolve can be undone. */
const UNDO_MS = 10 * 60_000;

/** Somebody takes care of it: escalation stops. */
export function acknowledge(event: TrackedEvent, by: Actor, at: string): Acted {
  const ended = endedAlready(event);
  if (ended) return { already: ended };
  if (event.acknowledgedBy) {
    const { id, name, at: since } = event.acknowledgedBy;
    return { already: { kind: 'acknowledged', by: { id, name }, at: since } };
  }
  const next = { ...event, acknowledgedBy: { ...by, at } };
  return { event: noted(next, { kind: 'acknowledged', text: 'Acknowledged', by, at }) };
}

/** Ends it here, whatever the platform says. */
export function forceResolve(
  event: TrackedEvent,
  { by, at, reason, again }: Pick<Forced, 'by' | 'at' | 'reason' | 'again'>,
): Acted {
  const ended = endedAlready(event);
  if (ended) return { already: ended };
  const { severity, phase } = event;
  const next: TrackedEvent = {
    ...event,
    phase: 'resolved',
    ending: { how: 'force-resolved', at },
    forced: { by, at, reason, again, severity, phase },
  };
  return { event: noted(next, { kind: 'force-resolved', text: 'Force-resolved', by, at, reason }) };
}

/** Takes a force-resolve back. */
export function undoForce(event: TrackedEvent, by: Actor, at: string): Acted {
  const { forced, ending, ...rest } = event;
  if (!ending) return { already: { kind: 'open' } };
  if (!forced) return { already: { kind: 'ended', how: ending.how, at: ending.at } };
  if (!isOpenAtSource(event)) return { already: { kind: 'over at the platform' } };
  if (Date.parse(at) > undoableUntil(event)) {
    return { already: { kind: 'too late', at: forced.at, again: forced.again } };
  }
  const next = { ...rest, phase: forced.phase };
  return { event: noted(next, { kind: 'force-resolve undone', text: 'Force-resolve undone', by, at }) };
}

/** Until when a force-resolve can be taken back. Where there is none that could be, that is long ago. */
export function undoableUntil(event: Pick<TrackedEvent, 'ending' | 'forced'>): number {
  const { forced } = event;
  return forced && isOpenAtSource(event) ? Date.parse(forced.at) + UNDO_MS : Number.NEGATIVE_INFINITY;
}

/** What a person did, as the next revision of the event. */
export function noted(
  event: TrackedEvent,
  act: { kind: ActKind; text: string; by: Actor; at: string; reason?: string },
): TrackedEvent {
  const revision = event.revision + 1;
  const change = { id: `${revision}-0-${act.kind}`, ...act };
  return { ...event, revision, changes: [...event.changes, change].slice(-KEPT) };
}

/** How it has ended, if it has. */
export function endedAlready({ ending, forced }: TrackedEvent): Already | undefined {
  if (!ending) return undefined;
  return { kind: 'ended', how: ending.how, ...(forced ? { by: forced.by } : {}), at: ending.at };
}
