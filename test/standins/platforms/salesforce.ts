import { type Clock, realClock } from '../../../app/clock.ts';
import { type Page, type PageServer, startPageServer } from './page-server.ts';

export type Severity = 'minor' | 'major' | 'critical';

/** What is wrong, as Salesforce's people enter it. */
export interface Opening {
  /** Keys such as "NA224"; none: it does not say. */
  instances?: string[];
  /** Keys such as "coreService". */
  services?: string[];
  severity?: Severity;
  /** Such as "serviceDisruption" or "featurePerfDegradation". */
  type?: string;
  body?: string;
  affectsAll?: boolean;
  id?: number;
  /** An instant; now unless given. */
  startedAt?: string;
}

/** An incident in the hands of Salesforce's people. */
export interface IncidentHandle {
  id: string;
  /** Posts an event and returns its id. */
  update(next: {
    body?: string;
    type?: string;
    severity?: Severity;
    instances?: string[];
    services?: string[];
  }): string;
  /** Says that it is over and lets it leave the list. */
  resolve(body?: string): void;
  /** Says that it is over and leaves it on the list, as happens. */
  resolveOnList(body?: string): void;
  reopen(body?: string): void;
  /** Changes the text of an event that stands already. */
  edit(eventId: string, body: string): void;
  /** Ends its impact and no more: neither its status nor the list say so. */
  endImpact(): void;
  /** A second impact, worse or not. */
  addImpact(impact: { severity: Severity; type?: string; startedAt?: string }): void;
  /** Deletes it, as if it had never been. */
  remove(): void;
  /** Moves a timestamp and nothing else. */
  touch(): void;
  /** Ids of its events, oldest first. */
  updateIds(): string[];
}

/** A stand-in for Salesforce's Trust API, at both of its addresses, with a script's hands on it. */
export interface SalesforceTrust extends PageServer {
  open(opening?: Opening): IncidentHandle;
}

interface Event {
  id: number;
  type: string;
  message: string;
  createdAt: string;
  updatedAt: string;
}

interface Impact {
  id: number;
  startTime: string;
  endTime: string | null;
  type: string;
  severity: Severity;
  createdAt: string;
  updatedAt: string;
}

interface Raw {
  id: number;
  externalId: string;
  message: { rootCause: null; actionPlan: null; pathToResolution: null };
  additionalInformation: null;
  isCore: boolean;
  affectsAll: boolean;
  status: 'Active' | 'Resolved';
  type: 'Disruption' | 'Degradation';
  createdAt: string;
  updatedAt: string;
  IncidentImpacts: Impact[];
  /** Newest first. */
  IncidentEvents: Event[];
  instanceKeys: string[];
  serviceKeys: string[];
}

const PATHS = ['/v1/incidents/active', '/api/incidents/active'];
const INSTANCES_PATH = '/v1/instances';
const INSTANCES = ['AP52', 'CS96', 'EU45', 'NA224', 'NA300', 'POD114', 'SWE12', 'USA2S'];
/** Listed still, though nobody is on it any more. */
const RETIRED = 'NA1';

