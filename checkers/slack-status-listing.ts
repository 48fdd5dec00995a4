import { z } from 'zod';
import { CheckError, type Incident, type Phase, type Severity, type Update } from './checker.ts';
import { someId } from './foreign.ts';
import { cut, plainLine, plainText } from './text.ts';

/** An incident as the API gives it. */
export interface Found {
  incident: Omit<Incident, 'url'>;
  writtenUrl: string | undefined;
}

/** One answer of the API. */
export interface Listing {
  found: ReadonlyMap<string, Found>;
  remarks: string[];
}

/** What is open at present. */
export interface Current extends Listing {
  /** It says that something is wrong, and lists nothing. */
  contradictory: boolean;
}

const MAX_REMARKS = 20;

const word = z.string().nullish().catch(undefined);
const time = z.union([z.string(), z.number()]).nullish().catch(undefined);
const note = z.object({ date_created: time, body: word });
const incident = z.object({
  // A string in the documentation, a number in life.
  id: someId,
  title: word,
  type: word,
  status: word,
  url: word,
  date_created: time,
  date_updated: time,
  services: z.array(z.string()).nullish().catch(undefined),
  notes: z.array(note).nullish(),
});
const current = z.object({ status: word, active_incidents: z.array(incident) });
const history = z.array(incident);

type RawIncident = z.infer<typeof incident>;

const PHASES: Readonly<Record<string, Phase>> = {
  active: 'investigating',
  resolved: 'resolved',
  scheduled: 'identified',
  completed: 'resolved',
  cancelled: 'resolved',
  canceled: 'resolved',
};
const OF_MAINTENANCE = ['scheduled', 'completed', 'cancelled', 'canceled'];
const SEVERITIES: Readonly<Record<string, Severity>> = {
  outage: 'major',
  incident: 'minor',
  notice: 'notice',
};

/** Translates `current`. */
export function readCurrent(body: string): Current {
  const { status, active_incidents: incidents } = current.parse(JSON.parse(body));
  const listing = listingOf(incidents);
  if (spelt(status) !== 'active' || incidents.length > 0) return { ...listing, contradictory: false };
  return { ...listing, contradictory: true, remarks: ['status "active" without any incident'] };
}

/** Translates `history`, in which the newest forty or so are. */
export function readHistory(body: string): Listing {
  return listingOf(history.parse(JSON.parse(body)));
}

function listingOf(incidents: RawIncident[]): Listing {
  const found = new Map<string, Found>();
  const remarks = new Set<string>();
  for (const raw of incidents) {
    const next = translate(raw, remarks);
    const before = found.get(raw.id);
    if (before) remarks.add(`two entries with the id "${cut(raw.id, 50)}"`);
    if (next && (!before || lastWordAt(next) > lastWordAt(before))) found.set(raw.id, next);
  }
  return { found, remarks: [...remarks].slice(0, MAX_REMARKS) };
}

function translate(raw: RawIncident, remarks: Set<string>): Found | undefined {
  const phase = phaseOf(raw.status, remarks);
  const publishedAt = instant(raw.date_created) ?? earliest(raw);
  if (publishedAt === undefined) {
    const which = cut(raw.id, 50);
    // An end that nobody can date is no news, but an outage must not pass in silence.
    if (phase !== 'resolved')
      throw new CheckError('unreadable', `gives no time for the open incident ${which}`);
    remarks.add(`no time for incident "${which}"`);
    return undefined;
  }
  const updates = updatesOf(raw, phase, publishedAt);
  const endedAt = phase === 'resolved' ? (updates.at(-1)?.at ?? instant(raw.date_updated)) : undefined;
  const services = [...new Set((raw.services ?? []).map((service) => plainLine(service)))].filter(Boolean);
  return {
    incident: {
      id: raw.id,
      title: plainLine(raw.title ?? '') || 'Incident without a title',
      severity: severityOf(raw, remarks),
      phase,
      affected: services.map((name) => ({ id: name, name })),
      updates,
      beganAt: publishedAt,
      publishedAt,
      ...(endedAt && { endedAt }),
      listedAt: publishedAt,
    },
    writtenUrl: raw.url ?? undefined,
  };
}

function phaseOf(status: RawIncident['status'], remarks: Set<string>): Phase {
  const phase = meaning(PHASES, status);
  if (!phase) remarks.add(`unknown status "${cut(status ?? '', 50)}"`);
  return phase ?? 'investigating';
}

function severityOf({ status, type }: RawIncident, remarks: Set<string>): Severity {
  if (OF_MAINTENANCE.includes(spelt(status))) return 'maintenance';
  if (!type) return 'minor';
  const severity = meaning(SEVERITIES, type);
  if (!severity) remarks.add(`unknown type "${cut(type, 50)}"`);
  return severity ?? 'major';
}

function meaning<T>(table: Readonly<Record<string, T>>, foreign: string | null | undefined): T | undefined {
  const key = spelt(foreign);
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

function spelt(foreign: string | null | undefined): string {
  return (foreign ?? '').trim().toLowerCase();
}

/** Notes have no ids of their own and no phase: when all is over, the last one says so. */
function updatesOf({ notes }: RawIncident, phase: Phase, fallback: string): Update[] {
  const open = phase === 'resolved' ? 'investigating' : phase;
  const timesSeen = new Map<string, number>();
  const said = (notes ?? [])
    .map(({ body, date_created: at }) => ({ text: plainText(body ?? ''), at: instant(at) ?? fallback }))
    .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
    .map(({ text, at }) => {
      const before = timesSeen.get(at) ?? 0;
      timesSeen.set(at, before + 1);
      return { id: before === 0 ? at : `${at} ${before + 1}`, phase: open, text, at };
    })
    .filter(({ text }) => text !== '');
  return said.map((one, i) => (i === said.length - 1 ? { ...one, phase } : one));
}

function lastWordAt({ incident }: Found): string {
  return incident.updates.at(-1)?.at ?? incident.publishedAt;
}

function earliest({ notes, date_updated: updated }: RawIncident): string | undefined {
  const written = (notes ?? []).flatMap((one) => instant(one.date_created) ?? []).sort();
  return written[0] ?? instant(updated);
}

/** A time with its offset, or in seconds since 1970, as an instant in UTC. The zero of a clock is none. */
function instant(written: string | number | null | undefined): string | undefined {
  const text = String(written ?? '').trim();
  const ms = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : parsed(text);
  return ms >= Date.UTC(2000) && ms < Date.UTC(10_000) ? new Date(ms).toISOString() : undefined;
}

function parsed(text: string): number {
  if (!/^\d{4}-\d\d-\d\d/.test(text)) return Number.NaN;
  // Without a zone the machine's own would be taken.
  return Date.parse(/(Z|UTC|GMT|[+-]\d\d:?\d\d)$/i.test(text) ? text : `${text}Z`);
}
