import { z } from 'zod';
import { plainText } from '../../checkers/text.ts';
import type { SeenIncident, SeenUpdate } from './record.ts';
import { bareLink } from './status-text.ts';

/** What is read of an update; more than that never fits a post. */
const READ = 1_500;
const BACKDATED_MS = 6 * 60 * 60_000;
/** Ids are keys of a table: whatever else stands there is not of Statuspage. */
const id = z.string().regex(/^[\w-]{1,100}$/);
const instant = z.string().refine((text) => !Number.isNaN(Date.parse(text)));

const update = z.object({
  id,
  status: z.string(),
  body: z.string().nullish(),
  created_at: instant.nullish(),
  display_at: instant.nullish(),
  deliver_notifications: z.boolean().nullish(),
});

const incident = z.object({
  id,
  name: z.string().nullish(),
  shortlink: z.string().nullish(),
  backfilled: z.boolean().nullish(),
  created_at: instant.nullish().catch(undefined),
  updated_at: instant.nullish().catch(undefined),
  incident_updates: z.array(update).min(1),
});

const page = z.object({ id: z.string() }).nullish();
const documents = {
  incidents: z.object({ page, incidents: z.array(z.unknown()) }),
  scheduled_maintenances: z.object({ page, scheduled_maintenances: z.array(z.unknown()) }),
};

/** An incident as Statuspage writes it, on the page and in deliveries alike. */
export type WrittenIncident = z.infer<typeof incident>;

/** What a delivery is to us: an incident with the update that it announces, or nothing, and why. */
export type Delivery = { incident: SeenIncident; announced: string } | { ignored: string };

/** Reads a delivery whose sender is genuine: an update without a date is of now. It never throws. */
export function readDelivery(body: unknown, page: { id: string; url: string }, now: number): Delivery {
  const { page: from, incident: about, component_update: component } = fields(body);
  if (from === undefined && about === undefined) return { ignored: 'it has neither a page nor an incident' };
  const pageId = fields(from).id ?? fields(about).page_id;
  if (typeof pageId !== 'string') return { ignored: 'it does not say of which page it is' };
  if (pageId !== page.id) return { ignored: 'it is of another page' };
  if (about === undefined) {
    return { ignored: component === undefined ? 'it holds no incident' : 'it is about a component' };
  }
  const read = incident.safeParse(about);
  if (!read.success) {
    const paths = read.error.issues.map(({ path }) => `incident.${path.join('.')}`);
    return { ignored: `needed fields are missing or unknown: ${paths.slice(0, 5).join(', ')}` };
  }
  const seen = seenIncident(read.data, page.url, now);
  const announced = seen.updates.at(-1);
  return announced ? { incident: seen, announced: announced.id } : { ignored: 'it holds no update' };
}

/** The incidents of one of the page's documents; throws when it is not what we know. */
export function readPageDocument(
  text: string,
  list: 'incidents' | 'scheduled_maintenances',
  pageUrl: string,
) {
  const { page, ...lists } = documents[list].parse(JSON.parse(text));
  const entries = Object.values(lists)[0] ?? [];
  const read = entries.map((entry) => incident.safeParse(entry));
  return {
    pageId: page?.id,
    incidents: read.flatMap(({ data }) => (data ? [seenIncident(data, pageUrl, 0)] : [])),
    /** Entries that are not what we know, and why: one of them hides none of the others. */
    odd: read.flatMap(({ error }) => (error ? [error.issues[0]?.path.join('.') ?? ''] : [])),
  };
}

function seenIncident(written: WrittenIncident, pageUrl: string, undated: number): SeenIncident {
  return {
    id: written.id,
    link: bareLink(written.shortlink, `${pageUrl}/incidents/${written.id}`),
    backfilled: written.backfilled === true,
    updates: inOrder(written, undated),
  };
}

/** Oldest first. The page lists the newest first; what was written at one instant keeps the page's order. */
function inOrder(
  { name, created_at, updated_at, incident_updates }: WrittenIncident,
  undated: number,
): SeenUpdate[] {
  const otherwise = updated_at ?? created_at ?? undated;
  const unique = new Map(incident_updates.toReversed().map((one) => [one.id, one]));
  return [...unique.values()]
    .map((one) => ({
      id: one.id,
      status: one.status,
      words: plainText(one.body ?? '', READ) || plainText(name ?? '', READ),
      at: new Date(one.created_at ?? one.display_at ?? otherwise).toISOString(),
      notify: one.deliver_notifications !== false && !enteredLater(one),
    }))
    .sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

/** Backfilled: the page shows it as of long before it was written. Only deliveries say so in a word. */
function enteredLater({ created_at, display_at }: WrittenIncident['incident_updates'][number]): boolean {
  return Date.parse(created_at ?? '') - Date.parse(display_at ?? '') > BACKDATED_MS;
}

function fields(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
