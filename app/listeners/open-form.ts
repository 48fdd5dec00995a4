import type { SlackCommandMiddlewareArgs } from '@slack/bolt';
import type { From } from './event-modal.ts';
import type { Parts } from './parts.ts';
import { typedText } from './typed-text.ts';

/** A command that opens a modal for the event whose ID was typed, or to choose one. */
export function openForm(parts: Parts, open: (parts: Parts, from: From) => Promise<void>) {
  return async ({ command, ack }: Pick<SlackCommandMiddlewareArgs, 'command' | 'ack'>): Promise<void> => {
    await ack();
    await open(parts, { user: command.user_id, trigger: command.trigger_id, id: typedText(command) });
  };
}
