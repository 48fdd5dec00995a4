import { CheckError, type HeldIncident, type Platform, type Report, type World } from './checker.ts';
import { isNotThere } from './failures.ts';
import { lastWords, maintenances, scrolledOut } from './statuspage-absent.ts';
import { type Found, type Lately, type Listing, readLately, readListing } from './statuspage-listing.ts';
import { affectedBy, type Directory, isUnclear, readDirectory } from './statuspage-parts.ts';

const HOUR_MS = 60 * 60_000;
/** Some looks more, and the directory that one of them lacks may be there again. */
const PATIENCE_MS = 3 * 60_000;
const WITHOUT_DIRECTORY = 'its components could not be read, and they alone tell where an incident is';

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
  const unclear = all.filter((one) => mattersNow(one, listing, world.held) && one.parts.some(isUnclear));
  const answer = unclear.length > 0 ? await directoryOf(api, world) : undefined;
  const directory = answer === 'cannot tell' ? undefined : answer;
  const nowhere =
    answer === 'cannot tell' ? unclear.filter((one) => isPlacedFirst(one, platform, world)) : [];
  const told = isPatient(world) ? all.filter((one) => !nowhere.includes(one)) : all;
  const remarks = [...listing.remarks, ...(underWay?.remarks ?? []), ...rest.report.remarks];
  return {
    ...rest.report,
    // Without the directory an unchanged page gives the very same incidents.
    incidents: told.map(({ incident, parts }) =>
      directory ? { ...incident, affected: affectedBy(parts, directory) } : incident,
    ),
    remarks,
    ...(directory && { scope: directory.size }),
    ...(nowhere.length > 0 && { unsure: ['*'], remarks: [WITHOUT_DIRECTORY, ...remarks] }),
  };
}

/** The page's components, as read last if they cannot be read now; undefined on a page that has no such list. */
async function directoryOf(api: string, { get }: World): Promise<Directory | 'cannot tell' | undefined> {
  try {
    return await get(`${api}/components.json`, readDirectory, { orLast: true });
  } catch (error) {
    if (!(error instanceof CheckError)) throw error;
    return isNotThere(error) ? undefined : 'cannot tell';
  }
}

/** Whether an incident becomes ours, for good, by where it is. */
function isPlacedFirst({ incident }: Found, { relevantBy }: Platform, { held }: World): boolean {
  return (
    relevantBy === 'group' && incident.phase !== 'resolved' && !held.some(({ id }) => id === incident.id)
  );
}

/** Whether a next look may tell more. In the end an outage that may be elsewhere is told: silence would be worse. */
function isPatient({ partlySince, lookAt }: World): boolean {
  return partlySince === undefined || Date.parse(lookAt) - Date.parse(partlySince) < PATIENCE_MS;
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
