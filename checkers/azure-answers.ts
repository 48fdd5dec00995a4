import { z } from 'zod';
import { instant, meaning, textId, word } from './foreign.ts';
import { nextLink, type Page } from './pages.ts';
import { cut } from './text.ts';

// Every property of an event is optional. What is badly formed in its reach is as good as none: it may concern all.
const update = z.object({ summary: word, updateDateTime: word });
const region = z.object({
  impactedRegion: word,
  status: word,
  updates: z.array(update).nullish().catch(undefined),
});
const impact = z.object({
  impactedService: word,
  impactedRegions: z.array(region).nullish().catch(undefined),
});
const event = z.object({
  name: textId,
  properties: z.object({
    eventType: word,
    status: word,
    title: word,
    summary: word,
    header: word,
    level: word,
    eventLevel: word,
    impactStartTime: word,
    impactMitigationTime: word,
    lastUpdateTime: word,
    impact: z.array(impact).nullish().catch(undefined),
  }),
});
const answer = z.object({ value: z.array(event), nextLink });

/** An event as one subscription sees it. */
export type AzureEvent = z.infer<typeof event>;

/** An event, and the subscription that sees it. */
export interface Sighting {
  subscription: string;
  event: AzureEvent;
}

/** What is said about an event. */
export type Properties = AzureEvent['properties'];

/** A service and its regions. */
export type Impact = z.infer<typeof impact>;

const OPEN: Readonly<Record<string, boolean>> = { active: true, resolved: false };

/** Translates a page of events. */
export function readEvents(body: string): Page<AzureEvent> {
  const { value, nextLink: next } = answer.parse(JSON.parse(body));
  return { items: value, next };
}

/** Translates one event that was asked for by its id. */
export function readEvent(body: string): AzureEvent {
  return event.parse(JSON.parse(body));
}

/** When an event last changed: by this the list is limited. */
export function changedAt({ properties }: AzureEvent): string | undefined {
  return instant(properties.lastUpdateTime);
}

/** Whether an event, or a region of it, is active. A status that we do not know is, and is remarked upon. */
export function isOpen(status: string | null | undefined, remarks: Set<string>): boolean {
  const open = meaning(OPEN, status ?? '');
  if (open === undefined) remarks.add(`unknown status "${cut(status ?? '', 50)}"`);
  return open ?? true;
}
