import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Clock, realClock } from '../../../app/clock.ts';
import { misbehave } from './faults.ts';
import { type BoardItem, createItem, patchItem, type Rules } from './items.ts';
import { type Process, typesOf } from './processes.ts';
import { bodyOf, Refusal } from './refusal.ts';
import type { Board } from './request.ts';
import { answer } from './routes.ts';

export type { BoardItem } from './items.ts';

/** How Azure DevOps can go wrong. A number answers with that status. */
export type BoardsFault =
  | number
  | { status: number; retryAfter: number }
  /** Answers right, but only then. */
  | { slowMs: number }
  /** Takes the request and says nothing. */
  | 'hang'
  /** The connection is gone before anything is done. */
  | 'reset'
  /** Everything is done, and then the answer breaks off. */
  | 'cut'
  /** Everything is done, and the answer never comes. */
  | 'lost-answer'
  /** 203 and a page to sign in on, as for a wrong token. */
  | 'sign-in'
  /** A redirect to such a page. */
  | 'redirect'
  /** 200 and somebody else's page. */
  | 'html'
  /** 200 and JSON of another shape. */
  | 'other-shape'
  | 'endless'
  /** 400: a rule of the project forbids it. */
  | 'rule';

/** A request as it arrived; `status` is what it was answered with, if it was. */
export interface SeenCall {
  method: string;
  /** Below the organisation, such as `/Outages/_apis/wit/workItems/$Bug`. */
  path: string;
  query: Record<string, string>;
  headers: IncomingHttpHeaders;
  body: unknown;
  at: number;
  status?: number;
}

/** A stand-in for Azure DevOps' work items on the loopback address. */
export interface BoardsStandin {
  origin: string;
  /** The organisation's address. */
  orgUrl: string;
  /** The work items, oldest first. */
  items: BoardItem[];
  calls: SeenCall[];
  /** Types, areas, iterations and people, to be changed at will. */
  rules: Rules;
  /** Somebody makes a work item by hand. */
  write(type: string, fields: Record<string, string>): BoardItem;
  /** Somebody changes one by hand. */
  edit(id: number, fields: Record<string, string>): BoardItem;
  /** Somebody throws one away. */
  remove(id: number): void;
  /** From now on another token is the right one. */
  setPat(pat: string): void;
  /** From now on it can do no more than make work items, and says nothing of one but what was sent. */
  strip(): void;
  /** Goes wrong: only for what `only` matches (such as `POST /Outages/_apis/wit/workItems/$Bug`), only some times, where said. */
  break(how: BoardsFault, where?: { only?: RegExp; times?: number }): void;
  mend(): void;
  close(): Promise<void>;
}

/** Starts a stand-in for one project of the organisation `fabrikam`. */
export async function startBoards({
  process,
  project,
  pat,
  clock = realClock,
  port = 0,
}: {
  process: Process;
  project: string;
  pat: string;
  clock?: Clock;
  port?: number;
}): Promise<BoardsStandin> {
  const rules: Rules = {
    project,
    types: typesOf(process),
    areas: [project, `${project}\\Platform`, `${project}\\Platform\\Cloud`],
    iterations: [project, `${project}\\Sprint 1`],
    people: ['ada@example.com'],
    refusedLinks: [],
    clock,
  };
  const board: Board = { orgUrl: '', rules, items: [], bare: false };
  let right = pat;
  let fault: { how: BoardsFault; only?: RegExp; times?: number } | undefined;
  let closed: Promise<void> | undefined;

  const server = createServer((request, response) => {
    void receive(request, response).catch(() => request.socket.destroy());
  });

  async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', headers } = request;
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const path = decodeURIComponent(pathname.replace(/^\/fabrikam(?=\/)/, ''));
    const query = Object.fromEntries(searchParams);
    const seen: SeenCall = { method, path, query, headers, body: bodyFrom(chunks), at: clock.now() };
    self.calls.push(seen);
    response.on('finish', () => {
      seen.status = response.statusCode;
    });
    const work = () => answered(seen, pathname, searchParams);
    const how = faultFor(`${method} ${path}`);
    if (how !== undefined)
      misbehave(how, { request, response, clock, work: () => send(work(), response), doOnly: work });
    else send(work(), response);
  }

  /** What Azure DevOps says; what is asked for has been done by then. */
  function answered({ method, headers, body }: SeenCall, pathname: string, query: URLSearchParams): Answered {
    if (!pathname.startsWith('/fabrikam/')) return { status: 404, html: 'Not found' };
    const [, token] = Buffer.from(headers.authorization?.replace(/^Basic /, '') ?? '', 'base64')
      .toString()
      .split(':');
    if (token !== right) return { status: 203, html: 'Azure DevOps Services | Sign In' };
    const parts = pathname.split('/').slice(2).map(decodeURIComponent);
    const { accept = '', 'content-type': contentType = '' } = headers;
    try {
      const json = answer({ method, parts, query, accept, contentType, body }, board);
      return json === undefined ? { status: 404, html: 'Not found' } : { status: 200, json };
    } catch (error) {
      if (error instanceof Refusal) return { status: error.status, json: bodyOf(error) };
      throw error;
    }
  }

  function faultFor(what: string): BoardsFault | undefined {
    if (!fault || (fault.only && !fault.only.test(what))) return undefined;
    const { how } = fault;
    if (fault.times !== undefined) fault.times -= 1;
    if (fault.times === 0) fault = undefined;
    return how;
  }

  const self: BoardsStandin = {
    origin: '',
    orgUrl: '',
    items: board.items,
    calls: [],
    rules,
    write(type, fields) {
      const item = createItem((board.items.at(-1)?.id ?? 0) + 1, type, stepsOf(fields), board.items, rules);
      board.items.push(item);
      return item;
    },
    edit(id, fields) {
      const at = board.items.findIndex((item) => item.id === id);
      const before = board.items[at];
      if (!before) throw new Error(`There is no work item ${id}`);
      const after = patchItem(before, stepsOf(fields), board.items, rules);
      board.items[at] = after;
      return after;
    },
    remove(id) {
      const at = board.items.findIndex((item) => item.id === id);
      if (at >= 0) board.items.splice(at, 1);
    },
    setPat: (next) => {
      right = next;
    },
    strip: () => {
      board.bare = true;
    },
    break: (how, where = {}) => {
      fault = { how, ...where };
    },
    mend: () => {
      fault = undefined;
    },
    close: () => {
      closed ??= new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      return closed;
    },
  };
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  self.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  self.orgUrl = board.orgUrl = `${self.origin}/fabrikam`;
  return self;
}

type Answered = { status: number; json: unknown } | { status: number; html: string };

function send(answered: Answered, response: ServerResponse): void {
  const isPage = 'html' in answered;
  const body = isPage ? `<!DOCTYPE html><title>${answered.html}</title>` : JSON.stringify(answered.json);
  const type = isPage ? 'text/html; charset=utf-8' : 'application/json; charset=utf-8; api-version=7.1';
  response.writeHead(answered.status, { 'content-type': type }).end(body);
}

function bodyFrom(chunks: Buffer[]): unknown {
  const text = Buffer.concat(chunks).toString();
  return text === '' ? undefined : JSON.parse(text);
}

function stepsOf(fields: Record<string, string>) {
  return Object.entries(fields).map(([name, value]) => ({ op: 'add', path: `/fields/${name}`, value }));
}
