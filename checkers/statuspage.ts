import type { HeldIncident, Platform, Report, World } from './checker.ts';
import { ifReadable, lastWords, maintenances, scrolledOut } from './statuspage-absent.ts';
import { type Found, type Lately, type Listing, readLately, readListing } from './statuspage-listing.ts';
import { affectedBy, isUnclear, readDirectory } from './statuspage-parts.ts';

const HOUR_MS = 60 * 60_000;

/** Reads an Atlassian Statuspage (API v2), or a page that imitates it: incidents, and maintenance under way. */
export async function statuspage(platform: Platform, world: World): Promise<Report> {
  const api = platform.address.replace(/\/incidents(\/unresolved)?\.json.*$/, '');
  // One after the other, so that one connection does for both.
  const listing = await listingOf(platform, world);
  const read = { api, page: platform.page };
  const underWay = await maintenances(`${api}/scheduled-maintenances/active.json`, read, world);
  const listed = new Map([...(underWay?.found ?? []), ...listing.found]);
  const missing = world.held.filter(({ id }) => !listed.has(id));
  const rest = await (platform.list === 'complete'
    ? lastWords(missing, { ...read, underWay }, world)
    : scrolledOut(missing, { ...read, underWay, since: listing.since }, world));

  const all = [...listed.values(), ...rest.found];
  const directory = all.some((found) => mattersNow(found, listing, world.held) && found.parts.some(isUnclear))
    ? await ifReadable(world.get(`${api}/components.json`, readDirectory))
    : undefined;
  return {
    ...rest.report,
    // Without the directory an unchanged page gives the very same incidents.
    incidents: all.map(({ incident, parts }) =>
      directory ? { ...incident, affected: affectedBy(parts, directory) } : incident,
    ),
    remarks: [...listing.remarks, ...(underWay?.remarks ?? []), ...rest.report.remarks],
    ...(directory && { scope: directory.size }),
  };
}

/** With all that the page lists where what ended long ago for the page may be news to us. */
async function listingOf({ address, page }: Platform, { get, held, lookAt }: World): Promise<Listing> {
  const lately = await get(address, readLately(page));
  const isHeld = held.some(({ id }) => lately.past.includes(id));
  return isHeld || isAhead(lately, lookAt) ? get(`${address}#whole`, readListing(page)) : lately;
}

/** A page that says it changed in a time to come takes for long ago what has only just ended. */
function isAhead({ past, changedAt }: Lately, lookAt: string): boolean {
  return past.length > 0 && changedAt !== undefined && Date.parse(changedAt) > Date.parse(lookAt) + HOUR_MS;
}

/** Old resolved incidents concern nobody; one that began and ended since the last look may. */
function mattersNow({ incident }: Found, { changedAt }: Listing, held: readonly HeldIncident[]): boolean {
  if (incident.phase !== 'resolved' || held.some(({ id }) => id === incident.id)) return true;
  const { endedAt } = incident;
  return (
    endedAt !== undefined && changedAt !== undefined && Date.parse(endedAt) > Date.parse(changedAt) - HOUR_MS
  );
}
