import type { SlackCommandMiddlewareArgs } from '@slack/bolt';
import { distance } from 'fastest-levenshtein';
import type { Platform } from '../../checkers/checker.ts';
import { inert } from '../../views/text.ts';
import { typedText } from './typed-text.ts';

/** Platforms that a person has typed. */
export interface AskedPlatforms {
  platforms: readonly Platform[];
  all: boolean;
}

/** What a person typed after a command, as platforms; or a sentence that says what to type, `also` included. */
export function platformArgument(
  text: string,
  platforms: readonly Platform[],
  also = '',
): AskedPlatforms | { problem: string } {
  const typed = squeezed(text);
  if (typed === '' || typed === 'all') return { platforms, all: true };
  const exact = platforms.find(({ id, name }) => typed === squeezed(id) || typed === squeezed(name));
  if (exact) return { platforms: [exact], all: false };
  const near = nearest([typed, squeezed(text.trim().split(/\s/)[0] ?? '')], platforms);
  const meant = near.length > 0 ? ` Did you mean ${near.map(({ id }) => `\`${id}\``).join(' or ')}?` : '';
  const known = platforms
    .slice(0, MOST_KNOWN)
    .map(({ id }) => `\`${id}\``)
    .join(', ');
  const more = platforms.length > MOST_KNOWN ? ` and ${platforms.length - MOST_KNOWN} more` : '';
  return {
    problem: `I do not watch a platform called “${inert(text, 40)}”.${meant} Known: ${known}${more}, or \`all\`.${also}`,
  };
}

/** Acknowledges a command about platforms: with a sentence when it names none that we watch. */
export async function askedPlatforms(
  { command, ack }: Pick<SlackCommandMiddlewareArgs, 'command' | 'ack'>,
  platforms: readonly Platform[],
): Promise<AskedPlatforms | undefined> {
  const asked = platformArgument(typedText(command), platforms);
  if ('problem' in asked) {
    await ack({ response_type: 'ephemeral', text: asked.problem });
    return undefined;
  }
  await ack();
  return asked;
}

const MOST_NEAR = 3;
const MOST_KNOWN = 60;

/** A few letters more, fewer or other ones are a slip. */
const MOST_AWAY = 3;

/** Those that are a slip away from one of the words, or of whose name it is a part; the nearest first. */
function nearest(typed: readonly string[], platforms: readonly Platform[]): Platform[] {
  const far = ({ id, name }: Platform) =>
    Math.min(...typed.flatMap((word) => [id, name].map((one) => away(word, squeezed(one)))));
  return platforms
    .map((platform) => ({ platform, away: far(platform) }))
    .filter(({ away }) => away <= MOST_AWAY)
    .sort((a, b) => a.away - b.away)
    .slice(0, MOST_NEAR)
    .map(({ platform }) => platform);
}

function away(word: string, name: string): number {
  if (word.length > 2 && name.includes(word)) return 0;
  const far = distance(word.slice(0, 100), name);
  // Of a short word every letter counts.
  return far < Math.min(word.length, name.length) / 2 + 1 ? far : Number.POSITIVE_INFINITY;
}

/** As people write names: in any case, with spaces, dashes or neither. */
function squeezed(text: string): string {
  return text.toLowerCase().replace(/[\s_-]+/g, '');
}
