import type { Severity } from '../checkers/checker.ts';
import { daysAfter } from './days.ts';
import { NOTHING } from './hearsay.ts';
import type { Elsewhere, PlatformState } from './store/state.ts';
import { breadthAfter, mayLack } from './suspicion.ts';

/** What a look that succeeded has seen. */
export interface GoodLook {
  lookAt: number;
  /** Whether the list had entries. */
  listed: boolean;
  elsewhere: Elsewhere[];
  /** Fingerprint of all it said. */
  said: string;
  scope?: number | undefined;
  movedTo?: string | undefined;
  /** Why the look could read only a part. */
  partly?: string | undefined;
  /** The worst real outage that concerns us and is open. */
  worst?: Severity | undefined;
}

/** The state of a platform once a look has succeeded. */
export function afterGoodLook(state: PlatformState, look: GoodLook): PlatformState {
  const { unreadable: _, partly: __, partlySince, movedTo: ___, narrowerSince, ...before } = state;
  const at = new Date(look.lookAt).toISOString();
  const { said, widest = 0 } = before;
  const narrower = narrowerSince === undefined ? {} : { narrowerSince };
  const same = said?.hash === look.said;
  const lasted = said && said.hash !== NOTHING ? look.lookAt - Date.parse(said.since) : 0;
  return {
    ...before,
    baselineAt: before.baselineAt ?? at,
    everListed: before.everListed || look.listed,
    elsewhere: look.elsewhere,
    days: daysAfter(state.days ?? {}, {
      ...look,
      good: mayLack({ ...look, widest }) === undefined,
      blindSince: blindSince(state),
    }),
    said: same ? said : { hash: look.said, since: at, longestMs: Math.max(said?.longestMs ?? 0, lasted) },
    ...(look.scope === undefined ? narrower : breadthAfter(state, look.scope, look.lookAt)),
    ...(look.movedTo === undefined ? {} : { movedTo: look.movedTo.slice(0, 1_000) }),
    ...(look.partly === undefined
      ? {}
      : { partly: look.partly.slice(0, 1_000), partlySince: partlySince ?? at }),
  };
}

/** Since when looks say nothing, in milliseconds. */
export function blindSince({ unreadable }: PlatformState): number | undefined {
  return unreadable && Date.parse(unreadable.since);
}
