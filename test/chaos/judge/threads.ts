import { presentEvent } from '../../../app/announce/present.ts';
import type { TrackedEvent } from '../../../app/events/event.ts';
import type { StoredMessage } from '../../standins/slack/index.ts';
import { bot } from '../../standins/slack/workspace.ts';
import type { Ending, Told } from '../ending.ts';
import { eventsOf, type Invariant, rootsOf } from './known.ts';

/** The thread of every root tells each update and change once and in order, or the root alone has told them all. */
export const threadsTellAll: Invariant = (ending) =>
  eventsOf(ending).flatMap((event) =>
    event.announcements.flatMap(({ channel }) =>
      rootsOf(ending, channel, event.id).flatMap((told) => thread(ending, event, told)),
    ),
  );

function thread(ending: Ending, event: TrackedEvent, { replies }: Told): string[] {
  const wanted = presentEvent(event, ending.scene);
  const ours = replies.filter((reply) => reply.bot_id === bot.botId);
  const keys = ours.flatMap((reply) => keysOf(reply, event.id));
  const told = new Set(keys);
  const doubled = keys.filter((key, i) => keys.indexOf(key) !== i);
  const strange = keys.filter((key) => !wanted.keys.includes(key));
  // One told only after it had ended has its whole story in its root.
  const missing =
    keys.length === 0 ? untoldByRoot(event, wanted.keys) : wanted.keys.filter((key) => !told.has(key));
  const mute = ours.filter((reply) => keysOf(reply, event.id).length === 0);
  const say = (what: string, list: readonly unknown[]) =>
    list.length === 0 ? [] : [`The thread of ${event.id} ${what}: ${list.join(', ')}`];
  return [
    ...say('tells twice', doubled),
    ...say('tells what is nowhere written', strange),
    ...say('does not tell', missing),
    ...say(
      'has a reply without a key',
      mute.map(({ text }) => text),
    ),
    ...say('is out of order', outOfOrder(keys, wanted.keys, event)),
  ];
}

/** What neither the thread nor the root, when it was first posted, has told. */
function untoldByRoot(event: TrackedEvent, wanted: readonly string[]): string[] {
  const told = new Set(event.announcements.flatMap(({ rootOnly }) => rootOnly));
  return wanted.filter((key) => !told.has(key));
}

/** Updates stand in their order, and so do changes; one reply may hold both. */
function outOfOrder(keys: readonly string[], wanted: readonly string[], { updates }: TrackedEvent): string[] {
  const order = new Map(wanted.map((key, i) => [key, i]));
  const isUpdate = (key: string) => (order.get(key) ?? 0) < updates.length;
  return [keys.filter(isUpdate), keys.filter((key) => !isUpdate(key))].flatMap((list) =>
    list.filter((key, i) => i > 0 && (order.get(key) ?? 0) < (order.get(list[i - 1] ?? '') ?? 0)),
  );
}

/** What a reply tells: by its metadata, which is complete, or its blocks. */
export function keysOf({ metadata, blocks = [] }: StoredMessage, id: string): string[] {
  const payload = metadata?.event_payload;
  if (payload?.id === id && typeof payload.keys === 'string') return payload.keys.split(' ');
  return blocks.flatMap(({ block_id: blockId }) =>
    typeof blockId === 'string' && blockId.startsWith(`${id}:`)
      ? blockId.slice(id.length + 1).split('+')
      : [],
  );
}
