import { parseArgs } from 'node:util';
import { fuzz } from './fuzz.ts';

const USAGE = `npm run fuzz -- [options]
  --runs N      mutants of each sample (default 200)
  --seed N      where they begin (default: by the time)
  --only WORDS  only samples whose platform and name have these words in them
`;

const { values } = parseArgs({
  options: { runs: { type: 'string' }, seed: { type: 'string' }, only: { type: 'string' } },
});
const runs = Number(values.runs ?? 200);
const seed = Number(values.seed ?? Date.now() % 2 ** 31);
if (!(Number.isInteger(runs) && runs > 0 && Number.isInteger(seed))) {
  process.stderr.write(USAGE);
  process.exit(2);
}

process.stdout.write(`${runs} mutants of each sample, seed ${seed}\n`);
let told = performance.now();
const { counts, failures } = await fuzz(
  { runs, seed, ...(values.only && { only: values.only }) },
  (soFar) => {
    if (performance.now() - told < 10_000) return;
    told = performance.now();
    process.stdout.write(`${total(soFar)} so far\n`);
  },
);
for (const [platform, verdicts] of Object.entries(counts)) {
  const words = Object.entries(verdicts).map(([verdict, count]) => `${count} ${verdict}`);
  process.stdout.write(`${platform.padEnd(14)}${words.join(', ')}\n`);
}
for (const failure of failures) process.stderr.write(`\n${failure}\n`);
const words =
  failures.length === 0 ? 'none did harm' : `${failures.length} samples have a mutant that did harm`;
process.stdout.write(`${total(counts)} mutants: ${words}\n`);
process.exit(failures.length === 0 ? 0 : 1);

function total(all: typeof counts): number {
  return Object.values(all)
    .flatMap((verdicts) => Object.values(verdicts))
    .reduce((sum, count) => sum + count, 0);
}
