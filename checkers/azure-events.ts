import { changedAt, isOpen, type Properties, type Sighting } from './azure-answers.ts';
import { affectedBy, type Place, placesOf, updatesOf } from './azure-places.ts';
import type { Incident, Phase, Severity, Update } from './checker.ts';
import { compare, instant, meaning } from './foreign.ts';
import { cut, plainLine } from './text.ts';

type Kind = 'outage' | 'maintenance' | 'notice' | 'review' | 'silent';

const KINDS: Readonly<Record<string, Kind>> = {
  serviceissue: 'outage',
  plannedmaintenance: 'maintenance',
  healthadvisory: 'notice',
  // Broad outages, which reach the subscriptions they hit as service issues of their own.
  emergingissues: 'notice',
  // Written when all is over, though its status says Active.
  rca: 'review',
  securityadvisory: 'silent',
};
/** Where one id is seen as several kinds, the first of these is meant. */
const ORDER: readonly Kind[] = ['outage', 'maintenance', 'notice', 'review', 'silent'];
const SEVERITIES: Readonly<Record<string, Severity>> = {
  critical: 'critical',
  error: 'major',
  warning: 'minor',
  informational: 'minor',
};

/** One incident of all that our subscriptions see of it; none for what never is an outage or a notice. */
export function incidentOf(
  id: string,
  sightings: readonly Sighting[],
  { lookAt, remarks }: { lookAt: string; remarks: Set<string> },
): Incident | undefined {
  const kinds = sightings.map(({ event }) => kindOf(event.properties.eventType, remarks));
  const kind = ORDER.find((one) => kinds.includes(one));
  const alike = sightings
    .filter((_, i) => kinds[i] === kind)
    .sort(
      (a, b) =>
        compare(changedAt(b.event) ?? '', changedAt(a.event) ?? '') ||
        compare(a.subscription, b.subscription),
    );
  const latest = alike[0]?.event.properties;
  if (!latest || kind === undefined || kind === 'silent') return undefined;

  // Status alone decides: an active event may have been mitigated and a region of it resolved.
  const open = alike.some(({ event }) => isOpen(event.properties.status, remarks));
  const places = placesOf(
    alike.flatMap(({ event }) => event.properties.impact ?? []),
    remarks,
  );
  const phase = kind === 'review' || !open ? 'resolved' : openPhase(kind, places);
  const changed = instant(latest.lastUpdateTime);
  const began = instant(latest.impactStartTime);
  const updates = updatesOf(places, latest, { phase, fallback: changed ?? began ?? lookAt });
  const beganAt = began ?? updates[0]?.at ?? changed ?? lookAt;
  const endedAt =
    phase === 'resolved' && kind !== 'review' ? endOf(latest, { beganAt, lookAt, updates }) : undefined;
  return {
    id,
    title: titleOf(latest),
    severity: severityOf(kind, latest, remarks),
    phase,
    affected: affectedBy(places),
    updates,
    url: portalLink(id, alike.map(({ subscription }) => subscription).sort()[0] ?? ''),
    beganAt,
    publishedAt: updates[0]?.at ?? beganAt,
    ...(endedAt && { endedAt }),
    listedAt: changed ?? beganAt,
  };
}

function kindOf(eventType: string | null | undefined, remarks: Set<string>): Kind {
  if (eventType == null) return 'outage';
  const kind = meaning(KINDS, eventType);
  // Azure has had one kind of outage for years; what it adds, such as bills, is none.
  if (!kind) remarks.add(`unknown eventType "${cut(eventType, 50)}"`);
  return kind ?? 'notice';
}

function severityOf(kind: Kind, { eventLevel, level }: Properties, remarks: Set<string>): Severity {
  if (kind === 'maintenance') return 'maintenance';
  if (kind !== 'outage') return 'notice';
  const written = eventLevel ?? level;
  if (written == null) return 'major';
  const severity = meaning(SEVERITIES, written);
  if (!severity) remarks.add(`unknown level "${cut(written, 50)}"`);
  return severity ?? 'major';
}

/** The state is said elsewhere, and a title that carries it would change with it. */
function titleOf({ title, header }: Properties): string {
  const bare = plainLine(title ?? '').replace(/^(?:active|resolved|mitigated)\s*:\s*/i, '');
  return bare || plainLine(header ?? '') || 'Azure service issue';
}

/** https://learn.microsoft.com/azure/service-health/service-health-notification-webhook-guide */
function portalLink(id: string, subscription: string): string {
  return `https://app.azure.com/h/${encodeURIComponent(id.toWellFormed())}/${subscription.slice(0, 3)}${subscription.slice(-3)}`;
}

function openPhase(kind: Kind, places: readonly Place[]): Phase {
  if (kind === 'maintenance') return 'identified';
  return places.length > 0 && places.every(({ over }) => over) ? 'monitoring' : 'investigating';
}

/** The mitigation, where it makes sense: planned work that ended early has one in the future. */
function endOf(
  { impactMitigationTime, lastUpdateTime }: Properties,
  { beganAt, lookAt, updates }: { beganAt: string; lookAt: string; updates: readonly Update[] },
): string | undefined {
  const times = [instant(impactMitigationTime), updates.at(-1)?.at, instant(lastUpdateTime)];
  return times.find((at) => at !== undefined && at >= beganAt && at <= lookAt);
}
