import type { WorkItemTrackingApi } from 'azure-devops-node-api/WorkItemTrackingApi.js';
import type { z } from 'zod';
import { type Clock, realClock } from '../clock.ts';
import type { AdoConfig } from '../config.ts';
import type { Log } from '../log.ts';
import {
  commentsAnswer,
  foundAnswer,
  ITEM_FIELDS,
  itemAnswer,
  itemOf,
  itemsAnswer,
  madeAnswer,
  tagsOf,
  type WorkItem,
} from './answers.ts';
import { type Closing, closeItem } from './close.ts';
import { stepsOf, type TicketDraft, tagOf } from './draft.ts';
import { BoardsError } from './failures.ts';
import { readForm, type TicketForm, type TicketType } from './form.ts';
import { createPieces } from './pieces.ts';
import { createWire } from './wire.ts';

const LIMIT_MS = 30_000;
/** A form takes three rounds of questions, and whoever waits for it has been told so. */
const FORM_LIMITS = 3;
/** As many as one request may read. */
const MOST = 200;
/** Numbers of the library's own, which are only types without it. */
const NEWEST_FIRST = 2;
const LEAVE_OUT_UNREADABLE = 2;

export interface BoardsOptions {
  ado: AdoConfig;
  /** Where an origin really lives, for stand-ins; empty in production. */
  hosts: Readonly<Record<string, string>>;
  clock?: Clock;
  log: Log;
  /** For how long one call may take. */
  limitMs?: number;
}

/** The work items of a project in Azure DevOps. Everything fails as a BoardsError. */
export interface Boards {
  /** What a ticket can be; what was answered is remembered for ten minutes. */
  form(): Promise<TicketForm>;
  create(draft: TicketDraft): Promise<WorkItem>;
  /** Every work item of the project that carries exactly this tag, oldest first. */
  findByTag(tag: string): Promise<WorkItem[]>;
  get(id: number): Promise<WorkItem | 'gone'>;
  /** What is said about a work item, newest first. Texts are HTML. */
  comments(id: number): Promise<{ id: number; text: string }[]>;
  comment(id: number, html: string): Promise<void>;
  close(id: number, closing?: Closing): Promise<WorkItem | 'already closed'>;
}

/** The only code that speaks to Azure DevOps about work items. */
export function createBoards({
  ado,
  hosts,
  clock = realClock,
  log,
  limitMs = LIMIT_MS,
}: BoardsOptions): Boards {
  const { project } = ado;
  const wire = createWire({ ado, hosts, clock, log, limitMs });
  const pieces = createPieces({ clock, log });
  let known: TicketForm | undefined;
  let asking: Promise<TicketForm> | undefined;

  function form(): Promise<TicketForm> {
    asking ??= wire.call(read, FORM_LIMITS * limitMs).finally(() => {
      asking = undefined;
    });
    return asking;
  }

  async function read(api: WorkItemTrackingApi): Promise<TicketForm> {
    known = await readForm(api, project, pieces);
    return known;
  }

  async function create(draft: TicketDraft): Promise<WorkItem> {
    try {
      return await wire.call(async (api) => {
        // However old: what has changed since is refused, and forgets it.
        const type = typeNamed(draft.type, known ?? (await read(api)));
        const answer = await api.createWorkItem(null, stepsOf(draft, type), project, type.name);
        return itemOf(madeAnswer.parse(answer), ado);
      });
    } catch (error) {
      // Its rules may have changed since the form was read.
      if (error instanceof BoardsError && error.reason === 'refused') {
        known = undefined;
        pieces.expire();
      }
      throw error;
    }
  }

  function typeNamed(wanted: string, { types }: TicketForm): TicketType {
    const type = types.find(({ name }) => name.toLowerCase() === wanted.toLowerCase());
    if (type) return type;
    const names = types.map(({ name }) => name).join(', ');
    throw new BoardsError('refused', `The project ${project} has no type ${wanted}; it has ${names}.`);
  }

  function findByTag(text: string): Promise<WorkItem[]> {
    const tag = tagOf(text);
    if (tag === '') return Promise.resolve([]);
    return wire.call(async (api) => {
      const query = `SELECT [System.Id] FROM WorkItems WHERE [System.TeamProject] = @project AND [System.Tags] CONTAINS '${tag.replaceAll("'", "''")}' ORDER BY [System.Id]`;
      const { workItems } = foundAnswer.parse(await api.queryByWiql({ query }, { project }, false, MOST));
      const ids = (workItems ?? []).map(({ id }) => id);
      if (ids.length === 0) return [];
      const request = { ids, fields: ITEM_FIELDS, errorPolicy: LEAVE_OUT_UNREADABLE };
      return itemsAnswer
        .parse(await api.getWorkItemsBatch(request, project))
        .filter((item) => item !== null)
        .filter((item) => tagsOf(item).some((one) => one.toLowerCase() === tag.toLowerCase()))
        .sort((one, other) => one.id - other.id)
        .map(ours);
    });
  }

  function ours(item: z.infer<typeof itemAnswer>): WorkItem {
    return itemOf(item, ado);
  }

  return {
    form,
    create,
    findByTag,
    async get(id) {
      try {
        return await wire.call(async (api) => ours(itemAnswer.parse(await api.getWorkItem(id))));
      } catch (error) {
        if (error instanceof BoardsError && error.reason === 'refused' && error.status === 404) return 'gone';
        throw error;
      }
    },
    comments: (id) =>
      wire.call(async (api) => {
        const answer = await api.getComments(project, id, MOST, undefined, false, undefined, NEWEST_FIRST);
        const { comments } = commentsAnswer.parse(answer);
        return (comments ?? []).map((comment) => ({ id: comment.id, text: comment.text ?? '' }));
      }),
    comment: (id, html) =>
      wire.call(async (api) => {
        await api.addComment({ text: html }, project, id);
      }),
    close: (id, closing = {}) =>
      wire.call(async (api) => {
        const closed = await closeItem(api, { id, closing, base: wire.base });
        return closed === 'already closed' ? closed : ours(closed);
      }),
  };
}
