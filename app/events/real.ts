import type { TrackedEvent } from './event.ts';

/**
 * An event of the real world. Whatever leaves Slack without a person asking for it (e-mail, X, numbers) takes
 * this and not TrackedEvent: the compiler then refuses what has not been through `isReal`.
 */
export type RealEvent = Omit<TrackedEvent, 'simulated'> & { simulated?: never };

/** Whether an event may reach e-mail, X, history and numbers: nothing that test mode made up ever does. */
export function isReal(event: TrackedEvent): event is TrackedEvent & RealEvent {
  return event.simulated === undefined;
}

/** Those of the real world. */
export function realEvents(events: readonly TrackedEvent[]): RealEvent[] {
  return events.filter(isReal);
}
