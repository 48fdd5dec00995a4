import { z } from 'zod';
import type { AdoConfig } from '../config.ts';

/** A work item as people see it. */
export interface WorkItem {
  id: number;
  /** Where people find it. */
  url: string;
  /** Absent where Azure DevOps does not say. */
  state?: string | undefined;
  title?: string | undefined;
}

const reference = z.object({ referenceName: z.string() });

/** A work item. https://learn.microsoft.com/rest/api/azure/devops/wit/work-items/get-work-item */
export const itemAnswer = z.object({
  id: z.number().int().positive(),
  rev: z.number().int(),
  fields: z.object({
    'System.Title': z.string(),
    'System.State': z.string(),
    'System.WorkItemType': z.string(),
    'System.TeamProject': z.string(),
    'System.Tags': z.string().nullish(),
  }),
  _links: z.object({ html: z.object({ href: z.string() }).nullish() }).nullish(),
});

/** A work item just made. It exists, whatever else is said of it. */
export const madeAnswer = z.object({
  id: itemAnswer.shape.id,
  fields: itemAnswer.shape.fields.partial().nullish().catch(undefined),
  _links: itemAnswer.shape._links.catch(undefined),
});

/** The fields that `itemAnswer` is made of. */
export const ITEM_FIELDS = Object.keys(itemAnswer.shape.fields.shape);

/** A list of work items, with nothing where one may not be read. */
export const itemsAnswer = z.array(itemAnswer.nullable());

/** What a query finds. */
export const foundAnswer = z.object({ workItems: z.array(z.object({ id: z.number() })).nullish() });

/** The states of a type. */
export const statesAnswer = z.array(z.object({ name: z.string(), category: z.string().nullish() }));

/** The types of a project. */
export const typesAnswer = z.array(
  z.object({
    name: z.string(),
    isDisabled: z.boolean().nullish(),
    fields: z.array(reference).nullish(),
    fieldInstances: z.array(reference).nullish(),
  }),
);

/** The categories of a project's types. */
export const categoriesAnswer = z.array(
  z.object({ referenceName: z.string(), workItemTypes: z.array(z.object({ name: z.string() })).nullish() }),
);

/** A field of a type. Its values are names, numbers, or people. */
export const fieldAnswer = z.object({ allowedValues: z.array(z.unknown()).nullish() });

/** Areas and iterations, each a tree. `structureType` is the library's number for area or iteration. */
export interface Node {
  name: string;
  children?: Node[] | null | undefined;
}
const node: z.ZodType<Node> = z.object({
  name: z.string(),
  get children() {
    return z.array(node).nullish();
  },
});
export const rootsAnswer = z.array(
  z.object({ name: z.string(), structureType: z.number(), children: z.array(node).nullish() }),
);

/** Comments, newest first. */
export const commentsAnswer = z.object({
  comments: z.array(z.object({ id: z.number(), text: z.string().nullish() })).nullish(),
});

/** A work item in our words. */
export function itemOf({ id, fields, _links }: z.infer<typeof madeAnswer>, ado: AdoConfig): WorkItem {
  return {
    id,
    url: webAddress(_links?.html?.href) ?? addressOf(id, ado),
    state: fields?.['System.State'],
    title: fields?.['System.Title'],
  };
}

/** The tags of a work item. */
export function tagsOf({ fields }: z.infer<typeof itemAnswer>): string[] {
  return (fields['System.Tags'] ?? '').split(';').map((tag) => tag.trim());
}

/** Lists do not say where people find an item. */
function addressOf(id: number, { orgUrl, project }: AdoConfig): string {
  return `${orgUrl}/${encodeURIComponent(project)}/_workitems/edit/${id}`;
}

function webAddress(href: string | undefined): string | undefined {
  return /^https?:\/\//.test(href ?? '') ? URL.parse(href ?? '')?.href : undefined;
}
