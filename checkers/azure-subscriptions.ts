import { z } from 'zod';
import { type AzureEvent, readEvent, readEvents, type Sighting } from './azure-answers.ts';
import { CheckError, type World } from './checker.ts';
import { isNotThere } from './failures.ts';
import { textId } from './foreign.ts';
import { nextLink, type Page, type Pages, readPages } from './pages.ts';

/** What a token for Azure Resource Manager is asked for. */
export const scope = 'https://management.azure.com/.default';
const EVENTS = 'providers/Microsoft.ResourceHealth/events';
const VERSION = 'api-version=2024-02-01';
const AT_A_TIME = 5;

const answer = z.object({
  value: z.array(z.object({ subscriptionId: textId, state: z.string().nullish() })),
  nextLink,
});

/** What one subscription says. */
export interface Listing {
  subscription: string;
  sightings: Sighting[];
  /** What kept us from the rest, or from all. */
  cut?: CheckError;
  failed: boolean;
}

/** The subscriptions to ask, each once. Throws CheckError. */
export async function subscriptionsOf(
  address: string,
  world: Pick<World, 'get' | 'subscriptions'>,
): Promise<Pages<string>> {
  const { items, cut } = world.subscriptions
    ? { items: [...world.subscriptions] }
    : await readPages(`${address}/subscriptions?api-version=2022-12-01`, (url) =>
        world.get(url, readSubscriptions, { scope }),
      );
  const each = new Set(items.map((id) => id.toLowerCase()));
  if (each.size === 0) {
    throw new CheckError(
      'rejected',
      'the app registration can read no subscription: give it the role Reader',
    );
  }
  return { items: [...each], ...(cut && { cut }) };
}

/** The events of every subscription. One that fails hides no other. */
export async function listEvents(
  subscriptions: readonly string[],
  address: string,
  world: World,
): Promise<Listing[]> {
  const listings: Listing[] = [];
  for (let i = 0; i < subscriptions.length; i += AT_A_TIME) {
    const some = subscriptions.slice(i, i + AT_A_TIME);
    listings.push(...(await Promise.all(some.map((subscription) => listing(subscription, address, world)))));
  }
  return listings;
}

async function listing(subscription: string, address: string, world: World): Promise<Listing> {
  try {
    const first = `${eventsUrl(address, subscription)}?${VERSION}`;
    const { items, cut } = await readPages(first, (url) => world.get(url, readEvents, { scope }));
    const sightings = items.map((event) => ({ subscription, event }));
    return { subscription, sightings, failed: false, ...(cut && { cut }) };
  } catch (error) {
    if (!(error instanceof CheckError)) throw error;
    return { subscription, sightings: [], failed: true, cut: error };
  }
}

/** An event asked for by its id, from the first subscription that knows it; `unsure` when one did not answer. */
export async function lookUp(
  id: string,
  subscriptions: readonly string[],
  { address, world }: { address: string; world: World },
): Promise<{ found?: Sighting; unsure: boolean }> {
  let unsure = false;
  for (const subscription of subscriptions) {
    const url = `${eventsUrl(address, subscription)}/${encodeURIComponent(id)}?${VERSION}`;
    try {
      const event: AzureEvent = await world.get(url, readEvent, { scope });
      if (event.name === id) return { found: { subscription, event }, unsure: false };
    } catch (error) {
      if (!(error instanceof CheckError)) throw error;
      unsure ||= !isNotThere(error);
    }
  }
  return { unsure };
}

function eventsUrl(address: string, subscription: string): string {
  return `${address}/subscriptions/${encodeURIComponent(subscription)}/${EVENTS}`;
}

function readSubscriptions(body: string): Page<string> {
  const { value, nextLink: next } = answer.parse(JSON.parse(body));
  const alive = value.filter(({ state }) => state?.toLowerCase() !== 'deleted');
  return { items: alive.map(({ subscriptionId }) => subscriptionId), next };
}
