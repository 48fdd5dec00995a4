import { type Clock, realClock } from '../../../app/clock.ts';
import { type Page, type PageServer, startPageServer } from './page-server.ts';

type Classification = 'advisory' | 'incident';
type IssueStatus =
  | 'serviceOperational'
  | 'investigating'
  | 'restoringService'
  | 'verifyingService'
  | 'serviceRestored'
  | 'postIncidentReviewPublished'
  | 'serviceDegradation'
  | 'serviceInterruption'
  | 'extendedRecovery'
  | 'falsePositive'
  | 'investigationSuspended';

/** What an issue begins with. */
export interface IssueOpening {
  /** Made up from the service unless given. */
  id?: string;
  title: string;
  service?: string;
  /** Others that are hit, as `AffectedChildWorkloads`. */
  childWorkloads?: readonly string[];
  classification?: Classification;
  status?: IssueStatus;
  highImpact?: boolean;
  /** The first post, as HTML. Empty: none yet. */
  post?: string;
  startedAt?: string;
}

/** A script's hand on one issue. */
export interface IssueHandle {
  id: string;
  /** Posts an update, as HTML. */
  post(content: string, status?: IssueStatus): void;
  setStatus(status: IssueStatus): void;
  setHighImpact(highImpact: boolean): void;
  classify(classification: Classification): void;
  rename(title: string): void;
  /** Changes the newest post where it stands. */
  edit(content: string): void;
  /** Gives it an end, and leaves it unresolved. */
  setEnd(): void;
  resolve(content?: string): void;
  reopen(content?: string): void;
  /** Deletes it, as if it had never been. */
  remove(): void;
  /** Moves a timestamp and nothing else. */
  touch(): void;
}

/** A stand-in for Graph's service announcements with a script's hands on it. */
export interface Microsoft365 extends PageServer {
  open(opening: IssueOpening): IssueHandle;
}

interface Microsoft365Options {
  clock?: Clock;
  port?: number;
  /** What the tenant subscribes to; some services unless given. */
  services?: readonly string[];
  /** Entries on a page. */
  pageSize?: number;
  /** Whether a token is good; every one is unless given. */
  accepts?: (authorization: string | undefined, scope: string) => boolean;
}

interface RawIssue {
  startDateTime: string;
  endDateTime: string | null;
  lastModifiedDateTime: string;
  title: string;
  id: string;
  impactDescription: string;
  classification: Classification;
  origin: 'microsoft';
  status: IssueStatus;
  service: string;
  feature: null;
  featureGroup: null;
  isResolved: boolean;
  highImpact: boolean | null;
  details: { name: string; value: string }[];
  posts: {
    createdDateTime: string;
    postType: 'regular';
    description: { contentType: 'html'; content: string };
  }[];
}

const ORIGIN = 'https://graph.microsoft.com';
const SCOPE = `${ORIGIN}/.default`;
const ISSUES = '/v1.0/admin/serviceAnnouncement/issues';
const OVERVIEWS = '/v1.0/admin/serviceAnnouncement/healthOverviews';
const PREFIXES: Readonly<Record<string, string>> = {
  'Exchange Online': 'EX',
  'Microsoft Teams': 'TM',
  'SharePoint Online': 'SP',
  'Microsoft 365 suite': 'MO',
  'Dynamics 365 Apps': 'CR',
  'Microsoft Forms': 'FM',
};

