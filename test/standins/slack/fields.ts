import { type JsonObject, objectsIn, objectsOf, textOf } from './json.ts';

/** One interactive element, and the block in which it stands. */
export interface Field {
  block: JsonObject;
  blockId: string;
  element: JsonObject;
  actionId: string;
}

/** Which element is meant: by action_id, and by block_id where that is not enough. */
export interface FieldName {
  actionId: string;
  blockId?: string | undefined;
}

/** Every interactive element, in order. */
export function fieldsOf(blocks: JsonObject[]): Field[] {
  return blocks.flatMap((block) => {
    if (block.type === 'container') return fieldsOf(objectsOf(block, 'child_blocks'));
    const found: Field[] = [];
    for (const { object } of objectsIn(block)) {
      const actionId = textOf(object, 'action_id');
      if (actionId !== undefined)
        found.push({ block, blockId: textOf(block, 'block_id') ?? '', element: object, actionId });
    }
    return found;
  });
}

/** The element of this name, or a complaint that lists what is there. */
export function findField(blocks: JsonObject[], { actionId, blockId }: FieldName, where: string): Field {
  const fields = fieldsOf(blocks);
  const found = fields.find(
    (field) => field.actionId === actionId && (blockId === undefined || field.blockId === blockId),
  );
  if (found) return found;
  const there = fields.map((field) => field.actionId).join(', ') || 'nothing';
  const place = blockId === undefined ? '' : ` in block ${blockId}`;
  throw new Error(`Nothing with action_id ${actionId}${place} on ${where}; there is: ${there}`);
}

/** The element with this action_id, or the only one in the block with this block_id. */
export function fieldNamed(blocks: JsonObject[], id: string, where: string): Field {
  const inBlock = fieldsOf(blocks).filter((field) => field.blockId === id);
  const [only] = inBlock;
  return only && inBlock.length === 1 ? only : findField(blocks, { actionId: id }, where);
}

/** Whether a change of this element reaches the bot at once (documented: an input only with `dispatch_action`). */
export function dispatches({ block }: Field): boolean {
  return block.type !== 'input' || block.dispatch_action === true;
}
