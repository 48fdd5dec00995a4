import { changedAt, type Sighting } from './azure-answers.ts';
import { incidentOf } from './azure-events.ts';
import { type Listing, listEvents, lookUp, subscriptionsOf } from './azure-subscriptions.ts';
import type { CheckError, HeldIncident, Incident, Platform, Report, World } from './checker.ts';

const MAX_REMARKS = 20;

/** Reads the Resource Health events of our subscriptions. */
export async function azureHealth({ address }: Platform, world: World): Promise<Report> {
  const subscriptions = await subscriptionsOf(address, world);
  const listings = await listEvents(subscriptions.items, address, world);
  if (listings.every(({ failed }) => failed)) throw listings[0]?.cut;
  const listed = listings.flatMap(({ sightings }) => sightings);

  const names = new Set(listed.map(({ event }) => event.name));
  const found: Sighting[] = [];
  const unsure: string[] = [];
  const unknown: HeldIncident[] = [];
  // The list says of itself only that it is "current": what is missing may be over, or merely old.
  for (const one of world.held.filter(({ id }) => !names.has(id))) {
    const { id } = one;
    const known = await lookUp(id, subscriptions.items, { address, world });
    if (known.found) found.push(known.found);
    else if (known.unsure) unsure.push(id);
    else unknown.push(one);
  }

  const cuts = cutsOf(subscriptions.cut, listings);
  const remarks = new Set(cuts);
  const about = { lookAt: world.lookAt, remarks };
  const incidents = [...Map.groupBy([...listed, ...found], ({ event }) => event.name)]
    .flatMap(([id, sightings]) => incidentOf(id, sightings, about) ?? [])
    .filter((incident) => hasBegun(incident, world));
  // A subscription without events is the usual case: nothing follows from an empty list, nor is it suspicious.
  const empty = incidents.length === 0;
  const window = windowOf(listed);
  return {
    incidents,
    list: empty ? { kind: 'complete' } : window,
    // No subscription knows it any more; one that is newer than the list reaches back was withdrawn.
    asked: unknown.filter(({ listedAt }) => empty || listedAt <= (window.since ?? '')).map(({ id }) => id),
    unsure: cuts.length > 0 ? ['*'] : unsure,
    remarks: [...remarks].slice(0, MAX_REMARKS),
    // Where nobody said which are ours, rights that were lost would go unnoticed.
    ...(!world.subscriptions && !subscriptions.cut && { scope: subscriptions.items.length }),
  };
}

/** How far back the list reaches is not documented; what `queryStartTime` would limit is the last change. */
function windowOf(listed: readonly Sighting[]): Extract<Report['list'], { kind: 'recent' }> {
  const [since] = listed.flatMap(({ event }) => changedAt(event) ?? []).sort();
  return { kind: 'recent', ...(since !== undefined && { since }) };
}

/** Maintenance is announced weeks ahead; one that we hold stays in sight when it is put off. */
function hasBegun({ id, severity, phase, beganAt }: Incident, { held, lookAt }: World): boolean {
  if (severity !== 'maintenance' || phase === 'resolved' || beganAt <= lookAt) return true;
  return held.some((one) => one.id === id);
}

/** In words that stay the same from look to look. */
function cutsOf(cut: CheckError | undefined, listings: readonly Listing[]): string[] {
  return [
    ...(cut ? [`the list of subscriptions could not be read to its end: ${cut.reason}`] : []),
    ...listings.flatMap((one) =>
      one.cut ? [`subscription ${one.subscription} could not be read to its end: ${one.cut.reason}`] : [],
    ),
  ];
}
