import { createHash } from 'node:crypto';
import { type Clock, realClock } from '../../../app/clock.ts';
import { type Page, type PageServer, startPageServer } from './page-server.ts';

type EventType =
  | 'ServiceIssue'
  | 'PlannedMaintenance'
  | 'HealthAdvisory'
  | 'RCA'
  | 'EmergingIssues'
  | 'SecurityAdvisory';
type EventLevel = 'Critical' | 'Error' | 'Warning' | 'Informational';

/** What an event begins with. */
export interface EventOpening {
  /** The tracking id; made up unless given. */
  name?: string;
  title: string;
  eventType?: EventType;
  eventLevel?: EventLevel;
  service?: string;
  regions?: readonly string[];
  text?: string;
  startedAt?: string;
  /** For planned work. */
  endsAt?: string;
  /** Those that see it; all unless given. */
  subscriptions?: readonly string[];
  /** Whether its regions carry updates, or all is said in the summary. */
  updates?: boolean;
}

/** A script's hand on one event. */
export interface EventHandle {
  name: string;
  /** Writes a new text into every region that is active. */
  update(text: string): void;
  /** From now on these are the regions. */
  setRegions(regions: readonly string[]): void;
  resolveRegion(region: string): void;
  setLevel(level: EventLevel): void;
  rename(title: string): void;
  /** Changes the newest text where it stands. */
  edit(text: string): void;
  /** Gives it a time of mitigation, and leaves it active. */
  mitigate(): void;
  resolve(text?: string): void;
  reopen(text?: string): void;
  /** Turns it into the review that follows, under the same id. */
  review(text?: string): void;
  /** Deletes it, as if it had never been. */
  remove(): void;
  /** It is no longer on the list, and still known by its id. */
  scrollOut(): void;
  /** Moves a timestamp and nothing else. */
  touch(): void;
}

/** A stand-in for Azure Resource Manager with a script's hands on it. */
export interface AzureHealth extends PageServer {
  open(opening: EventOpening): EventHandle;
  setSubscriptions(ids: readonly string[]): void;
  /** Takes the right to read a subscription away, or gives it back. */
  forbid(subscription: string): void;
  allow(subscription: string): void;
}

interface AzureHealthOptions {
  clock?: Clock;
  port?: number;
  subscriptions?: readonly string[];
  /** Regions by their display names; some unless given. */
  locations?: readonly string[];
  /** Entries on a page. */
  pageSize?: number;
  /** Whether a token is good; every one is unless given. */
  accepts?: (authorization: string | undefined, scope: string) => boolean;
}

interface RawRegion {
  impactedRegion: string;
  status: 'Active' | 'Resolved';
  impactedSubscriptions: string[];
  impactedTenants: string[];
  lastUpdateTime: string;
  updates?: { summary: string; updateDateTime: string }[];
}

interface Kept {
  name: string;
  subscriptions: readonly string[] | undefined;
  listed: boolean;
  updates: boolean;
  service: string;
  regions: RawRegion[];
  properties: {
    eventType: EventType;
    eventSource: 'ServiceHealth';
    status: 'Active' | 'Resolved';
    title: string;
    summary: string;
    header: string;
    level: 'Critical' | 'Warning';
    eventLevel: EventLevel;
    impactStartTime: string;
    impactMitigationTime?: string;
    isHIR: boolean;
    priority: number;
    lastUpdateTime: string;
  };
}

const ORIGIN = 'https://management.azure.com';
const SCOPE = `${ORIGIN}/.default`;
const EVENTS = '/providers/Microsoft.ResourceHealth/events';
const LOCATIONS = [
  'East US',
  'East US 2',
  'West US 2',
  'Central US',
  'Canada Central',
  'North Europe',
  'West Europe',
  'UK South',
  'Germany West Central',
  'Japan East',
];
/** Listed beside the regions; nothing runs in them. */
const LOGICAL = ['Global', 'Europe', 'United States'];

