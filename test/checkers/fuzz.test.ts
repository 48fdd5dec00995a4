import { expect, test } from '@jest/globals';
import { targets } from './fuzz/corpus.ts';
import { fuzz } from './fuzz/fuzz.ts';

test('whatever a page answers, its checker reports or fails as it may, and what is shown of it harms nobody', async () => {
  const platforms = [...new Set(targets().map(({ platform }) => platform.id))];

  const { counts, failures } = await fuzz({ seed: Date.now() % 2 ** 31, runs: 5 });

  expect(failures).toEqual([]);
  expect(Object.keys(counts).sort()).toEqual(platforms.sort());
  // Mutants of which none is read would prove nothing.
  for (const verdicts of Object.values(counts)) expect(verdicts.read).toBeGreaterThan(0);
});
