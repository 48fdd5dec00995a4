import type { Incident, Report, Update } from '../../checkers/checker.ts';
import { differences, lacking, latest, merge, same, saying } from './compare.ts';
import {
  type Announcement,
  type Change,
  type ChangeKind,
  compareSeverity,
  type Ending,
  type Forced,
  isOpenAtSource,
  KEPT,
  newestAt,
  overAt,
  type TrackedEvent,
  worse,
} from './event.ts';
import type { Audience } from './rules.ts';
import { AGREEING, agree, count, goneForGood, type Tally } from './tally.ts';

const TOLD_LATE_MS = 60 * 60_000;

/** What is known when a report comes in. Times in milliseconds. */
export interface Situation {
  platform: string;
  /** Events of this platform, at most one for each incident, whatever table they are in. */
  known: readonly TrackedEvent[];
  report: Report;
  /** Start of the look. */
  lookAt: number;
  /** Absent: no look at this platform ever succeeded. */
  lastGoodLookAt?: number;
  /** Per event ID. */
  tally: ReadonlyMap<string, Tally>;
  newId(incidentId: string): string;
  audience(incident: Incident): Audience;
  /** The report is made up by test mode. */
  simulated?: true;
}

/** An event as it should now stand in the table. */
export interface Write {
  event: TrackedEvent;
  kinds: ChangeKind[];
}

/** What follows from a report. Writing nothing is the usual case. */
export interface Outcome {
  writes: Write[];
  tally: Map<string, Tally>;
  /** Open incidents that do not concern us, and why. */
  elsewhere: { incident: Incident; why: string }[];
}

/** Decides what a report changes: the table of DESIGN section 6. Pure. */
export function reconcile(situation: Situation): Outcome {
  const { known, report } = situation;
  const ids = new Set(known.map(({ id }) => id));
  // Of what is in no table any more, or was listed once after its end and not again, nothing is counted.
  const tally = new Map([...situation.tally].filter(([id]) => ids.has(id)));
  const outcome: Outcome = { writes: [], tally, elsewhere: [] };
  const byIncident = new Map(known.map((event) => [event.incidentId, event]));
  const listed = new Set(report.incidents.map((incident) => incident.id));

  for (const incident of report.incidents) {
    const event = byIncident.get(incident.id);
    const write = event ? follow(event, incident, situation, outcome) : appear(incident, situation, outcome);
    if (write) outcome.writes.push(write);
  }
  for (const event of known) {
    if (listed.has(event.incidentId)) continue;
    if (!isOpenAtSource(event)) {
      // Over, as we hold it.
      agree(tally, event.id, situation.lookAt);
      continue;
    }
    const write = miss(event, situation, outcome);
    if (write) outcome.writes.push(write);
  }
  return outcome;
}

/** Whether an incident we hold no event of may need one: only then is the resolved table worth a read. */
export function mayOpen(
  incident: Incident,
  situation: Pick<Situation, 'lookAt' | 'lastGoodLookAt'>,
): boolean {
  if (incident.phase !== 'resolved') return true;
  // Opened and resolved between two looks. One filled in afterwards begins and ends in one instant, give or take.
  const { beganAt, endedAt } = incident;
  if (situation.lastGoodLookAt === undefined || endedAt === undefined) return false;
  const [began, ended] = [Date.parse(beganAt), Date.parse(endedAt)];
  const filledIn = ended - began < 1_000;
  return began > situation.lastGoodLookAt && !filledIn && ended >= situation.lookAt - TOLD_LATE_MS;
}