/** Starts a stand-in for the Resource Health events of https://management.azure.com, on 127.0.0.1. */
export async function startAzureHealth(options: AzureHealthOptions = {}): Promise<AzureHealth> {
  const { clock = realClock, port = 0, pageSize = 100, locations = LOCATIONS, accepts } = options;
  let subscriptions = options.subscriptions ?? ['00000000-0000-0000-0000-000000000001'];
  let events: Kept[] = [];
  const forbidden = new Set<string>();
  let made = 0;

  const now = () => written(new Date(clock.now()));

  function makeName(): string {
    made += 1;
    const hash = createHash('sha256').update(String(made)).digest('hex');
    const letters = BigInt(`0x${hash}`).toString(36).toUpperCase();
    return `${letters.slice(0, 4)}-${letters.slice(4, 7)}`;
  }

  function region(name: string, texts: NonNullable<RawRegion['updates']>, kept: Pick<Kept, 'updates'>) {
    const raw: RawRegion = {
      impactedRegion: name,
      status: 'Active',
      impactedSubscriptions: [],
      impactedTenants: [],
      lastUpdateTime: now(),
      ...(kept.updates && { updates: [...texts] }),
    };
    return raw;
  }

  function handle(kept: Kept): EventHandle {
    const { properties } = kept;
    const say = (text: string, regions = kept.regions) => {
      properties.summary = `<p>${text}</p>`;
      properties.lastUpdateTime = now();
      for (const one of regions) {
        one.lastUpdateTime = now();
        one.updates?.push({ summary: `<p>${text}</p>`, updateDateTime: now() });
      }
    };
    const active = () => kept.regions.filter(({ status }) => status === 'Active');
    const set = (change: Partial<Kept['properties']>) => {
      Object.assign(properties, change, { lastUpdateTime: now() });
    };
    const setStatus = (status: 'Active' | 'Resolved') => {
      set({ status });
      for (const one of kept.regions) one.status = status;
    };
    return {
      name: kept.name,
      update: (text) => say(text, active()),
      setRegions: (names) => {
        const texts = kept.regions[0]?.updates ?? [];
        kept.regions = names.map(
          (name) => kept.regions.find((one) => one.impactedRegion === name) ?? region(name, texts, kept),
        );
        set({});
      },
      resolveRegion: (name) => {
        for (const one of kept.regions) if (one.impactedRegion === name) one.status = 'Resolved';
        set({});
      },
      setLevel: (eventLevel) => set({ eventLevel, level: levelOf(eventLevel) }),
      rename: (title) => set({ title }),
      edit: (text) => {
        properties.summary = `<p>${text}</p>`;
        for (const { updates } of kept.regions) {
          const newest = updates?.at(-1);
          if (newest) newest.summary = `<p>${text}</p>`;
        }
      },
      mitigate: () => set({ impactMitigationTime: now() }),
      resolve: (text = 'This incident has been mitigated.') => {
        say(text);
        setStatus('Resolved');
        properties.impactMitigationTime = now();
      },
      reopen: (text = 'The problem is back.') => {
        setStatus('Active');
        delete properties.impactMitigationTime;
        say(text);
      },
      review: (text = 'What happened, what went wrong and why.') => {
        set({
          eventType: 'RCA',
          status: 'Active',
          title: `Post Incident Review (PIR) - ${properties.title}`,
        });
        say(text);
      },
      remove: () => {
        events = events.filter((one) => one !== kept);
      },
      scrollOut: () => {
        kept.listed = false;
      },
      touch: () => set({}),
    };
  }

  function enter(opening: EventOpening): Kept {
    const { eventType = 'ServiceIssue', eventLevel = 'Warning', updates = true } = opening;
    const text = `<p>${opening.text ?? 'We are aware of an issue and are investigating.'}</p>`;
    const kept: Kept = {
      name: opening.name ?? makeName(),
      subscriptions: opening.subscriptions,
      listed: true,
      updates,
      service: opening.service ?? 'Virtual Machines',
      regions: [],
      properties: {
        eventType,
        eventSource: 'ServiceHealth',
        status: 'Active',
        title: opening.title,
        summary: text,
        header: 'Your service might have been impacted by an Azure service issue',
        level: levelOf(eventLevel),
        eventLevel,
        impactStartTime: opening.startedAt ?? now(),
        ...(opening.endsAt && { impactMitigationTime: opening.endsAt }),
        isHIR: false,
        priority: 11,
        lastUpdateTime: now(),
      },
    };
    const first = [{ summary: text, updateDateTime: now() }];
    kept.regions = (opening.regions ?? ['West Europe']).map((name) => region(name, first, kept));
    events.push(kept);
    return kept;
  }

  function rawEvent({ name, properties, service, regions }: Kept, subscription: string) {
    const impactedRegions = regions.map((one) => ({ ...one, impactedSubscriptions: [subscription] }));
    return {
      id: `/subscriptions/${subscription}${EVENTS}/${name}`,
      name,
      type: 'Microsoft.ResourceHealth/events',
      properties: { ...properties, impact: [{ impactedService: service, impactedRegions }] },
    };
  }

  function seenBy(subscription: string): Kept[] {
    return events
      .filter((one) => one.subscriptions?.includes(subscription) ?? true)
      .sort((a, b) => b.properties.lastUpdateTime.localeCompare(a.properties.lastUpdateTime));
  }

  function answer(path: string, query = new URLSearchParams()): Page {
    const [, , subscription = ''] = path.split('/');
    if (forbidden.has(subscription)) {
      return refusal(
        403,
        'AuthorizationFailed',
        `No authorization over scope '/subscriptions/${subscription}'`,
      );
    }
    if (path === '/subscriptions') {
      const value = subscriptions.map((subscriptionId) => ({
        id: `/subscriptions/${subscriptionId}`,
        subscriptionId,
        displayName: 'Example',
        state: 'Enabled',
      }));
      return pageOf(value, path, query);
    }
    if (path.endsWith('/locations')) {
      const physical = locations.map((name) => rawLocation(name, 'Physical', subscription));
      return json({
        value: [...physical, ...LOGICAL.map((name) => rawLocation(name, 'Logical', subscription))],
      });
    }
    const all = seenBy(subscription);
    const known = path.endsWith(EVENTS) ? undefined : all.find(({ name }) => path.endsWith(`/${name}`));
    if (known) return json(rawEvent(known, subscription));
    if (!path.endsWith(EVENTS)) return refusal(404, 'EventNotFound', 'The event was not found');
    const listed = all.filter((one) => one.listed).map((one) => rawEvent(one, subscription));
    return pageOf(listed, path, query);
  }

  function pageOf(entries: readonly unknown[], path: string, query: URLSearchParams): Page {
    const from = Number(query.get('$skiptoken') ?? 0);
    const next = from + pageSize;
    const version = query.get('api-version') ?? '2024-02-01';
    return json({
      value: entries.slice(from, next),
      ...(next < entries.length && {
        nextLink: `${ORIGIN}${path}?api-version=${version}&$skiptoken=${next}`,
      }),
    });
  }

  const server = await startPageServer(
    {
      get paths() {
        const lists = subscriptions.map((id) => `/subscriptions/${id}${EVENTS}`);
        const each = lists.flatMap((list) => events.map(({ name }) => `${list}/${name}`));
        const places = subscriptions.map((id) => `/subscriptions/${id}/locations`);
        return ['/subscriptions', ...lists, ...each, ...places];
      },
      page: (path) => answer(path),
      emptied: () => json({ value: [] }),
      answer: (path, { query, authorization }) =>
        (accepts?.(authorization, SCOPE) ?? authorization?.startsWith('Bearer '))
          ? answer(path, query)
          : refusal(401, 'InvalidAuthenticationToken', 'The access token is invalid.'),
    },
    { clock, port },
  );

  return Object.assign(server, {
    open: (opening: EventOpening) => handle(enter(opening)),
    setSubscriptions: (ids: readonly string[]) => {
      subscriptions = ids;
    },
    forbid: (subscription: string) => void forbidden.add(subscription),
    allow: (subscription: string) => void forbidden.delete(subscription),
  });
}

function rawLocation(displayName: string, regionType: 'Physical' | 'Logical', subscription: string) {
  const name = displayName.replaceAll(' ', '').toLowerCase();
  const physical = { geographyGroup: 'Europe', longitude: '4.9', latitude: '52.3667', pairedRegion: [] };
  return {
    id: `/subscriptions/${subscription}/locations/${name}`,
    name,
    type: 'Region',
    displayName,
    regionalDisplayName: regionType === 'Physical' ? `(Example) ${displayName}` : displayName,
    metadata: { regionType, regionCategory: 'Other', ...(regionType === 'Physical' && physical) },
  };
}

/** Azure writes whole seconds. */
function written(time: Date): string {
  return time.toISOString().replace(/\.\d+Z$/, 'Z');
}

function levelOf(eventLevel: EventLevel): 'Critical' | 'Warning' {
  return eventLevel === 'Critical' || eventLevel === 'Error' ? 'Critical' : 'Warning';
}

function json(body: unknown, status = 200): Page {
  return { type: 'application/json; charset=utf-8', body: JSON.stringify(body), status };
}

function refusal(status: number, code: string, message: string): Page {
  return json({ error: { code, message } }, status);
}
