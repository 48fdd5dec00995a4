import { z } from 'zod';
import {
  type Affected,
  CheckError,
  type Incident,
  type Phase,
  type Severity,
  type Update,
} from './checker.ts';
import { compare, instant, maybeId, meaning, someId, word } from './foreign.ts';
import { sentence, titleOf } from './salesforce-words.ts';
import { cut, plainLine, plainText } from './text.ts';

/** What is open, without the addresses for people. */
export interface Listing {
  incidents: Omit<Incident, 'url'>[];
  remarks: string[];
}

const MAX_REMARKS = 20;

// Only the fields used. `message` is no text but an object without a time, so it is not told.
const impact = z.object({ startTime: word, endTime: word, type: word, severity: word });
const event = z.object({ id: maybeId, type: word, message: word, createdAt: word, updatedAt: word });
const keys = z.array(z.string()).nullish().catch(undefined);
const incident = z.object({
  // A number in life, a text for some.
  id: someId,
  status: word,
  type: word,
  affectsAll: z.boolean().nullish().catch(undefined),
  createdAt: word,
  updatedAt: word,
  IncidentImpacts: z.array(impact).nullish(),
  IncidentEvents: z.array(event).nullish(),
  instanceKeys: keys,
  serviceKeys: keys,
  informationalMessageType: word,
  subject: word,
});
const list = z.array(incident);
// The status of one instance has its incidents among other things.
const answer = z.union([list, z.object({ Incidents: list }).transform(({ Incidents }) => Incidents)]);

type RawIncident = z.infer<typeof incident>;
type RawImpact = z.infer<typeof impact>;

const STATES: Readonly<Record<string, 'open' | 'over'>> = { active: 'open', resolved: 'over' };
/** The types of an event that say where things stand. An "update" says nothing of it. */
const PHASES: Readonly<Record<string, Phase>> = { investigatingcauseofissue: 'investigating' };
const SEVERITIES: Readonly<Record<string, Severity>> = {
  minor: 'minor',
  major: 'major',
  critical: 'critical',
  blocker: 'critical',
};
const WORST_FIRST: readonly Severity[] = ['critical', 'major', 'minor', 'maintenance'];

/** Translates the list of active incidents. Messages for information are none. */
export function readIncidents(body: string): Listing {
  const incidents = new Map<string, Omit<Incident, 'url'>>();
  const remarks = new Set<string>();
  for (const raw of answer.parse(JSON.parse(body))) {
    if (isMessage(raw)) continue;
    if (incidents.has(raw.id)) remarks.add(`two entries with the id "${cut(raw.id, 50)}"`);
    else incidents.set(raw.id, translate(raw, remarks));
  }
  return { incidents: [...incidents.values()], remarks: [...remarks].slice(0, MAX_REMARKS) };
}

/** Messages have a subject in place of impacts and events, and only some say of what type they are. */
function isMessage(raw: RawIncident): boolean {
  if (raw.informationalMessageType) return true;
  return !!raw.subject && raw.IncidentImpacts === undefined && raw.IncidentEvents === undefined;
}

function translate(raw: RawIncident, remarks: Set<string>): Omit<Incident, 'url'> {
  const impacts = raw.IncidentImpacts ?? [];
  const [firstStart] = impacts.flatMap(({ startTime }) => instant(startTime) ?? []).sort();
  const publishedAt = instant(raw.createdAt) ?? firstStart ?? instant(raw.updatedAt);
  if (publishedAt === undefined)
    throw new CheckError('unreadable', `gives no time for the incident ${cut(raw.id, 50)}`);
  const over = isOver(raw.status, remarks);
  const updates = translateUpdates(raw, publishedAt, over, remarks);
  const ends = impacts.flatMap(({ endTime }) => instant(endTime) ?? []).sort();
  const allEnded = ends.length > 0 && ends.length === impacts.length;
  const endedAt = over && allEnded ? ends.at(-1) : undefined;
  const openPhase = allEnded ? 'monitoring' : (updates.at(-1)?.phase ?? 'investigating');
  const graded = impacts.map((one) => ({ type: one.type, severity: severityOf(one, raw.type, remarks) }));
  const worst = WORST_FIRST.flatMap((severity) => graded.find((one) => one.severity === severity) ?? [])[0];
  return {
    id: raw.id,
    title: titleOf({
      type: worst?.type ?? raw.type ?? 'incident',
      services: raw.serviceKeys ?? [],
      instances: raw.instanceKeys ?? [],
      everywhere: raw.affectsAll === true,
    }),
    severity: worst?.severity ?? severityOf({}, raw.type, remarks),
    phase: over ? 'resolved' : openPhase,
    affected: affectedBy(raw),
    updates,
    beganAt: firstStart ?? publishedAt,
    publishedAt,
    ...(endedAt !== undefined && { endedAt }),
    listedAt: publishedAt,
  };
}

/** Prose that says so, or an end of each impact, is not enough: it is over when its status is. */
function isOver(status: string | null | undefined, remarks: Set<string>): boolean {
  if (!status) return false;
  const state = meaning(STATES, status);
  if (!state) remarks.add(`unknown status "${cut(status, 50)}"`);
  return state === 'over';
}

/** None: every instance. People choose by the keys of theirs. */
function affectedBy({ affectsAll, instanceKeys }: RawIncident): Affected[] {
  if (affectsAll) return [];
  const named = [...new Set((instanceKeys ?? []).map((key) => plainLine(key)))].filter(Boolean);
  return named.map((key) => ({ id: key, name: key }));
}

function severityOf(
  { severity, type }: Partial<RawImpact>,
  general: string | null | undefined,
  remarks: Set<string>,
): Severity {
  const what = type ?? general ?? '';
  if (/maintenance/i.test(what)) return 'maintenance';
  if (!severity) return /disruption/i.test(what) ? 'major' : 'minor';
  const known = meaning(SEVERITIES, severity);
  if (!known) remarks.add(`unknown severity "${cut(severity, 50)}"`);
  return known ?? 'major';
}

function translateUpdates(
  { IncidentEvents: events }: RawIncident,
  publishedAt: string,
  over: boolean,
  remarks: Set<string>,
): Update[] {
  const turns = new Map<string, number>();
  let phase: Phase = 'investigating';
  const updates = (events ?? [])
    .map((one) => ({ ...one, at: instant(one.createdAt) ?? instant(one.updatedAt) ?? publishedAt }))
    .reverse() // Usually the newest comes first; this order decides where nothing else does.
    .sort((a, b) => compare(a.at, b.at) || order(a.id) - order(b.id))
    .map(({ id, type, message, at }) => {
      const said = type?.trim() || 'update';
      const known = meaning(PHASES, said);
      if (known) phase = known;
      else if (said.toLowerCase() !== 'update') remarks.add(`unknown type of event "${cut(said, 50)}"`);
      const key = id ?? `${at} ${said}`;
      const turn = (turns.get(key) ?? 0) + 1;
      turns.set(key, turn);
      return {
        id: turn === 1 ? key : `${key} ${turn}`,
        phase,
        text: plainText(message ?? '') || sentence(said),
        at,
      };
    });
  const last = updates.at(-1);
  if (over && last) last.phase = 'resolved';
  return updates;
}

function order(id: string | null | undefined): number {
  return Number(id) || 0;
}
