import { type Health, type Region, readHealth } from './azure-devops-health.ts';
import type { EndedIncident, HeldIncident, Incident, Platform, Report, Severity, World } from './checker.ts';
import { plainLine } from './text.ts';

const SAME_EPISODE_MS = 30 * 60_000;
const WORST_FIRST = ['critical', 'major', 'minor'] as const;

/** Health worth telling, the worst first. An incident is told by these, and by what is not known beside it. */
const TOLD: readonly [Health, string][] = [
  ['unhealthy', 'unhealthy'],
  ['degraded', 'degraded'],
  ['advisory', 'under advisory'],
  ['unknown', 'unknown'],
];

/** Reads the health of Azure DevOps. It has no incidents of its own: a geography's unwell services are one. */
export async function azureDevops(platform: Platform, world: World): Promise<Report> {
  const { regions, remarks } = await world.get(platform.address, readHealth);
  const unwell = [...regions.values()].filter((region) => region.unwell.length > 0);
  const isNew = unwell.some(({ id }) => !newestEpisode(world.held, id));
  const ended = isNew ? await world.ended() : [];

  const incidents = unwell.map((region): Incident => {
    const open = newestEpisode(world.held, region.id);
    const last = newestEpisode(ended, region.id);
    const listedAt = open?.listedAt ?? world.lookAt;
    const id = open?.id ?? nextId(region.id, last, world.lookAt);
    const beganAt = open?.beganAt ?? (last?.id === id ? last.beganAt : world.lookAt);
    const lost = open ? notKnown(open, region) : [];
    return {
      id,
      title: titleOf(region, lost),
      severity: severityOf(region, lost.length > 0 ? open?.severity : undefined),
      phase: 'investigating',
      affected: sorted([...region.unwell, ...lost]).map((service) => ({
        id: affectedId(service, region.id),
        name: service,
        group: region.id,
      })),
      // The source has none, and made-up ones could not tell a second "Boards degraded" from the first.
      updates: [],
      url: platform.page,
      beganAt,
      // Unwell again brings no word that is new: it may be an answer from before its end.
      publishedAt: open?.listedAt ?? beganAt,
      listedAt,
    };
  });
  return {
    incidents,
    list: { kind: 'complete' },
    asked: [],
    unsure: world.held
      .filter((one) => isUnclear(one, regions.get(partsOf(one.id).geography)))
      .map(({ id }) => id),
    remarks,
    scope: [...regions.values()].reduce((services, region) => services + region.services.size, 0),
  };
}

/** Whether nothing can be said of an outage: nothing is seen to be wrong, but not all that was wrong is seen. */
function isUnclear(held: HeldIncident, region: Region | undefined): boolean {
  if (!region) return true;
  if (region.unwell.length > 0) return false;
  return held.affected?.length ? notKnown(held, region).length > 0 : !region.allKnown;
}

/** Services of an outage of ours that are unknown or not listed now: that makes them neither well nor worse. */
function notKnown({ affected = [] }: HeldIncident, { id: geography, services }: Region): string[] {
  const known = [...services].filter(([, health]) => health !== 'unknown');
  const seen = new Set(known.map(([service]) => affectedId(service, geography)));
  return affected.filter((id) => !seen.has(id)).map((id) => id.slice(0, -affectedId('', geography).length));
}

function affectedId(service: string, geography: string): string {
  return `${service}/${geography}`;
}

function newestEpisode<T extends { id: string; endedAt?: string }>(
  incidents: readonly T[],
  geography: string,
): T | undefined {
  return incidents
    .map((incident) => ({ incident, ...partsOf(incident.id) }))
    .filter((one) => one.geography === geography)
    .sort((a, b) => a.episode - b.episode || endOf(a.incident) - endOf(b.incident))
    .at(-1)?.incident;
}

function nextId(geography: string, last: EndedIncident | undefined, lookAt: string): string {
  if (!last) return `${geography}-1`;
  if (Date.parse(lookAt) - endOf(last) <= SAME_EPISODE_MS) return last.id;
  return `${geography}-${partsOf(last.id).episode + 1}`;
}

function partsOf(id: string): { geography: string; episode: number } {
  const dash = id.lastIndexOf('-');
  return { geography: id.slice(0, dash), episode: Number(id.slice(dash + 1)) };
}

function endOf({ endedAt }: { endedAt?: string }): number {
  return endedAt === undefined ? 0 : Date.parse(endedAt);
}

/** One service down is a major outage, several are a critical one: often a whole geography is away. */
function severityOf({ services }: Region, atLeast: Severity | undefined): Severity {
  const unhealthy = [...services.values()].filter((health) => health === 'unhealthy').length;
  const seen = unhealthy === 0 ? 'minor' : unhealthy === 1 ? 'major' : 'critical';
  return WORST_FIRST.find((severity) => severity === seen || severity === atLeast) ?? seen;
}

/** Says all that is known, so that every change of it is a change of title. */
function titleOf({ name, services }: Region, lost: readonly string[]): string {
  const said = TOLD.flatMap(([health, word]) => {
    const names = [...services].filter(([, own]) => own === health).map(([service]) => service);
    const all = sorted(health === 'unknown' ? [...names, ...lost] : names);
    return all.length > 0 ? [`${new Intl.ListFormat('en-GB').format(all)} ${word}`] : [];
  });
  return plainLine(`${name}: ${said.join(', ')}`);
}

/** In the order of the alphabet, each once. */
function sorted(services: readonly string[]): string[] {
  return [...new Set(services)].sort();
}
