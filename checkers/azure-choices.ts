import { z } from 'zod';
import { scope, subscriptionsOf } from './azure-subscriptions.ts';
import { CheckError, type Platform, type World } from './checker.ts';
import { choicesOf } from './choices.ts';
import { spelt, word } from './foreign.ts';

const location = z.object({
  displayName: word,
  metadata: z.object({ regionType: word }).nullish().catch(undefined),
});
const answer = z.object({ value: z.array(location) });

/**
 * The regions of the first of our subscriptions that we may read, by the names that events use.
 * https://learn.microsoft.com/rest/api/resources/subscriptions/list-locations
 */
export async function azureChoices(
  { address }: Platform,
  world: Pick<World, 'get' | 'subscriptions'>,
): Promise<string[]> {
  const { items } = await subscriptionsOf(address, world);
  let refusal: CheckError | undefined;
  for (const subscription of items) {
    const url = `${address}/subscriptions/${encodeURIComponent(subscription)}/locations?api-version=2022-12-01`;
    try {
      return choicesOf(await world.get(url, readLocations, { scope }));
    } catch (error) {
      if (!(error instanceof CheckError) || error.reason !== 'rejected') throw error;
      refusal ??= error;
    }
  }
  throw refusal;
}

function readLocations(body: string): (string | null | undefined)[] {
  const { value } = answer.parse(JSON.parse(body));
  // "United States" and the like are logical: nothing runs there, and no event is in them.
  const physical = value.filter(({ metadata }) => spelt(metadata?.regionType ?? '') !== 'logical');
  return physical.map(({ displayName }) => displayName);
}
