import { createHash } from 'node:crypto';
import { type Clock, realClock } from '../../../app/clock.ts';
import { type FeedOptions, historyAtom, historyRss } from './feed.ts';
import { type Page, type PageServer, startPageServer } from './page-server.ts';

export type Impact = 'none' | 'minor' | 'major' | 'critical' | 'maintenance';
export type Status = 'investigating' | 'identified' | 'monitoring' | 'resolved' | 'postmortem';
export type MaintenanceStatus = 'scheduled' | 'in_progress' | 'verifying' | 'completed';

/** What is wrong, as the page's owner types it. Components are "Name" or "Group - Name"; unknown ones are made. */
export interface Opening {
  name: string;
  impact?: Impact;
  status?: Status;
  components?: string[];
  body?: string;
  id?: string;
  /** An instant; now unless given. */
  startedAt?: string;
  /** Where the components are named: real pages leave out one or the other. */
  namedIn?: 'both' | 'incident' | 'updates';
}

/** Planned work: it is listed apart from incidents. */
export interface Plan {
  name: string;
  components?: string[];
  body?: string;
  id?: string;
  scheduledFor: string;
  scheduledUntil: string;
}

/** Something that is over and is entered only now. */
export interface PastIncident extends Opening {
  startedAt: string;
  /** The same instant as `startedAt` unless given. */
  resolvedAt?: string;
}

/** An incident in the hands of the page's owner. */
export interface IncidentHandle {
  id: string;
  /** Posts an update and returns its id. `components`: those affected from now on. */
  update(next: {
    status?: Status | MaintenanceStatus;
    body?: string;
    impact?: Impact;
    components?: string[];
  }): string;
  resolve(body?: string): string;
  reopen(body?: string): string;
  /** Changes the text of an update that stands already. */
  edit(updateId: string, body: string): void;
  rename(name: string): void;
  setImpact(impact: Impact): void;
  /** Deletes it, as if it had never been. */
  remove(): void;
  /** Moves a timestamp and nothing else. */
  touch(): void;
  /** Ids of its updates, oldest first. */
  updateIds(): string[];
}

/** A component by name, or a group of them. */
export type ComponentList = readonly (string | { group: string; components: readonly string[] })[];

/** A stand-in Statuspage with a script's hands on it. Serves API v2, `/history.rss` and `/history.atom`. */
export interface Statuspage extends PageServer {
  open(opening: Opening): IncidentHandle;
  schedule(plan: Plan): IncidentHandle;
  backfill(past: PastIncident): IncidentHandle;
  /** Replaces the page's components. */
  setComponents(list: ComponentList): void;
  /** Fills the history with old resolved incidents, a day apart, older than all that is there. */
  resolvedHistory(count: number): void;
}

interface StatuspageOptions {
  clock?: Clock;
  port?: number;
  pageId: string;
  name: string;
  /** What the page says its address is. */
  url?: string;
  /** Offset in which the page writes its times, such as -420 for -07:00; UTC unless given. */
  utcOffsetMinutes?: number;
}

interface Component {
  id: string;
  name: string;
  status: string;
  created_at: string;
  updated_at: string;
  position: number;
  description: null;
  showcase: boolean;
  start_date: null;
  group_id: string | null;
  page_id: string;
  group: boolean;
  only_show_if_degraded: boolean;
  components?: string[];
}

interface AffectedComponent {
  code: string;
  name: string;
  old_status: string;
  new_status: string;
}

interface RawUpdate {
  id: string;
  status: string;
  body: string;
  incident_id: string;
  created_at: string;
  updated_at: string;
  display_at: string;
  affected_components: AffectedComponent[] | null;
  deliver_notifications: boolean;
  custom_tweet: null;
  tweet_id: null;
}

interface RawIncident {
  id: string;
  name: string;
  status: string;
  created_at: string;
  updated_at: string;
  monitoring_at: string | null;
  resolved_at: string | null;
  impact: Impact;
  shortlink: string;
  started_at: string;
  page_id: string;
  incident_updates: RawUpdate[];
  components: Component[];
  reminder_intervals: null;
  scheduled_for?: string;
  scheduled_until?: string;
}

