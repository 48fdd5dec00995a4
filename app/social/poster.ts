import { sleep } from '../clock.ts';
import { rowInReach, turnsInReach } from '../skew.ts';
import type { Row } from '../store/rows.ts';
import { isWaiting, type PageIncident } from './record.ts';
import { hasTaken, isOver } from './refusal.ts';
import { type Around, type Turned, turn } from './turn.ts';

/** Makes X agree with the table. */
export interface Poster {
  /** Something may have to be told. */
  nudge(): void;
  /** The records as last read or written. */
  known(): readonly PageIncident[];
  /** Why posts wait, if they do. */
  trouble(): string | undefined;
  /** Lets a post under way finish; starts no more. */
  stop(): Promise<void>;
}

/** After each round, so many times as long as its reading took, when more has come meanwhile. */
const PAUSES = 10;
const LONGEST_PAUSE_MS = 5_000;
const STORAGE_PAUSE_MS = 10_000;

/** One post after the other, the incident that has waited longest first. */
export function createPoster(around: Around): Poster {
  const { rows, clock, log } = around;
  const held = new Map<string, PageIncident>();
  const stopping = new AbortController();
  let cancel = () => {};
  let again = false;
  let working: Promise<void> | undefined;
  let trouble: string | undefined;

  return {
    nudge,
    known: () => [...held.values()],
    trouble: () => trouble,
    async stop() {
      stopping.abort();
      cancel();
      await working;
    },
  };

  function nudge(): void {
    if (stopping.signal.aborted) return;
    again = true;
    working ??= work().finally(() => {
      working = undefined;
      // What came in the very last moment.
      if (again) nudge();
    });
  }

  async function work(): Promise<void> {
    while (again && !stopping.signal.aborted) {
      again = false;
      cancel();
      try {
        const began = clock.monotonic();
        const all = await read();
        const pauseMs = Math.min(LONGEST_PAUSE_MS, PAUSES * (clock.monotonic() - began));
        const next = await round(all);
        if (next !== undefined) wakeAt(next);
        // A round reads all there is: in a flood it must leave others the time. However slow X is, nobody waits for it.
        if (again) await sleep(clock, pauseMs, stopping.signal);
      } catch (error) {
        log.warn({ err: error }, 'What is to be posted on X could not be read or written');
        await sleep(clock, STORAGE_PAUSE_MS, stopping.signal);
        again = true;
      }
    }
    if (stopping.signal.aborted) again = false;
  }

  async function read(): Promise<Row<PageIncident>[]> {
    await around.account.load();
    const all = await Promise.all((await rows.list('social')).map(inReach));
    held.clear();
    for (const { value } of all) held.set(value.id, value);
    return all;
  }

  /** What a copy whose clock was ahead has left is not waited for as long as it says. */
  function inReach(row: Row<PageIncident>): Promise<Row<PageIncident>> {
    return rowInReach(row, turnsInReach(row.value, 'updates', clock.now()), rows.replace);
  }

  /** Gives every incident its turn; says when the next one should have its. */
  async function round(all: readonly Row<PageIncident>[]): Promise<number | undefined> {
    const turns: Turned[] = [];
    for (const row of all.filter(({ value }) => value.updates.some(isWaiting)).sort(byAge)) {
      if (stopping.signal.aborted) return undefined;
      const turned = await turn(row, around, (since) => hasTaken([...held.values()], since));
      if (turned.row) held.set(row.value.id, turned.row.value);
      turns.push(turned);
    }
    trouble = turns.find(({ why }) => why !== undefined)?.why;
    const refusal = around.account.known()?.refusal;
    if (refusal && isOver(refusal, [...held.values()], clock.now()) && (await around.account.accepted()))
      around.heard(undefined);
    const next = turns.flatMap(({ next }) => (next === undefined ? [] : [next]));
    return next.length === 0 ? undefined : Math.min(...next);
  }

  function wakeAt(at: number): void {
    if (!stopping.signal.aborted) cancel = clock.after(at - clock.now(), nudge);
  }
}

function byAge(a: Row<PageIncident>, b: Row<PageIncident>): number {
  const oldest = ({ value }: Row<PageIncident>) => value.updates.find(isWaiting)?.at ?? '';
  return oldest(a).localeCompare(oldest(b));
}
