import { describe, expect, test } from '@jest/globals';
import { acknowledge, forceResolve, undoForce } from '../../../app/events/acts.ts';
import type { TrackedEvent } from '../../../app/events/event.ts';
import type { Report } from '../../../checkers/checker.ts';
import { at, complete, incident, kinds, later, Memory, update } from './samples.ts';

const ada = { id: 'U1', name: 'Ada' };
const bob = { id: 'U2', name: 'Bob' };
const open = incident();
const resolved = later(open, [update('u9', 30, 'Fixed.', 'resolved')], { endedAt: at(30) });
/** The open incident as it went on after people had ended it here. */
const said = later(open, [update('u2', 6, 'Going on.')]);

/** What an act made of the event, or a failure. */
function done(acted: ReturnType<typeof acknowledge>): TrackedEvent {
  if ('already' in acted) throw new Error(`already ${acted.already.kind}`);
  return acted.event;
}

/** A platform whose open incident was force-resolved at minute 5. */
function forced(again: 'if worse' | 'never'): Memory {
  const memory = new Memory();
  memory.look(-1, complete());
  memory.look(1, complete(open));
  const event = done(forceResolve(memory.get(), { by: ada, at: at(5), reason: 'not ours', again }));
  memory.events.set(event.id, event);
  return memory;
}

describe('a force-resolved event', () => {
  test('is written as ended, with who, why and what it was before', () => {
    expect(forced('never').get()).toMatchObject({
      revision: 2,
      phase: 'resolved',
      ending: { how: 'force-resolved', at: at(5) },
      forced: { by: ada, reason: 'not ours', again: 'never', severity: 'minor', phase: 'investigating' },
      changes: [{ kind: 'opened' }, { kind: 'force-resolved', by: ada, reason: 'not ours', at: at(5) }],
    });
  });

  test.each(['if worse', 'never'] as const)(
    '(%s) is left alone while the platform goes on as before',
    (again) => {
      const memory = forced(again);

      const outcome = memory.look(6, complete(later(open, [update('u2', 6)])));

      expect(outcome.writes).toEqual([]);
    },
  );

  test('opens again when it gets worse, if that was wished', () => {
    const memory = forced('if worse');

    const outcome = memory.look(6, complete({ ...open, severity: 'major' }));

    expect(kinds(outcome)).toEqual([['reopened']]);
    expect(memory.get()).toMatchObject({ severity: 'major', phase: 'investigating' });
    expect(memory.get()).not.toHaveProperty('ending');
    expect(memory.get()).not.toHaveProperty('forced');
  });

  test('never opens again if that was wished, not even after an end', () => {
    const memory = forced('never');
    memory.look(6, complete({ ...open, severity: 'critical' }));
    memory.look(31, complete(resolved));

    const outcome = memory.look(40, complete(later(resolved, [update('u10', 39)], { severity: 'critical' })));

    expect(outcome.writes).toEqual([]);
    expect(memory.get().ending?.how).toBe('force-resolved');
  });

  test('is known to be over at the platform when it says so, and nobody is told', () => {
    const memory = forced('if worse');
    const before = memory.get();

    const outcome = memory.look(31, complete(resolved));

    expect(kinds(outcome)).toEqual([[]]);
    const over = { ...before.forced, over: true, overAt: at(30) };
    expect(memory.get()).toEqual({ ...before, forced: over, asOf: at(31) });
  });

  test('is known to be over at the platform when it is gone in two looks', () => {
    const memory = forced('if worse');
    memory.look(31, complete());

    memory.look(32, complete());

    expect(memory.get().forced?.over).toBe(true);
    expect(memory.look(33, complete()).writes).toEqual([]);
  });

  test('that ended at the platform and opens there again is reopened', () => {
    const memory = forced('if worse');
    memory.look(31, complete(resolved));

    expect(kinds(memory.look(40, complete(later(resolved, [update('u10', 39)]))))).toEqual([['reopened']]);
  });

  describe.each<[string, Report, Report]>([
    ['says that it is over', complete(resolved), complete(said)],
    ['ends it long before its last words', complete({ ...resolved, endedAt: at(2) }), complete(said)],
    ['ends it without a word', complete({ ...open, phase: 'resolved' }), complete(open)],
    ['does not list it any more', complete(), complete(said)],
  ])('where the platform %s', (_how, over, old) => {
    function ended(): Memory {
      const memory = forced('if worse');
      for (const minute of [31, 32]) memory.look(minute, over);
      expect(memory.get().forced?.over).toBe(true);
      return memory;
    }

    test('is not opened again by an old answer, nor by another after the true one', () => {
      const memory = ended();

      for (const [minute, report] of [old, over, old, over].entries()) {
        expect(memory.look(33 + minute, report).writes).toEqual([]);
      }
    });

    test('is not opened again by a delayed look, whatever it says', () => {
      const memory = ended();
      const minute = 30.5;

      for (const report of [old, old, complete({ ...open, severity: 'critical' })]) {
        expect(memory.look(minute, report).writes).toEqual([]);
      }
    });

    test('is opened again when the platform says so twice', () => {
      const memory = ended();
      memory.look(33, old);

      expect(kinds(memory.look(34, old))).toEqual([['reopened']]);
    });
  });

  test('that an older version has seen end is not opened again by one old answer', () => {
    const memory = forced('if worse');
    const event = memory.get();
    if (event.forced) memory.events.set(event.id, { ...event, forced: { ...event.forced, over: true } });

    expect(memory.look(33, complete(open)).writes).toEqual([]);
    expect(kinds(memory.look(34, complete(open)))).toEqual([['reopened']]);
  });
});

