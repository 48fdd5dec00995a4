import { CheckError, type HeldIncident, type Report, type World } from './checker.ts';
import { isNotThere } from './failures.ts';
import { type Found, type Listing, readListing, readMaintenances } from './statuspage-listing.ts';

/** What is known beyond the lists themselves. */
export interface Rest {
  found: Found[];
  report: Omit<Report, 'incidents'>;
}

/** Where to ask, and where people read. */
interface Place {
  api: string;
  page: string;
}

/** With what was read already: `underWay` is absent when the maintenances could not be read. */
interface Read extends Place {
  underWay: Listing | undefined;
}

/**
 * What is missing from a complete list is over, and its last update stands in the history, which each look without it
 * asks: one answer may fail, and of a page that is not believed no absence counts, but its word does. When the list
 * of maintenance could not be read, maintenance of ours may still be on it.
 */
export async function lastWords(
  gone: HeldIncident[],
  { api, page, underWay }: Read,
  world: World,
): Promise<Rest> {
  const history =
    gone.length > 0 ? await ifReadable(world.get(`${api}/incidents.json`, readListing(page))) : undefined;
  const untold = without(gone, history).filter(mayBePlanned);
  const past = underWay && untold.length > 0 ? await allMaintenances({ api, page }, world) : undefined;
  return {
    found: [...those(gone, history), ...those(untold, past)],
    report: {
      list: { kind: 'complete' },
      asked: [],
      unsure: underWay ? [] : ids(untold),
      remarks: [...(history?.remarks ?? []), ...(past?.remarks ?? [])],
    },
  };
}

/**
 * A history keeps the newest 50 incidents: whether an older one is still open is asked for elsewhere, and so
 * is a maintenance that is not under way any more.
 */
export async function scrolledOut(
  missing: HeldIncident[],
  { api, page, underWay, since }: Read & { since: string | undefined },
  world: World,
): Promise<Rest> {
  const list: Report['list'] = { kind: 'recent', ...(since !== undefined && { since }) };
  const planned = missing.filter(mayBePlanned);
  const past = underWay && planned.length > 0 ? await allMaintenances({ api, page }, world) : undefined;
  const untold = without(missing, past);
  const older = untold.filter(({ listedAt }) => since !== undefined && listedAt <= since);
  const open =
    older.length > 0
      ? await ifReadable(world.get(`${api}/incidents/unresolved.json`, readListing(page)))
      : undefined;
  // Perhaps maintenance, which is on no list of incidents.
  const unclear = new Set(past ? [] : ids(without(planned, open)));
  const asked = ids(older).filter((id) => !unclear.has(id));
  return {
    found: [...those(missing, past), ...those(older, open)],
    report: {
      list,
      asked: open ? asked : [],
      unsure: [...unclear, ...(open ? [] : asked)],
      remarks: [...(past?.remarks ?? []), ...(open?.remarks ?? [])],
    },
  };
}

/** Whether it may stand on the list of planned maintenance: what is held says so as a rule. */
function mayBePlanned({ severity }: HeldIncident): boolean {
  return severity === undefined || severity === 'maintenance';
}

/** The maintenances that have begun; none on a page that has no such list, undefined when it cannot tell. */
export async function maintenances(
  url: string,
  { page }: Pick<Place, 'page'>,
  { get }: World,
): Promise<Listing | undefined> {
  try {
    return await get(url, readMaintenances(page));
  } catch (error) {
    if (!(error instanceof CheckError)) throw error;
    // Pages that imitate Statuspage answer 404.
    return isNotThere(error) ? { found: new Map(), remarks: [] } : undefined;
  }
}

/** A second question may fail without harm to the first. */
async function ifReadable<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof CheckError) return undefined;
    throw error;
  }
}

/** The newest 50, over or under way. */
function allMaintenances(place: Place, world: World): Promise<Listing | undefined> {
  return maintenances(`${place.api}/scheduled-maintenances.json`, place, world);
}

function those(held: readonly HeldIncident[], listing: Listing | undefined): Found[] {
  return held.flatMap(({ id }) => listing?.found.get(id) ?? []);
}

function without(held: readonly HeldIncident[], listing: Listing | undefined): HeldIncident[] {
  return held.filter(({ id }) => !listing?.found.has(id));
}

function ids(held: readonly HeldIncident[]): string[] {
  return held.map(({ id }) => id);
}
