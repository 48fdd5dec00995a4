import type {
  BlockAction,
  BlockSuggestion,
  SlackActionMiddlewareArgs,
  SlackOptionsMiddlewareArgs,
  ViewOutput,
} from '@slack/bolt';
import type { ModalView } from '@slack/types';
import { TICKET, type TypedTicket, ticketModal } from '../../views/modals/ticket.ts';
import { optionOf } from '../../views/modals/ticket-fields.ts';
import { outcome } from '../slack/outcome.ts';
import type { TicketDesk } from '../tickets/desk.ts';
import { BoardsError } from '../tickets/failures.ts';
import { choicesOf, placesLike, retyped } from '../tickets/typed.ts';
import type { Carried } from './create-ticket.ts';
import type { Parts } from './parts.ts';

/** Another type was chosen: the form shows what that one has, with all that was typed. */
export function ticketTypeChosen(parts: Parts) {
  return async ({
    ack,
    body,
  }: Pick<SlackActionMiddlewareArgs<BlockAction>, 'ack' | 'body'>): Promise<void> => {
    await ack();
    const { tickets, client, log } = parts;
    const { view } = body;
    if (!view || !tickets) return;
    try {
      const next = await formOfType(tickets, view);
      await client.views.update({ view_id: view.id, hash: view.hash, view: next });
    } catch (error) {
      // The form stays as it was; fields that the type lacks are not sent.
      log.warn({ err: error, failure: outcome(error) }, 'The form of a ticket could not follow its type');
    }
  };
}

/** The form of the type that stands in it; where that cannot be known, what stands there, and why. */
async function formOfType(tickets: TicketDesk, view: ViewOutput): Promise<ModalView> {
  const { id, shown } = carriedIn(view);
  const typed = typedIn(view);
  const metadata = view.private_metadata;
  try {
    const form = await tickets.formWithin(TYPE_MS);
    const next = retyped(typed, form, shown.severity);
    return ticketModal({ id, ...shown }, choicesOf(form, next), { typed: next, metadata });
  } catch (error) {
    if (!(error instanceof BoardsError)) throw error;
    const problem = `${error.message} Until then I cannot tell which fields the type ${typed.type} has: what it lacks is not sent.`;
    const choices = { ...choicesOf(undefined, typed), types: typesIn(view, typed.type) };
    return ticketModal({ id, ...shown }, choices, { typed, metadata, problem });
  }
}

/** For so long somebody waits for the fields of a type. */
const TYPE_MS = 10_000;
/** Slack waits 3 s for options. */
const SUGGEST_MS = 2_000;

/** Areas or iterations, where there are too many to list. */
export function ticketPlaces(parts: Parts) {
  return async ({
    ack,
    options,
  }: Pick<SlackOptionsMiddlewareArgs<'block_suggestion'>, 'ack' | 'options'>): Promise<void> => {
    const { action_id, value }: Pick<BlockSuggestion, 'action_id' | 'value'> = options;
    const form = await parts.tickets?.formWithin(SUGGEST_MS).catch(() => undefined);
    const paths = action_id.startsWith(TICKET.area) ? form?.areas : form?.iterations;
    await ack({ options: placesLike(paths ?? [], value).map(optionOf) });
  };
}

/** What stands in the form. */
export function typedIn({ state }: Pick<ViewOutput, 'state'>): TypedTicket {
  const fields = Object.assign({}, ...Object.values(state.values)) as ViewOutput['state']['values'][string];
  const field = (kind: string) =>
    Object.entries(fields).find(([action]) => action === kind || action.startsWith(`${kind}:`))?.[1];
  const text = (kind: string) => field(kind)?.value ?? undefined;
  const option = (kind: string) => field(kind)?.selected_option ?? undefined;
  const place = (kind: string) => {
    const chosen = option(kind);
    return chosen ? { text: chosen.text.text, value: chosen.value } : undefined;
  };
  return {
    type: option(TICKET.type)?.value ?? '',
    title: text(TICKET.title) ?? '',
    description: text(TICKET.description) ?? '',
    priority: option(TICKET.priority)?.value,
    severity: option(TICKET.severity)?.value,
    area: place(TICKET.area),
    iteration: place(TICKET.iteration),
    assignee: text(TICKET.assignee),
    tags: text(TICKET.tags),
  };
}

/** What the modal carries. */
export function carriedIn({ private_metadata }: Pick<ViewOutput, 'private_metadata'>): Carried {
  const { shown = UNKNOWN, ...rest } = JSON.parse(private_metadata) as Omit<Carried, 'shown'> &
    Partial<Carried>;
  return { ...rest, shown };
}

/** A form that an older bot has opened. */
const UNKNOWN: Carried['shown'] = { title: '', platform: '', severity: 'minor' };

/** The types that the form offers. */
function typesIn({ blocks }: Pick<ViewOutput, 'blocks'>, chosen: string): string[] {
  const types = blocks.flatMap((block) =>
    'element' in block && block.element.type === 'static_select' && block.block_id === TICKET.type
      ? (block.element.options ?? []).flatMap(({ value }) => value ?? [])
      : [],
  );
  return types.includes(chosen) ? types : [chosen];
}
