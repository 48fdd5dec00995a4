import type { TestModeShown } from '../views/test-mode.ts';
import { instant } from './announce/present.ts';
import type { Clock } from './clock.ts';
import type { Actor } from './events/event.ts';
import { isOn, type TestSession } from './events/simulation.ts';
import type { Row, Rows } from './store/rows.ts';

/** Whether test mode is on, as people are told. */
export interface TestModeState {
  on: boolean;
  /** Only while it is on. */
  since?: string;
  until?: string;
  by?: Actor;
}

/** What came of switching it on. */
export type SwitchedOn =
  | { kind: 'started' | 'extended'; session: TestSession }
  /** Nothing has changed: it is on, and for as long as was asked for. */
  | { kind: 'already on' | 'already longer'; session: TestSession };

/** What came of switching it off; with the session before, if there ever was one. */
export type SwitchedOff =
  | { kind: 'ended'; session: TestSession }
  | { kind: 'already off'; session: TestSession | undefined };

/** Test mode: one stored session, which every copy obeys. */
export interface TestMode {
  /** Takes what the table holds; throws when storage is away, and then what is known stays. */
  load(reading?: Promise<Row<TestSession> | undefined>): Promise<void>;
  /** The session as last read, be it over or not. */
  session(): TestSession | undefined;
  state(): TestModeState;
  /** On from now, or on for longer. Throws when storage is away. */
  switchOn(by: Actor, minutes?: number): Promise<SwitchedOn>;
  /** Off from now. Throws when storage is away. */
  switchOff(by: Actor): Promise<SwitchedOff>;
}

/** How long a session may last, in minutes. */
export const TEST_MINUTES = { least: 1, usually: 60, most: 480 } as const;

/** A row that cannot be read, such as one without our mark, cannot be written either. */
const MOST_TRIES = 5;

/** Keeps the session; `changed` hears of what this copy has written. */
export function createTestMode({
  rows,
  clock,
  changed,
}: {
  rows: Rows<TestSession>;
  clock: Pick<Clock, 'now'>;
  changed(): void;
}): TestMode {
  let known: TestSession | undefined;
  let writes = 0;

  return {
    async load(reading = rows.get('test-mode', 'session')) {
      const before = writes;
      const row = await reading;
      // What was written meanwhile is newer than what was read.
      if (before === writes) known = row?.value;
    },
    session: () => known,
    state() {
      if (!isOn(known, clock.now())) return { on: false };
      const { since, until, by } = known;
      return { on: true, since, until, by };
    },
    switchOn: (by, minutes) =>
      change<SwitchedOn>((session, now) => {
        const asked = new Date(now + (minutes ?? TEST_MINUTES.usually) * 60_000).toISOString();
        if (!isOn(session, now)) {
          const started = { since: new Date(now).toISOString(), until: asked, by };
          return { write: started, answer: { kind: 'started', session: started } };
        }
        if (minutes === undefined) return { answer: { kind: 'already on', session } };
        if (asked <= session.until) return { answer: { kind: 'already longer', session } };
        const longer = { ...session, until: asked };
        return { write: longer, answer: { kind: 'extended', session: longer } };
      }),
    switchOff: (by) =>
      change<SwitchedOff>((session, now) => {
        if (!isOn(session, now)) return { answer: { kind: 'already off', session } };
        const ended = { ...session, ended: { at: new Date(now).toISOString(), by } };
        return { write: ended, answer: { kind: 'ended', session: ended } };
      }),
  };

  /** Writes what `decide` makes of the present session, again after each conflict. */
  async function change<T>(
    decide: (session: TestSession | undefined, now: number) => { write?: TestSession | undefined; answer: T },
  ): Promise<T> {
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const row: Row<TestSession> | undefined = await rows.get('test-mode', 'session');
      const { write, answer } = decide(row?.value, clock.now());
      if (write && !(row ? await rows.replace(row, write) : await rows.insert(write))) continue;
      writes += 1;
      known = write ?? row?.value;
      if (write) changed();
      return answer;
    }
    throw new Error('the session of test mode cannot be written');
  }
}

/** A session as the views show it. */
export function sessionShown({
  since,
  until,
  by,
}: Pick<TestSession, 'since' | 'until' | 'by'>): TestModeShown {
  return { since: instant(since), until: instant(until), by: by.name };
}

/** The property that a view takes while test mode is on. */
export function testModeShown({ on, since, until, by }: TestModeState): { testMode?: TestModeShown } {
  return on && since && until && by ? { testMode: sessionShown({ since, until, by }) } : {};
}
