import { z } from 'zod';
import type { Platform, World } from './checker.ts';
import { choicesOf } from './choices.ts';
import { word } from './foreign.ts';

const answer = z.array(z.object({ key: word, isActive: z.boolean().nullish().catch(undefined) }));

/** The keys of the instances that are in use. */
export async function salesforceChoices(
  { address }: Platform,
  { get }: Pick<World, 'get'>,
): Promise<string[]> {
  return choicesOf(await get(new URL('/v1/instances', address).href, readInstances));
}

function readInstances(body: string): (string | null | undefined)[] {
  // Those that were retired stay on the list for years.
  const inUse = answer.parse(JSON.parse(body)).filter(({ isActive }) => isActive !== false);
  return inUse.map(({ key }) => key);
}
