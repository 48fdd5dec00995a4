import type { PageUpdate } from './record.ts';
import type { XAnswer } from './x-answers.ts';

/** What came of telling an update. `skipped`: it was in doubt, is not there, and is too old by now. */
export type Outcome = XAnswer | { kind: 'skipped'; words: string };

const FIRST_PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 5 * 60_000;

/** The update with what came of telling it. `made`: X may hold a post of it. */
export function after(
  { claim: _, ...update }: PageUpdate,
  answer: Outcome,
  made: boolean,
  now: number,
): PageUpdate {
  if (answer.kind === 'posted') return ended(update, 'posted', now);
  if (answer.kind === 'rejected') return ended({ ...update, trouble: answer.words }, 'refused', now);
  if (answer.kind === 'skipped') return ended({ ...update, trouble: answer.words }, 'skipped', now);
  const attempts = (update.attempts ?? 0) + 1;
  const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (attempts - 1));
  return {
    ...update,
    attempts,
    trouble: answer.words,
    retryAt: at(answer.kind === 'limited' ? answer.until : now + pause),
    counted: made,
    ...(answer.kind === 'lost' ? { doubtAt: at(now) } : {}),
    ...(answer.kind === 'forbidden' ? { forbiddenAt: update.forbiddenAt ?? at(now) } : {}),
  };
}

/** An update whose fate is settled keeps only what later ones must know. */
export function ended(update: PageUpdate, state: 'posted' | 'skipped' | 'refused', now: number): PageUpdate {
  const { id, at: written, hash, trouble } = update;
  return {
    id,
    at: written,
    state,
    since: at(now),
    ...(hash === undefined ? {} : { hash }),
    ...(trouble === undefined || state === 'posted' ? {} : { trouble }),
  };
}

function at(ms: number): string {
  return new Date(ms).toISOString();
}
