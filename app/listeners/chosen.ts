import type { BlockAction, SlackActionMiddlewareArgs } from '@slack/bolt';
import type { Purpose } from '../../views/modals/choose-event.ts';
import { ticketForm } from './create-ticket.ts';
import type { From } from './event-modal.ts';
import { forceResolveForm } from './force-resolve.ts';
import type { Parts } from './parts.ts';
import { eventIdOf } from './pressed.ts';

const FORMS: Partial<Record<Purpose, (parts: Parts, from: From) => Promise<void>>> = {
  'create-ticket': ticketForm,
  'force-resolve': forceResolveForm,
};

/** An event was chosen from a list in a modal: the form for it comes on top. */
export function chosen(parts: Parts) {
  return async ({
    ack,
    body,
  }: Pick<SlackActionMiddlewareArgs<BlockAction>, 'ack' | 'body'>): Promise<void> => {
    await ack();
    const purpose = body.actions[0]?.action_id.split(':')[1] as Purpose;
    const from = { user: body.user.id, trigger: body.trigger_id, id: eventIdOf({ body }), push: true };
    await FORMS[purpose]?.(parts, from);
  };
}