/** Starts a stand-in for Salesforce's Trust API on 127.0.0.1. */
export async function startSalesforce({
  clock = realClock,
  port = 0,
  instances = INSTANCES,
}: {
  clock?: Clock;
  port?: number;
  /** Keys of those in use; some unless given. */
  instances?: readonly string[];
} = {}): Promise<SalesforceTrust> {
  let active: Raw[] = [];
  let made = 0;

  const now = () => new Date(clock.now()).toISOString();
  const makeId = (from: number) => from + ++made;

  function say(raw: Raw, type: string, body: string): string {
    const id = makeId(40_000);
    raw.IncidentEvents.unshift({ id, type, message: body, createdAt: now(), updatedAt: now() });
    raw.updatedAt = now();
    return String(id);
  }

  function impactOf({ type = 'serviceDisruption', severity = 'major', startedAt }: Opening): Impact {
    const startTime = startedAt === undefined ? now() : new Date(startedAt).toISOString();
    const id = makeId(30_000);
    return { id, startTime, endTime: null, type, severity, createdAt: now(), updatedAt: now() };
  }

  function handle(raw: Raw): IncidentHandle {
    const end = () => {
      for (const impact of raw.IncidentImpacts) impact.endTime ??= now();
      raw.updatedAt = now();
    };
    const leave = () => {
      active = active.filter((one) => one !== raw);
    };
    const resolveOnList = (body = 'The incident is resolved.') => {
      say(raw, 'update', body);
      end();
      raw.status = 'Resolved';
    };
    return {
      id: String(raw.id),
      update: ({ body = 'We continue to work on it.', type = 'update', severity, instances, services }) => {
        if (severity) for (const impact of raw.IncidentImpacts) impact.severity = severity;
        if (instances) raw.instanceKeys = instances;
        if (services) raw.serviceKeys = services;
        return say(raw, type, body);
      },
      resolve: (body) => {
        resolveOnList(body);
        leave();
      },
      resolveOnList,
      reopen: (body = 'The problem is back.') => {
        if (!active.includes(raw)) active.push(raw);
        raw.status = 'Active';
        for (const impact of raw.IncidentImpacts) impact.endTime = null;
        say(raw, 'update', body);
      },
      edit: (eventId, body) => {
        const event = raw.IncidentEvents.find(({ id }) => String(id) === eventId);
        if (!event) throw new Error(`No event ${eventId}`);
        event.message = body;
        event.updatedAt = now();
        raw.updatedAt = now();
      },
      endImpact: end,
      addImpact: (impact) => {
        raw.IncidentImpacts.push(impactOf(impact));
        raw.updatedAt = now();
      },
      remove: leave,
      touch: () => {
        raw.updatedAt = now();
      },
      updateIds: () => raw.IncidentEvents.map(({ id }) => String(id)).reverse(),
    };
  }

  function rawInstance(key: string) {
    const Incidents = active.filter(({ instanceKeys }) => instanceKeys.includes(key));
    return {
      key,
      location: 'NA',
      environment: key.startsWith('CS') ? 'sandbox' : 'production',
      releaseVersion: "Summer '26 Patch 13.7",
      releaseNumber: '262.13.7',
      status: Incidents.length > 0 ? 'MAJOR_INCIDENT_CORE' : 'OK',
      isActive: key !== RETIRED,
      maintenanceWindow: '',
      Products: [{ key: 'Sales_Cloud', order: 1, isActive: true }],
      Incidents,
      Maintenances: [],
      Tags: [],
    };
  }

  const asPage = (content: unknown): Page => ({
    type: 'application/json; charset=utf-8',
    body: JSON.stringify(content),
  });
  const server = await startPageServer(
    {
      paths: [...PATHS, INSTANCES_PATH],
      page: (path) => asPage(path === INSTANCES_PATH ? [...instances, RETIRED].map(rawInstance) : active),
      emptied: () => asPage([]),
    },
    { clock, port },
  );

  return Object.assign(server, {
    open: (opening: Opening = {}) => {
      const { type = 'serviceDisruption' } = opening;
      const raw: Raw = {
        id: opening.id ?? makeId(20_005_000),
        externalId: String(makeId(94_000_000)),
        message: { rootCause: null, actionPlan: null, pathToResolution: null },
        additionalInformation: null,
        isCore: true,
        affectsAll: opening.affectsAll ?? false,
        status: 'Active',
        type: /disruption/i.test(type) ? 'Disruption' : 'Degradation',
        createdAt: now(),
        updatedAt: now(),
        IncidentImpacts: [impactOf(opening)],
        IncidentEvents: [],
        instanceKeys: opening.instances ?? [],
        serviceKeys: opening.services ?? ['coreService'],
      };
      active.push(raw);
      say(raw, 'investigatingCauseOfIssue', opening.body ?? 'We are investigating the cause of the issue.');
      return handle(raw);
    },
  });
}
