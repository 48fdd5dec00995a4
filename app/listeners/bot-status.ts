import type { SlackCommandMiddlewareArgs } from '@slack/bolt';
import { botStatusMessage } from '../../views/bot-status.ts';
import { reply } from '../slack/reply.ts';
import type { Parts } from './parts.ts';
import { allowed } from './wish.ts';

/** `/botstatus`: whether the bot is healthy, and why not. */
export function botStatus(parts: Pick<Parts, 'status' | 'rights' | 'clock' | 'log' | 'client'>) {
  return async ({
    command,
    ack,
    respond,
  }: Pick<SlackCommandMiddlewareArgs, 'command' | 'ack' | 'respond'>): Promise<void> => {
    await ack();
    const asked = { user: command.user_id, respond };
    if (!(await allowed(parts, asked, { what: 'ask how I am', need: 'member' }))) return;
    await reply(respond, { response_type: 'ephemeral', ...botStatusMessage(parts.status()) }, parts);
  };
}
