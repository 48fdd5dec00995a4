import type { Severity } from '../../checkers/checker.ts';
import type { Announced } from '../../views/announcement.ts';
import { fitting, type TicketChoices, type TypedTicket } from '../../views/modals/ticket.ts';
import { type Choice, MOST_OPTIONS } from '../../views/modals/ticket-fields.ts';
import { testTitle, ticketDescription, ticketLinks, ticketTitle } from '../../views/ticket-text.ts';
import { fingerprint } from '../events/ids.ts';
import type { TicketDraft } from './draft.ts';
import type { TicketForm, TicketType } from './form.ts';
import { TAG, tagOfEvent } from './work.ts';

/** What Slack hands back of an option at most. */
const LONGEST_VALUE = 150;
/** What stands for a longer one begins with it; no path does. */
const MARK = '#';

/** A form as it stands before anybody typed. */
export function begunTicket(event: Announced, form: TicketForm): TypedTicket {
  const type = usualType(form.types);
  return {
    type: type?.name ?? '',
    title: ticketTitle(event),
    description: ticketDescription(event),
    ...levels(type, event.severity),
    tags: [TAG, event.platform, ...(event.simulated ? ['TEST'] : [])].join(', '),
  };
}

/** The same after another type was chosen: what that one lacks or takes otherwise begins anew. */
export function retyped(typed: TypedTicket, form: TicketForm, severity: Severity): TypedTicket {
  const type = form.types.find(({ name }) => name === typed.type);
  const begun = levels(type, severity);
  const kept = (values: string[] | undefined, chosen: string | undefined) =>
    chosen !== undefined && values?.includes(chosen) ? chosen : undefined;
  return {
    ...typed,
    priority: kept(type?.priorities, typed.priority) ?? begun.priority,
    severity: kept(type?.severities, typed.severity) ?? begun.severity,
  };
}

/** What can be chosen for the type that stands in the form; without a form, what stands in it already. */
export function choicesOf(form: TicketForm | undefined, typed: TypedTicket): TicketChoices {
  if (!form) {
    const only = (value: string | undefined) => (value === undefined ? undefined : [value]);
    return {
      types: [typed.type],
      description: true,
      priorities: only(typed.priority),
      severities: only(typed.severity),
      areas: typed.area && [typed.area],
      iterations: typed.iteration && [typed.iteration],
      assignee: true,
      tags: true,
    };
  }
  const type = form.types.find(({ name }) => name === typed.type) ?? form.types[0];
  return {
    types: form.types.map(({ name }) => name).slice(0, MOST_OPTIONS),
    description: type?.description !== undefined,
    priorities: someOf(type?.priorities),
    severities: someOf(type?.severities),
    areas: type?.area ? placesIn(form.areas, typed.area) : undefined,
    iterations: type?.iteration ? placesIn(form.iterations, typed.iteration) : undefined,
    assignee: type?.assignee ?? false,
    tags: type?.tags ?? false,
    unread: form.unread,
  };
}

/** Places whose path holds what was typed, as many as Slack shows. */
export function placesLike(paths: readonly string[], query: string): Choice[] {
  const wanted = query.trim().toLowerCase();
  return paths
    .filter((path) => path.toLowerCase().includes(wanted))
    .slice(0, MOST_OPTIONS)
    .map(placeChoice);
}

/** What is sent to Azure DevOps: it can always be found again, and test mode is always told. */
export function draftOf(
  typed: TypedTicket,
  event: Announced,
  { form, message }: { form: TicketForm | undefined; message: string | undefined },
): TicketDraft {
  const { priority, severity } = typed;
  const areaPath = pathOf(form?.areas, typed.area);
  const iterationPath = pathOf(form?.iterations, typed.iteration);
  const assignee = typed.assignee?.trim();
  const own = (typed.tags ?? '').split(/[,;]/).map((tag) => tag.trim());
  const tags = [TAG, tagOfEvent(event), ...(event.simulated ? ['TEST'] : []), ...own].filter(Boolean);
  return {
    type: typed.type,
    title: testTitle(typed.title.trim(), event.simulated),
    description: typed.description,
    links: ticketLinks(event, message),
    ...(priority === undefined ? {} : { priority }),
    ...(severity === undefined ? {} : { severity }),
    ...(areaPath === undefined ? {} : { areaPath }),
    ...(iterationPath === undefined ? {} : { iterationPath }),
    ...(assignee ? { assignee } : {}),
    tags: tags.filter((tag, i) => tags.findIndex((one) => one.toLowerCase() === tag.toLowerCase()) === i),
  };
}

/** A place that Slack gave back by its mark alone, and that the form does not know (now): it cannot be sent. */
export function lostPlace(
  { area, iteration }: TypedTicket,
  form: TicketForm | undefined,
): 'area path' | 'iteration' | undefined {
  const isLost = (paths: readonly string[] | undefined, chosen: Choice | undefined) =>
    pathOf(paths, chosen)?.startsWith(MARK) === true;
  if (isLost(form?.areas, area)) return 'area path';
  return isLost(form?.iterations, iteration) ? 'iteration' : undefined;
}

/** An outage is a bug where there are bugs; Basic has issues. */
function usualType(types: readonly TicketType[]): TicketType | undefined {
  return ['Bug', 'Issue'].flatMap((name) => types.find((type) => type.name === name) ?? [])[0] ?? types[0];
}

function levels(
  type: TicketType | undefined,
  severity: Severity,
): Pick<TypedTicket, 'priority' | 'severity'> {
  return { priority: fitting(type?.priorities, severity), severity: fitting(type?.severities, severity) };
}

function someOf(values: readonly string[] | undefined): readonly string[] | undefined {
  return values && values.length > 0 ? values.slice(0, MOST_OPTIONS) : undefined;
}

/** Where there are none to be read, the one that was chosen before stays. */
function placesIn(paths: readonly string[], chosen: Choice | undefined): readonly Choice[] | undefined {
  if (paths.length > 0) return paths.map(placeChoice);
  return chosen && [chosen];
}

function placeChoice(path: string): Choice {
  return { text: path, value: path.length <= LONGEST_VALUE ? path : `${MARK}${fingerprint(path)}` };
}

function pathOf(paths: readonly string[] | undefined, chosen: Choice | undefined): string | undefined {
  if (!chosen) return undefined;
  return paths?.find((path) => placeChoice(path).value === chosen.value) ?? chosen.value;
}
