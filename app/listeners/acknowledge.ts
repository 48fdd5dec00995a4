import type { BlockAction, SlackActionMiddlewareArgs } from '@slack/bolt';
import { acknowledge, undoForce } from '../events/acts.ts';
import type { Parts } from './parts.ts';
import { askedBy, eventIdOf, isInPrivate } from './pressed.ts';
import { actOn, allowed, tell } from './wish.ts';

type Needs = Pick<Parts, 'rights' | 'desk' | 'clock' | 'log' | 'client'>;
type Press = Pick<SlackActionMiddlewareArgs<BlockAction>, 'ack' | 'body' | 'respond'>;

/** "Acknowledge": the presser takes care of it, and escalation stops. */
export function acknowledgeEvent(parts: Needs) {
  return async (press: Press): Promise<void> => {
    await press.ack();
    const asked = askedBy(press);
    const person = await allowed(parts, asked, { what: 'acknowledge an outage', need: 'member' });
    if (!person) return;
    const { id, name } = person;
    const at = new Date(parts.clock.now()).toISOString();
    const eventId = eventIdOf(press);
    const done = await actOn(parts, asked, eventId, (event) => acknowledge(event, { id, name }, at));
    // Where the event was told, and on Home, the press shows.
    if (done && isInPrivate(press)) await tell(parts, asked, `You have acknowledged \`${eventId}\`.`);
  };
}

/** "Undo force-resolve", for ten minutes. */
export function undoForceResolve(parts: Needs) {
  return async (press: Press): Promise<void> => {
    await press.ack();
    const asked = askedBy(press);
    const person = await allowed(parts, asked, { what: 'undo a force-resolve', need: 'operator' });
    if (!person) return;
    const { id, name } = person;
    const at = new Date(parts.clock.now()).toISOString();
    await actOn(parts, asked, eventIdOf(press), (event) => undoForce(event, { id, name }, at));
  };
}
