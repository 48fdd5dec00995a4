import type { Ending } from '../ending.ts';
import { nobodyDied, noSecret, noUncaughtError, noViolation, oneTable } from './copies.ts';
import type { Invariant } from './known.ts';
import { mailedAll, mailedOnce, oneTicket, onXOnce, ticketsTellAll } from './outside.ts';
import { onlyShownIsTold, openIsTold, seenIsTold, textsAreTold } from './pages.ts';
import { pressesWork, pressesWorkOnce } from './presses.ts';
import { noticesAreOver, oneRoot, rootsShowTheTable, testModeIsGone } from './roots.ts';
import { threadsTellAll } from './threads.ts';

type Invariants = Readonly<Record<string, Invariant>>;

/** What must come to hold some time after the world is healed, by name. */
export const HEALING: Invariants = {
  'one root for each event and channel, and none else': oneRoot,
  'each root shows what the table says': rootsShowTheTable,
  'each thread tells everything once and in order': threadsTellAll,
  'what is open has one living root, what is over none': openIsTold,
  'what could be seen for minutes was told': seenIsTold,
  'nothing was told that no page showed': onlyShownIsTold,
  'each text of a page was told once and in order': textsAreTold,
  'notices are over with what they are about': noticesAreOver,
  'test mode leaves nothing behind': testModeIsGone,
  'one ticket for each event that has one': oneTicket,
  'each ticket tells everything once': ticketsTellAll,
  'each update of our own page is on X once': onXOnce,
  'each mail that is due was sent': mailedAll,
  'each acknowledged press had its effect or was explained': pressesWork,
  'no event is in both tables': oneTable,
};

/** What must hold all the time, by name: what was told or done cannot be taken back. */
export const FINAL: Invariants = {
  'a mail is doubled only where it had to be': mailedOnce,
  'no press had its effect twice': pressesWorkOnce,
  'no copy ended by itself': nobodyDied,
  'no error that nobody handled': noUncaughtError,
  'no secret in any output': noSecret,
  'Slack had nothing to complain of': noViolation,
};

/** What is not as it must be. */
export interface Wrong {
  invariant: string;
  words: string;
}

/** Which of the invariants do not hold, and in what. */
export function judge(ending: Ending, invariants: Invariants = { ...HEALING, ...FINAL }): Wrong[] {
  return Object.entries(invariants).flatMap(([invariant, holds]) =>
    holds(ending).map((words) => ({ invariant, words })),
  );
}
