import { expect, test } from '@jest/globals';
import type { TrackedEvent } from '../../../app/events/event.ts';
import { isReal, type RealEvent, realEvents } from '../../../app/events/real.ts';
import { complete, incident, Memory } from './samples.ts';

function event(over: Partial<TrackedEvent> = {}): TrackedEvent {
  const memory = new Memory();
  memory.look(1, complete(incident()));
  return { ...memory.get(), ...over };
}

/** As e-mail does: it takes real events only. */
function mail(to: RealEvent): string {
  return to.id;
}

test('what test mode made up is not real, however bad, old or over it is', () => {
  const made: Partial<TrackedEvent>[] = [
    {},
    { severity: 'critical', worst: 'critical' },
    { alreadyOpen: true },
    { ending: { how: 'resolved', at: '2026-11-20T10:30:00.000Z' } },
  ];

  expect(made.map((over) => isReal(event({ ...over, simulated: true })))).toEqual(made.map(() => false));
  expect(made.map((over) => isReal(event(over)))).toEqual(made.map(() => true));
});

test('of many events only those of the real world are left', () => {
  const real = event({ id: 'GH-REAL1' });

  expect(realEvents([event({ simulated: true }), real, event({ simulated: true })])).toEqual([real]);
});

test('the compiler refuses an event that has not been asked whether it is real', () => {
  const unasked = event();

  // @ts-expect-error: a tracked event may be one of test mode.
  mail(unasked);

  expect(isReal(unasked) && mail(unasked)).toBe('GH-inc1');
});
