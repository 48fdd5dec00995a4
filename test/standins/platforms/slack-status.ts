import { createHash } from 'node:crypto';
import { type Clock, realClock } from '../../../app/clock.ts';
import { type Page, type PageServer, startPageServer } from './page-server.ts';

export type IncidentType = 'incident' | 'notice' | 'outage';
export type Status = 'active' | 'resolved' | 'scheduled' | 'completed' | 'cancelled';

/** What is wrong, as Slack's people write it. Bodies are wrapped in HTML unless they are HTML already. */
export interface Opening {
  title: string;
  type?: IncidentType;
  services?: readonly string[];
  /** The first note; `null` for none. */
  body?: string | null;
  id?: number;
  /** An instant; now unless given. */
  startedAt?: string;
}

/** An incident in the hands of Slack's people. */
export interface SlackIncidentHandle {
  /** As the checker spells it. */
  id: string;
  /** Adds a note, and changes what else is given. */
  update(next: { body?: string; type?: IncidentType; services?: readonly string[] }): void;
  /** With `null`, without a word. Planned work is completed. */
  resolve(body?: string | null): void;
  cancel(body?: string): void;
  reopen(body?: string): void;
  /** Changes the text of a note that stands already; 0 is the oldest. */
  edit(note: number, body: string): void;
  rename(title: string): void;
  /** Deletes it, as if it had never been. */
  remove(): void;
  /** Moves a timestamp and nothing else. */
  touch(): void;
}

/** A stand-in for Slack's status API with a script's hands on it. */
export interface SlackStatus extends PageServer {
  open(opening: Opening): SlackIncidentHandle;
  schedule(plan: Opening): SlackIncidentHandle;
  /** Fills the history with old resolved incidents, a day apart, older than all that is there. */
  resolvedHistory(count: number): void;
}

interface SlackStatusOptions {
  clock?: Clock;
  port?: number;
  /** Offset in which times are written; -420 (-07:00) unless given. */
  utcOffsetMinutes?: number;
}

interface RawNote {
  body: string;
  date_created: string;
}

interface RawIncident {
  id: number;
  title: string;
  type: IncidentType;
  status: Status;
  url: string;
  date_created: string;
  date_updated: string;
  notes: RawNote[];
  services: string[];
}

const LISTED = 50;
const DAY_MS = 24 * 60 * 60_000;
const FIRST_ID = 1571;
const OPEN: readonly Status[] = ['active', 'scheduled'];

/** Starts a stand-in for slack-status.com, API v2.0.0, on 127.0.0.1. */
export async function startSlackStatus(options: SlackStatusOptions = {}): Promise<SlackStatus> {
  const { clock = realClock, port = 0, utcOffsetMinutes = -420 } = options;
  let incidents: RawIncident[] = [];
  let made = 0;
  const startedAt = now();

  function now(): string {
    return written(clock.now());
  }

  /** To the second, in the zone of its people. */
  function written(ms: number): string {
    const local = new Date(ms + utcOffsetMinutes * 60_000).toISOString().slice(0, 19);
    const minutes = Math.abs(utcOffsetMinutes);
    const two = (part: number) => String(Math.floor(part)).padStart(2, '0');
    return `${local}${utcOffsetMinutes < 0 ? '-' : '+'}${two(minutes / 60)}:${two(minutes % 60)}`;
  }

  function say(raw: RawIncident, body: string | null, at = now()): void {
    raw.date_updated = at;
    if (body !== null) raw.notes.push({ body: html(body), date_created: at });
  }

  function enter(opening: Opening, status: Status): RawIncident {
    const at = opening.startedAt === undefined ? now() : written(Date.parse(opening.startedAt));
    const id = opening.id ?? FIRST_ID + made++;
    const hash = createHash('sha256').update(String(id)).digest('hex').slice(0, 16);
    const raw: RawIncident = {
      id,
      title: opening.title,
      type: opening.type ?? 'incident',
      status,
      url: `https://slack-status.com/${at.slice(0, 7)}/${hash}`,
      date_created: at,
      date_updated: at,
      notes: [],
      services: [...(opening.services ?? [])],
    };
    incidents.push(raw);
    say(raw, opening.body === undefined ? 'We are investigating.' : opening.body, at);
    return raw;
  }

  function become(raw: RawIncident, status: Status, body: string | null): void {
    raw.status = status;
    say(raw, body);
  }

  function handle(raw: RawIncident): SlackIncidentHandle {
    return {
      id: String(raw.id),
      update: ({ body = 'We are still on it.', type, services }) => {
        if (type) raw.type = type;
        if (services) raw.services = [...services];
        say(raw, body);
      },
      resolve: (body = "We've resolved the issue.") =>
        become(raw, raw.status === 'scheduled' ? 'completed' : 'resolved', body),
      cancel: (body = 'This work will not take place.') => become(raw, 'cancelled', body),
      reopen: (body = 'The problem is back.') => become(raw, 'active', body),
      edit: (index, body) => {
        const note = raw.notes[index];
        if (!note) throw new Error(`No note ${index}`);
        note.body = html(body);
        raw.date_updated = now();
      },
      rename: (title) => {
        raw.title = title;
        raw.date_updated = now();
      },
      remove: () => {
        incidents = incidents.filter((one) => one !== raw);
      },
      touch: () => {
        raw.date_updated = now();
      },
    };
  }

  function newestFirst(filter: (raw: RawIncident) => boolean): RawIncident[] {
    return incidents.filter(filter).sort((a, b) => Date.parse(b.date_updated) - Date.parse(a.date_updated));
  }

  const isOpen = (raw: RawIncident) => OPEN.includes(raw.status);
  const documents: Record<string, (empty: boolean) => unknown> = {
    current: (empty) => {
      const open = empty ? [] : newestFirst(isOpen);
      const [newest] = newestFirst(() => true);
      return {
        status: open.length > 0 ? 'active' : 'ok',
        date_created: newest?.date_created ?? startedAt,
        date_updated: newest?.date_updated ?? startedAt,
        active_incidents: open,
      };
    },
    history: (empty) => (empty ? [] : newestFirst((raw) => !isOpen(raw)).slice(0, LISTED)),
  };

  function page(path: string, empty: boolean): Page {
    const document = documents[path.replace('/api/v2.0.0/', '')];
    return { type: 'application/json', body: JSON.stringify(document?.(empty) ?? {}) };
  }

  const server = await startPageServer(
    {
      paths: Object.keys(documents).map((document) => `/api/v2.0.0/${document}`),
      page: (path) => page(path, false),
      emptied: (path) => page(path, true),
    },
    { clock, port },
  );

  return Object.assign(server, {
    open: (opening: Opening) => handle(enter(opening, 'active')),
    schedule: (plan: Opening) => handle(enter(plan, 'scheduled')),
    resolvedHistory: (count: number) => {
      const [oldest = clock.now()] = incidents
        .map((raw) => Date.parse(raw.date_created))
        .sort((a, b) => a - b);
      for (let day = 1; day <= count; day++) {
        const at = oldest - day * DAY_MS;
        const raw = enter(
          { title: `Old trouble ${day}`, startedAt: new Date(at).toISOString(), id: FIRST_ID - day },
          'active',
        );
        raw.status = 'resolved';
        say(raw, "We've resolved the issue.", written(at + DAY_MS / 24));
      }
    },
  });
}

function html(body: string): string {
  return body.startsWith('<') ? body : `<p>${body}&nbsp;</p><p><br></p>`;
}
