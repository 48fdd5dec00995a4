import type { KnownBlock, ModalView } from '@slack/types';
import type { Severity } from '../../checkers/checker.ts';
import type { Announced } from '../announcement.ts';
import { emoji, type Instant, link, paragraph, smallPrint, time, words } from '../rich.ts';
import { cut } from '../text.ts';
import { SEVERITY, testMark } from '../words.ts';
import { formModal, marked, plainModal } from './modal.ts';
import { type Choice, one, place, plain, same, select, text } from './ticket-fields.ts';

/** What the ticket modal is called by, and its fields. Type, area and iteration go on with the event's ID. */
export const TICKET = {
  callback: 'create-ticket',
  type: 'ticket-type',
  title: 'ticket-title',
  description: 'ticket-description',
  priority: 'ticket-priority',
  severity: 'ticket-severity',
  area: 'ticket-area',
  iteration: 'ticket-iteration',
  assignee: 'ticket-assignee',
  tags: 'ticket-tags',
} as const;

/** The title of the modal. */
export const TICKET_TITLE = 'Create ticket';

/** What a ticket of the chosen type can hold. What is absent the type does not have. */
export interface TicketChoices {
  types: readonly string[];
  description: boolean;
  priorities?: readonly string[] | undefined;
  severities?: readonly string[] | undefined;
  areas?: readonly Choice[] | undefined;
  iterations?: readonly Choice[] | undefined;
  assignee: boolean;
  tags: boolean;
  /** What could not be read, and why. */
  unread?: string | undefined;
}

/** What stands in the form. */
export interface TypedTicket {
  type: string;
  title: string;
  description: string;
  priority?: string | undefined;
  severity?: string | undefined;
  area?: Choice | undefined;
  iteration?: Choice | undefined;
  assignee?: string | undefined;
  tags?: string | undefined;
}

/** What is said of the event above the form. */
export type TicketAbout = Pick<Announced, 'id' | 'title' | 'platform' | 'severity' | 'simulated'> & {
  /** How and when it has ended, as Slack markup. */
  past?: string | undefined;
};

/** The form of a ticket. `metadata` comes back with it. */
export function ticketModal(
  event: TicketAbout,
  choices: TicketChoices,
  { typed, metadata, problem }: { typed: TypedTicket; metadata: string; problem?: string | undefined },
): ModalView {
  const { priorities, severities, areas, iterations } = choices;
  const blocks: KnownBlock[] = [
    paragraph([
      emoji(SEVERITY[event.severity].emoji),
      words(
        ` ${testMark(event)}${SEVERITY[event.severity].word} · ${event.platform} · ${cut(event.title, 250)}`,
        { bold: true },
      ),
      words(`\n${event.id}`),
    ]),
    ...(event.past === undefined ? [] : [marked(event.past)]),
    ...(choices.unread === undefined ? [] : [paragraph([words(cut(choices.unread, 800), { italic: true })])]),
    {
      ...select(TICKET.type, `${TICKET.type}:${event.id}`, 'Work item type', {
        options: choices.types.map(same),
        chosen: same(typed.type),
      }),
      dispatch_action: true,
    },
    text(TICKET.title, 'Title', typed.title, { max_length: 255 }),
    ...(choices.description
      ? [
          {
            ...text(TICKET.description, 'Description', typed.description, {
              multiline: true,
              max_length: 3_000,
            }),
            optional: true,
            hint: plain('Links to the platform’s page and to the message in Slack are put below it.'),
          },
        ]
      : []),
    ...(priorities
      ? [one(`${TICKET.priority}:${typed.type}`, TICKET.priority, 'Priority', priorities, typed.priority)]
      : []),
    ...(severities
      ? [one(`${TICKET.severity}:${typed.type}`, TICKET.severity, 'Severity', severities, typed.severity)]
      : []),
    ...(areas ? [place(TICKET.area, event.id, 'Area path', areas, typed.area)] : []),
    ...(iterations ? [place(TICKET.iteration, event.id, 'Iteration', iterations, typed.iteration)] : []),
    ...(choices.assignee
      ? [
          {
            ...text(TICKET.assignee, 'Assigned to', typed.assignee, { max_length: 250 }),
            optional: true,
            hint: plain('An e-mail address that Azure DevOps knows. Empty: as the project has it.'),
          },
        ]
      : []),
    ...(choices.tags
      ? [
          {
            ...text(TICKET.tags, 'Tags', typed.tags, { max_length: 1_000 }),
            optional: true,
            hint: plain('With commas between.'),
          },
        ]
      : []),
  ];
  return formModal({
    title: TICKET_TITLE,
    callbackId: TICKET.callback,
    submit: 'Create',
    metadata,
    blocks,
    problem,
  });
}

/** What a priority or a severity begins with: `1` for the worst, as both lists have it. */
export function fitting(values: readonly string[] | undefined, severity: Severity): string | undefined {
  const wanted = { critical: '1', major: '2', minor: '3', notice: '4', maintenance: '4' }[severity];
  return values?.find((value) => value.startsWith(wanted));
}

/** The event has its ticket. `made` just now, or before. */
export function ticketStandsModal(
  id: string,
  ticket: { id: number; url: string; by: string; at: Instant; trouble?: string | undefined },
  { made }: { made: boolean },
): ModalView {
  const linked = link(`Ticket ${ticket.id}`, ticket.url);
  const [before, after] = made ? ['', ' created'] : [`${id} has a ticket already: `, ', asked for'];
  return plainModal(TICKET_TITLE, [
    paragraph([
      ...(before === '' ? [] : [words(before)]),
      linked,
      words(`${after} by ${cut(ticket.by, 80)}, `),
      time(ticket.at),
    ]),
    ...(ticket.trouble === undefined ? [] : [paragraph([words(cut(ticket.trouble, 500))])]),
    ...(made ? [smallPrint(['Its number stands in the message; what follows becomes comments in it.'])] : []),
  ]);
}

/** Somebody else is at it. */
export function ticketUnderWayModal(id: string, by: string): ModalView {
  return plainModal(TICKET_TITLE, [
    paragraph([words(`${cut(by, 80)} is creating the ticket of ${id} right now…`)]),
  ]);
}

/** There is no form to show, and why. */
export function noTicketModal(why: string): ModalView {
  return plainModal(TICKET_TITLE, [paragraph([words(cut(why, 1_500))])]);
}
