import type { Incident, Platform, Report, World } from '../checkers/checker.ts';
import { isForcedOpen, isOpenAtSource, type TrackedEvent } from './events/event.ts';
import { eventId } from './events/ids.ts';
import { isReal } from './events/real.ts';
import { mayOpen, type Outcome, reconcile, type Situation } from './events/reconcile.ts';
import type { Tally } from './events/tally.ts';
import type { Log } from './log.ts';
import type { PlatformBook } from './platforms.ts';
import type { EventStore } from './store/events.ts';
import { isRefusal, type Row } from './store/rows.ts';

/** The open rows as this copy knows them, and the way a report changes them. */
export interface KnownEvents {
  /**
   * Reconciles a report and writes what follows: a real one with real events, one of test mode with simulated
   * ones. Throws when storage is away.
   */
  settle(
    platform: Platform,
    report: Report,
    how: Settling,
  ): Promise<{ changed: TrackedEvent[]; outcome: Outcome }>;
  /** Open real incidents, for a checker. */
  held(platform: string): World['held'];
  /** Events of test mode that test mode has not ended. */
  simulated(platform: string): TrackedEvent[];
  /** Events that have not ended. */
  open(platform: string): TrackedEvent[];
  /** Real events that people have ended here, and the platform has not. */
  forced(platform: string): TrackedEvent[];
  /** Takes over what a sweep read from the open table. */
  remember(rows: readonly Row<TrackedEvent>[]): void;
  /** Takes over what somebody else in this process has written to the open table. */
  note(row: Row<TrackedEvent>): void;
  /** Puts all of it back into a table that has lost it. Throws when storage is away. */
  restore(): Promise<void>;
}

/** How a report is taken. */
export interface Settling {
  /** Start of the look, in milliseconds. */
  lookAt: number;
  /** Test mode made the report up, and these channels are told. */
  rehearsedIn?: readonly string[] | undefined;
}

/** What known events need of their surroundings. */
export interface KnownDeps {
  log: Log;
  events: EventStore;
  platforms: Pick<PlatformBook, 'lastGoodLookAt'>;
  /** The rules as last read, or those of this moment, `anew`. */
  audience: (
    platform: Platform,
    how: { anew: boolean },
  ) => Situation['audience'] | Promise<Situation['audience']>;
  /** Called with each event that was written. */
  written(row: Row<TrackedEvent>): void;
  crashpoint(name: string): Promise<void> | void;
}

/** Completes "it is told because". */
const REHEARSED = 'test mode made it up; nothing is really wrong';

/** A conflict means that somebody else moved first; this often in a row it is a fault. */
const MOST_CONFLICTS = 5;

/** The ended event of an incident, if there is one, and the ID of one that is to begin. */
interface Ended {
  incidentId: string;
  row?: Row<TrackedEvent>;
  freeId: string;
}

