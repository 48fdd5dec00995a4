import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { BoardsError, strange } from './failures.ts';

/** A piece of what a ticket can be. `why` says that it could not be read, and `value` stands in for it. */
export interface Piece<T> {
  value: T;
  why?: string;
}

/** Pieces of what a ticket can be, each remembered by itself: asking again asks for what is missing only. */
export interface Pieces {
  /** The answer, or the last one while it cannot be had anew; where there never was one, what comes `instead`. */
  get<T>(name: string, ask: () => Promise<T>, instead: (error: unknown) => T | undefined): Promise<Piece<T>>;
  /** From now on everything is asked for anew. */
  expire(): void;
}

const GOOD_MS = 10 * 60_000;
/** How soon one that could not be had anew is asked for again. */
const AGAIN_MS = 60_000;

/** Pieces in memory; none yet. */
export function createPieces({ clock, log }: { clock: Clock; log: Log }): Pieces {
  const kept = new Map<string, { piece: Piece<unknown>; until: number }>();

  function keep<T>(name: string, piece: Piece<T>, forMs: number): Piece<T> {
    kept.set(name, { piece, until: clock.monotonic() + forMs });
    return piece;
  }

  return {
    async get<T>(name: string, ask: () => Promise<T>, instead: (error: unknown) => T | undefined) {
      const had = kept.get(name) as { piece: Piece<T>; until: number } | undefined;
      if (had && clock.monotonic() < had.until) return had.piece;
      try {
        return keep(name, { value: await ask() }, GOOD_MS);
      } catch (error) {
        const { reason, why } = told(error);
        const value = instead(error);
        if (had && (value !== undefined || reason === 'unreachable')) {
          log.warn({ name, why }, 'A part of the form of tickets cannot be refreshed and stays as it was');
          return keep(name, had.piece, AGAIN_MS);
        }
        if (value === undefined) throw error;
        log.warn({ name, why }, 'A part of the form of tickets cannot be read');
        // What is refused stays so; anything else may be had a moment later.
        return reason === 'refused' ? keep(name, { value, why }, GOOD_MS) : { value, why };
      }
    },
    expire() {
      for (const one of kept.values()) one.until = Number.NEGATIVE_INFINITY;
    },
  };
}

function told(error: unknown): Pick<BoardsError, 'reason'> & { why: string } {
  const { reason, message, status, unexplained } =
    error instanceof BoardsError ? error : strange({ writes: false }, { cause: error });
  return { reason, why: unexplained ? `Azure DevOps answered ${status}.` : message };
}
