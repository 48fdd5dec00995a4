import type { Phase, Update } from './checker.ts';
import { meaning, spelt } from './foreign.ts';
import { cut } from './text.ts';

const PHASES: Readonly<Record<string, Phase>> = {
  investigating: 'investigating',
  identified: 'identified',
  monitoring: 'monitoring',
  resolved: 'resolved',
  postmortem: 'resolved',
  scheduled: 'identified',
  in_progress: 'identified',
  verifying: 'monitoring',
  completed: 'resolved',
};
const OF_MAINTENANCE = ['scheduled', 'in_progress', 'verifying', 'completed'];

/** What a status of an incident or a maintenance means, if it is one that we know. */
export function knownPhase(status: string): Phase | undefined {
  return meaning(PHASES, status);
}

/** What a status means. One that we do not know is taken for a beginning, and remarked upon. */
export function phaseOf(status: string, remarks: Set<string>): Phase {
  const phase = knownPhase(status);
  if (!phase) remarks.add(`unknown status "${cut(status, 50)}"`);
  return phase ?? 'investigating';
}

/** Whether only planned work has such a status. */
export function isOfMaintenance(status: string): boolean {
  return OF_MAINTENANCE.includes(spelt(status));
}

/** Whether it is the status of planned work that has not begun. */
export function isStillPlanned(status: string): boolean {
  return spelt(status) === 'scheduled';
}

/** When the last stretch of "it is over" began: a postmortem may follow days later. Oldest first. */
export function endOf(updates: readonly Update[]): string | undefined {
  const lastOpen = updates.findLastIndex(({ phase }) => phase !== 'resolved');
  return (updates[lastOpen + 1] ?? updates.at(-1))?.at;
}
