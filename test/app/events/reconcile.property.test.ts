import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { forceResolve } from '../../../app/events/acts.ts';
import { type ChangeKind, type Forced, isOpenAtSource } from '../../../app/events/event.ts';
import type { Write } from '../../../app/events/reconcile.ts';
import type { Incident, Report, Severity } from '../../../checkers/checker.ts';
import { at, complete, incident, later, Memory, recent, update } from './samples.ts';

type Step =
  | { do: 'open' | 'update' | 'resolve' | 'reopen' | 'remove' | 'take back' | 'end unsaid'; which: number }
  | { do: 'severity'; which: number; severity: Severity }
  | { do: 'look' | 'replay' | 'cannot tell' | 'unsure' | 'restart' }
  | { do: 'force'; which: number; again: Forced['again'] }
  | { do: 'delayed' | 'old answer'; by: number };

const which = fc.nat(2);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom('open' as const, 'update' as const, 'resolve' as const),
      which,
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('reopen' as const, 'remove' as const), which }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constantFrom('take back' as const, 'end unsaid' as const), which }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('severity' as const),
      which,
      severity: fc.constantFrom<Severity>('minor', 'major', 'critical'),
    }),
  },
  { weight: 5, arbitrary: fc.record({ do: fc.constantFrom('look' as const, 'replay' as const) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom('cannot tell' as const, 'unsure' as const, 'restart' as const),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom('delayed' as const, 'old answer' as const),
      by: fc.integer({ min: 1, max: 4 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('force' as const),
      which,
      again: fc.constantFrom('if worse' as const, 'never' as const),
    }),
  },
);

/** Nobody can tell what changed without a word, or with one that was taken back, from what was before. */
const worded = step.filter((one) => one.do !== 'severity' && one.do !== 'take back');

const STARTS: readonly ChangeKind[] = ['opened', 'reopened'];
const ENDS: readonly ChangeKind[] = ['resolved', 'withdrawn'];

/** A platform that lives through the steps, and the bot that watches it. */
class Day {
  readonly memory = new Memory();
  readonly truth = new Map<number, Incident>();
  readonly openings = new Map<string, number>();
  readonly reports: { minute: number; report: Report }[] = [];
  /** The newest of them, unless it was counted before a restart: then it counts anew. */
  heard: { minute: number; report: Report } | undefined;
  /** What answers of the past were taken to say, and whether the incident was open by then. */
  readonly heardOfOld: { kind: ChangeKind; open: boolean }[] = [];
  readonly kind: 'complete' | 'recent';
  minute = 0;

  constructor(kind: 'complete' | 'recent') {
    this.kind = kind;
    this.look(this.minute, this.report());
  }

  /** What the page answers now: a complete list leaves out what is over. */
  report(): Report {
    const all = [...this.truth.values()];
    return this.kind === 'recent'
      ? recent(at(-999), ...all)
      : complete(...all.filter((one) => one.phase !== 'resolved'));
  }

  look(minute: number, report: Report): number {
    return this.writes(minute, report).length;
  }

  writes(minute: number, report: Report): Write[] {
    const outcome = this.memory.look(minute, report);
    for (const { event, kinds } of outcome.writes) {
      if (kinds.includes('opened')) this.openings.set(event.id, (this.openings.get(event.id) ?? 0) + 1);
    }
    return outcome.writes;
  }

  isOpen(incidentId: string): boolean {
    return [...this.truth.values()].some((one) => one.id === incidentId && one.phase !== 'resolved');
  }

  lookNow(): void {
    const report = this.report();
    this.heard = { minute: this.minute, report };
    this.reports.push(this.heard);
    this.look(this.minute, report);
  }

  /** An old edge of a CDN answers a new look, between two true answers. */
  lookAtOld(by: number): void {
    this.lookNow();
    const old = this.reports.at(-by);
    this.minute += 1;
    if (old) {
      for (const { event, kinds } of this.writes(this.minute, old.report)) {
        for (const kind of kinds) this.heardOfOld.push({ kind, open: this.isOpen(event.incidentId) });
      }
    }
    this.minute += 1;
    this.lookNow();
  }

  force(which: number, again: Forced['again']): void {
    const event = this.memory.events.get(`GH-inc${which}`);
    const by = { id: 'U1', name: 'Ada' };
    const acted = event && forceResolve(event, { by, at: at(this.minute), reason: 'known', again });
    if (acted && 'event' in acted) this.memory.events.set(acted.event.id, acted.event);
  }

  play(step: Step): void {
    this.minute += 1;
    switch (step.do) {
      case 'look':
        this.lookNow();
        break;
      case 'unsure':
        expect(this.look(this.minute, { ...complete(), unsure: ['*'] })).toBe(0);
        break;
      case 'replay': {
        const last = this.heard;
        if (last) expect(this.look(last.minute, last.report)).toBe(0);
        break;
      }
      case 'delayed': {
        const old = this.reports.at(-step.by);
        if (old) this.look(old.minute, old.report);
        break;
      }
      case 'old answer':
        this.lookAtOld(step.by);
        break;
      case 'force':
        this.force(step.which, step.again);
        break;
      case 'restart':
        this.memory.tally = new Map();
        this.heard = undefined;
        break;
      case 'cannot tell':
        break;
      default:
        this.change(step);
    }
  }

  change(step: Exclude<Extract<Step, { which: number }>, { do: 'force' }>): void {
    const now = this.truth.get(step.which);
    const said = (phase: Incident['phase']) => [update(`u${this.minute}`, this.minute, 'words', phase)];
    const set = (next: Incident) => this.truth.set(step.which, next);
    if (step.do === 'open' && !now) {
      const began = { beganAt: at(this.minute), publishedAt: at(this.minute), listedAt: at(this.minute) };
      set(incident({ id: `inc${step.which}`, updates: said('investigating'), ...began }));
    }
    if (!now) return;
    const over = now.phase === 'resolved';
    if (step.do === 'update' && !over) set(later(now, said('identified')));
    if (step.do === 'severity' && !over) set({ ...now, severity: step.severity });
    if (step.do === 'resolve' && !over) set(later(now, said('resolved'), { endedAt: at(this.minute) }));
    if (step.do === 'end unsaid' && !over) set({ ...now, phase: 'resolved' });
    if (step.do === 'take back') {
      const { endedAt: _, ...rest } = now;
      const updates = now.updates.slice(0, -1);
      set({ ...rest, updates, phase: updates.at(-1)?.phase ?? 'investigating' });
    }
    if (step.do === 'reopen' && over) set(later(now, said('investigating')));
    if (step.do === 'remove' && this.kind === 'recent') this.truth.delete(step.which);
  }

  /** Lets things come to rest with looks that all succeed. */
  rest(): void {
    for (let i = 0; i < 4; i++) {
      this.minute += 1;
      this.lookNow();
    }
  }
}

test.each(['complete', 'recent'] as const)(
  'whatever happens on a %s list, the record comes to the truth',
  (kind) => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60, size: 'max' }), (steps) => {
        const day = new Day(kind);
        for (const one of steps) day.play(one);
        day.rest();

        for (const [id, times] of day.openings) expect({ id, times }).toEqual({ id, times: 1 });
        for (const event of day.memory.events.values()) {
          const truth = [...day.truth.values()].find((one) => one.id === event.incidentId);
          const open = day.isOpen(event.incidentId);
          // For people it has ended, whatever became of it.
          if (event.forced?.again === 'never') continue;
          expect({ id: event.id, open: isOpenAtSource(event) }).toEqual({ id: event.id, open });
          if (!truth || !open || event.forced) continue;
          expect({ severity: event.severity, phase: event.phase }).toEqual({
            severity: truth.severity,
            phase: truth.phase,
          });
          const newest = truth.updates.at(-1);
          if (newest) expect(event.updates.at(-1)?.id).toBe(newest.id);
        }
        for (const truth of day.truth.values()) {
          if (truth.phase !== 'resolved') expect(day.memory.events.has(`GH-${truth.id}`)).toBe(true);
        }
      }),
      { numRuns: 400 },
    );
  },
);

test.each(['complete', 'recent'] as const)('one old answer on a %s list is taken for no news', (kind) => {
  fc.assert(
    fc.property(fc.array(worded, { maxLength: 60, size: 'max' }), (steps) => {
      const day = new Day(kind);
      for (const one of steps) day.play(one);

      const untrue = day.heardOfOld.filter(({ kind, open }) => (open ? ENDS : STARTS).includes(kind));
      expect(untrue).toEqual([]);
    }),
    { numRuns: 400 },
  );
});

test('at rest, one more look writes nothing', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('complete' as const, 'recent' as const),
      fc.array(step, { maxLength: 40, size: 'max' }),
      (kind, steps) => {
        const day = new Day(kind);
        for (const one of steps) day.play(one);
        day.rest();

        expect(day.look(day.minute + 1, day.report())).toBe(0);
      },
    ),
    { numRuns: 200 },
  );
});
