import { playDays } from './days.ts';
import { readOptions, USAGE } from './options.ts';
import type { Played } from './run.ts';
import { table } from './table.ts';
import { count, emptyTally } from './tally.ts';

const options = readOptions(process.argv.slice(2));
if ('problem' in options) {
  process.stderr.write(`${options.problem}\n\n${USAGE}`);
  process.exit(2);
}

const { days, seed, leaders, jobs } = options;
const say = (words: string) => void process.stdout.write(`${words}\n`);
const tally = emptyTally();
const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stopping.abort());

/** What took longer than this is told. */
const LONG_S = 300;

function over({ day, wrong, caughtUpAfter = 0, slowest, realMs }: Played, papers: string | undefined): void {
  const leaders = day.leaders ? ', each leads' : '';
  const came = wrong.length > 0 ? 'FAILED' : `well again after ${Math.round(caughtUpAfter)} s`;
  say(
    `day ${day.seed}: ${day.copies} copies${leaders}, ${day.steps.length} steps, ${came} (${(realMs / 1000).toFixed(1)} s)`,
  );
  if (caughtUpAfter > LONG_S && slowest) say(`  last of all: ${slowest.invariant}: ${slowest.words}`);
  for (const { invariant, words } of wrong) say(`  - ${invariant}: ${words}`);
  if (!papers) return;
  say(`  npm run chaos -- --day ${day.seed}${leaders ? ' --leaders' : ''}  Papers: ${papers}`);
}

const seeds = Array.from({ length: days }, (_, i) => seed + i);
await playDays({ seeds, leaders, jobs }, stopping.signal, (played, papers) => {
  count(tally, played);
  over(played, papers);
});
say(`\n${table(tally)}`);
process.exit(tally.failed > 0 ? 1 : 0);
