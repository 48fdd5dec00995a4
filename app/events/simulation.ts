import { createHash } from 'node:crypto';
import type { Incident, Platform, Report, Severity, Update } from '../../checkers/checker.ts';
import { type Actor, newestAt, type TrackedEvent } from './event.ts';

/** A time of test mode as it is stored. Instants in ISO 8601, UTC. */
export interface TestSession {
  since: string;
  until: string;
  by: Actor;
  /** Switched off before its time, and by whom. */
  ended?: { at: string; by: Actor };
}

interface Step extends Pick<Update, 'id' | 'phase' | 'text'> {
  /** Minutes after the incident opened. */
  after: number;
  severity: Severity;
}

const STORY: readonly Step[] = [
  {
    id: 'opened',
    after: 0,
    severity: 'minor',
    phase: 'investigating',
    text: 'This is a rehearsal: test mode made this incident up. Some requests would now fail.',
  },
  {
    id: 'identified',
    after: 2,
    severity: 'minor',
    phase: 'identified',
    text: 'Rehearsal: a cause would now be known, and a fix on its way.',
  },
  {
    id: 'worsened',
    after: 4,
    severity: 'major',
    phase: 'identified',
    text: 'Rehearsal: it would now be worse, with most requests failing.',
  },
  {
    id: 'eased',
    after: 8,
    severity: 'minor',
    phase: 'monitoring',
    text: 'Rehearsal: the fix would now be in place, and be watched.',
  },
  {
    id: 'resolved',
    after: 12,
    severity: 'minor',
    phase: 'resolved',
    text: 'Rehearsal: everything would now work again.',
  },
];

const MINUTE_MS = 60_000;
/** Platforms do not open all at once, and some open with the session, so that people see at once that it works. */
const OPENINGS_MS = [0, 20_000, 40_000];
/** A copy whose clock is behind may still see an incident open that another has ended. */
const LINGER_MS = 2 * MINUTE_MS;
/** A channel that takes nothing for so long need not hear how a rehearsal ended. */
const PATIENCE_MS = 60 * MINUTE_MS;

/** Minutes until a platform's incident worsens and ends, for the words about it. */
export const STORY_MINUTES = { worse: 4, over: 12 } as const;

/** When a session ends or ended, in milliseconds. */
export function endOf({ until, ended }: TestSession): number {
  return Date.parse(ended?.at ?? until);
}

/** Whether test mode is on. */
export function isOn(session: TestSession | undefined, now: number): session is TestSession {
  return session !== undefined && now < endOf(session);
}

/**
 * What a platform would say in test mode: its one incident, as it stands at `now`, and the end of those that
 * are held from a session that is over. It follows from its arguments alone, so that copies agree.
 */
export function simulatedReport({
  session,
  platform,
  held,
  now,
}: {
  session: TestSession | undefined;
  platform: Pick<Platform, 'id' | 'name' | 'page'>;
  /** Simulated events that are still open. */
  held: readonly TrackedEvent[];
  now: number;
}): Report {
  const own = isOn(session, now) ? idOf(session) : undefined;
  const incident = isOn(session, now) ? incidentOf(session, platform, now) : undefined;
  return {
    incidents: [
      ...(incident ? [incident] : []),
      ...held.filter(({ incidentId }) => incidentId !== own).map((event) => over(event, session, now)),
    ],
    list: { kind: 'complete' },
    asked: [],
    // By the clock of another copy it may have opened already.
    unsure: own === undefined ? [] : [own],
    remarks: [],
  };
}

/** Whether an ended simulated event can go: no copy can still take its incident for open. */
export function isSpent({ ending }: Pick<TrackedEvent, 'ending'>, now: number): boolean {
  return ending !== undefined && now - Date.parse(ending.at) >= LINGER_MS;
}

/** Whether an ended simulated event goes even if some channel was never told of its end. */
export function isForgotten({ ending }: Pick<TrackedEvent, 'ending'>, now: number): boolean {
  return ending !== undefined && now - Date.parse(ending.at) >= PATIENCE_MS;
}

function incidentOf(
  session: TestSession,
  platform: Pick<Platform, 'id' | 'name' | 'page'>,
  now: number,
): Incident | undefined {
  const openedAt = Date.parse(session.since) + delayOf(platform.id);
  const told = STORY.filter(({ after }) => openedAt + after * MINUTE_MS <= now);
  const last = told.at(-1);
  if (!last) return undefined;
  const at = ({ after }: Step) => new Date(openedAt + after * MINUTE_MS).toISOString();
  const began = new Date(openedAt).toISOString();
  return {
    id: idOf(session),
    title: `Simulated outage of ${platform.name}`,
    severity: last.severity,
    phase: last.phase,
    affected: [{ id: 'simulated', name: 'Nothing real' }],
    updates: told.map((step) => ({ id: step.id, phase: step.phase, text: step.text, at: at(step) })),
    url: platform.page,
    beganAt: began,
    publishedAt: began,
    listedAt: began,
    ...(last.phase === 'resolved' ? { endedAt: at(last) } : {}),
  };
}

/** A simulated event whose session is over, as an incident that has ended with it. */
function over(event: TrackedEvent, session: TestSession | undefined, now: number): Incident {
  const ended = session && idOf(session) === event.incidentId ? Math.min(endOf(session), now) : now;
  const newest = newestAt(event);
  const at = latest(new Date(ended).toISOString(), newest);
  const { title, severity, affected, url, beganAt, publishedAt, listedAt } = event;
  const text = 'Test mode is over: nothing was really wrong.';
  return {
    id: event.incidentId,
    ...{ title, severity, affected, url, beganAt, publishedAt, listedAt },
    phase: 'resolved',
    updates: [...event.updates, { id: 'over', phase: 'resolved', text, at }],
    endedAt: at,
  };
}

/** One incident for each session; two sessions never share one. */
function idOf({ since }: TestSession): string {
  return `test mode ${since}`;
}

function delayOf(platform: string): number {
  // Any byte would do; this one spreads our eight platforms well.
  const byte = createHash('sha256').update(platform).digest().readUInt8(4);
  return OPENINGS_MS[byte % OPENINGS_MS.length] ?? 0;
}

function latest(a: string, b: string): string {
  return a > b ? a : b;
}
