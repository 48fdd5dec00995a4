import type { Clock } from '../clock.ts';
import { isForcedOpen, type TrackedEvent } from '../events/event.ts';
import type { EventStore } from '../store/events.ts';
import type { Row } from '../store/rows.ts';

/** Events as Home last heard of them, so that it can be shown at once and while storage is away. */
export interface HomeEvents {
  /** Reads what is open, and what became of what no longer is. Throws when storage is away. */
  read(): Promise<void>;
  /** Nobody looks at Home: what is known would only grow, and be old by the time that somebody does. */
  forget(): void;
  /** This process has written a row. */
  note(row: Row<TrackedEvent>): void;
  open(): TrackedEvent[];
  /** What ended lately, newest first. */
  ended(): TrackedEvent[];
  /** When the tables were last read with success. */
  readAt(): number | undefined;
}

const LATELY_MS = 3 * 24 * 60 * 60_000;
/** More than Home shows, since some are left out. */
const MOST_ENDED = 30;
/** How often the whole table of ended events is searched. */
const WHOLE_MS = 5 * 60_000;
/** An event that nobody has seen open ended within the hour, and was moved soon after it was told. */
const UNSEEN_MS = 2 * 60 * 60_000;

/** Remembers events; nothing is read before the first `read`. */
export function createHomeEvents({
  events,
  clock,
}: {
  events: Pick<EventStore, 'open' | 'ended' | 'endedSince'>;
  clock: Clock;
}): HomeEvents {
  const open = new Map<string, TrackedEvent>();
  const ended = new Map<string, TrackedEvent>();
  /** What this process wrote while a read was under way is newer than what was read. */
  const written = new Map<string, number>();
  let wholeAt: number | undefined;
  let writes = 0;
  let readAt: number | undefined;

  return {
    async read() {
      const began = writes;
      const at = clock.now();
      const rows = (await events.open()).map((row) => row.value);
      const listed = new Set(rows.map(({ id }) => id));
      const lost = [...open.values(), ...[...ended.values()].filter(isForcedOpen)].filter(
        (event) => !listed.has(event.id),
      );
      const since = new Date(at - LATELY_MS).toISOString();
      const found = await Promise.all(
        lost.slice(0, MOST_ENDED).map(({ platform, id }) => events.ended(platform, id)),
      );
      // What came and went unseen is found by its end alone, for which the whole table is searched.
      if (wholeAt === undefined || at - wholeAt >= WHOLE_MS) {
        const from = wholeAt === undefined ? since : new Date(wholeAt - UNSEEN_MS).toISOString();
        found.push(...(await events.endedSince(from)));
        wholeAt = at;
      }
      const newer = (id: string) => (written.get(id) ?? 0) > began;
      for (const { id } of lost) {
        if (newer(id)) continue;
        open.delete(id);
        ended.delete(id);
      }
      for (const row of found) if (row && !newer(row.value.id)) put(row.value);
      for (const event of rows) if (!newer(event.id)) put(event);
      for (const [id, write] of written) if (write <= began) written.delete(id);
      trim(since, listed);
      readAt = at;
    },
    forget() {
      open.clear();
      ended.clear();
      written.clear();
      wholeAt = undefined;
      readAt = undefined;
    },
    note(row) {
      writes += 1;
      written.set(row.value.id, writes);
      put(row.value);
    },
    open: () => [...open.values()],
    ended: () => [...ended.values()].sort((a, b) => endOf(b).localeCompare(endOf(a))),
    readAt: () => readAt,
  };

  function put(event: TrackedEvent): void {
    const [to, from] = event.ending ? [ended, open] : [open, ended];
    from.delete(event.id);
    to.set(event.id, event);
  }

  /** What is open at its platform stays, but not what nobody watches there. */
  function trim(since: string, listed: ReadonlySet<string>): void {
    const old = [...ended.values()]
      .sort((a, b) => endOf(b).localeCompare(endOf(a)))
      .filter(
        (event, i) =>
          !(isForcedOpen(event) && listed.has(event.id)) && (i >= MOST_ENDED || endOf(event) < since),
      );
    for (const { id } of old) ended.delete(id);
  }
}

function endOf({ ending }: TrackedEvent): string {
  return ending?.at ?? '';
}
