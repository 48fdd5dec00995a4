import { expect, test } from '@jest/globals';
import { createEventDesk } from '../../app/event-desk.ts';
import { acknowledge } from '../../app/events/acts.ts';
import { platforms } from '../../checkers/index.ts';
import { at } from './events/samples.ts';
import { memoryEvents } from './tickets/memory-events.ts';
import { ada, ended, tracked } from './tickets/tracked.ts';

test('what somebody wants of an event that has ended and moved in that moment is decided by its end', async () => {
  const { events, open, ended: moved } = memoryEvents(tracked({ id: 'GH-7K2QM' }));
  await moved.insert(ended({ id: 'GH-7K2QM' }));
  const desk = createEventDesk({ events, platforms, written: () => undefined });
  open.next('gone');

  const acted = await desk.act('GH-7K2QM', (event) => acknowledge(event, ada, at(31)));

  expect(acted).toEqual({ already: { kind: 'ended', how: 'resolved', at: at(30) } });
});
