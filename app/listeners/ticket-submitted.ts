import type { SlackViewMiddlewareArgs, ViewOutput, ViewSubmitAction } from '@slack/bolt';
import { visibleText } from '../../checkers/text.ts';
import { explainModal } from '../../views/modals/modal.ts';
import {
  noTicketModal,
  TICKET,
  TICKET_TITLE,
  type TypedTicket,
  ticketModal,
} from '../../views/modals/ticket.ts';
import { unknownIdWords } from '../../views/refusals.ts';
import { announcedEvent } from '../announce/present.ts';
import type { TrackedEvent } from '../events/event.ts';
import { type Finished, finishModal } from '../slack/modal.ts';
import type { Person } from '../slack/rights.ts';
import type { TicketDesk } from '../tickets/desk.ts';
import { BoardsError } from '../tickets/failures.ts';
import { choicesOf, draftOf, lostPlace } from '../tickets/typed.ts';
import { type Carried, NOT_SET_UP, standing, TICKET_WISH } from './create-ticket.ts';
import type { Parts } from './parts.ts';
import { carriedIn, typedIn } from './ticket-form.ts';
import { refusal } from './wish.ts';

const AWAY =
  'Nothing has been created: storage does not answer at the moment. Please press Create again in a minute.';

/** Others may be at it, one after the other. */
const MOST_ROUNDS = 3;
/** For so long somebody waits for what their choices mean. */
const FORM_MS = 30_000;

/** The ticket modal was submitted. */
export function ticketSubmitted(parts: Parts) {
  return async ({
    ack,
    body,
    view,
  }: Pick<SlackViewMiddlewareArgs<ViewSubmitAction>, 'ack' | 'body' | 'view'>): Promise<void> => {
    const typed = typedIn(view);
    if (visibleText(typed.title).trim() === '') {
      return ack({ response_action: 'errors', errors: { [TICKET.title]: 'A ticket needs a title.' } });
    }
    await finishModal(
      parts,
      { ack, view, user: body.user.id },
      { doing: 'Creating…', work: make(parts, { user: body.user.id, typed, view }) },
    );
  };
}

async function make(
  parts: Parts,
  { user, typed, view }: { user: string; typed: TypedTicket; view: ViewOutput },
): Promise<Finished> {
  const { tickets, log } = parts;
  const carried = carriedIn(view);
  const person = await refusal(parts, user, TICKET_WISH);
  if ('problem' in person) {
    const { kind, problem } = person;
    // Slack may tell in a minute.
    if (kind === 'not told') return again(parts, { typed, carried, problem });
    return { done: explainModal(TICKET_TITLE, problem) };
  }
  if (!tickets) return { done: noTicketModal(NOT_SET_UP) };
  try {
    const event = await parts.desk.find(carried.id);
    if (!event) return await gone(parts, carried);
    return await attempt(parts, tickets, { person, typed, event, carried });
  } catch (error) {
    log.warn({ err: error }, 'A ticket could not be asked for');
    return again(parts, { typed, carried, problem: AWAY });
  }
}

async function attempt(
  parts: Parts,
  tickets: TicketDesk,
  {
    person: { id, name },
    typed,
    event,
    carried,
  }: { person: Person; typed: TypedTicket; event: TrackedEvent; carried: Carried },
): Promise<Finished> {
  const announced = announcedEvent(event, parts.scene());
  let why = '';
  const form = await tickets.formWithin(FORM_MS).catch((error: unknown) => {
    why = error instanceof BoardsError ? error.message : '';
    return undefined;
  });
  const lost = lostPlace(typed, form);
  if (lost) {
    const said = `Nothing has been created: I cannot tell now which ${lost} was chosen. Choose another, or none.`;
    const problem = [said, form?.unread ?? why].filter(Boolean).join(' ');
    return again(parts, { typed, carried, problem });
  }
  const draft = draftOf(typed, announced, { form, message: carried.message });
  const { looked, ...rest } = carried;
  const wish = { by: { id, name }, draft, told: carried.told, looked };
  let made = await tickets.make(event, wish);
  for (let round = 0; made.kind === 'busy' && round < MOST_ROUNDS; round++) {
    // Theirs is taken if they succeed; if not, it is this person's turn.
    await tickets.afterwards(event);
    made = await tickets.make(event, wish);
  }
  switch (made.kind) {
    case 'made':
    case 'had':
      return { done: standing(event.id, made.ticket, { made: made.kind === 'made' }) };
    case 'busy':
      return again(parts, { typed, carried, problem: `${made.by.name} is creating it right now.` });
    case 'failed':
      return again(parts, {
        typed,
        carried: made.look ? { ...rest, looked: true } : rest,
        problem: made.problem,
      });
    case 'unknown event':
      return gone(parts, carried);
  }
}

/** The event is in no table any more: there is nothing to make a ticket of. */
async function gone({ desk }: Pick<Parts, 'desk'>, { id, shown }: Carried): Promise<Finished> {
  if (shown.simulated) {
    return { done: noTicketModal(`Test mode is over, and ${id} with it: nothing has been created.`) };
  }
  return { done: explainModal(TICKET_TITLE, unknownIdWords(id, await desk.nearest(id))) };
}

/** The form with all that was typed, and what is wrong. */
async function again(
  parts: Parts,
  { typed, carried, problem }: { typed: TypedTicket; carried: Carried; problem: string },
): Promise<Finished> {
  const form = await parts.tickets?.formWithin(FORM_MS).catch(() => undefined);
  const view = ticketModal({ id: carried.id, ...carried.shown }, choicesOf(form, typed), {
    typed,
    metadata: JSON.stringify(carried),
    problem,
  });
  return { again: view, problem };
}