/** Keeps what is known of open rows in memory; conditional writes keep that honest. */
export function createKnownEvents(deps: KnownDeps): KnownEvents {
  const { log, events, platforms } = deps;
  const known = new Map<string, Map<string, Row<TrackedEvent>>>();
  const tallies = new Map<string, ReadonlyMap<string, Tally>>();

  return {
    settle,
    held,
    simulated: (platform) =>
      [...rowsOf(platform).values()]
        .map((row) => row.value)
        .filter((event) => !isReal(event) && isOpenAtSource(event)),
    open: (platform) =>
      [...rowsOf(platform).values()].map((row) => row.value).filter((event) => !event.ending),
    forced: (platform) =>
      [...rowsOf(platform).values()]
        .map((row) => row.value)
        .filter((event) => isReal(event) && isForcedOpen(event)),
    remember(rows) {
      known.clear();
      for (const row of rows) rowsOf(row.value.platform).set(row.value.id, row);
    },
    note: (row) => void rowsOf(row.value.platform).set(row.value.id, row),
    async restore() {
      for (const row of [...known.values()].flatMap((rows) => [...rows.values()])) {
        if (!(await events.ended(row.value.platform, row.value.id))) await events.insert(row.value);
      }
    },
  };

  function rowsOf(platform: string): Map<string, Row<TrackedEvent>> {
    const rows = known.get(platform) ?? new Map<string, Row<TrackedEvent>>();
    known.set(platform, rows);
    return rows;
  }

  function held(platform: string): World['held'] {
    return [...rowsOf(platform).values()]
      .filter((row) => isReal(row.value) && isOpenAtSource(row.value))
      .map(({ value: { incidentId, beganAt, listedAt, severity, affected } }) => ({
        id: incidentId,
        beganAt,
        listedAt,
        severity,
        affected: affected.map((one) => one.id),
      }));
  }

  /** Rules are read anew for what people may have to be told for the first time: most looks find no such thing. */
  async function audienceOf(
    platform: Platform,
    { anew, rehearsedIn }: { anew: boolean; rehearsedIn: readonly string[] | undefined },
  ): Promise<Situation['audience']> {
    if (rehearsedIn) return () => ({ channels: [...rehearsedIn], why: REHEARSED });
    return deps.audience(platform, { anew });
  }

  /** Reconciles until every write has gone through. */
  async function settle(
    platform: Platform,
    report: Report,
    { lookAt, rehearsedIn }: Settling,
  ): Promise<{ changed: TrackedEvent[]; outcome: Outcome }> {
    const changed = new Map<string, TrackedEvent>();
    const real = rehearsedIn === undefined;
    // What a rehearsal has seen end does not begin again, however long no real look has succeeded.
    const lastGoodLookAt = real ? platforms.lastGoodLookAt(platform.id) : lookAt;
    const when = { lookAt, ...(lastGoodLookAt === undefined ? {} : { lastGoodLookAt }) };
    const tally = `${platform.id}${real ? '' : ' simulated'}`;
    const rows = rowsOf(platform.id);
    // What is decided rests on these rows and is written against them, whatever is noted meanwhile.
    const basisNow = () => new Map([...rows].filter(([, row]) => isReal(row.value) === real));
    const unheld = (basis: ReadonlyMap<string, Row<TrackedEvent>>) => {
      const held = new Set([...basis.values()].map((row) => row.value.incidentId));
      return report.incidents.filter((incident) => !held.has(incident.id) && mayOpen(incident, when));
    };
    const endedOf = (incidents: readonly Incident[], rules: Situation['audience']) =>
      Promise.all(
        incidents
          .filter((incident) => !('elsewhere' in rules(incident)))
          .map(({ id }) => early.get(id) ?? endedRow(platform, id)),
      );
    const early = new Map<string, Ended>();
    const candidates = unheld(basisNow());
    const known = await audienceOf(platform, { anew: false, rehearsedIn });
    // Two reads that need not wait for each other: the rules as known tell which rows will be asked for.
    const [audience, found] = await Promise.all([
      candidates.length > 0 ? audienceOf(platform, { anew: true, rehearsedIn }) : known,
      endedOf(candidates, known),
    ]);
    for (const one of found) early.set(one.incidentId, one);
    for (let conflicts = 0; conflicts < MOST_CONFLICTS; conflicts++) {
      const basis = basisNow();
      const ended = await endedOf(unheld(basis), audience);
      // After a conflict all is read again.
      early.clear();
      const outcome = reconcile({
        platform: platform.id,
        known: [...basis.values(), ...ended.flatMap(({ row }) => row ?? [])].map((row) => row.value),
        report,
        ...when,
        tally: tallies.get(tally) ?? new Map<string, Tally>(),
        newId: (incidentId) => {
          const taken = ended.find((one) => one.incidentId === incidentId)?.freeId;
          return taken ?? eventId(platform, incidentId);
        },
        audience,
        ...(real ? {} : { simulated: true }),
      });
      let conflict = false;
      for (const { event, kinds } of outcome.writes) {
        const before = basis.get(event.id);
        let row: Row<TrackedEvent> | undefined;
        try {
          row = before ? await events.replace(before, event) : await events.insert(event);
        } catch (error) {
          if (!isRefusal(error)) throw error;
          // This row alone: others of the same page are told all the same.
          log.error({ event: event.id, err: error }, 'Storage will not have an event');
          continue;
        }
        await deps.crashpoint('event written');
        if (row) {
          rows.set(event.id, row);
          changed.set(event.id, event);
          log.info({ event: event.id, kinds, revision: event.revision }, 'An event changed');
          deps.written(row);
        } else {
          const fresh = await events.openRow(platform.id, event.id);
          // A row that is there and cannot be read was told of in the log; the next look tries again.
          conflict ||= fresh !== undefined || before !== undefined;
          if (!fresh) rows.delete(event.id);
          else {
            rows.set(event.id, fresh);
            // Perhaps it was written after all, and only the answer was lost.
            deps.written(fresh);
          }
        }
      }
      if (!conflict) {
        tallies.set(tally, outcome.tally);
        return { changed: [...changed.values()], outcome };
      }
    }
    throw new Error('somebody else kept changing the same events');
  }

  /** The ended event of an incident, or the first ID that no other incident has taken. */
  async function endedRow(platform: Platform, incidentId: string): Promise<Ended> {
    for (let extra = 0; ; extra++) {
      const freeId = eventId(platform, incidentId, extra);
      const inOpen = rowsOf(platform.id).get(freeId);
      if (inOpen && inOpen.value.incidentId !== incidentId) continue;
      const row = await events.ended(platform.id, freeId);
      if (!row) return { incidentId, freeId };
      if (row.value.incidentId === incidentId) return { incidentId, row, freeId };
    }
  }
}
