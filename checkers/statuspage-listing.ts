import { z } from 'zod';
import { CheckError, type Incident, type Severity, type Update } from './checker.ts';
import { compare, instant, maybeId, meaning, someId, spelt, word } from './foreign.ts';
import { affectedBy, changedComponents, components, type Part, partsOf } from './statuspage-parts.ts';
import { endOf, isOfMaintenance, isStillPlanned, phaseOf } from './statuspage-words.ts';
import { cut, plainLine, plainText } from './text.ts';

/** An incident as its page's list gives it: the groups of its parts may be unknown. */
export interface Found {
  incident: Incident;
  parts: Part[];
}

/** One answer of the page: a list of incidents or of maintenances. */
export interface Listing {
  found: ReadonlyMap<string, Found>;
  /** When the oldest entry was created. */
  since?: string;
  /** When the page last changed. */
  changedAt?: string;
  remarks: string[];
}

/** A list without what ended long before it was made, of which only the ids are kept. */
export interface Lately extends Listing {
  past: readonly string[];
}

const MAX_REMARKS = 20;
/** What began and ended between two looks is told an hour late at most; more, because some clocks are wrong. */
const LATELY_MS = 24 * 60 * 60_000;
/** What the answers of a page may bear beside its name. */
const LISTED = ['status', 'components', 'incidents', 'scheduled_maintenances'];

const update = z.object({
  id: maybeId,
  status: word,
  body: word,
  created_at: word,
  display_at: word,
  affected_components: changedComponents,
});
const incident = z.object({
  id: someId,
  status: z.string(),
  name: word,
  impact: word,
  created_at: word,
  started_at: word,
  updated_at: word,
  resolved_at: word,
  scheduled_for: word,
  incident_updates: z.array(update).nullish(),
  components,
});
const page = z.object({ id: maybeId, updated_at: word }).nullish();
const list = z.array(incident).nullish();
const ofIncidents = z
  .looseObject({ page, incidents: list })
  .refine((answer) => isList(answer.incidents, answer), 'no page and no incidents');
const ofMaintenances = z
  .looseObject({ page, scheduled_maintenances: list })
  .refine((answer) => isList(answer.scheduled_maintenances, answer), 'no page and no maintenances');

type RawIncident = z.infer<typeof incident>;
type RawUpdate = z.infer<typeof update>;

const SEVERITIES: Readonly<Record<string, Severity>> = {
  none: 'minor',
  minor: 'minor',
  major: 'major',
  critical: 'critical',
  maintenance: 'maintenance',
};

/** Where a list is missing, the page's id tells that it is such a page, and what else it bears that it is no list. */
function isList(listed: unknown, answer: { page?: z.infer<typeof page>; [key: string]: unknown }): boolean {
  return listed !== undefined || (answer.page?.id != null && LISTED.every((key) => answer[key] == null));
}

/** Translates an answer with incidents of the page that people read. */
export function readListing(people: string): (body: string) => Listing {
  return (body) => {
    const { page, incidents } = ofIncidents.parse(JSON.parse(body));
    return listingOf(incidents ?? [], page?.updated_at, people);
  };
}

/** The same without what ended long ago: most of a page, which nobody needs unless we hold it as open. */
export function readLately(people: string): (body: string) => Lately {
  const readAll = readListing(people);
  return (body) => {
    const { found: all, ...listing } = readAll(body);
    const [past, found] = [[], new Map()] as [string[], Map<string, Found>];
    for (const [id, one] of all) {
      if (isPast(one.incident, listing.changedAt)) past.push(id);
      else found.set(id, one);
    }
    return { ...listing, found, past };
  };
}

/** Translates an answer with maintenances: those that have begun. */
export function readMaintenances(people: string): (body: string) => Listing {
  return (body) => {
    const { page, scheduled_maintenances: planned } = ofMaintenances.parse(JSON.parse(body));
    const begun = (planned ?? []).filter(({ status }) => !isStillPlanned(status));
    return listingOf(
      begun.map((raw) => ({ ...raw, impact: 'maintenance' })),
      page?.updated_at,
      people,
    );
  };
}

