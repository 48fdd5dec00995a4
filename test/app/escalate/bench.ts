import { createEscalation } from '../../../app/escalate/escalation.ts';
import type { Escalator } from '../../../app/escalate/escalator.ts';
import type { TrackedEvent } from '../../../app/events/event.ts';
import { createHide } from '../../../app/hide.ts';
import { createLog } from '../../../app/log.ts';
import { createEventStore, type EventStore } from '../../../app/store/events.ts';
import type { Rows } from '../../../app/store/rows.ts';
import { platforms } from '../../../checkers/index.ts';
import { watchInFlight } from '../../in-flight.ts';
import { manualClock } from '../../manual-clock.ts';
import { type SendgridStandin, startSendgrid } from '../../standins/sendgrid/index.ts';
import { at } from '../events/samples.ts';

export const KEY = 'SG.key-which-nobody-may-see';
export const SENDER = 'outages@example.com';
export const [ADA, BERT] = ['ada@example.com', 'bert@example.com'] as const;

/** A copy of the bot, as far as mails go, with tables in memory, and SendGrid. */
export interface Bench {
  sendgrid: SendgridStandin;
  escalator: Escalator;
  events: EventStore;
  /** What operators were told, oldest first. */
  heard: (string | undefined)[];
  /** Lines of the log. */
  lines: string[];
  /** What was counted. */
  counts: string[];
  now(): number;
  /** Puts an event into the table and tells everybody. */
  write(event: TrackedEvent): Promise<void>;
  /** Somebody changes the event in the table; all copies hear of it. */
  change(change: Partial<TrackedEvent>): Promise<void>;
  /** As it stands in the table. */
  event(): Promise<TrackedEvent>;
  /** Another copy of the bot. */
  another(options?: { crashpoint?: (name: string) => Promise<void> | void }): Escalator;
  pass(minutes: number): Promise<void>;
  /** Storage answers nothing until it is called with `false`. */
  storageAway(away: boolean): void;
  close(): Promise<void>;
}

/** Starts a bench at 10:00. */
export async function startBench({
  to = [ADA],
  sender = SENDER,
  key = KEY,
}: {
  to?: string[];
  sender?: string;
  key?: string;
} = {}): Promise<Bench> {
  const clock = manualClock(at(0));
  const sendgrid = await startSendgrid({ key: KEY, sender: SENDER, clock });
  const inFlight = watchInFlight();
  const storage = { away: false };
  const events = createEventStore(memoryRows(storage), memoryRows(storage));
  const heard: Bench['heard'] = [];
  const lines: string[] = [];
  const counts: string[] = [];
  // Without secrets, so that nothing but the code itself keeps them out.
  const log = createLog({ level: 'trace', destination: { write: (line) => void lines.push(line) } });
  const copies: Escalator[] = [];

  function another({ crashpoint = () => undefined }: Parameters<Bench['another']>[0] = {}): Escalator {
    const copy = createEscalation({
      config: { apiKey: key, sender, to, afterMinutes: 30, minSeverity: 'major', region: 'global' },
      hosts: { 'https://api.sendgrid.com': sendgrid.origin },
      events,
      clock,
      log,
      hide: createHide([key]),
      copy: `copy${copies.length}`,
      scene: () => ({ platforms, tickets: true, now: clock.now() }),
      workspace: () => 'https://loopback.slack.com/',
      crashpoint,
      heard: (trouble) => void heard.push(trouble),
      mailed: (result) => void counts.push(result),
      changed: () => undefined,
    });
    copies.push(copy);
    return copy;
  }

  const bench: Bench = {
    sendgrid,
    escalator: another(),
    events,
    heard,
    lines,
    counts,
    now: clock.now,
    another,
    async write(event) {
      const row = await events.insert(event);
      if (row) for (const copy of copies) copy.nudge(row);
    },
    async change(change) {
      const { platform, id } = await bench.event();
      const row = await events.change(platform, id, (event) => ({ ...event, ...change }));
      if (row) for (const copy of copies) copy.nudge(row);
    },
    async event() {
      const [row] = await events.open();
      if (!row) throw new Error('no event');
      return row.value;
    },
    async pass(minutes) {
      let left = minutes * 60_000;
      for (;;) {
        await inFlight.quiet();
        const next = clock.nextInMs();
        if (next === undefined || next > left) break;
        await clock.advance(next);
        left -= next;
      }
      await clock.advance(left);
      await inFlight.quiet();
    },
    storageAway: (away) => {
      storage.away = away;
    },
    async close() {
      // A copy that a test has killed never stops.
      for (const copy of copies) void copy.stop();
      await sendgrid.close();
      inFlight.stop();
    },
  };
  return bench;
}

/** A table in memory whose writes are conditional. */
function memoryRows(storage: { away: boolean }): Rows<TrackedEvent> {
  const rows = new Map<string, { value: TrackedEvent; etag: string }>();
  let etags = 0;
  const keyOf = ({ platform, id }: TrackedEvent) => `${platform}/${id}`;
  const write = (value: TrackedEvent) => {
    const row = { value: structuredClone(value), etag: String(++etags) };
    rows.set(keyOf(value), row);
    return row;
  };
  async function answers(): Promise<void> {
    if (storage.away) throw new Error('storage does not answer');
  }
  return {
    async get(partition, row) {
      await answers();
      return rows.get(`${partition}/${row}`);
    },
    async list() {
      await answers();
      return [...rows.values()];
    },
    async insert(value) {
      await answers();
      return rows.has(keyOf(value)) ? undefined : write(value);
    },
    async replace(row, value) {
      await answers();
      return rows.get(keyOf(row.value))?.etag === row.etag ? write(value) : undefined;
    },
    async remove(row) {
      await answers();
      return rows.get(keyOf(row.value))?.etag === row.etag && rows.delete(keyOf(row.value));
    },
  };
}

/** A major event that opened at 10:00 and is told in a channel. */
export function majorEvent(over: Partial<TrackedEvent> = {}): TrackedEvent {
  return {
    id: 'GH-7K2QM',
    platform: 'github',
    incidentId: 'inc1',
    revision: 1,
    title: 'Incident with Actions',
    severity: 'major',
    worst: 'major',
    phase: 'investigating',
    affected: [{ id: 'c1', name: 'Actions' }],
    url: 'https://www.githubstatus.com/incidents/inc1',
    updates: [{ id: 'u1', phase: 'investigating', text: 'We are looking into it.', at: at(0) }],
    changes: [{ id: 'opened', kind: 'opened', at: at(0), text: 'Opened' }],
    beganAt: at(0),
    publishedAt: at(0),
    seenAt: at(0),
    listedAt: at(0),
    asOf: at(0),
    alreadyOpen: false,
    announcements: [{ channel: 'C1', ts: '1795168965.161000', revision: 1, told: [], rootOnly: [] }],
    ...over,
  };
}

/** How it stands after the platform has ended it. */
export function endedAt(minutes: number): Partial<TrackedEvent> {
  return {
    phase: 'resolved',
    ending: { how: 'resolved', at: at(minutes) },
    asOf: at(minutes),
    changes: [
      ...majorEvent().changes,
      { id: `over-${minutes}`, kind: 'resolved', at: at(minutes), text: 'Resolved' },
    ],
  };
}
