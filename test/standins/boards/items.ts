import type { Clock } from '../../../app/clock.ts';
import { type BoardType, fields as fieldTable, readOnly } from './processes.ts';
import { noItem, notSupported, Refusal, ruleError } from './refusal.ts';

/** A work item as the stand-in keeps it. */
export interface BoardItem {
  id: number;
  rev: number;
  type: string;
  fields: Record<string, string | number>;
  /** Oldest first. */
  comments: { id: number; text: string }[];
  relations: { rel: string; url: string }[];
}

/** What the rules of a project depend on. */
export interface Rules {
  project: string;
  types: BoardType[];
  /** Paths, the project's own first. */
  areas: string[];
  iterations: string[];
  /** Who can have work items. */
  people: string[];
  /** Links of these kinds are refused. */
  refusedLinks: string[];
  clock: Clock;
}

const MULTI_LINE = ['System.Description', 'Microsoft.VSTS.TCM.ReproSteps', 'System.History'];
const LINKS = [
  'System.LinkTypes.Duplicate-Reverse',
  'System.LinkTypes.Duplicate-Forward',
  'System.LinkTypes.Related',
];

/** Makes a work item, or refuses as Azure DevOps does. */
export function createItem(
  id: number,
  typeName: string,
  steps: unknown,
  items: BoardItem[],
  rules: Rules,
): BoardItem {
  const type = typeNamed(typeName, rules);
  const { project, clock } = rules;
  const item: BoardItem = {
    id,
    rev: 0,
    type: type.name,
    fields: {
      'System.AreaPath': project,
      'System.TeamProject': project,
      'System.IterationPath': project,
      'System.WorkItemType': type.name,
      'System.State': type.states[0]?.name ?? '',
      'System.CreatedDate': new Date(clock.now()).toISOString(),
      ...(type.fields.includes('Microsoft.VSTS.Common.Priority') && { 'Microsoft.VSTS.Common.Priority': 2 }),
      ...(type.fields.includes('Microsoft.VSTS.Common.Severity') && {
        'Microsoft.VSTS.Common.Severity': '3 - Medium',
      }),
    },
    comments: [],
    relations: [],
  };
  return patchItem(item, steps, items, rules);
}

/** The item with the steps applied, all of them or none. */
export function patchItem(before: BoardItem, steps: unknown, items: BoardItem[], rules: Rules): BoardItem {
  if (!Array.isArray(steps) || steps.length === 0) {
    throw new Refusal(
      400,
      'VssPropertyValidationException',
      'You must pass a valid patch document in the body of the request.',
    );
  }
  const item = structuredClone(before);
  const type = typeNamed(item.type, rules);
  for (const step of steps) apply(step as Record<string, unknown>, item, { type, items, rules });
  if (!item.fields['System.Title']) throw ruleError('System.Title', 'Title', 'Required, InvalidEmpty');
  item.rev += 1;
  return item;
}

/** The type of that name. */
export function typeNamed(name: string, { types, project }: Rules): BoardType {
  const type = types.find((one) => one.name.toLowerCase() === name.toLowerCase());
  if (type && !type.disabled) return type;
  const words = `VS402323: Work item type ${name} does not exist in project ${project} or you do not have permission to access it.`;
  throw new Refusal(404, 'WorkItemTypeNotFoundException', words);
}

interface Scene {
  type: BoardType;
  items: BoardItem[];
  rules: Rules;
}

function apply({ op, path, value }: Record<string, unknown>, item: BoardItem, scene: Scene): void {
  if (op === 'test' && path === '/rev') {
    if (value === item.rev) return;
    const words = `VS403351: Test Operation for path /rev failed, value ${item.rev} was not equal to test value ${String(value)}.`;
    throw new Refusal(412, 'TestPatchOperationFailedException', words);
  }
  if (op !== 'add' || typeof path !== 'string') {
    throw new Refusal(
      400,
      'VssPropertyValidationException',
      `VS402624: The patch operation ${String(op)} is not supported.`,
    );
  }
  if (path === '/relations/-') link(value, item, scene);
  else if (path.startsWith('/fields/')) set(path.slice('/fields/'.length), value, item, scene);
  else throw new Refusal(400, 'VssPropertyValidationException', `TF401368: The path ${path} is not valid.`);
}

function set(reference: string, value: unknown, item: BoardItem, { type, rules }: Scene): void {
  const field = fieldTable[reference];
  if (!field || !type.fields.includes(reference)) {
    throw new Refusal(
      400,
      'WorkItemTrackingFieldDefinitionNotFoundException',
      `TF51535: Cannot find field ${reference}.`,
    );
  }
  const { name, allowed, integer } = field;
  if (readOnly.includes(reference)) throw ruleError(reference, name, 'ReadOnly');
  if (typeof value !== 'string' && typeof value !== 'number') throw ruleError(reference, name, 'InvalidType');
  if (allowed && !allowed.includes(String(value))) throw notSupported(reference, name, value);
  const text = String(value);
  if (!MULTI_LINE.includes(reference) && text.length > (reference === 'System.Tags' ? 4000 : 255)) {
    throw ruleError(reference, name, 'InvalidTooLong');
  }
  if (!MULTI_LINE.includes(reference) && /\p{Cc}/u.test(text))
    throw ruleError(reference, name, 'InvalidCharacters');
  if (reference === 'System.State' && !type.states.some((state) => state.name === value)) {
    throw notSupported(reference, name, value);
  }
  const tree = { 'System.AreaPath': rules.areas, 'System.IterationPath': rules.iterations }[reference];
  if (tree && !tree.includes(text)) {
    const words = `TF401347: Invalid tree name given for work item ${item.rev === 0 ? -1 : item.id}, field '${reference}'.`;
    throw new Refusal(400, 'WorkItemFieldInvalidTreeNameException', words);
  }
  if (reference === 'System.AssignedTo' && !rules.people.includes(text)) {
    const words = `The identity value '${text}' for field 'Assigned To' is an unknown identity.`;
    throw new Refusal(400, 'RuleValidationException', words, { FieldReferenceName: reference });
  }
  if (reference === 'System.History') item.comments.push({ id: item.comments.length + 1, text });
  else item.fields[reference] = reference === 'System.Tags' ? tidy(text) : integer ? Number(value) : value;
}

function link(value: unknown, item: BoardItem, { items, rules }: Scene): void {
  const { rel, url } = (value ?? {}) as { rel?: string; url?: string };
  const id = Number(/\/_apis\/wit\/workItems\/(\d+)$/i.exec(url ?? '')?.[1]);
  if (!rel || !LINKS.includes(rel) || !url || Number.isNaN(id)) {
    throw new Refusal(400, 'VssPropertyValidationException', 'VS402611: The relation is not valid.');
  }
  if (!items.some((one) => one.id === id)) throw noItem(id);
  const taken = rel.includes('Duplicate-Reverse') && item.relations.some((one) => one.rel === rel);
  if (taken || rules.refusedLinks.includes(rel)) {
    const words = `TF201036: You cannot add a Duplicate Of link between work items ${item.id} and ${id} because a work item can have only one Duplicate Of link.`;
    throw new Refusal(400, 'WorkItemLinkInvalidException', words);
  }
  item.relations.push({ rel, url });
}

/** Tags as Azure DevOps keeps them: each once, whatever its case. */
function tidy(text: string): string {
  const tags = new Map(
    text
      .split(/[;,]/)
      .map((tag) => tag.trim())
      .filter(Boolean)
      .reverse()
      .map((tag) => [tag.toLowerCase(), tag]),
  );
  return [...tags.values()].sort((one, other) => one.localeCompare(other)).join('; ');
}