describe('undoing', () => {
  test('brings the event back as it was, and tells who did', () => {
    const event = forced('never').get();

    const undone = done(undoForce(event, bob, at(14)));

    expect(undone).toMatchObject({ phase: 'investigating', revision: 3 });
    expect(undone.changes.at(-1)).toMatchObject({ kind: 'force-resolve undone', by: bob });
    expect(undone).not.toHaveProperty('ending');
    expect(undone).not.toHaveProperty('forced');
  });

  test.each<[string, (memory: Memory) => TrackedEvent, number, object]>([
    ['after ten minutes', (memory) => memory.get(), 15.1, { kind: 'too late', at: at(5), again: 'never' }],
    [
      'when the platform has ended it',
      (memory) => {
        memory.look(7, complete(later(open, [update('u9', 6, 'Fixed.', 'resolved')], { endedAt: at(6) })));
        return memory.get();
      },
      8,
      { kind: 'over at the platform' },
    ],
    [
      'when it is open',
      () => {
        const memory = new Memory();
        memory.look(1, complete(open));
        return memory.get();
      },
      8,
      { kind: 'open' },
    ],
  ])('%s is refused', (_, eventOf, minutes, already) => {
    expect(undoForce(eventOf(forced('never')), bob, at(minutes))).toEqual({ already });
  });
});

describe('acts on what is past them', () => {
  test.each<[string, (event: TrackedEvent) => unknown]>([
    ['acknowledging', (event) => acknowledge(event, bob, at(9))],
    ['forcing', (event) => forceResolve(event, { by: bob, at: at(9), reason: 'why', again: 'never' })],
  ])('%s an event that a person ended says who did', (_, act) => {
    expect(act(forced('never').get())).toEqual({
      already: { kind: 'ended', how: 'force-resolved', by: ada, at: at(5) },
    });
  });

  test('acknowledging twice says who was first', () => {
    const memory = new Memory();
    memory.look(1, complete(open));

    const first = done(acknowledge(memory.get(), ada, at(2)));

    expect(acknowledge(first, bob, at(3))).toEqual({ already: { kind: 'acknowledged', by: ada, at: at(2) } });
  });
});
