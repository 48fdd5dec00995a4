import { Worker } from 'node:worker_threads';
import type { Said, Work } from './worker.ts';

/** What came of a run. */
export interface Fuzzed {
  /** By platform: how many mutants came to what. */
  counts: Record<string, Record<string, number>>;
  /** Words about each sample whose mutant came to what it must not. */
  failures: string[];
}

/** No mutant takes a second; this is far more than any machine is slow. */
const HANGS_MS = 60_000;
/** A mutant has at most 5 MB. */
const MOST_MB = 768;

/**
 * Runs mutants of everything in a thread of its own, which can be given up: a regular expression that backtracks for
 * ever, or an answer that fills all memory, is a failure like others.
 */
export function fuzz(work: Work, heard: (counts: Fuzzed['counts']) => void = () => {}): Promise<Fuzzed> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    workerData: work,
    resourceLimits: { maxOldGenerationSizeMb: MOST_MB },
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  const fuzzed: Fuzzed = { counts: {}, failures: [] };
  let latest = 'nothing yet';
  return new Promise((resolve) => {
    const end = (failure?: string) => {
      clearTimeout(watchdog);
      if (failure !== undefined) fuzzed.failures.push(`${failure}\n${latest}`);
      void worker.terminate().then(() => resolve(fuzzed));
    };
    const watchdog = setTimeout(() => end(`This mutant was not over after ${HANGS_MS / 1000} s:`), HANGS_MS);
    worker.on('message', (said: Said) => {
      watchdog.refresh();
      if ('begun' in said) latest = said.begun;
      else if ('failed' in said) fuzzed.failures.push(said.failed);
      else if ('done' in said) end();
      else {
        const counts = fuzzed.counts[said.tried] ?? {};
        fuzzed.counts[said.tried] = { ...counts, [said.verdict]: (counts[said.verdict] ?? 0) + 1 };
        heard(fuzzed.counts);
      }
    });
    worker.on('error', (error) => end(`This mutant ended the thread: ${error.message}`));
  });
}
