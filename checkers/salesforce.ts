import { CheckError, type Platform, type Report, type World } from './checker.ts';
import { readIncidents } from './salesforce-listing.ts';

/** Reads Salesforce's Trust API: what is open at present, by instance. */
export async function salesforce(platform: Platform, world: World): Promise<Report> {
  const { incidents, remarks } = await fromEither(platform, world);
  return {
    incidents: incidents.map((incident) => ({
      ...incident,
      url: `${platform.page}/incidents/${encodeURIComponent(incident.id.toWellFormed())}`,
    })),
    list: { kind: 'complete' },
    asked: [],
    unsure: [],
    remarks,
  };
}

/** The older address, on the people's page, answers 403 to many; it is asked when the newer one is no help. */
async function fromEither({ address, page }: Platform, { get }: World) {
  try {
    return await get(address, readIncidents);
  } catch (failure) {
    if (!(failure instanceof CheckError)) throw failure;
    const older = await get(`${page}/api/incidents/active`, readIncidents).catch((error: unknown) => {
      throw error instanceof CheckError ? failure : error;
    });
    return { ...older, remarks: [...older.remarks, `only the older address answers: ${failure.reason}`] };
  }
}
