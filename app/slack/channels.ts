import type { WebClient } from '@slack/web-api';
import { isFatalCode } from './fatal.ts';
import { outcome } from './outcome.ts';

const ADVICE: Record<string, string> = {
  not_in_channel: 'the bot is not a member: type `/invite @Outage Bot` there.',
  channel_not_found:
    'no such channel for this bot: check the id in the settings and, for a private channel, invite the bot.',
  is_archived: 'it is archived: unarchive it, or set another channel.',
  // What chat.update says of an archived channel.
  is_inactive: 'it is archived: unarchive it, or set another channel.',
  missing_scope: 'the bot lacks a scope: reinstall the app from manifest.yml.',
};

/** What a person can do about Slack's refusal of a channel. */
export function channelAdvice(code: string): string {
  return ADVICE[code] ?? `Slack answers \`${code}\`.`;
}

/** Whether Slack refuses the whole channel, not just one message in it. */
export function isOfChannel(code: string): boolean {
  return code in ADVICE || WHOLE_CHANNEL.has(code) || isFatalCode(code);
}

const WHOLE_CHANNEL = new Set([
  'restricted_action',
  'restricted_action_read_only_channel',
  'restricted_action_thread_only_channel',
]);

/** Reads one message of a channel: the earliest sign of a wrong id, a missing invitation or a missing scope. */
export async function checkChannel(
  client: WebClient,
  channel: string,
): Promise<{ code: string | undefined } | 'cannot tell'> {
  try {
    await client.conversations.history({ channel, limit: 1 });
    return { code: undefined };
  } catch (error) {
    const failed = outcome(error);
    return failed.kind === 'refused' ? { code: failed.code } : 'cannot tell';
  }
}
