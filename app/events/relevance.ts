import type { Incident } from '../../checkers/checker.ts';

/** What may be compared of an incident: what it affects. */
type Affecting = Pick<Incident, 'affected'>;

/**
 * Whether an incident concerns us: page-wide ones and those of unknown reach always do. `wanted` are names,
 * ids or groups as people write them; absent means everything.
 */
export function concerns(
  incident: Affecting,
  wanted: readonly string[] | undefined,
  by: 'name' | 'group',
): boolean {
  if (!wanted || incident.affected.length === 0) return true;
  if (by === 'group' && incident.affected.some(({ group }) => group === undefined)) return true;
  return affectedOf(incident, wanted).length > 0;
}

/** Those of `wanted` that the incident says it affects. */
export function affectedOf({ affected }: Affecting, wanted: readonly string[]): string[] {
  return wanted.filter((one) =>
    affected.some(({ id, name, group }) =>
      [id, name, ...(group === undefined ? [] : [group])].some((other) => alike(one, other)),
    ),
  );
}

/** Names as people write them: in any case, with or without spaces, and the place in brackets may be left out. */
export function alike(one: string, other: string): boolean {
  const [a, b] = [squeezed(one), squeezed(other)];
  if (a === b) return true;
  return BRACKETS.test(one) !== BRACKETS.test(other) && squeezed(bare(one)) === squeezed(bare(other));
}

const BRACKETS = /\s*\([^)]*\)\s*$/;

function bare(name: string): string {
  return name.replace(BRACKETS, '');
}

function squeezed(name: string): string {
  return name.toLowerCase().replace(/\s+/g, '');
}
