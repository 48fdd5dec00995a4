import { distance } from 'fastest-levenshtein';
import type { Platform } from '../checkers/checker.ts';
import type { Acted } from './events/acts.ts';
import { compareSeverity, type TrackedEvent } from './events/event.ts';
import type { EventStore } from './store/events.ts';
import type { Row } from './store/rows.ts';

/** Where people's wishes meet the tables. Every method throws when storage is away. */
export interface EventDesk {
  /** What has not ended, worst first, then oldest. */
  open(platform?: string): Promise<TrackedEvent[]>;
  /** By its internal ID in any case, open or ended. */
  find(id: string): Promise<TrackedEvent | undefined>;
  /** Open events whose IDs look most like what was typed, the nearest first. */
  nearest(typed: string): Promise<TrackedEvent[]>;
  /** Writes what `act` makes of the event's present state, and has it shown. `undefined`: there is no such event. */
  act(id: string, act: (event: TrackedEvent) => Acted): Promise<Acted | undefined>;
}

const MOST_NEAR = 3;

/** A desk over the tables; `written` hears of every row it changes. */
export function createEventDesk({
  events,
  platforms,
  written,
}: {
  events: EventStore;
  /** All there are, whether or not they are watched. */
  platforms: readonly Platform[];
  written(row: Row<TrackedEvent>): void;
}): EventDesk {
  return { open, find, nearest, act };

  async function open(platform?: string): Promise<TrackedEvent[]> {
    const rows = await events.open(platform);
    return rows
      .map((row) => row.value)
      .filter((event) => !event.ending)
      .sort((a, b) => compareSeverity(b.severity, a.severity) || a.beganAt.localeCompare(b.beganAt));
  }

  async function find(id: string): Promise<TrackedEvent | undefined> {
    for await (const [platform, canonical] of places(id)) {
      const row = await events.find(platform, canonical);
      if (row) return row.value;
    }
    return undefined;
  }

  async function nearest(typed: string): Promise<TrackedEvent[]> {
    const wanted = normal(typed);
    const far = (event: TrackedEvent) => distance(wanted, event.id);
    return (await open()).sort((a, b) => far(a) - far(b)).slice(0, MOST_NEAR);
  }

  async function act(id: string, decide: (event: TrackedEvent) => Acted): Promise<Acted | undefined> {
    for await (const [platform, canonical] of places(id)) {
      let decided: Acted | undefined;
      const row = await events.change(platform, canonical, (event) => {
        decided = decide(event);
        return 'event' in decided ? decided.event : undefined;
      });
      if (row) written(row);
      // A wish that was not written, because the event was moved just then, is decided by its end.
      if (decided && (row || 'already' in decided)) return decided;
      const ended = await events.ended(platform, canonical);
      if (ended) return decide(ended.value);
    }
    return undefined;
  }

  /** Where an event of that ID can be, and the ID as it is written there. */
  async function* places(typed: string): AsyncGenerator<[platform: string, id: string]> {
    const id = normal(typed);
    for (const platform of platforms) if (id.startsWith(`${platform.prefix}-`)) yield [platform.id, id];
    // Its platform may have been taken from the list while it was open.
    const found = await events.search(id);
    if (found) yield [found.value.platform, id];
  }
}

/** As people read an ID aloud: in any case, with or without the dash, O for 0, I and L for 1. */
function normal(typed: string): string {
  const letters = typed.toUpperCase().replace(/[^A-Z0-9]/g, '');
  const code = letters.slice(2).replaceAll('O', '0').replace(/[IL]/g, '1');
  return `${letters.slice(0, 2)}-${code}`;
}