/** Starts a stand-in for the service issues of https://graph.microsoft.com, on 127.0.0.1. */
export async function startMicrosoft365(options: Microsoft365Options = {}): Promise<Microsoft365> {
  const { clock = realClock, port = 0, pageSize = 100, services = Object.keys(PREFIXES), accepts } = options;
  let issues: RawIssue[] = [];
  let made = 0;

  const now = () => written(new Date(clock.now()));

  function enter(opening: IssueOpening): RawIssue {
    made += 1;
    const { service = 'Exchange Online', childWorkloads = [] } = opening;
    const { post = `Title: ${opening.title}<br><br>Current status: We're investigating.` } = opening;
    const raw: RawIssue = {
      startDateTime: opening.startedAt ?? now(),
      endDateTime: null,
      lastModifiedDateTime: now(),
      title: opening.title,
      id: opening.id ?? `${PREFIXES[service] ?? 'MO'}${123_456 + made}`,
      impactDescription: opening.title,
      classification: opening.classification ?? 'incident',
      origin: 'microsoft',
      status: opening.status ?? 'serviceDegradation',
      service,
      feature: null,
      featureGroup: null,
      isResolved: false,
      highImpact: opening.highImpact ?? null,
      details: childWorkloads.length
        ? [{ name: 'AffectedChildWorkloads', value: childWorkloads.join(', ') }]
        : [],
      posts: [],
    };
    issues.push(raw);
    if (post) say(raw, post);
    return raw;
  }

  function say(raw: RawIssue, content: string): void {
    const description = { contentType: 'html' as const, content };
    raw.posts.push({ createdDateTime: now(), postType: 'regular', description });
    raw.lastModifiedDateTime = now();
  }

  function handle(raw: RawIssue): IssueHandle {
    const set = (change: Partial<RawIssue>) => {
      Object.assign(raw, change, { lastModifiedDateTime: now() });
    };
    return {
      id: raw.id,
      post: (content, status = raw.status) => {
        raw.status = status;
        say(raw, content);
      },
      setStatus: (status) => set({ status }),
      setHighImpact: (highImpact) => set({ highImpact }),
      classify: (classification) => set({ classification }),
      rename: (title) => set({ title }),
      edit: (content) => {
        const newest = raw.posts.at(-1);
        if (newest) newest.description.content = content;
        set({});
      },
      setEnd: () => set({ endDateTime: now() }),
      resolve: (content = "Final status: We've confirmed that the issue is resolved.") => {
        say(raw, content);
        set({ status: 'serviceRestored', isResolved: true, endDateTime: now() });
      },
      reopen: (content = 'Current status: The issue is back.') => {
        say(raw, content);
        set({ status: 'serviceDegradation', isResolved: false, endDateTime: null });
      },
      remove: () => {
        issues = issues.filter((one) => one !== raw);
      },
      touch: () => set({}),
    };
  }

  function answer(path: string, query = new URLSearchParams({ $filter: 'isResolved eq false' })): Page {
    if (path === OVERVIEWS) return pageOf(services.map(overview), path, query);
    if (path !== ISSUES) {
      const issue = issues.find(({ id }) => path === `${ISSUES}/${id}`);
      const context = `${ORIGIN}/v1.0/$metadata#admin/serviceAnnouncement/issues/$entity`;
      return issue
        ? json({ '@odata.context': context, ...issue })
        : refusal(404, 'NotFound', 'Resource not found');
    }
    const unresolvedOnly = query.get('$filter') === 'isResolved eq false';
    const listed = issues.filter(({ isResolved }) => !(unresolvedOnly && isResolved));
    return pageOf(listed, path, query, unresolvedOnly ? '$filter=isResolved%20eq%20false&' : '');
  }

  function pageOf(entries: readonly unknown[], path: string, query: URLSearchParams, filter = ''): Page {
    const from = Number(query.get('$skip') ?? 0);
    const next = from + pageSize;
    return json({
      '@odata.context': `${ORIGIN}/v1.0/$metadata#${path.replace('/v1.0/', '')}`,
      ...(next < entries.length && { '@odata.nextLink': `${ORIGIN}${path}?${filter}$skip=${next}` }),
      value: entries.slice(from, next),
    });
  }

  function overview(service: string) {
    const open = issues.find((issue) => issue.service === service && !issue.isResolved);
    return { service, status: open?.status ?? 'serviceOperational', id: service.replaceAll(' ', '') };
  }

  const server = await startPageServer(
    {
      get paths() {
        return [OVERVIEWS, ISSUES, ...issues.map(({ id }) => `${ISSUES}/${id}`)];
      },
      page: (path) => answer(path),
      emptied: () => json({ value: [] }),
      answer: (path, { query, authorization }) =>
        (accepts?.(authorization, SCOPE) ?? authorization?.startsWith('Bearer '))
          ? answer(path, query)
          : refusal(401, 'InvalidAuthenticationToken', 'Access token is empty or invalid.'),
    },
    { clock, port },
  );

  return Object.assign(server, {
    open: (opening: IssueOpening) => handle(enter(opening)),
  });
}

/** Graph writes fractions without trailing zeros. */
function written(time: Date): string {
  return time.toISOString().replace(/\.?0*Z$/, 'Z');
}

function json(body: unknown, status = 200): Page {
  return { type: 'application/json;odata.metadata=minimal', body: JSON.stringify(body), status };
}

function refusal(status: number, code: string, message: string): Page {
  return json({ error: { code, message, innerError: {} } }, status);
}
