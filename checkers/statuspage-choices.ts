import type { Platform, World } from './checker.ts';
import { choicesOf } from './choices.ts';
import { readDirectory } from './statuspage-parts.ts';

// A row that GitHub keeps among its components: https://github.com/gfazioli/octoscope/issues/119
const PLACEHOLDER = /^visit \S+ for more information$/i;

/** The components of a Statuspage, or the groups around them. */
export async function statuspageChoices(
  { address, relevantBy }: Platform,
  { get }: Pick<World, 'get'>,
): Promise<string[]> {
  const directory = await get(new URL('/api/v2/components.json', address).href, readDirectory);
  const meant = [...directory.values()].filter(({ isGroup }) => isGroup === (relevantBy === 'group'));
  return choicesOf(meant.map(({ name }) => name).filter((name) => !PLACEHOLDER.test(name?.trim() ?? '')));
}
