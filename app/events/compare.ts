import type { Affected, Incident, Update } from '../../checkers/checker.ts';
import { type ChangeKind, compareSeverity, KEPT, newestAt, type TrackedEvent } from './event.ts';
import { fingerprint } from './ids.ts';

/** Updates that we hold and the incident lacks, though it has none as new: an old edge of a CDN, or taken back. */
export function lacking(held: TrackedEvent, incident: Incident): Update[] {
  const newest = latest(newestAt(incident), incident.endedAt);
  const ids = new Set(incident.updates.map((update) => update.id));
  return held.updates.filter((update) => !ids.has(update.id) && update.at > newest);
}

/** What an incident says beside the words themselves: an answer that is merely old goes on to change. */
export function saying({ severity, phase, title, affected, updates }: Incident): string {
  return fingerprint([severity, phase, title, ids(affected), updates.map(({ id }) => id)]);
}

/** The later of two instants. */
export function latest(a: string, b: string | undefined): string {
  return b !== undefined && b > a ? b : a;
}

/** What is new beside the platform's own updates and an end. */
export function differences(held: TrackedEvent, incident: Incident): { kind: ChangeKind; text: string }[] {
  const changes: { kind: ChangeKind; text: string }[] = [];
  const over = incident.phase === 'resolved';
  const step = compareSeverity(incident.severity, held.severity);
  if (step > 0 && !over) {
    changes.push({ kind: 'worsened', text: `Worse: ${held.severity} → ${incident.severity}` });
  }
  if (step < 0 && !over) {
    changes.push({ kind: 'eased', text: `Eased: ${held.severity} → ${incident.severity}` });
  }
  if (incident.title !== held.title) changes.push({ kind: 'updated', text: 'Title changed' });
  if (ids(incident.affected) !== ids(held.affected)) {
    changes.push({ kind: 'updated', text: 'What is affected changed' });
  }
  const spoken = incident.updates.some((update) => !held.updates.some((old) => old.id === update.id));
  if (incident.phase !== held.phase && !over && !spoken) {
    changes.push({ kind: 'updated', text: `Now ${incident.phase}` });
  }
  return changes;
}

/** All updates that are known and were not taken back, oldest first; the text seen now wins. */
export function merge(held: TrackedEvent, incident: Incident): Update[] {
  const horizon = held.updates.length >= KEPT ? (held.updates[0]?.at ?? '') : '';
  const updates = new Map(held.updates.map((update) => [update.id, update]));
  for (const { id } of lacking(held, incident)) updates.delete(id);
  for (const update of incident.updates) {
    // An update older than the ones we keep was told long ago.
    const old = updates.get(update.id);
    if (old) updates.set(update.id, { ...update, at: old.at });
    else if (update.at > horizon) updates.set(update.id, update);
  }
  return [...updates.values()].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)).slice(-KEPT);
}

/** By id alone: a group that could not be told in one look is no news. */
function ids(affected: readonly Affected[]): string {
  return affected
    .map(({ id }) => id)
    .sort()
    .join('\n');
}

/** Whether two records say the same. */
export function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
