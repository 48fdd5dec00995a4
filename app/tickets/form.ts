import type { WorkItemTrackingApi } from 'azure-devops-node-api/WorkItemTrackingApi.js';
import type { z } from 'zod';
import { categoriesAnswer, fieldAnswer, type Node, rootsAnswer, typesAnswer } from './answers.ts';

/** What a ticket can be, in this project. */
export interface TicketForm {
  types: TicketType[];
  /** Paths such as `Project\Team`; the project itself comes first. */
  areas: string[];
  iterations: string[];
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

/** Asks what a ticket can be. */
export async function readForm(api: WorkItemTrackingApi, project: string): Promise<TicketForm> {
  const [types, categories, roots] = await Promise.all([
    api.getWorkItemTypes(project).then((answer) => typesAnswer.parse(answer)),
    api.getWorkItemTypeCategories(project).then((answer) => categoriesAnswer.parse(answer)),
    api.getRootNodes(project, DEEPEST).then((answer) => rootsAnswer.parse(answer)),
  ]);
  const hidden = new Set(
    categories
      .filter(({ referenceName }) => referenceName === HIDDEN)
      .flatMap(({ workItemTypes }) => workItemTypes?.map(({ name }) => name) ?? []),
  );
  const shown = types.filter(({ name, isDisabled }) => !isDisabled && !hidden.has(name));
  return {
    types: await Promise.all(shown.map((type) => ticketType(api, project, type))),
    areas: roots.filter(({ structureType }) => structureType === AREA).flatMap((root) => paths(root)),
    iterations: roots
      .filter(({ structureType }) => structureType === ITERATION)
      .flatMap((root) => paths(root)),
  };
}

async function ticketType(
  api: WorkItemTrackingApi,
  project: string,
  { name, fields, fieldInstances }: z.infer<typeof typesAnswer>[number],
): Promise<TicketType> {
  const has = new Set([...(fields ?? []), ...(fieldInstances ?? [])].map((field) => field.referenceName));
  const description = [REPRO_STEPS, DESCRIPTION].find((field) => has.has(field));

  // Field by field: the list of all would bring every person of the organisation with it.
  async function values(field: string): Promise<string[] | undefined> {
    if (!has.has(field)) return undefined;
    const answer = await api.getWorkItemTypeFieldWithReferences(project, name, field, ALLOWED_VALUES);
    const { allowedValues } = fieldAnswer.parse(answer);
    return (allowedValues ?? []).filter((value) => ['string', 'number'].includes(typeof value)).map(String);
  }
  const [priorities, severities] = await Promise.all([values(PRIORITY), values(SEVERITY)]);

  return {
    name,
    ...(description && { description }),
    ...(priorities && { priorities }),
    ...(severities && { severities }),
    area: has.has('System.AreaPath'),
    iteration: has.has('System.IterationPath'),
    assignee: has.has('System.AssignedTo'),
    tags: has.has('System.Tags'),
  };
}

function paths({ name, children }: Node, above = ''): string[] {
  const path = above + name;
  return [path, ...(children ?? []).flatMap((child) => paths(child, `${path}\\`))];
}
