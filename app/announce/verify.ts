import type { Announcement } from '../events/event.ts';
import type { Messages } from './messages.ts';
import type { Wanted } from './present.ts';

/**
 * Reads what really stands in the channel and puts the record right: the oldest root is adopted, doubled
 * roots and replies are deleted, and what the thread tells counts as told. Returns the record as it is then.
 */
export async function verify(
  announcement: Announcement,
  wanted: Wanted,
  messages: Messages,
): Promise<Announcement> {
  const { channel } = announcement;
  const [root, ...doubled] = await messages.roots(channel, wanted.id, wanted.sinceMs);
  for (const { ts } of doubled) {
    for (const reply of await messages.replies(channel, ts, wanted.id))
      await messages.remove(channel, reply.ts);
    await messages.remove(channel, ts);
  }
  const ts = root?.ts ?? announcement.ts;
  if (ts === undefined) return announcement;

  const inThread = new Set<string>();
  for (const reply of await messages.replies(channel, ts, wanted.id)) {
    if (reply.keys.every((key) => inThread.has(key))) await messages.remove(channel, reply.ts);
    for (const key of reply.keys) inThread.add(key);
  }
  // The root of an attempt that was not recorded told what its claim says. Of a recorded one we know.
  const byRoot = announcement.ts === undefined ? (announcement.claim?.keys ?? []) : announcement.rootOnly;
  const moved = announcement.ts !== undefined && announcement.ts !== ts;
  const told = new Set([...(moved ? [] : announcement.told), ...byRoot, ...inThread]);
  return { ...announcement, ts, told: [...told], rootOnly: byRoot.filter((key) => !inThread.has(key)) };
}
