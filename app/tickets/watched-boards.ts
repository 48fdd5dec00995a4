import type { Clock } from '../clock.ts';
import type { Boards } from './boards.ts';
import { BoardsError } from './failures.ts';
import { TAG } from './work.ts';

/** Why Azure DevOps refuses our credentials, and since when, in milliseconds since 1970. */
export interface Refused {
  why: string;
  since: number;
}

/**
 * The same boards; `heard` is called when Azure DevOps refuses our credentials, and once more, with nothing, when
 * it takes them again.
 */
export function watchedBoards(
  boards: Boards,
  clock: Pick<Clock, 'now'>,
  heard: (refusal: string | undefined) => void,
): { boards: Boards; probe(): Promise<void>; refused(): Refused | undefined } {
  /** Unknown at the start: a copy that stopped may have been refused. */
  let state: 'unknown' | 'good' | (Refused & { refusedTo: 'read' | 'write' }) = 'unknown';

  function watched<A extends unknown[], T>(kind: 'read' | 'write', call: (...args: A) => Promise<T>) {
    return async (...args: A): Promise<T> => {
      try {
        const result = await call(...args);
        took(kind);
        return result;
      } catch (error) {
        // What is refused as such has been let in before.
        if (error instanceof BoardsError && error.reason === 'refused') took(kind);
        if (error instanceof BoardsError && error.reason === 'rejected') refused(kind, error.message);
        throw error;
      }
    };
  }

  function took(kind: 'read' | 'write'): void {
    // Who may only read is refused when they write.
    if (state === 'good' || (typeof state === 'object' && state.refusedTo === 'write' && kind === 'read'))
      return;
    state = 'good';
    heard(undefined);
  }

  function refused(kind: 'read' | 'write', why: string): void {
    if (typeof state === 'object' && state.why === why) return;
    const since = typeof state === 'object' ? state.since : clock.now();
    state = { refusedTo: kind, why, since };
    heard(why);
  }

  const findByTag = watched('read', boards.findByTag);
  return {
    refused: () => (typeof state === 'object' ? { why: state.why, since: state.since } : undefined),
    boards: {
      // Its answer may be an old one: it only tells of refusals.
      form: () =>
        boards.form().catch((error: unknown) => {
          if (error instanceof BoardsError && error.reason === 'rejected') refused('read', error.message);
          throw error;
        }),
      findByTag,
      get: watched('read', boards.get),
      comments: watched('read', boards.comments),
      create: watched('write', boards.create),
      comment: watched('write', boards.comment),
      close: watched('write', boards.close),
    },
    async probe() {
      if (state !== 'good') await findByTag(TAG).catch(() => undefined);
    },
  };
}
