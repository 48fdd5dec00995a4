import type { WorkItemTrackingApi } from 'azure-devops-node-api/WorkItemTrackingApi.js';
import type { z } from 'zod';
import { itemAnswer, statesAnswer } from './answers.ts';
import type { PatchStep } from './draft.ts';
import { BoardsError } from './failures.ts';
import { linkOf } from './html.ts';

/** How a work item is closed. */
export interface Closing {
  /** Otherwise the completed state of its type. */
  state?: string | undefined;
  /** HTML. */
  comment?: string | undefined;
  /** The work item that it repeats. */
  duplicateOf?: { id: number; url: string } | undefined;
}

type Item = z.infer<typeof itemAnswer>;

const OVER: readonly (string | null | undefined)[] = ['Completed', 'Removed'];

// From the one that repeats to the one that was first; an item can have a single one of these.
// https://learn.microsoft.com/azure/devops/boards/queries/link-type-reference
const DUPLICATE_OF = 'System.LinkTypes.Duplicate-Reverse';
const RELATED = 'System.LinkTypes.Related';

/** Closes a work item in one step, or finds that there is nothing left to do. */
export async function closeItem(
  api: WorkItemTrackingApi,
  { id, closing, base }: { id: number; closing: Closing; base: string },
): Promise<Item | 'already closed'> {
  const changed = (error: unknown) =>
    error instanceof BoardsError && (error.status === 412 || error.status === 409);
  try {
    return await close();
  } catch (error) {
    // Somebody was faster: what they did decides.
    if (changed(error)) return close();
    throw error;
  }

  async function close(): Promise<Item | 'already closed'> {
    const item = itemAnswer.parse(await api.getWorkItem(id));
    const { 'System.TeamProject': project, 'System.WorkItemType': type } = item.fields;
    const states = statesAnswer.parse(await api.getWorkItemTypeStates(project, type));
    const now = states.find(({ name }) => isSame(name, item.fields['System.State']));
    if (OVER.includes(now?.category)) return 'already closed';
    const state = target(states, closing.state, type);
    if (isSame(state, item.fields['System.State'])) return 'already closed';
    for (const link of closing.duplicateOf ? [DUPLICATE_OF, RELATED] : []) {
      try {
        return await update(item, stepsFor(item, state, link));
      } catch (error) {
        // Such as: it is a duplicate of another one already, or the other one is gone.
        if (!(error instanceof BoardsError) || ![400, 404].includes(error.status ?? 0)) throw error;
      }
    }
    return update(item, stepsFor(item, state));
  }

  async function update(item: Item, steps: PatchStep[]): Promise<Item> {
    return itemAnswer.parse(await api.updateWorkItem(null, steps, item.id));
  }

  function stepsFor({ rev }: Item, state: string, link?: string): PatchStep[] {
    const { comment, duplicateOf } = closing;
    const words = comment ?? (duplicateOf && `Duplicate of ${linkOf(named(duplicateOf))}`);
    const relation = duplicateOf &&
      link && { rel: link, url: `${base}/_apis/wit/workItems/${duplicateOf.id}` };
    return [
      { op: 'test', path: '/rev', value: rev },
      { op: 'add', path: '/fields/System.State', value: state },
      ...(words ? [{ op: 'add', path: '/fields/System.History', value: words } as const] : []),
      ...(relation ? [{ op: 'add', path: '/relations/-', value: relation } as const] : []),
    ];
  }
}

function target(states: z.infer<typeof statesAnswer>, wanted: string | undefined, type: string): string {
  const names = states.map(({ name }) => name);
  const state =
    wanted === undefined
      ? states.find(({ category }) => category === 'Completed')?.name
      : names.find((name) => isSame(name, wanted));
  if (state !== undefined) return state;
  const words =
    wanted === undefined
      ? `A work item of the type ${type} has no state that means completed: close it by hand.`
      : `A work item of the type ${type} has no state ${wanted}: it has ${names.join(', ')}. Whoever runs the bot can change ADO_CLOSE_ON_RESOLVE.`;
  throw new BoardsError('refused', words, { field: 'State' });
}

function named({ id, url }: { id: number; url: string }): { text: string; url: string } {
  return { text: `#${id}`, url };
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