/** An incident and what only its owner sees. */
interface Kept {
  raw: RawIncident;
  affected: Component[];
  namedIn: 'both' | 'incident' | 'updates';
}

const LISTED = 50;
const DAY_MS = 24 * 60 * 60_000;
const OVER = ['resolved', 'postmortem', 'completed'];
const AFFECTED_AS: Record<Impact, string> = {
  none: 'operational',
  minor: 'degraded_performance',
  major: 'partial_outage',
  critical: 'major_outage',
  maintenance: 'under_maintenance',
};
const DESCRIPTIONS: Record<Impact, string> = {
  none: 'All Systems Operational',
  minor: 'Minor Service Outage',
  major: 'Partial System Outage',
  critical: 'Major Service Outage',
  maintenance: 'Service Under Maintenance',
};

/** Starts a stand-in for an Atlassian Statuspage, API v2, on 127.0.0.1. */
export async function startStatuspage(options: StatuspageOptions): Promise<Statuspage> {
  const { clock = realClock, port = 0, pageId, name, utcOffsetMinutes = 0 } = options;
  const { url = `https://${pageId}.statuspage.io` } = options;
  let components: Component[] = [];
  let incidents: Kept[] = [];
  let changedAt = now();
  let made = 0;

  function now(): string {
    return written(new Date(clock.now()));
  }

  function written(time: Date): string {
    const local = new Date(time.getTime() + utcOffsetMinutes * 60_000).toISOString();
    if (utcOffsetMinutes === 0) return local;
    const minutes = Math.abs(utcOffsetMinutes);
    const two = (part: number) => String(Math.floor(part)).padStart(2, '0');
    return local.replace('Z', `${utcOffsetMinutes < 0 ? '-' : '+'}${two(minutes / 60)}:${two(minutes % 60)}`);
  }

  /** Twelve letters and digits, the same in every run. */
  function makeId(): string {
    made += 1;
    const hash = createHash('sha256').update(`${pageId} ${made}`).digest('hex');
    return BigInt(`0x${hash}`).toString(36).slice(0, 12);
  }

  function makeComponent(name: string, group: Component | undefined, isGroup = false): Component {
    const component: Component = {
      id: makeId(),
      name,
      status: 'operational',
      created_at: now(),
      updated_at: now(),
      position: components.length + 1,
      description: null,
      showcase: false,
      start_date: null,
      group_id: group?.id ?? null,
      page_id: pageId,
      group: isGroup,
      only_show_if_degraded: false,
    };
    components.push(component);
    group?.components?.push(component.id);
    return component;
  }

  function fullName(component: Component): string {
    const group = components.find(({ id }) => id === component.group_id);
    return group ? `${group.name} - ${component.name}` : component.name;
  }

  function componentNamed(label: string): Component {
    const leaves = components.filter(({ group }) => !group);
    const exact = leaves.find((component) => fullName(component) === label);
    const [byName, another] = leaves.filter(({ name }) => name === label);
    if (!exact && another) throw new Error(`Several components are called "${label}": name the group too`);
    return exact ?? byName ?? makeComponent(label, undefined);
  }

  function setStatus(component: Component, status: string): AffectedComponent {
    const before = component.status;
    component.status = status;
    component.updated_at = now();
    return { code: component.id, name: fullName(component), old_status: before, new_status: status };
  }

  function say(kept: Kept, status: string, body: string, at = now()): string {
    const { raw, affected } = kept;
    const as = OVER.includes(status) || status === 'scheduled' ? 'operational' : AFFECTED_AS[raw.impact];
    const named = affected.map((component) => setStatus(component, as));
    const update: RawUpdate = {
      id: makeId(),
      status,
      body,
      incident_id: raw.id,
      created_at: at,
      updated_at: at,
      display_at: at,
      affected_components: kept.namedIn === 'incident' || named.length === 0 ? null : named,
      deliver_notifications: true,
      custom_tweet: null,
      tweet_id: null,
    };
    raw.incident_updates.unshift(update);
    raw.status = status;
    raw.updated_at = at;
    if (status === 'monitoring') raw.monitoring_at ??= at;
    if (OVER.includes(status)) raw.resolved_at ??= at;
    else raw.resolved_at = null;
    raw.components = kept.namedIn === 'updates' ? [] : affected;
    changedAt = now();
    return update.id;
  }

  function enter(opening: Opening, status: string, body: string): Kept {
    const at = opening.startedAt === undefined ? now() : written(new Date(opening.startedAt));
    const id = opening.id ?? makeId();
    const kept: Kept = {
      raw: {
        id,
        name: opening.name,
        status,
        created_at: at,
        updated_at: at,
        monitoring_at: null,
        resolved_at: null,
        impact: opening.impact ?? 'minor',
        shortlink: `https://stspg.io/${makeId()}`,
        started_at: at,
        page_id: pageId,
        incident_updates: [],
        components: [],
        reminder_intervals: null,
      },
      affected: (opening.components ?? []).map(componentNamed),
      namedIn: opening.namedIn ?? 'both',
    };
    incidents.push(kept);
    say(kept, status, body, at);
    return kept;
  }

  function handle(kept: Kept): IncidentHandle {
    const { raw } = kept;
    const changed = () => {
      raw.updated_at = now();
      changedAt = now();
    };
    const self: IncidentHandle = {
      id: raw.id,
      update: ({ status = raw.status, body = 'We are still on it.', impact, components: labels }) => {
        if (impact) raw.impact = impact;
        if (labels) {
          const next = labels.map(componentNamed);
          for (const left of kept.affected.filter((one) => !next.includes(one)))
            setStatus(left, 'operational');
          kept.affected = next;
        }
        return say(kept, status, body);
      },
      resolve: (body = 'This incident has been resolved.') =>
        say(kept, raw.scheduled_for ? 'completed' : 'resolved', body),
      reopen: (body = 'The problem is back.') => say(kept, 'investigating', body),
      edit: (updateId, body) => {
        const update = raw.incident_updates.find(({ id }) => id === updateId);
        if (!update) throw new Error(`No update ${updateId}`);
        update.body = body;
        update.updated_at = now();
        changed();
      },
      rename: (title) => {
        raw.name = title;
        changed();
      },
      setImpact: (impact) => {
        raw.impact = impact;
        changed();
      },
      remove: () => {
        incidents = incidents.filter((one) => one !== kept);
        for (const component of kept.affected) setStatus(component, 'operational');
        changed();
      },
      touch: changed,
      updateIds: () => raw.incident_updates.map(({ id }) => id).reverse(),
    };
    return self;
  }

  function listed(filter: (raw: RawIncident) => boolean): RawIncident[] {
    return incidents
      .map(({ raw }) => raw)
      .filter(filter)
      .sort((a, b) => Date.parse(b.created_at) - Date.parse(a.created_at));
  }

  const isIncident = (raw: RawIncident) => raw.scheduled_for === undefined;
  const isOpen = (raw: RawIncident) => isIncident(raw) && !OVER.includes(raw.status);
  const inStatus = (...statuses: string[]) =>
    listed((raw) => !isIncident(raw) && statuses.includes(raw.status));

  function pageStatus() {
    const order: Impact[] = ['none', 'minor', 'major', 'critical'];
    const worst = listed(isOpen).map(({ impact }) => order.indexOf(impact));
    const indicator = order[Math.max(0, ...worst)] ?? 'none';
    return { indicator, description: DESCRIPTIONS[indicator] };
  }

  const documents: Record<string, () => Record<string, unknown>> = {
    'summary.json': () => ({
      status: pageStatus(),
      components,
      incidents: listed(isOpen),
      scheduled_maintenances: inStatus('scheduled', 'in_progress', 'verifying'),
    }),
    'status.json': () => ({ status: pageStatus() }),
    'components.json': () => ({ components }),
    'incidents.json': () => ({ incidents: listed(isIncident).slice(0, LISTED) }),
    'incidents/unresolved.json': () => ({ incidents: listed(isOpen) }),
    'scheduled-maintenances.json': () => ({
      scheduled_maintenances: listed((raw) => !isIncident(raw)).slice(0, LISTED),
    }),
    'scheduled-maintenances/active.json': () => ({
      scheduled_maintenances: inStatus('in_progress', 'verifying'),
    }),
    'scheduled-maintenances/upcoming.json': () => ({ scheduled_maintenances: inStatus('scheduled') }),
  };

  const inFeed: FeedOptions = { name, url, utcOffsetMinutes };
  const feeds: Record<string, (raws: readonly RawIncident[]) => Page> = {
    '/history.rss': (raws) => ({
      type: 'application/rss+xml; charset=utf-8',
      body: historyRss(raws, inFeed),
    }),
    '/history.atom': (raws) => ({
      type: 'application/atom+xml; charset=utf-8',
      body: historyAtom(raws, inFeed),
    }),
  };

  function page(path: string, empty = false): Page {
    const feed = feeds[path]?.(empty ? [] : listed(() => true));
    if (feed) return feed;
    const content = documents[path.replace('/api/v2/', '')]?.() ?? {};
    const emptied = Object.entries(content).map(([key, value]) => [key, Array.isArray(value) ? [] : value]);
    const header = { id: pageId, name, url, time_zone: 'Etc/UTC', updated_at: changedAt };
    const body = JSON.stringify({ page: header, ...(empty ? Object.fromEntries(emptied) : content) });
    return { type: 'application/json; charset=utf-8', body };
  }

  const server = await startPageServer(
    {
      paths: [...Object.keys(documents).map((document) => `/api/v2/${document}`), ...Object.keys(feeds)],
      page,
      emptied: (path) => page(path, true),
    },
    { clock, port },
  );

  return Object.assign(server, {
    open: (opening: Opening) =>
      handle(enter(opening, opening.status ?? 'investigating', opening.body ?? 'We are investigating.')),
    schedule: ({ scheduledFor, scheduledUntil, ...plan }: Plan) => {
      const kept = enter(
        { ...plan, impact: 'maintenance' },
        'scheduled',
        plan.body ?? 'We will do maintenance.',
      );
      kept.raw.scheduled_for = written(new Date(scheduledFor));
      kept.raw.scheduled_until = written(new Date(scheduledUntil));
      return handle(kept);
    },
    backfill: (past: PastIncident) => {
      const kept = enter(past, 'investigating', past.body ?? 'We looked into it.');
      say(
        kept,
        'resolved',
        'This incident has been resolved.',
        written(new Date(past.resolvedAt ?? past.startedAt)),
      );
      return handle(kept);
    },
    setComponents: (list: ComponentList) => {
      components = [];
      for (const entry of list) {
        if (typeof entry === 'string') makeComponent(entry, undefined);
        else {
          const group = makeComponent(entry.group, undefined, true);
          group.components = [];
          for (const name of entry.components) makeComponent(name, group);
        }
      }
      changedAt = now();
    },
    resolvedHistory: (count: number) => {
      const [oldest = clock.now()] = incidents
        .map(({ raw }) => Date.parse(raw.created_at))
        .sort((a, b) => a - b);
      for (let day = 1; day <= count; day++) {
        const startedAt = new Date(oldest - day * DAY_MS);
        const kept = enter(
          { name: `Old trouble ${day}`, startedAt: startedAt.toISOString() },
          'investigating',
          'Looking.',
        );
        say(
          kept,
          'resolved',
          'This incident has been resolved.',
          written(new Date(startedAt.getTime() + DAY_MS / 24)),
        );
      }
    },
  });
}
