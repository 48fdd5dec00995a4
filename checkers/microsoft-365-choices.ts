import { z } from 'zod';
import type { Platform, World } from './checker.ts';
import { choicesOf } from './choices.ts';
import { word } from './foreign.ts';
import { scope } from './microsoft-365.ts';
import { nextLink, type Page, readPages } from './pages.ts';

const answer = z.object({ value: z.array(z.object({ service: word })), '@odata.nextLink': nextLink });

/**
 * The services that our tenant subscribes to, named as the issues name them.
 * https://learn.microsoft.com/graph/api/serviceannouncement-list-healthoverviews
 */
export async function microsoft365Choices(
  { address }: Platform,
  { get }: Pick<World, 'get'>,
): Promise<string[]> {
  const first = new URL('healthOverviews', address).href;
  const { items, cut } = await readPages(first, (url) => get(url, readServices, { scope }));
  // Half a list would look as if the rest did not exist.
  if (cut) throw cut;
  return choicesOf(items);
}

function readServices(body: string): Page<string | null | undefined> {
  const { value, '@odata.nextLink': next } = answer.parse(JSON.parse(body));
  return { items: value.map(({ service }) => service), next };
}
