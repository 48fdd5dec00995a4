import { createLog } from '../../../app/log.ts';
import { type Boards, type BoardsOptions, createBoards } from '../../../app/tickets/boards.ts';
import type { TicketDraft } from '../../../app/tickets/draft.ts';
import { BoardsError } from '../../../app/tickets/failures.ts';
import { type ManualClock, manualClock } from '../../manual-clock.ts';
import { type BoardsStandin, startBoards } from '../../standins/boards/index.ts';
import type { Process } from '../../standins/boards/processes.ts';

export const PROJECT = 'Outages & more';
export const PAT = 'p4t-of-the-bot-which-nobody-may-see';

/** A project in Azure DevOps, and the bot's way to it. */
export interface Bench {
  standin: BoardsStandin;
  boards: Boards;
  clock: ManualClock;
  /** Lines of the log. */
  lines: string[];
  /** Another bot, set up otherwise. */
  another(options?: Partial<BoardsOptions>): Boards;
}

/** Starts a project; `openedHere` is where to leave what must be closed. */
export async function startBench(
  openedHere: (() => Promise<void>)[],
  process: Process = 'Agile',
): Promise<Bench> {
  const clock = manualClock();
  const standin = await startBoards({ process, project: PROJECT, pat: PAT, clock });
  openedHere.push(() => standin.close());
  const lines: string[] = [];
  const log = createLog({ level: 'debug', destination: { write: (line) => void lines.push(line) } });
  const options: BoardsOptions = {
    ado: { orgUrl: 'https://dev.azure.com/fabrikam', project: PROJECT, pat: PAT, closeOnResolve: false },
    hosts: { 'https://dev.azure.com': standin.origin },
    clock,
    log,
  };
  const another = (changes: Partial<BoardsOptions> = {}) => createBoards({ ...options, ...changes });
  return { standin, boards: another(), clock, lines, another };
}

/** A draft of a ticket. */
export function draft(changes: Partial<TicketDraft> = {}): TicketDraft {
  return { type: 'Task', title: 'Git operations fail', description: 'It is down.', tags: [], ...changes };
}

/** How it failed. */
export async function failureOf(outcome: Promise<unknown>): Promise<BoardsError> {
  const failure = await outcome.catch((error: unknown) => error);
  if (failure instanceof BoardsError) return failure;
  throw new Error('It did not fail as a BoardsError does', { cause: failure });
}
