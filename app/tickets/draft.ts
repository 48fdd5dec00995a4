import { cut, visibleText } from '../../checkers/text.ts';
import { PRIORITY, SEVERITY, type TicketType } from './form.ts';
import { htmlOf, linkOf } from './html.ts';

/** A ticket as somebody wants it. All of it is plain text. */
export interface TicketDraft {
  /** The name of a type on the form. */
  type: string;
  title: string;
  description: string;
  /** Shown below the description. */
  links?: readonly { text: string; url: string }[];
  priority?: string;
  severity?: string;
  areaPath?: string;
  iterationPath?: string;
  /** Somebody's e-mail address, as Azure DevOps knows it. */
  assignee?: string;
  tags: readonly string[];
}

/** One step of a change. https://learn.microsoft.com/rest/api/azure/devops/wit/work-items/create */
export interface PatchStep {
  op: 'add' | 'test';
  path: string;
  value: unknown;
}

const MAX_TITLE = 255;
const MAX_DESCRIPTION = 30_000;
const MAX_TAG = 400;

/** The steps that make a work item of a draft: only fields that the type has. */
export function stepsOf(draft: TicketDraft, type: TicketType): PatchStep[] {
  const { priority, severity, areaPath, iterationPath, assignee, tags } = draft;
  const fields: Record<string, string | number | undefined | false> = {
    'System.Title': titleOf(draft.title),
    ...(type.description && { [type.description]: descriptionOf(draft) }),
    [PRIORITY]: type.priorities && priority && number(priority),
    [SEVERITY]: type.severities && severity,
    'System.AreaPath': type.area && areaPath,
    'System.IterationPath': type.iteration && iterationPath,
    'System.AssignedTo': type.assignee && assignee,
    'System.Tags': type.tags && tags.map(tagOf).filter(Boolean).join('; '),
  };
  return Object.entries(fields)
    .filter(([, value]) => value !== undefined && value !== false && value !== '')
    .map(([name, value]) => ({ op: 'add', path: `/fields/${name}`, value }));
}

/** A tag as Azure DevOps can keep it: commas and semicolons part tags there. */
export function tagOf(text: string): string {
  return line(text.replace(/[,;]/g, ' ')).slice(0, MAX_TAG);
}

function titleOf(text: string): string {
  return cut(line(text), MAX_TITLE);
}

function descriptionOf({ description, links = [] }: TicketDraft): string {
  const text = htmlOf(cut(visibleText(description).trim(), MAX_DESCRIPTION));
  return [text, ...links.map(linkOf)]
    .filter(Boolean)
    .map((part) => `<div>${part}</div>`)
    .join('');
}

function line(text: string): string {
  return visibleText(text.replace(/[\s\p{Cc}]+/gu, ' ')).trim();
}

function number(value: string): string | number {
  return /^\d+$/.test(value) ? Number(value) : value;
}
