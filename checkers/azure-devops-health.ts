import { z } from 'zod';
import { CheckError } from './checker.ts';
import { cut, plainLine } from './text.ts';

/** How a service is in one geography, the better first. */
export type Health = (typeof HEALTHS)[number];

/** A geography and how each service is there. */
export interface Region {
  /** Its code, such as US. */
  id: string;
  name: string;
  /** By name, in the order of the alphabet. */
  services: ReadonlyMap<string, Health>;
  /** Those that are known not to be healthy. */
  unwell: string[];
  /** Whether the health of every service is known here. */
  allKnown: boolean;
}

/** One answer of the status API. */
export interface Regions {
  regions: ReadonlyMap<string, Region>;
  remarks: string[];
}

const HEALTHS = ['healthy', 'unknown', 'advisory', 'degraded', 'unhealthy'] as const;

/** https://learn.microsoft.com/rest/api/azure/devops/status/health/get */
const SERVICES = [
  'Artifacts',
  'Boards',
  'Core services',
  'Other services',
  'Pipelines',
  'Repos',
  'Test Plans',
];
const MAX_REMARKS = 20;

// The banner (`status`) may speak of another geography, so nothing is concluded from it.
const word = z.string().nullish().catch(undefined);
const geography = z.object({ id: z.string().min(1), name: word, health: word });
const service = z.object({ id: z.string().min(1), geographies: z.array(geography).nullish() });
const answer = z.object({ services: z.array(service) });

/** Translates an answer. One without a single known health is none: it would look like good news. */
export function readHealth(body: string): Regions {
  const { services } = answer.parse(JSON.parse(body));
  const remarks = new Set<string>();
  const found = new Map<string, { name: string; services: Map<string, Health> }>();
  for (const { id, geographies } of services) {
    const name = SERVICES.find((known) => plain(known) === plain(id)) ?? named(id);
    for (const row of geographies ?? []) {
      const key = plainLine(row.id).toUpperCase();
      const region = found.get(key) ?? { name: named(row.name || row.id), services: new Map() };
      found.set(key, region);
      region.services.set(name, worse(region.services.get(name), healthOf(row.health, remarks)));
    }
  }
  const all = [...found.values()].flatMap((region) => [...region.services.values()]);
  if (all.length === 0) throw new CheckError('unreadable', 'lists no service in any geography');
  if (all.every((health) => health === 'unknown')) {
    throw new CheckError('unreachable', 'does not know the health of any service');
  }
  const spoken = new Set([...found.values()].flatMap((region) => [...region.services.keys()]));
  for (const name of SERVICES) if (!spoken.has(name)) remarks.add(`no word about the service "${name}"`);
  return {
    regions: new Map([...found].map(([id, region]) => [id, regionOf(id, region)])),
    remarks: [...remarks].slice(0, MAX_REMARKS),
  };
}

function regionOf(id: string, { name, services }: { name: string; services: Map<string, Health> }): Region {
  const sorted = new Map([...services].sort(([a], [b]) => (a < b ? -1 : 1)));
  return {
    id,
    name,
    services: sorted,
    unwell: [...sorted].filter(([, health]) => isUnwell(health)).map(([service]) => service),
    // A service may be left out: of that one nothing is known either.
    allKnown:
      SERVICES.every((service) => services.has(service)) && ![...services.values()].includes('unknown'),
  };
}

function isUnwell(health: Health): boolean {
  return health !== 'healthy' && health !== 'unknown';
}

/** Whatever else is said instead of "healthy", something is not well. */
function healthOf(written: string | null | undefined, remarks: Set<string>): Health {
  if (!written?.trim()) return 'unknown';
  const health = HEALTHS.find((known) => known === plain(written));
  if (!health) remarks.add(`unknown health "${cut(written, 50)}"`);
  return health ?? 'degraded';
}

function worse(a: Health | undefined, b: Health): Health {
  return a !== undefined && HEALTHS.indexOf(a) > HEALTHS.indexOf(b) ? a : b;
}

function plain(name: string): string {
  return name.trim().toLowerCase();
}

/** What is written of blanks alone is no name. */
function named(written: string): string {
  return plainLine(written) || 'without a name';
}
