import type { Ticket, TrackedEvent } from '../../../app/events/event.ts';
import { at, complete, incident, Memory, update } from '../events/samples.ts';

export const ada = { id: 'U1', name: 'Ada' };
export const bert = { id: 'U2', name: 'Bert' };

/** An open major event of GitHub with one update. */
export function tracked(over: Partial<TrackedEvent> = {}): TrackedEvent {
  const memory = new Memory();
  memory.look(1, complete(incident({ severity: 'major', updates: [update('u1', 0)] })));
  return { ...memory.get(), ...over };
}

/** The same, ended. */
export function ended(over: Partial<TrackedEvent> = {}): TrackedEvent {
  const event = tracked();
  return {
    ...event,
    phase: 'resolved',
    ending: { how: 'resolved', at: at(30) },
    changes: [...event.changes, { id: '2-1-resolved', kind: 'resolved', at: at(30), text: 'Resolved' }],
    ...over,
  };
}

/** A ticket whose item tells the first update. */
export function ticket(over: Partial<Ticket> = {}): Ticket {
  return {
    by: ada,
    at: at(2),
    id: 7,
    url: 'https://dev.azure.com/f/p/_workitems/edit/7',
    told: [],
    described: 0,
    ...over,
  };
}
