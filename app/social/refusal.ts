import { isWaiting, type PageIncident } from './record.ts';

/**
 * What keeps all posts, or some, from X until a person does something: our keys (401), our credits (402), an address
 * that is gone (404, 410), a right or a text that X does not like (403), or our own ceiling for a day.
 */
export type RefusalKind = 'keys' | 'credits' | 'gone' | 'forbidden' | 'ceiling';

/** Why X takes nothing, or not everything, from us. */
export interface Refusal {
  kind: RefusalKind;
  words: string;
  /** When it began. */
  since: string;
}

/** Whether it is over: only what X has taken since tells, and for a ceiling the next day. Pure. */
export function isOver({ kind, since }: Refusal, incidents: readonly PageIncident[], now: number): boolean {
  if (kind === 'ceiling') return since.slice(0, 10) !== new Date(now).toISOString().slice(0, 10);
  if (!hasTaken(incidents, since)) return false;
  // As long as one text is refused, another one that is taken is no all-clear.
  return !(
    kind === 'forbidden' &&
    incidents.some(({ updates }) => updates.some((one) => isWaiting(one) && one.forbiddenAt !== undefined))
  );
}

/** Whether X has taken a post since then. */
export function hasTaken(incidents: readonly PageIncident[], since: string): boolean {
  return incidents.some(({ updates }) =>
    updates.some(({ state, since: at }) => state === 'posted' && at !== undefined && at >= since),
  );
}
