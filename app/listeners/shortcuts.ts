import type { MessageShortcut, SlackShortcutMiddlewareArgs } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import { outcome } from '../slack/outcome.ts';
import type { Found, From } from './event-modal.ts';
import type { Parts } from './parts.ts';

/** A message shortcut on an announcement, or on any message in its thread, opens the same modal as a button. */
export function onMessage(parts: Parts, open: (parts: Parts, from: From) => Promise<void>) {
  return async ({
    ack,
    body,
  }: Pick<SlackShortcutMiddlewareArgs<MessageShortcut>, 'ack' | 'body'>): Promise<void> => {
    await ack();
    await open(parts, { user: body.user.id, trigger: body.trigger_id, id: () => eventOf(parts, body) });
  };
}

const FOREIGN =
  'This shortcut is for my announcements and the messages in their threads; that message is neither. Here are the open events:';

const UNKNOWN = 'Slack did not tell me what this thread is about. Here are the open events:';

/** The event that a message of ours tells of: its blocks carry the ID. */
function eventIn(message: object): string | undefined {
  const { blocks } = message as { blocks?: unknown };
  if (!Array.isArray(blocks)) return undefined;
  for (const block of blocks as { block_id?: unknown }[]) {
    const found = /^([A-Z]{2}-[0-9A-Z]{5,}):/.exec(String(block.block_id));
    if (found?.[1]) return found[1];
  }
  return undefined;
}

/** The message itself tells, or the root of its thread. */
async function eventOf(
  { client, log }: { client: WebClient; log: Parts['log'] },
  { channel, message }: MessageShortcut,
): Promise<Found> {
  const here = eventIn(message);
  if (here !== undefined) return { id: here };
  const root: unknown = message.thread_ts;
  if (typeof root !== 'string' || root === message.ts) return { lead: FOREIGN };
  try {
    const { messages = [] } = await client.conversations.history({
      channel: channel.id,
      latest: root,
      oldest: root,
      inclusive: true,
      limit: 1,
    });
    const there = messages[0] && eventIn(messages[0]);
    return there === undefined ? { lead: FOREIGN } : { id: there };
  } catch (error) {
    const failure = outcome(error);
    log.info({ failure }, 'The root of a thread could not be read for a shortcut');
    // A channel that the bot is not in holds no announcement of ours.
    return { lead: failure.kind === 'refused' ? FOREIGN : UNKNOWN };
  }
}
