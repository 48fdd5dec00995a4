import type { Args } from './arguments.ts';
import { checkBlocks, countTables, explain, tooLong } from './blocks.ts';
import { isObject, type Json, type JsonObject, listOf, objectsIn } from './json.ts';
import type { Block, Content, Metadata } from './message.ts';
import { Refusal } from './refusal.ts';
import type { Workspace } from './workspace.ts';

/** Blocks that Slack would take, or the refusal with pointers. */
export function goodBlocks(
  blocks: Json[] | undefined,
  { unsupportedBlocks }: Workspace,
): Block[] | undefined {
  if (!blocks) return undefined;
  const findings = checkBlocks(blocks, { surface: 'message', at: '/blocks', unsupported: unsupportedBlocks });
  if (findings.length > 0) throw new Refusal('invalid_blocks', explain(findings));
  return blocks as Block[];
}

export function goodAttachments(
  attachments: Json[] | undefined,
  workspace: Workspace,
): JsonObject[] | undefined {
  if (!attachments) return undefined;
  if (attachments.length > 100) throw new Refusal('too_many_attachments'); // documented code, guessed number
  if (!attachments.every(isObject)) throw new Refusal('invalid_attachments');
  for (const attachment of attachments) goodBlocks(listOf(attachment, 'blocks'), workspace);
  return attachments;
}

/** The content of a message as given in arguments, checked; `undefined` for what was not given. */
export function contentOf(args: Args, workspace: Workspace): Partial<Content> {
  const text = args.text('text');
  const blocks = goodBlocks(args.list('blocks'), workspace);
  const attachments = goodAttachments(args.list('attachments'), workspace);
  const nested = (attachments ?? []).flatMap((attachment) => listOf(attachment, 'blocks'));
  if (countTables([...(blocks ?? []), ...nested]) > 1) {
    throw new Refusal('invalid_attachments', { errors: ['only_one_table_allowed'] });
  }
  return {
    ...(text !== undefined && { text }),
    ...(blocks && { blocks }),
    ...(attachments && { attachments }),
  };
}

export function refuseTooLong(blocks: Block[] | undefined): void {
  if (blocks && tooLong(blocks)) throw new Refusal('msg_blocks_too_long');
}

/** Message metadata, or its refusal. Documented: the shape and the keys. Guessed: the size (8 KB). */
export function metadataOf(args: Args): Metadata | 'none' | undefined {
  const given = args.object('metadata');
  if (!given) return undefined;
  if (Object.keys(given).length === 0) return 'none';
  const { event_type: type, event_payload: payload, ...others } = given;
  if (typeof type !== 'string' || type === '' || !isObject(payload))
    throw new Refusal('invalid_metadata_format');
  if (Object.keys(others).some((key) => key !== 'entities')) throw new Refusal('invalid_metadata_format');
  const keys = Object.keys(payload);
  const nested = [...objectsIn(payload)].length > 1;
  if (nested || !/^\w+$/.test(type) || !keys.every((key) => /^[a-z]\w*$/.test(key))) {
    throw new Refusal('invalid_metadata_schema');
  }
  if (JSON.stringify(given).length > 8192) throw new Refusal('metadata_too_large');
  return { event_type: type, event_payload: payload };
}
