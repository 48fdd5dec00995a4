import type { Announced } from '../../views/announcement.ts';
import type { HomeModel } from '../../views/home.ts';
import type { HomePlatform } from '../../views/home-platforms.ts';
import type { Instant } from '../../views/rich.ts';

const BEGAN = 1_763_632_800;

/** Minutes after the samples begin. */
export function at(minutes: number): Instant {
  return { unix: BEGAN + minutes * 60, utc: `10:${String(minutes % 60).padStart(2, '0')} UTC` };
}

/** An open major outage of GitHub that nobody has acknowledged. */
export function outage(i: number, over: Partial<Announced> = {}): Announced {
  return {
    id: `GH-${String(i).padStart(5, '0')}`,
    platform: 'GitHub',
    title: `Outage number ${i}`,
    url: `https://www.githubstatus.com/incidents/${i}`,
    severity: 'major',
    worst: 'major',
    phase: 'investigating',
    affected: ['Actions'],
    began: at(i),
    published: at(i),
    seen: at(i),
    alreadyOpen: false,
    tickets: false,
    ...over,
  };
}

/** So many outages, the oldest first. */
export function outages(count: number, over: Partial<Announced> = {}): Announced[] {
  return Array.from({ length: count }, (_, i) => outage(i + 1, over));
}

/** A platform that is well, and was for thirty days. */
export function platform(name: string, over: Partial<HomePlatform> = {}): HomePlatform {
  return {
    name,
    page: 'https://status.example.com',
    open: 0,
    forced: 0,
    lastGoodLook: at(50),
    days: Array.from({ length: 30 }, (_, i) => ({ label: `${i + 1} Nov`, state: 'ok' as const })),
    ...over,
  };
}

/** A Home on which all is well, for somebody who is no operator. */
export function model(over: Partial<HomeModel> = {}): HomeModel {
  return {
    operator: false,
    operators: 'Ada and Bob',
    page: 0,
    known: true,
    open: [],
    ended: [],
    platforms: [platform('GitHub'), platform('Snowflake')],
    elsewhere: [],
    health: {
      version: '1.2.3',
      upSeconds: 60,
      leading: true,
      unwatched: false,
      sockets: { live: 2, of: 2 },
      channels: [],
      platforms: [],
      notSetUp: [],
    },
    ...over,
  };
}
