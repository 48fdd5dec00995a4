import { cpus } from 'node:os';
import { endAll } from './ending.ts';
import { type Figure, InvalidRun, type Row } from './figure.ts';
import { figures } from './figures.ts';
import { table } from './table.ts';

/** No figure takes longer, and neither does all of it, whatever happens. */
const LONGEST_MS = 5 * 60_000;
const WHOLE_MS = 9.8 * 60_000;

const wanted = process.argv.slice(2);
const all = figures.flat();
const unknown = wanted.filter((name) => !all.some((figure) => figure.name === name));
if (unknown.length > 0) {
  const names = all.map(({ name, about }) => `  ${name.padEnd(14)} ${about}\n`).join('');
  say(`${unknown.join(', ')}: no such figure. There are:\n${names}`);
  process.exit(2);
}

const rows: Row[] = [];
const began = performance.now();
for (const together of figures) {
  const chosen = together.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
  for (const { name, about } of chosen) process.stderr.write(`${seconds(began)} ${name}: ${about}\n`);
  rows.push(...(await Promise.all(chosen.map(measured))).flat());
  // What took too long must not trouble what is measured next.
  endAll();
}
say(
  `${table(rows)}\n${seconds(began)} in all, on ${cpus().length} x ${cpus()[0]?.model}, Node ${process.version}\n`,
);
process.exit(rows.some(({ verdict }) => verdict === 'missed' || verdict === 'invalid') ? 1 : 0);

/** A figure whose run was not what it says gives no number, but why. */
async function measured(figure: Figure): Promise<Row[]> {
  const leftMs = Math.min(LONGEST_MS, began + WHOLE_MS - performance.now());
  try {
    if (leftMs <= 0) throw new InvalidRun('no time was left for it');
    const late = new Promise<never>((_, reject) => {
      const give = () => reject(new InvalidRun(`took more than ${Math.round(leftMs / 1_000)} s`));
      setTimeout(give, leftMs).unref();
    });
    return await Promise.race([figure.measure(), late]);
  } catch (error) {
    const note =
      error instanceof InvalidRun ? error.message : error instanceof Error ? error.stack : String(error);
    return [
      { figure: figure.about, ours: '', bare: '', budget: '', verdict: 'invalid', ...(note ? { note } : {}) },
    ];
  }
}

function say(text: string): void {
  process.stdout.write(text);
}

function seconds(since: number): string {
  return `${Math.round((performance.now() - since) / 1000)} s`;
}
