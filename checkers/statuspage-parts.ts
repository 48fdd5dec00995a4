import { z } from 'zod';
import type { Affected } from './checker.ts';
import { maybeId, word } from './foreign.ts';
import { plainLine } from './text.ts';

// Only the fields used. Pages that imitate Statuspage leave out or null all but the id and status of an incident.
const component = z.object({
  id: maybeId,
  name: word,
  group: z.boolean().nullish().catch(undefined),
  group_id: maybeId,
});
const changedComponent = z.object({ code: maybeId, name: word });
const directory = z.object({ components: z.array(component).nullish() });

/** The schema of an incident's components: badly formed ones are as good as none, for then it may concern all. */
export const components = z.array(component).nullish().catch(undefined);

/** The schema of the components that an update changed. */
export const changedComponents = z.array(changedComponent).nullish().catch(undefined);

/** A component by its own name, by its name with the group ("Group - Name"), or both. */
export interface Part {
  id: string;
  name?: string;
  fullName?: string;
  groupId?: string;
}

/** The page's components and groups by id. */
export type Directory = ReadonlyMap<string, Pick<Part, 'name' | 'groupId'> & { isGroup: boolean }>;

/** The components of an incident and of its updates, newest first, each once. */
export function partsOf(
  own: z.infer<typeof components>,
  changed: readonly z.infer<typeof changedComponent>[],
): Part[] {
  const parts = new Map<string, Part>();
  const groups = new Set<string>();
  for (const { id, name, group, group_id: groupId } of own ?? []) {
    if (id == null) continue;
    // A group only repeats what its components say.
    if (group) groups.add(id);
    else parts.set(id, { id, ...(name && { name }), ...(groupId && { groupId }) });
  }
  for (const { code, name } of changed) {
    const id = code ?? name;
    if (!id || groups.has(id)) continue;
    parts.set(id, { id, ...(name && { fullName: name }), ...parts.get(id) });
  }
  return [...parts.values()];
}

/** Whether only the page's directory can tell the group. */
export function isUnclear({ name, fullName, groupId }: Part): boolean {
  if (name === undefined) return fullName?.includes(' - ') ?? true;
  return groupId !== undefined && groupIn(fullName, name) === undefined;
}

/** The parts in our words. Without the directory a group may stay unknown, or pass for a component. */
export function affectedBy(parts: readonly Part[], directory?: Directory): Affected[] {
  const own = parts.filter(({ id }) => !directory?.get(id)?.isGroup);
  if (own.length > 0) return own.map((part) => componentOf(part, directory));
  return parts.map((part) => componentOf(part, directory)).map((group) => ({ ...group, group: group.name }));
}

function componentOf(part: Part, directory: Directory | undefined): Affected {
  const listed = directory?.get(part.id);
  const name = part.name ?? listed?.name ?? part.fullName ?? part.id;
  const groupId = part.groupId ?? listed?.groupId;
  const group = groupIn(part.fullName, name) ?? (groupId ? directory?.get(groupId)?.name : undefined);
  return { id: part.id, name: plainLine(name), ...(group && { group: plainLine(group) }) };
}

/** Translates `components.json`, in which some components are groups. */
export function readDirectory(body: string): Directory {
  const listed = directory.parse(JSON.parse(body)).components ?? [];
  const named = listed.flatMap(({ id, name, group, group_id: groupId }) =>
    id != null && name ? [[id, { name, isGroup: group === true, ...(groupId && { groupId }) }] as const] : [],
  );
  return new Map(named);
}

/** The group in "Group - Name", where the group may have a dash of its own. */
function groupIn(fullName: string | undefined, name: string): string | undefined {
  return fullName?.endsWith(` - ${name}`) ? fullName.slice(0, -` - ${name}`.length) : undefined;
}
