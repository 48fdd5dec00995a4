import type { TrackedEvent } from '../../../app/events/event.ts';
import { type Outcome, reconcile, type Situation } from '../../../app/events/reconcile.ts';
import type { Audience } from '../../../app/events/rules.ts';
import type { Tally } from '../../../app/events/tally.ts';
import type { Incident, Report, Update } from '../../../checkers/checker.ts';

export const T0 = Date.parse('2026-11-20T10:00:00Z');

/** An instant `minutes` after T0, as ISO text. */
export function at(minutes: number): string {
  return new Date(T0 + minutes * 60_000).toISOString();
}

export function update(
  id: string,
  minutes: number,
  text = `text of ${id}`,
  phase: Update['phase'] = 'investigating',
): Update {
  return { id, phase, text, at: at(minutes) };
}

/** An open minor incident that began at T0, unless told otherwise. */
export function incident(over: Partial<Incident> = {}): Incident {
  return {
    id: 'inc1',
    title: 'Incident with Actions',
    severity: 'minor',
    phase: 'investigating',
    affected: [{ id: 'c1', name: 'Actions' }],
    updates: [update('u1', 0)],
    url: 'https://www.githubstatus.com/incidents/inc1',
    beganAt: at(0),
    publishedAt: at(0),
    listedAt: at(0),
    ...over,
  };
}

/** The incident as it stands after `more` updates, the last of which sets the phase. */
export function later(before: Incident, more: Update[], over: Partial<Incident> = {}): Incident {
  const phase = more.at(-1)?.phase ?? before.phase;
  return { ...before, phase, updates: [...before.updates, ...more], ...over };
}

export function complete(...incidents: Incident[]): Report {
  return { incidents, list: { kind: 'complete' }, asked: [], unsure: [], remarks: [] };
}

export function recent(since: string | undefined, ...incidents: Incident[]): Report {
  const list = { kind: 'recent' as const, ...(since === undefined ? {} : { since }) };
  return { incidents, list, asked: [], unsure: [], remarks: [] };
}

/** An audience of these channels. */
export function told(...channels: string[]): Audience {
  return { channels, why: 'everything concerns us' };
}

/** An audience of nobody. */
export const ELSEWHERE: Audience = { elsewhere: 'none of it is what we use' };

/** One platform as the bot remembers it, fed with reports: what the watch does, without a table. */
export class Memory {
  events = new Map<string, TrackedEvent>();
  tally = new Map<string, Tally>();
  lastGoodLookAt: number | undefined;
  audience: Situation['audience'] = () => told('C1');

  look(minutes: number, report: Report): Outcome {
    const lookAt = T0 + minutes * 60_000;
    const outcome = reconcile({
      platform: 'github',
      known: [...this.events.values()],
      report,
      lookAt,
      ...(this.lastGoodLookAt === undefined ? {} : { lastGoodLookAt: this.lastGoodLookAt }),
      tally: this.tally,
      newId: (id) => `GH-${id}`,
      audience: this.audience,
    });
    for (const { event } of outcome.writes) this.events.set(event.id, event);
    this.tally = outcome.tally;
    this.lastGoodLookAt = Math.max(this.lastGoodLookAt ?? 0, lookAt);
    return outcome;
  }

  get(id = 'GH-inc1'): TrackedEvent {
    const event = this.events.get(id);
    if (!event) throw new Error(`no event ${id}`);
    return event;
  }
}

/** The kinds of change of each write, in order. */
export function kinds(outcome: Outcome): string[][] {
  return outcome.writes.map((write) => write.kinds);
}
