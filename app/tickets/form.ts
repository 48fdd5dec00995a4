import type { WorkItemTrackingApi } from 'azure-devops-node-api/WorkItemTrackingApi.js';
import type { z } from 'zod';
import { categoriesAnswer, fieldAnswer, type Node, rootsAnswer, typesAnswer } from './answers.ts';
import { BoardsError, isRefusal } from './failures.ts';
import type { Piece, Pieces } from './pieces.ts';

/** What a ticket can be, in this project. */
export interface TicketForm {
  types: TicketType[];
  /** Paths such as `Project\Team`; the project itself comes first. */
  areas: string[];
  iterations: string[];
  /** What could not be read, what stands in for it, and why, in words for people. */
  unread?: string;
}

/** A type of work item that a person can create. What is absent the type does not have. */
export interface TicketType {
  name: string;
  /** The reference name of the field that its form shows as the description. */
  description?: string;
  /** The values that the field takes, in their order. */
  priorities?: string[];
  severities?: string[];
  area: boolean;
  iteration: boolean;
  assignee: boolean;
  tags: boolean;
}

export const PRIORITY = 'Microsoft.VSTS.Common.Priority';
export const SEVERITY = 'Microsoft.VSTS.Common.Severity';

const REPRO_STEPS = 'Microsoft.VSTS.TCM.ReproSteps';
const DESCRIPTION = 'System.Description';
// Azure DevOps moves the types that are switched off into this category too.
const HIDDEN = 'Microsoft.HiddenCategory';
/** Areas and iterations are nested no deeper. https://learn.microsoft.com/azure/devops/organizations/settings/work/object-limits */
const DEEPEST = 14;
/** Numbers of the library's own, which are only types without it. */
const ALLOWED_VALUES = 1;
const AREA = 0;
const ITERATION = 1;

/** What can be chosen where a project does not say which types it has. */
const USUAL_TYPES: z.infer<typeof typesAnswer> = ['Bug', 'Task', 'Issue', 'User Story'].map((name) => ({
  name,
}));
/** Every type has these. https://learn.microsoft.com/azure/devops/boards/work-items/guidance/work-item-field */
const CORE = [DESCRIPTION, 'System.AreaPath', 'System.IterationPath', 'System.AssignedTo', 'System.Tags'];
const USUAL_VALUES = {
  [PRIORITY]: ['1', '2', '3', '4'],
  [SEVERITY]: ['1 - Critical', '2 - High', '3 - Medium', '4 - Low'],
};
/** Who asks learns that they can be made at all. */
const WORK_ITEMS = '62d3d110-0047-428c-ad3c-4fe872c91c74';

const GAPS = {
  types:
    'The types of the project could not be read: these are the usual ones, without priority and severity.',
  roots: 'Areas and iterations could not be read.',
  values: 'Priorities or severities could not be read: these are the usual ones.',
};

/** Asks what a ticket can be. Without its types there is no form; all else can be done without. */
export async function readForm(
  api: WorkItemTrackingApi,
  project: string,
  pieces: Pieces,
): Promise<TicketForm> {
  // Where nothing at all is answered there is nothing to do without.
  await api.vsoClient.beginGetLocation('wit', WORK_ITEMS);
  const [types, categories, roots] = await Promise.all([
    pieces.get(
      'types',
      async () => typesAnswer.parse(await api.getWorkItemTypes(project)),
      (error) => (isWithheld(error) ? USUAL_TYPES : undefined),
    ),
    pieces.get(
      'categories',
      async () => categoriesAnswer.parse(await api.getWorkItemTypeCategories(project)),
      () => [],
    ),
    pieces.get(
      'roots',
      async () => rootsAnswer.parse(await api.getRootNodes(project, DEEPEST)),
      () => [],
    ),
  ]);
  const hidden = new Set(
    categories.value
      .filter(({ referenceName }) => referenceName === HIDDEN)
      .flatMap(({ workItemTypes }) => workItemTypes?.map(({ name }) => name) ?? []),
  );
  const shown = types.value.filter(({ name, isDisabled }) => !isDisabled && !hidden.has(name));
  const read = await Promise.all(shown.map((type) => ticketType(api, project, type, pieces)));
  const unread = gapWords([
    [GAPS.types, types.why],
    [GAPS.roots, roots.why],
    ...read.map(({ why }): Gap => [GAPS.values, why]),
  ]);
  return {
    types: read.map(({ value }) => value),
    areas: roots.value.filter(({ structureType }) => structureType === AREA).flatMap((root) => paths(root)),
    iterations: roots.value
      .filter(({ structureType }) => structureType === ITERATION)
      .flatMap((root) => paths(root)),
    ...(unread && { unread }),
  };
}

async function ticketType(
  api: WorkItemTrackingApi,
  project: string,
  { name, fields, fieldInstances }: z.infer<typeof typesAnswer>[number],
  pieces: Pieces,
): Promise<Piece<TicketType>> {
  const listed = [...(fields ?? []), ...(fieldInstances ?? [])].map((field) => field.referenceName);
  const has = new Set(listed.length > 0 ? listed : [...CORE, ...(name === 'Bug' ? [REPRO_STEPS] : [])]);
  const description = [REPRO_STEPS, DESCRIPTION].find((field) => has.has(field));

  // Field by field: the list of all would bring every person of the organisation with it.
  async function values(field: typeof PRIORITY | typeof SEVERITY): Promise<Piece<string[]> | undefined> {
    if (!has.has(field)) return undefined;
    return pieces.get(
      `${name}: ${field}`,
      async () => {
        const answer = await api.getWorkItemTypeFieldWithReferences(project, name, field, ALLOWED_VALUES);
        const { allowedValues } = fieldAnswer.parse(answer);
        return (allowedValues ?? [])
          .filter((value) => ['string', 'number'].includes(typeof value))
          .map(String);
      },
      () => USUAL_VALUES[field],
    );
  }
  const [priorities, severities] = await Promise.all([values(PRIORITY), values(SEVERITY)]);
  const why = priorities?.why ?? severities?.why;

  return {
    value: {
      name,
      ...(description && { description }),
      ...(priorities && { priorities: priorities.value }),
      ...(severities && { severities: severities.value }),
      area: has.has('System.AreaPath'),
      iteration: has.has('System.IterationPath'),
      assignee: has.has('System.AssignedTo'),
      tags: has.has('System.Tags'),
    },
    ...(why === undefined ? {} : { why }),
  };
}

/** Whether Azure DevOps answers, but not this. That a project is unknown it says in words. */
function isWithheld(error: unknown): boolean {
  return isRefusal(error) || (error instanceof BoardsError && error.unexplained);
}

/** What is missing, and why it is. */
type Gap = [what: string, why: string | undefined];

function gapWords(gaps: readonly Gap[]): string {
  const there = gaps.flatMap(([what, why]) => (why === undefined ? [] : [{ what, why }]));
  return [...new Set([...there.map(({ what }) => what), ...there.map(({ why }) => why)])].join(' ');
}

function paths({ name, children }: Node, above = ''): string[] {
  const path = above + name;
  return [path, ...(children ?? []).flatMap((child) => paths(child, `${path}\\`))];
}
