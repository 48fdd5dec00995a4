import type { BlockAction, SlackActionMiddlewareArgs } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import {
  noTicketModal,
  type TicketAbout,
  ticketModal,
  ticketStandsModal,
  ticketUnderWayModal,
} from '../../views/modals/ticket.ts';
import { cut } from '../../views/text.ts';
import { announcedEvent, entriesOf, instant } from '../announce/present.ts';
import { endedAlready } from '../events/acts.ts';
import type { TrackedEvent } from '../events/event.ts';
import { outcome } from '../slack/outcome.ts';
import type { TicketDesk } from '../tickets/desk.ts';
import { BoardsError } from '../tickets/failures.ts';
import { isKnown, type KnownTicket } from '../tickets/turns.ts';
import { begunTicket, choicesOf } from '../tickets/typed.ts';
import { eventModal } from './event-modal.ts';
import type { Parts } from './parts.ts';
import { eventIdOf } from './pressed.ts';
import { alreadyWords, type Wish } from './wish.ts';

export const TICKET_WISH: Wish = { what: 'create a ticket', need: 'member' };

export const NOT_SET_UP =
  'Tickets are not set up here. Whoever runs the bot must set ADO_ORG_URL, ADO_PROJECT and ADO_PAT.';

/** What a ticket modal carries from its opening to its end. */
export interface Carried {
  id: string;
  /** Keys of what the description told when it was begun. */
  told: string[];
  /** Where the event is announced. */
  message?: string;
  /** They were told to look in Azure DevOps before they press Create again. */
  looked?: true;
  /** The event as it was when the form was opened, so that the form can be shown again whatever is away then. */
  shown: Omit<TicketAbout, 'id'>;
}

/** The ticket modal of an event, or the ticket it has; without an ID, the open events to choose from. */
export const ticketForm = eventModal('create-ticket', TICKET_WISH, async (parts, event, _now, meanwhile) => {
  const { tickets } = parts;
  if (!tickets) return noTicketModal(NOT_SET_UP);
  const maker = tickets.maker(event);
  if (maker) void meanwhile(ticketUnderWayModal(event.id, maker.name));
  const present = maker ? ((await tickets.afterwards(event)) ?? event) : event;
  const { ticket } = present;
  if (isKnown(ticket)) return standing(present.id, ticket, { made: false });
  return freshForm(parts, tickets, present);
});

/** "Create ticket", wherever an event is shown. */
export function createTicket(parts: Parts) {
  return async ({
    ack,
    body,
  }: Pick<SlackActionMiddlewareArgs<BlockAction>, 'ack' | 'body'>): Promise<void> => {
    await ack();
    const inModal = body.view?.type === 'modal';
    const from = { user: body.user.id, trigger: body.trigger_id, id: eventIdOf({ body }) };
    await ticketForm(parts, { ...from, ...(inModal ? { push: true } : {}) });
  };
}

/** The modal that shows a ticket. */
export function standing(id: string, ticket: KnownTicket, { made }: { made: boolean }): ModalView {
  const { by, at, url, trouble } = ticket;
  return ticketStandsModal(id, { id: ticket.id, url, by: by.name, at: instant(at), trouble }, { made });
}

async function freshForm(parts: Parts, tickets: TicketDesk, event: TrackedEvent): Promise<ModalView> {
  const announced = announcedEvent(event, parts.scene());
  try {
    const [form, message] = await Promise.all([tickets.form(), permalink(parts, event)]);
    if (form.types.length === 0) return noTicketModal(NO_TYPES);
    const typed = begunTicket(announced, form);
    const { platform, severity, simulated } = announced;
    const ended = endedAlready(event);
    const shown: Carried['shown'] = {
      title: cut(announced.title, 250),
      platform,
      severity,
      ...(simulated ? { simulated } : {}),
      ...(ended ? { past: alreadyWords(event.id, ended) } : {}),
    };
    const carried: Carried = {
      id: event.id,
      told: entriesOf(event).map(({ key }) => key),
      shown,
      ...(message === undefined ? {} : { message }),
    };
    const metadata = JSON.stringify(carried);
    return ticketModal({ id: event.id, ...shown }, choicesOf(form, typed), { typed, metadata });
  } catch (error) {
    if (!(error instanceof BoardsError)) throw error;
    parts.log.warn({ reason: error.reason, why: error.message }, 'The form of tickets could not be read');
    return noTicketModal(`${error.message} Nothing has been created.`);
  }
}

const NO_TYPES =
  'The project in Azure DevOps has no type of work item that the bot may create. Whoever runs the bot must look at ADO_PROJECT and at what its token may do.';

/** Where the event is announced; a ticket does without when Slack does not say. */
async function permalink(
  { client, log }: Pick<Parts, 'client' | 'log'>,
  { announcements }: TrackedEvent,
): Promise<string | undefined> {
  const shown = announcements.find(({ ts, gone }) => ts !== undefined && !gone);
  if (shown?.ts === undefined) return undefined;
  try {
    const { permalink: address } = await client.chat.getPermalink({
      channel: shown.channel,
      message_ts: shown.ts,
    });
    return address;
  } catch (error) {
    log.info({ failure: outcome(error) }, 'Slack did not say where a message is found');
    return undefined;
  }
}
