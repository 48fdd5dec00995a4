import type { BlockAction, RespondFn } from '@slack/bolt';
import type { Asked } from './wish.ts';

/** What of a pressed button listeners need. */
export interface Press {
  body: BlockAction;
  respond: RespondFn;
}

/** Who pressed, and where they can be answered: on App Home and in modals there is no response_url. */
export function askedBy({ body, respond }: Press): Asked {
  return {
    user: body.user.id,
    respond: body.response_url ? respond : undefined,
    trigger: body.trigger_id,
  };
}

/** Whether it was pressed in a message that one person sees and that stays as it is, such as a list of events. */
export function isInPrivate({ body }: Pick<Press, 'body'>): boolean {
  return body.container.is_ephemeral === true;
}

/** The event that a button stands for: its action id is `kind:event id`. */
export function eventIdOf({ body }: Pick<Press, 'body'>): string {
  const [action] = body.actions;
  return action?.action_id.split(':').at(-1) ?? '';
}
