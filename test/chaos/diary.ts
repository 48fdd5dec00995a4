/** What happened in a day beside what the script's incidents did, by the clock that nobody sets. */
export interface Entry {
  kind:
    | 'killed'
    | 'paused'
    | 'stopped'
    | 'starting'
    | 'storage'
    | 'page'
    | 'Slack'
    | 'socket'
    | 'mail'
    | 'boards'
    | 'x'
    | 'channel'
    | 'clock'
    | 'twice'
    | 'root deleted'
    /** The machine had no time for us, so that half a minute of the day may be over before a copy takes a step. */
    | 'starved'
    | 'note';
  /** Which copy, page or channel; what. */
  what: string;
  from: number;
  /** Still so without it. */
  to?: number;
  /** Of a fault that strikes so many calls: how many it has struck. */
  hits?: number;
}

/** Keeps what happened. */
export interface Diary {
  entries: Entry[];
  /** Something that lasts until the returned function is called. */
  begin(kind: Entry['kind'], what: string): () => void;
  /** Something that happens in an instant. */
  note(kind: Entry['kind'], what: string): void;
}

/** A diary by this clock. */
export function createDiary(now: () => number): Diary {
  const entries: Entry[] = [];
  return {
    entries,
    begin(kind, what) {
      const entry: Entry = { kind, what, from: now() };
      entries.push(entry);
      return () => {
        entry.to ??= now();
      };
    },
    note(kind, what) {
      entries.push({ kind, what, from: now(), to: now() });
    },
  };
}

/** Those of some kinds that happened within a time. */
export function during(
  entries: readonly Entry[],
  kinds: readonly Entry['kind'][],
  from: number,
  to: number,
): Entry[] {
  return entries.filter(
    (entry) =>
      kinds.includes(entry.kind) && entry.from <= to && (entry.to ?? Number.POSITIVE_INFINITY) >= from,
  );
}