function appear(incident: Incident, situation: Situation, outcome: Outcome): Write | undefined {
  if (!mayOpen(incident, situation)) return undefined;
  const audience = situation.audience(incident);
  if ('elsewhere' in audience) {
    if (incident.phase !== 'resolved') outcome.elsewhere.push({ incident, why: audience.elsewhere });
    return undefined;
  }
  const now = iso(situation.lookAt);
  const event: TrackedEvent = {
    id: situation.newId(incident.id),
    platform: situation.platform,
    incidentId: incident.id,
    revision: 1,
    ...seen(incident),
    worst: incident.severity,
    updates: incident.updates.slice(-KEPT),
    changes: [{ id: 'opened', kind: 'opened', at: now, text: 'Opened' }],
    seenAt: now,
    asOf: now,
    alreadyOpen: situation.lastGoodLookAt === undefined,
    why: audience.why,
    ...(situation.simulated ? { simulated: true } : {}),
    announcements: audience.channels.map(unannounced),
  };
  if (incident.phase !== 'resolved') return { event, kinds: ['opened'] };
  end(event, { how: 'resolved', at: incident.endedAt ?? newestAt(incident) }, now);
  return { event, kinds: ['opened', 'resolved'] };
}

/** An incident that we hold an event of. */
function follow(
  held: TrackedEvent,
  incident: Incident,
  situation: Situation,
  outcome: Outcome,
): Write | undefined {
  if (situation.lookAt < Date.parse(held.asOf) || maybeOld(held, incident, situation, outcome))
    return undefined;
  const over = incident.phase === 'resolved';
  // Open again after its end speaks against what we hold.
  if (over || isOpenAtSource(held)) agree(outcome.tally, held.id, situation.lookAt);
  if (held.forced) return followForced(held, incident, situation, outcome);
  if (held.ending) return over ? undefined : reopen(held, incident, situation, outcome);
  const changes = differences(held, incident);
  const updates = merge(held, incident);
  const { joining, why } = over ? NOBODY : unheard(held, incident, situation);
  if (!over && joining.length === 0 && changes.length === 0 && same(updates, held.updates)) return undefined;
  const event = revise(held, incident, updates, situation.lookAt);
  event.announcements = [...held.announcements, ...joining];
  // Why those hear of it now: a mute has ended, a setting was changed, it got worse.
  if (why !== undefined && joining.length > 0) event.why = why;
  for (const change of changes) note(event, change.kind, change.text, event.asOf);
  if (changes.some((change) => change.kind === 'worsened')) delete event.acknowledgedBy;
  const kinds = changes.map((change) => change.kind);
  if (!over) return { event, kinds: kinds.length > 0 ? kinds : ['updated'] };
  outcome.tally.delete(held.id);
  end(event, { how: 'resolved', at: incident.endedAt ?? newestAt(event) }, event.asOf);
  return { event, kinds: [...kinds, 'resolved'] };
}

/** An old edge of a CDN passes by itself; what goes on lacking an update was taken back by the platform. */
function maybeOld(held: TrackedEvent, incident: Incident, { lookAt }: Situation, outcome: Outcome): boolean {
  if (lacking(held, incident).length === 0) return false;
  return !goneForGood(outcome.tally, held.id, { lookAt, said: saying(incident) });
}

/** One that a person ended: it stays so, unless it gets worse and they want to hear of that. */
function followForced(
  held: TrackedEvent,
  incident: Incident,
  situation: Situation,
  outcome: Outcome,
): Write | undefined {
  const { forced } = held;
  if (!forced) return undefined;
  if (incident.phase === 'resolved') {
    if (forced.over) return undefined;
    outcome.tally.delete(held.id);
    return overAtSource(held, forced, {
      at: latest(newestAt(incident), incident.endedAt),
      asOf: iso(situation.lookAt),
    });
  }
  const worse = compareSeverity(incident.severity, forced.severity) > 0;
  if (forced.again === 'never' || !(worse || forced.over)) return undefined;
  return reopen(held, incident, situation, outcome);
}

/** Nobody is told, not even its last words: for people it ended when they said so. */
function overAtSource(held: TrackedEvent, forced: Forced, { at, asOf }: { at: string; asOf: string }): Write {
  return { event: { ...held, forced: { ...forced, over: true, overAt: at }, asOf }, kinds: [] };
}

