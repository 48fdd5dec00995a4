import { sleep } from '../clock.ts';
import type { Actor, TrackedEvent } from '../events/event.ts';
import type { WorkItem } from './answers.ts';
import type { About } from './attempts.ts';
import type { Boards } from './boards.ts';
import type { TicketDraft } from './draft.ts';
import { BoardsError, isRefusal } from './failures.ts';
import type { TicketForm } from './form.ts';
import { createTurns, type KnownTicket, type Standing, type TurnParts } from './turns.ts';
import { tagOfEvent } from './work.ts';

/** What somebody asks for. */
export interface TicketWish {
  by: Actor;
  draft: TicketDraft;
  /** Keys of the updates and changes that the description tells. */
  told: readonly string[];
  /** They have looked in Azure DevOps for what an earlier attempt may have made. */
  looked?: boolean | undefined;
}

/** What became of a wish for a ticket. */
export type Made =
  | Standing
  | { kind: 'made'; ticket: KnownTicket }
  /** Why not, and what to do, as plain text. `look`: they must have looked before they ask again. */
  | { kind: 'failed'; problem: string; look?: boolean };

/** Makes tickets: one for each event, whoever asks however often. */
export interface TicketDesk {
  form(): Promise<TicketForm>;
  /** The same, or the last known one however old where that fails or takes longer. Fails as a BoardsError. */
  formWithin(patienceMs: number): Promise<TicketForm>;
  /** Throws when storage is away: then nothing has been made. */
  make(about: About, wish: TicketWish): Promise<Made>;
  /** Whose attempt is under way. */
  maker(event: TrackedEvent): Actor | undefined;
  /** The event once nobody is making its ticket any more. */
  afterwards(about: About): Promise<TrackedEvent | undefined>;
}

export interface DeskParts extends TurnParts {
  boards: Boards;
  crashpoint(name: string): Promise<void> | void;
}

/** One call lasts 30 s at most; none is begun that the turn would not outlive. */
const CALL_MS = 32_000;
const POLL_MS = 1_000;
const SLOW = 'Azure DevOps takes too long to say what a ticket can be. Try again in a few minutes.';

/** A desk over the tables and Azure DevOps. */
export function createTicketDesk(parts: DeskParts): TicketDesk {
  const { boards, events, clock, log, crashpoint } = parts;
  const turns = createTurns(parts);
  let known: TicketForm | undefined;
  return { form, formWithin, make, maker: turns.maker, afterwards };

  async function form(): Promise<TicketForm> {
    known = await boards.form();
    return known;
  }

  async function formWithin(patienceMs: number): Promise<TicketForm> {
    const enough = new AbortController();
    const late = sleep(clock, patienceMs, enough.signal).then((): never => {
      throw new BoardsError('unreachable', SLOW);
    });
    try {
      // What comes later serves whoever asks next.
      return await Promise.race([form(), late]);
    } catch (error) {
      if (known && error instanceof BoardsError) return known;
      throw error;
    } finally {
      enough.abort();
      late.catch(() => undefined);
    }
  }

  async function make(about: About, { by, told, draft, looked }: TicketWish): Promise<Made> {
    const turn = await turns.take(about, { by, told });
    if (turn.kind !== 'turn') return turn;
    await crashpoint('ticket claimed');
    let item: WorkItem | undefined;
    let { doubt } = turn;
    try {
      if (doubt && !looked) item = await find(about);
      if (!item) {
        if (clock.now() > turn.until - CALL_MS) throw tooLate();
        item = await boards.create(draft);
        await crashpoint('ticket created');
      }
    } catch (error) {
      if (!(error instanceof BoardsError)) throw error;
      log.warn({ event: about.id, reason: error.reason, why: error.message }, 'A ticket could not be made');
      let problem = error.message;
      let look = error instanceof CannotLook;
      if (error.uncertain) {
        doubt = true;
        const looked = await lookOnce(about);
        item = looked.item;
        problem += ` ${looked.said}`;
        look = looked.look ?? false;
      }
      if (!item) {
        await turns.giveUp(turn, doubt);
        return { kind: 'failed', problem, ...(look ? { look } : {}) };
      }
    }
    const ticket = await turns.record(turn, item, doubt);
    await crashpoint('ticket recorded');
    return { kind: ticket.id === item.id ? 'made' : 'had', ticket };
  }

  /** What an attempt has made. */
  async function find(about: About): Promise<WorkItem | undefined> {
    try {
      const [item] = await boards.findByTag(tagOfEvent(about));
      return item;
    } catch (error) {
      throw isRefusal(error) ? new CannotLook(about) : error;
    }
  }

  /** An answer was lost: what it would have told may stand there. */
  async function lookOnce(
    about: About,
  ): Promise<{ item?: WorkItem | undefined; said: string; look?: boolean }> {
    try {
      const item = await find(about);
      return {
        item,
        said: 'I have looked: it is not there now. I look once more before I create another one.',
      };
    } catch (error) {
      if (!(error instanceof BoardsError)) throw error;
      if (error instanceof CannotLook) return { said: error.message, look: true };
      return { said: 'I cannot look for it now; I will before I create another one.' };
    }
  }

  async function afterwards({ platform, id }: About): Promise<TrackedEvent | undefined> {
    for (;;) {
      const row = await events.find(platform, id);
      if (!row || !turns.maker(row.value)) return row?.value;
      await sleep(clock, POLL_MS);
    }
  }
}

/** Only a person can know whether an attempt has made an item. */
class CannotLook extends BoardsError {
  constructor(about: About) {
    const words = `I cannot find out here whether an earlier attempt has created it. Look in Azure DevOps for the tag ${tagOfEvent(about)}; if nothing carries it, press Create again.`;
    super('refused', words);
  }
}

function tooLate(): BoardsError {
  return new BoardsError(
    'unreachable',
    'Azure DevOps took so long that no ticket was created. Try again in a few minutes.',
  );
}
