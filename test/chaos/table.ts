import type { Tally } from './tally.ts';

/** The tally as people read it. */
export function table(tally: Tally): string {
  const { announcements, caughtUp, faults } = tally;
  const { owed, made, doubled, lost } = announcements;
  const struck = [...faults.values()].reduce((sum, times) => sum + times, 0);
  const rows: [string, string][] = [
    ['days played', `${tally.days}, of which ${tally.leaders} with a leader in every copy`],
    ['days that failed', String(tally.failed)],
    ['copies', `${tally.copies}, which lived ${tally.lives} lives`],
    ['faults', `${struck} of ${faults.size} kinds`],
    ['announcements', `${owed} owed, ${made} made, ${doubled} doubled, ${lost} lost`],
    ['replies in threads', String(tally.replies)],
    ['tickets', `${tally.tickets}, and ${tally.duplicates} late duplicates that were closed`],
    ['mails', `${tally.mails}, of which ${tally.mailsDoubled} doubled where nobody could know`],
    ['posts on X', String(tally.posts)],
    ['presses', String(tally.presses)],
    ['caught up after healing', times(caughtUp.all)],
    ['... after Slack’s return', times(caughtUp.Slack)],
    ['... after storage’s return', times(caughtUp.storage)],
    ['... after the pages’ return', times(caughtUp.pages)],
    ['machine too busy', `${tally.starved} times for a quarter of a second or more`],
    ['real time of a day', tally.days === 0 ? '-' : `${(tally.realMs / tally.days / 1000).toFixed(1)} s`],
  ];
  const kinds = [...faults]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([kind, many]) => [kind, String(many)] as const);
  return `${aligned(rows)}\n\nFaults by kind\n${aligned(kinds)}\n`;
}

function times(seconds: readonly number[]): string {
  if (seconds.length === 0) return '-';
  const sorted = [...seconds].sort((a, b) => a - b);
  const median = sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
  return `median ${Math.round(median)} s, worst ${Math.round(sorted.at(-1) ?? 0)} s (${seconds.length} days)`;
}

function aligned(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(0, ...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`).join('\n');
}
