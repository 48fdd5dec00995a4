import { createHash } from 'node:crypto';
import type { Incident } from '../../checkers/checker.ts';

const MOST = { id: 500, url: 2_000, affected: 200, name: 250 };

/** The incident as storage can hold it; the very same object when nothing of it is out of bounds. */
export function bounded(incident: Incident): Incident {
  const { id, url, affected, updates } = incident;
  const fits =
    id.length <= MOST.id &&
    url.length <= MOST.url &&
    updates.every((update) => update.id.length <= MOST.id) &&
    affected.length <= MOST.affected &&
    affected.every((one) => `${one.id}${one.name}${one.group ?? ''}`.length <= MOST.name);
  if (fits) return incident;
  return {
    ...incident,
    id: shortened(id),
    updates: updates.map((update) => ({ ...update, id: shortened(update.id) })),
    url: url.length <= MOST.url ? url : '',
    affected: affected.slice(0, MOST.affected).map((one) => ({
      id: one.id.slice(0, MOST.name),
      name: one.name.slice(0, MOST.name),
      ...(one.group === undefined ? {} : { group: one.group.slice(0, MOST.name) }),
    })),
  };
}

/** Still the same for the same thing, and another for another. */
function shortened(id: string): string {
  return id.length <= MOST.id ? id : `sha256:${createHash('sha256').update(id).digest('hex')}`;
}
