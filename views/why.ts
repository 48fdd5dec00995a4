import { inert } from './text.ts';

/** Which rule let an event through, and where it is told, as Slack markup. */
export function whyWords({
  id,
  why,
  channels,
}: {
  id: string;
  why?: string;
  channels: readonly string[];
}): string {
  const said = why === undefined ? 'it was opened by an older version that kept no reason' : inert(why, 600);
  const where = channels.map((channel) => `<#${channel}>`).join(', ');
  const end = 'Operators choose what is told under *Settings* on App Home.';
  return channels.length === 0
    ? `\`${id}\` is told in no channel, only shown on App Home: ${said}. ${end}`
    : `\`${id}\` is told in ${where} because ${said}. ${end}`;
}