function reopen(
  held: TrackedEvent,
  incident: Incident,
  situation: Situation,
  outcome: Outcome,
): Write | undefined {
  // After its end, the same old text may be a page that flickers, or its past: it must be seen again twice.
  const nothingNew =
    newestAt(incident) <= latest(newestAt(held), overAt(held)) && lacking(held, incident).length === 0;
  if (!isOpenAtSource(held) && nothingNew) {
    if (count(outcome.tally, held.id, situation.lookAt) < AGREEING.again) return undefined;
  }
  outcome.tally.delete(held.id);
  const event = revise(held, incident, merge(held, incident), situation.lookAt);
  delete event.ending;
  delete event.forced;
  delete event.acknowledgedBy;
  // As new: before it is shown, the resolved table is read once more.
  event.announcements = held.announcements.map((one) => ({ ...one, revision: 0 }));
  const text =
    held.forced && !held.forced.over ? 'Open again: worse than when it was force-resolved' : 'Open again';
  note(event, 'reopened', text, event.asOf);
  return { event, kinds: ['reopened'] };
}

/** An open event whose incident is not in the report. */
function miss(held: TrackedEvent, situation: Situation, outcome: Outcome): Write | undefined {
  const { report, lookAt } = situation;
  if (lookAt < Date.parse(held.asOf)) return undefined;
  if (report.unsure.includes('*') || report.unsure.includes(held.incidentId)) return undefined;
  const asked = report.asked.includes(held.incidentId);
  const complete = report.list.kind === 'complete' || asked;
  // Older than the window reaches: it only scrolled out.
  if (report.list.kind === 'recent' && !asked && !(held.listedAt > (report.list.since ?? held.listedAt))) {
    return undefined;
  }
  if (count(outcome.tally, held.id, lookAt) < (complete ? AGREEING.complete : AGREEING.recent))
    return undefined;
  outcome.tally.delete(held.id);
  if (held.forced) return overAtSource(held, held.forced, { at: iso(lookAt), asOf: iso(lookAt) });
  const event = revise(held, held, held.updates, lookAt);
  end(event, { how: complete ? 'no longer listed' : 'withdrawn', at: event.asOf }, event.asOf);
  return { event, kinds: [complete ? 'resolved' : 'withdrawn'] };
}

interface Joining {
  joining: Announcement[];
  why?: string;
}

const NOBODY: Joining = { joining: [] };

/** Channels that should hear of the event now and did not before, and why. None is ever taken away. */
function unheard(held: TrackedEvent, incident: Incident, { audience }: Situation): Joining {
  const heard = new Set(held.announcements.map(({ channel }) => channel));
  const now = audience(incident);
  if ('elsewhere' in now) return NOBODY;
  const joining = now.channels.filter((channel) => !heard.has(channel)).map(unannounced);
  return { joining, why: now.why };
}

function unannounced(channel: string): Announcement {
  return { channel, revision: 0, told: [], rootOnly: [] };
}

type Seen = Pick<
  TrackedEvent,
  'title' | 'severity' | 'phase' | 'affected' | 'url' | 'beganAt' | 'publishedAt' | 'listedAt'
>;

function seen({ title, severity, phase, affected, url, beganAt, publishedAt, listedAt }: Seen): Seen {
  return { title, severity, phase, affected, url, beganAt, publishedAt, listedAt };
}

function revise(held: TrackedEvent, now: Seen, updates: Update[], lookAt: number): TrackedEvent {
  return {
    ...held,
    ...seen(now),
    // An incident that eased only by its end stays as bad as it last was.
    severity: now.phase === 'resolved' ? worse(held.severity, now.severity) : now.severity,
    worst: worse(held.worst, now.severity),
    updates,
    changes: [...held.changes],
    revision: held.revision + 1,
    asOf: iso(lookAt),
  };
}

function note(event: TrackedEvent, kind: ChangeKind, text: string, at: string): void {
  const change: Change = { id: `${event.revision}-${event.changes.length}-${kind}`, kind, at, text };
  event.changes = [...event.changes, change].slice(-KEPT);
}

function end(event: TrackedEvent, ending: Ending, seenAt: string): void {
  event.phase = 'resolved';
  event.ending = ending;
  if (ending.how === 'withdrawn') note(event, 'withdrawn', 'Withdrawn by the platform', seenAt);
  else note(event, 'resolved', 'Resolved', seenAt);
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
