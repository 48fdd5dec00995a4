import type { AppManifest } from './app-manifest.ts';
import type { World } from './world.ts';

/** A line that Slack itself shows to one person. */
export interface SlackbotLine {
  channel: string;
  ts: string;
  text: string;
  /** Id of who sees it. */
  to: string;
}

/** What somebody typed, and where. */
export interface Typed {
  who: string;
  channel: string;
  text: string;
  thread?: string | undefined;
}

/** Does in Slack what was typed: a command or a message. Resolves with what Slack itself answers, if anything. */
export async function typeLine(
  { slack, clock }: Pick<World, 'slack' | 'clock'>,
  { commands }: AppManifest,
  { who, channel, text, thread }: Typed,
): Promise<SlackbotLine | undefined> {
  if (!slack.workspace.channels.has(channel)) return undefined;
  const says = (words: string) => ({ channel, ts: (clock.now() / 1000).toFixed(6), text: words, to: who });
  const [, command, rest = ''] = /^(\/\S+)\s*(.*)$/s.exec(text.trim()) ?? [];
  if (command === undefined) {
    slack.say(who, channel, text, thread);
    return undefined;
  }
  if (thread !== undefined) return says(`${command} is not supported in threads. Sorry!`);
  // A command that the app does not have never reaches it.
  if (!commands.some((one) => one.command === command)) return says(`${command} is not a valid command.`);
  const { error } = await slack.slash(who, command, rest, channel);
  return error === undefined ? undefined : says(error);
}