function listingOf(
  raws: readonly RawIncident[],
  pageChangedAt: string | null | undefined,
  people: string,
): Listing {
  const changedAt = instant(pageChangedAt);
  const found = new Map<string, Found>();
  const remarks = new Set<string>();
  for (const raw of raws) {
    const next = translate(raw, { pageChangedAt: changedAt, people, remarks });
    const before = found.get(raw.id);
    if (before) remarks.add(`two entries with the id "${cut(raw.id, 50)}"`);
    if (next && (!before || lastWordAt(next) > lastWordAt(before))) found.set(raw.id, next);
  }
  const [since] = [...found.values()].map((one) => one.incident.listedAt).sort();
  return {
    found,
    remarks: [...remarks].slice(0, MAX_REMARKS),
    ...(since && { since }),
    ...(changedAt && { changedAt }),
  };
}

function translate(
  raw: RawIncident,
  {
    pageChangedAt,
    people,
    remarks,
  }: { pageChangedAt: string | undefined; people: string; remarks: Set<string> },
): Found | undefined {
  const phase = phaseOf(raw.status, remarks);
  const publishedAt = instant(raw.created_at) ?? someInstant(raw) ?? pageChangedAt;
  if (publishedAt === undefined) {
    const which = cut(raw.id, 50);
    // An end that nobody can date is no news, but an outage must not pass in silence.
    if (phase !== 'resolved')
      throw new CheckError('unreadable', `gives no time for the open incident ${which}`);
    remarks.add(`no time for incident "${which}"`);
    return undefined;
  }
  const said = oldestFirst(raw.incident_updates ?? [], publishedAt);
  const updates = translateUpdates(said, raw.status, remarks);
  const severity = severityOf(raw, remarks);
  const plannedFor = severity === 'maintenance' ? instant(raw.scheduled_for) : undefined;
  const endedAt = phase === 'resolved' ? (instant(raw.resolved_at) ?? endOf(updates)) : undefined;
  const parts = partsOf(
    raw.components,
    said.toReversed().flatMap((one) => one.affected_components ?? []),
  );
  return {
    incident: {
      id: raw.id,
      title: plainLine(raw.name ?? '') || 'Incident without a title',
      severity,
      phase,
      updates,
      beganAt: plannedFor ?? instant(raw.started_at) ?? publishedAt,
      publishedAt,
      ...(endedAt && { endedAt }),
      listedAt: publishedAt,
      affected: affectedBy(parts),
      url: `${people}/incidents/${encodeURIComponent(raw.id.toWellFormed())}`,
    },
    parts,
  };
}

function isPast({ phase, endedAt }: Incident, changedAt: string | undefined): boolean {
  if (phase !== 'resolved' || endedAt === undefined || changedAt === undefined) return false;
  return Date.parse(endedAt) < Date.parse(changedAt) - LATELY_MS;
}

function severityOf({ status, impact }: RawIncident, remarks: Set<string>): Severity {
  if (isOfMaintenance(status)) return 'maintenance';
  if (impact == null) return 'minor';
  const severity = meaning(SEVERITIES, impact);
  if (!severity) remarks.add(`unknown impact "${cut(impact, 50)}"`);
  return severity ?? 'major';
}

type Said = RawUpdate & { at: string; created: string };

function oldestFirst(updates: RawUpdate[], fallback: string): Said[] {
  return updates
    .map((one) => ({ ...one, at: writtenAt(one) ?? fallback, created: instant(one.created_at) ?? '' }))
    .reverse() // The page lists the newest first; this order decides among equals.
    .sort((a, b) => compare(a.at, b.at) || compare(a.created, b.created));
}

function translateUpdates(said: Said[], status: string, remarks: Set<string>): Update[] {
  const seen = new Map<string, number>();
  return said.map((one) => {
    const key = one.id ?? `${one.at} ${spelt(one.status ?? status)}`;
    const before = seen.get(key) ?? 0;
    seen.set(key, before + 1);
    return {
      id: before === 0 ? key : `${key} ${before + 1}`,
      phase: phaseOf(one.status ?? status, remarks),
      text: plainText(one.body ?? ''),
      at: one.at,
    };
  });
}

function lastWordAt({ incident }: Found): string {
  return incident.updates.at(-1)?.at ?? incident.publishedAt;
}

function writtenAt({ display_at, created_at }: RawUpdate): string | undefined {
  return instant(display_at) ?? instant(created_at);
}

function someInstant({ started_at, incident_updates, updated_at }: RawIncident): string | undefined {
  const written = (incident_updates ?? []).flatMap((one) => writtenAt(one) ?? []).sort();
  return instant(started_at) ?? written[0] ?? instant(updated_at);
}
