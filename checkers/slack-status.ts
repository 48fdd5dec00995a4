import { CheckError, type Platform, type Report, type World } from './checker.ts';
import { type Found, type Listing, readCurrent, readHistory } from './slack-status-listing.ts';

/** Reads Slack's own status API, version 2. */
export async function slackStatus(platform: Platform, world: World): Promise<Report> {
  const current = await world.get(platform.address, readCurrent);
  const gone = world.held.filter(({ id }) => !current.found.has(id));
  const history = gone.length > 0 ? await readIfPossible(platform, world) : undefined;
  const lastWords = gone.flatMap(({ id }) => history?.found.get(id) ?? []);
  return {
    incidents: [...current.found.values(), ...lastWords].map(({ incident, writtenUrl }) => ({
      ...incident,
      url: trusted(writtenUrl, platform.page) ?? platform.page,
    })),
    list: { kind: 'complete' },
    asked: [],
    unsure: current.contradictory ? ['*'] : [],
    remarks: [...current.remarks, ...(history?.remarks ?? [])],
  };
}

/** Incidents leave the list when they are over; their last words stand in the history, which each look without them asks. */
async function readIfPossible({ address }: Platform, world: World): Promise<Listing | undefined> {
  try {
    return await world.get(new URL('history', address).href, readHistory);
  } catch (error) {
    // An end without last words is still an end.
    if (error instanceof CheckError) return undefined;
    throw error;
  }
}

/** People are led to the status page and nowhere else. */
function trusted(written: Found['writtenUrl'], page: string): string | undefined {
  const url = URL.parse(written ?? '');
  return url && url.origin === new URL(page).origin && url.href.length <= 500 ? url.href : undefined;
}
