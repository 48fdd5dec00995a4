import { createHash } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import fc from 'fast-check';
import { type Target, targets } from './corpus.ts';
import { type Mutation, mutation } from './mutant.ts';
import { tryOne } from './try-one.ts';

/** What a worker is to do. */
export interface Work {
  seed: number;
  /** Mutants of each sample. */
  runs: number;
  /** Only those whose platform and name have this in them. */
  only?: string;
}

/** What a worker says. */
export type Said =
  /** Before each mutant: should nothing come after it, this is the one that hangs. */
  { begun: string } | { tried: string; verdict: string } | { failed: string } | { done: true };

const { seed, runs, only = '' } = workerData as Work;
for (const target of targets()) await fuzz(target);
say({ done: true });

async function fuzz(target: Target): Promise<void> {
  const { platform, samples } = target;
  for (const sample of samples) {
    const name = `${platform.id} ${platform.address} ${sample.name}`;
    if (!name.includes(only)) continue;
    const property = fc.asyncProperty(mutation, async (one: Mutation) => {
      say({ begun: `${name} ${JSON.stringify(one)}` });
      say({ tried: platform.id, verdict: await tryOne(target, sample, one) });
    });
    const result = await fc.check(property, { seed: seedOf(name), numRuns: runs });
    if (!result.failed) continue;
    const { counterexample, errorInstance } = result;
    const why = errorInstance instanceof Error ? errorInstance.stack : String(errorInstance);
    say({ failed: `--seed ${seed} --only '${name}'\n${JSON.stringify(counterexample)}\n${why}` });
  }
}

/** Each sample has mutants of its own, the same whatever others there are. */
function seedOf(name: string): number {
  return createHash('sha256').update(`${seed} ${name}`).digest().readInt32BE();
}

function say(said: Said): void {
  parentPort?.postMessage(said);
}
