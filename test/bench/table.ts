import type { Row } from './figure.ts';

const HEAD = ['figure', 'ours', 'bare', 'ratio', 'budget', 'met'];
const WORDS = { met: 'yes', missed: 'NO', reported: '-', invalid: 'NOT VALID' } as const;

/** The lines as a table in Markdown, with what is to be said of them below. */
export function table(rows: readonly Row[]): string {
  const lines = rows.map(({ figure, ours, bare, ratio, budget, verdict }) => [
    figure,
    ours,
    bare,
    ratio === undefined ? '' : ratio.toFixed(2),
    budget,
    WORDS[verdict],
  ]);
  const widths = HEAD.map((head, column) =>
    Math.max(head.length, ...lines.map((line) => line[column]?.length ?? 0)),
  );
  const drawn = [HEAD, widths.map((width) => '-'.repeat(width)), ...lines].map(
    (line) => `| ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`,
  );
  const notes = rows.flatMap(({ figure, note }) => (note === undefined ? [] : [`- ${figure}: ${note}`]));
  return [...drawn, ...(notes.length > 0 ? ['', ...notes] : []), ''].join('\n');
}
