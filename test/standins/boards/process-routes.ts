import { typeNamed } from './items.ts';
import { fields as fieldTable } from './processes.ts';
import { Refusal } from './refusal.ts';
import { type Asked, type Board, listed } from './request.ts';

/** The types of work items, with their fields and states. */
export function types(_: Asked, { rules, orgUrl }: Board): unknown {
  return listed(
    rules.types.map(({ name, fields, states, disabled }) => {
      const instances = fields.map((referenceName) => ({
        referenceName,
        name: fieldTable[referenceName]?.name,
        alwaysRequired: referenceName === 'System.Title',
        url: `${orgUrl}/_apis/wit/fields/${referenceName}`,
      }));
      return {
        name,
        isDisabled: disabled,
        fields: instances,
        fieldInstances: instances,
        states: states.map(coloured),
      };
    }),
  );
}

/** The categories of types; the hidden one has those that nobody creates by hand. */
export function categories(_: Asked, { rules: { types: all } }: Board): unknown {
  const names = (some: typeof all) => some.map(({ name }) => ({ name }));
  const hidden = all.filter((type) => type.hidden || type.disabled);
  const tasks = all.filter(({ name }) => name === 'Task');
  return listed([
    { name: 'Task Category', referenceName: 'Microsoft.TaskCategory', workItemTypes: names(tasks) },
    {
      name: 'Hidden Types Category',
      referenceName: 'Microsoft.HiddenCategory',
      workItemTypes: names(hidden),
    },
  ]);
}

/** One field of a type, or all of them. */
export function field(
  { query }: Asked,
  { rules }: Board,
  { type = '', field: wanted }: Record<string, string>,
): unknown {
  const known = typeNamed(type, rules).fields;
  const expands = ['1', '3', 'allowedvalues', 'all'].includes(query.get('$expand')?.toLowerCase() ?? '');
  const one = (referenceName: string) => ({
    referenceName,
    name: fieldTable[referenceName]?.name,
    ...(expands && { allowedValues: fieldTable[referenceName]?.allowed ?? [] }),
  });
  if (wanted === undefined) return listed(known.map(one));
  if (known.includes(wanted)) return one(wanted);
  throw new Refusal(404, 'WorkItemTypeFieldNotFoundException', `TF51535: Cannot find field ${wanted}.`);
}

/** The states of a type. */
export function states(_: Asked, { rules }: Board, { type = '' }: Record<string, string>): unknown {
  return listed(typeNamed(type, rules).states.map(coloured));
}

/** Areas and iterations, each as a tree of the depth that was asked for. */
export function roots({ query }: Asked, { rules }: Board): unknown {
  const depth = Number(query.get('$depth') ?? 0);
  return listed([tree(rules.areas, 'area', depth), tree(rules.iterations, 'iteration', depth)]);
}

function tree(
  paths: string[],
  structureType: string,
  depth: number,
  path = paths[0] ?? '',
): Record<string, unknown> {
  const below = paths.filter(
    (one) => one.startsWith(`${path}\\`) && !one.slice(path.length + 1).includes('\\'),
  );
  return {
    name: path.split('\\').at(-1),
    structureType,
    hasChildren: below.length > 0,
    ...(depth > 0 &&
      below.length > 0 && { children: below.map((one) => tree(paths, structureType, depth - 1, one)) }),
    path: `\\${path.replace(/^[^\\]*/, `$&\\${structureType}`)}`,
  };
}

function coloured(state: { name: string; category: string }) {
  return { name: state.name, color: 'b2b2b2', category: state.category };
}
