import { type Clock, realClock } from '../../../app/clock.ts';
import { type Page, type PageServer, startPageServer } from './page-server.ts';

export type Health = 'unknown' | 'unhealthy' | 'degraded' | 'advisory' | 'healthy';

/** Which rows are meant: all of a kind that is not named. */
export interface Where {
  services?: readonly string[];
  geographies?: readonly string[];
}

/** What is wrong in one geography. */
export interface Outage {
  services: readonly string[];
  /** `degraded` unless given. */
  health?: Health;
  /** `US` unless given. */
  geography?: string;
}

/** An outage in the hands of whoever sets the board; the source itself knows of rows only. */
export interface OutageHandle {
  /** `services`: those that are unwell from now on. */
  update(next: { services?: readonly string[]; health?: Health }): void;
  resolve(): void;
}

/** A stand-in for the health of Azure DevOps with a script's hands on it. */
export interface AzureDevopsHealth extends PageServer {
  open(outage: Outage): OutageHandle;
  set(health: Health, where?: Where): void;
  /** Leaves out whole services, or rows where geographies are named: all of them leave `geographies: []`. */
  omit(where: Where): void;
  /** All is healthy and listed again. */
  recover(): void;
  /** What the banner says from now on, whatever the rows say. */
  say(health: Health, message: string): void;
}

interface Row {
  service: string;
  geography: string;
  health: Health;
  listed: boolean;
}

export const SERVICES = [
  'Core services',
  'Boards',
  'Repos',
  'Pipelines',
  'Test Plans',
  'Artifacts',
  'Other services',
] as const;

const GEOGRAPHIES: Readonly<Record<string, string>> = {
  US: 'United States',
  CA: 'Canada',
  BR: 'Brazil',
  EU: 'Europe',
  UK: 'United Kingdom',
  APAC: 'Asia Pacific',
  AU: 'Australia',
  IN: 'India',
};
const WORST_FIRST: readonly Health[] = ['unhealthy', 'degraded', 'advisory', 'unknown', 'healthy'];
const PATH = '/_apis/status/health';

/** Starts a stand-in for status.dev.azure.com on 127.0.0.1: all services in all geographies, all healthy. */
export async function startAzureDevopsHealth({
  clock = realClock,
  port = 0,
}: {
  clock?: Clock;
  port?: number;
} = {}): Promise<AzureDevopsHealth> {
  const rows = SERVICES.flatMap((service) =>
    Object.keys(GEOGRAPHIES).map(
      (geography): Row => ({ service, geography, health: 'healthy', listed: true }),
    ),
  );
  let absent = new Set<string>();
  let said: { health: Health; message: string } | undefined;
  let changedAt = clock.now();

  function touch(): void {
    changedAt = clock.now();
  }

  function meant({ services = SERVICES, geographies = Object.keys(GEOGRAPHIES) }: Where): Row[] {
    for (const name of services) known(name, SERVICES);
    for (const code of geographies) known(code, Object.keys(GEOGRAPHIES));
    return rows.filter((row) => services.includes(row.service) && geographies.includes(row.geography));
  }

  function set(health: Health, where: Where = {}): void {
    for (const row of meant(where)) row.health = health;
    touch();
  }

  function banner(): { health: Health; message: string } {
    const health = WORST_FIRST.find((one) => rows.some((row) => row.health === one)) ?? 'healthy';
    const message =
      health === 'healthy' ? 'Everything is looking good' : 'Investigating a service disruption';
    return said ?? { health, message };
  }

  function page(empty: boolean): Page {
    const services = SERVICES.filter((id) => !empty && !absent.has(id)).map((id) => ({
      id,
      geographies: rows
        .filter((row) => row.service === id && row.listed)
        .map(({ geography, health }) => ({ id: geography, name: GEOGRAPHIES[geography], health })),
    }));
    const lastUpdated = new Date(changedAt).toISOString();
    return {
      type: 'application/json; charset=utf-8; api-version=7.2-preview.1',
      body: JSON.stringify({ lastUpdated, status: banner(), services }),
    };
  }

  const server = await startPageServer(
    { paths: [PATH], page: () => page(false), emptied: () => page(true) },
    { clock, port },
  );

  return Object.assign(server, {
    open: ({ services, health = 'degraded', geography = 'US' }: Outage): OutageHandle => {
      let now = { services, health };
      set(health, { services, geographies: [geography] });
      return {
        update: (next) => {
          set('healthy', { services: now.services, geographies: [geography] });
          now = { ...now, ...next };
          set(now.health, { services: now.services, geographies: [geography] });
        },
        resolve: () => set('healthy', { services: now.services, geographies: [geography] }),
      };
    },
    set,
    omit: (where: Where) => {
      if (where.geographies) for (const row of meant(where)) row.listed = false;
      else absent = new Set([...absent, ...meant(where).map(({ service }) => service)]);
      touch();
    },
    recover: () => {
      for (const row of rows) row.listed = true;
      absent = new Set();
      said = undefined;
      set('healthy');
    },
    say: (health: Health, message: string) => {
      said = { health, message };
      touch();
    },
  });
}

function known(name: string, names: readonly string[]): void {
  if (!names.includes(name)) throw new Error(`Azure DevOps has no "${name}"`);
}
