import type { SlashCommand } from '@slack/bolt';

const MARKS = { '&amp;': '&', '&lt;': '<', '&gt;': '>' } as const;

/** What somebody typed after a command, as they typed it: Slack sends `&`, `<` and `>` as entities. */
export function typedText({ text }: Pick<SlashCommand, 'text'>): string {
  return text.replace(/&(?:amp|lt|gt);/g, (entity) => MARKS[entity as keyof typeof MARKS]);
}
