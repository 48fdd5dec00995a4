import { readHealth } from './azure-devops-health.ts';
import type { Platform, World } from './checker.ts';
import { choicesOf } from './choices.ts';

/** The codes of the geographies that the health speaks of. */
export async function azureDevopsChoices(
  { address }: Platform,
  { get }: Pick<World, 'get'>,
): Promise<string[]> {
  const { regions } = await get(address, readHealth);
  return choicesOf(regions.keys());
}
