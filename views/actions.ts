import type { ActionsBlock, Button, Overflow } from '@slack/types';

/** What a person can press about an event. The id of an action is `kind:event id`, so that it is unique on a page. */
export const ACTIONS = {
  acknowledge: 'acknowledge',
  createTicket: 'create-ticket',
  openTicket: 'open-ticket',
  undo: 'undo',
  more: 'more',
} as const;

/** What the menu of an event offers. */
export const MORE = {
  forceResolve: 'force-resolve',
  checkNow: 'check-now',
  why: 'why',
} as const;

/** What decides about an event's buttons. */
export interface Pressable {
  id: string;
  acknowledgedBy?: { id: string };
  ticket?: { id: number; url: string; trouble?: string };
  /** Tickets can be made. */
  tickets?: boolean;
  ended?: unknown;
  /** It was force-resolved lately. */
  undo?: boolean;
}

/** The buttons of an event, wherever it is shown; none once it has ended. */
export function eventActions(event: Pressable): ActionsBlock[] {
  const elements = event.ended ? endedButtons(event) : openButtons(event);
  return elements.length === 0 ? [] : [{ type: 'actions', block_id: `${event.id}:actions`, elements }];
}

function openButtons(event: Pressable): (Button | Overflow)[] {
  const { id, ticket } = event;
  return [
    ...(ticket ? [{ ...button(ACTIONS.openTicket, id, `Open ticket ${ticket.id}`), url: ticket.url }] : []),
    ...(!ticket && event.tickets ? [button(ACTIONS.createTicket, id, 'Create ticket')] : []),
    button(ACTIONS.acknowledge, id, event.acknowledgedBy ? 'Acknowledged' : 'Acknowledge'),
    {
      type: 'overflow',
      action_id: `${ACTIONS.more}:${id}`,
      options: [
        option(MORE.forceResolve, 'Force resolve'),
        option(MORE.checkNow, 'Check now'),
        option(MORE.why, 'Why is this told?'),
      ],
    },
  ];
}

function endedButtons({ id, ticket, undo }: Pressable): Button[] {
  return [
    ...(undo ? [button(ACTIONS.undo, id, 'Undo force-resolve')] : []),
    ...(ticket ? [{ ...button(ACTIONS.openTicket, id, `Open ticket ${ticket.id}`), url: ticket.url }] : []),
  ];
}

function button(kind: string, id: string, text: string): Button {
  return { type: 'button', action_id: `${kind}:${id}`, value: id, text: { type: 'plain_text', text } };
}

function option(value: string, text: string) {
  return { value, text: { type: 'plain_text' as const, text } };
}
