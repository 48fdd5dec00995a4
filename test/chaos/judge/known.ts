import type { TrackedEvent } from '../../../app/events/event.ts';
import type { Ending, Told } from '../ending.ts';
import type { Incident } from '../incident.ts';
import { eventOf } from '../presses.ts';

/** Something that must hold at the end of every healed day: what is not so, in words. */
export type Invariant = (ending: Ending) => string[];

/** Every event there is, as readers find it: the open table first. */
export function eventsOf({ open, resolved }: Pick<Ending, 'open' | 'resolved'>): TrackedEvent[] {
  const there = new Set(open.map(({ id }) => id));
  return [...open, ...resolved.filter(({ id }) => !there.has(id))];
}

/** The roots of an event in a channel. */
export function rootsOf({ told }: Pick<Ending, 'told'>, channel: string, id: string): Told[] {
  return told.filter((one) => one.channel === channel && eventOf(one.root) === id);
}

/** Whether a person has deleted a root of this event. */
export function isDeleted({ diary }: Pick<Ending, 'diary'>, id: string): boolean {
  return diary.some(({ kind, what }) => kind === 'root deleted' && what.startsWith(`${id} `));
}

/** The event that the bot made of an incident of the script. */
export function eventOfIncident(ending: Ending, { source, id }: Incident): TrackedEvent | undefined {
  // Azure DevOps has no ids: the bot numbers what is unwell in a place.
  const fits = (incidentId: string) => (id.endsWith('-') ? incidentId.startsWith(id) : incidentId === id);
  return eventsOf(ending).find(
    (event) => event.platform === source && !event.simulated && fits(event.incidentId),
  );
}
