import { CheckError, type Platform, type Report, type World } from './checker.ts';
import { type Listing, readIncidents } from './salesforce-listing.ts';

/** Reads Salesforce's Trust API: what is open at present, by instance. */
export async function salesforce(platform: Platform, world: World): Promise<Report> {
  const { incidents, remarks, unsure } = await fromEither(platform, world);
  return {
    incidents: incidents.map((incident) => ({
      ...incident,
      url: `${platform.page}/incidents/${encodeURIComponent(incident.id.toWellFormed())}`,
    })),
    list: { kind: 'complete' },
    asked: [],
    unsure,
    remarks,
  };
}

/** The older address, on the people's page, answers 403 to many; it is asked when the newer one is no help. */
async function fromEither(
  { address, page }: Platform,
  { get }: World,
): Promise<Listing & Pick<Report, 'unsure'>> {
  try {
    return { ...(await get(address, readIncidents)), unsure: [] };
  } catch (failure) {
    if (!(failure instanceof CheckError)) throw failure;
    const older = await get(`${page}/api/incidents/active`, readIncidents).catch((error: unknown) => {
      throw error instanceof CheckError ? failure : error;
    });
    return {
      ...older,
      remarks: [`only the older address answers: ${failure.reason}`, ...older.remarks],
      // Who changes the newer one may leave the older one to itself, empty for ever.
      unsure: failure.reason === 'unreadable' ? ['*'] : [],
    };
  }
}
