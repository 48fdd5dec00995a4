import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { useBench } from './use-bench.ts';

const world = useBench('2017-12-26T07:31:00.000Z');

// Real captures stand beside the repository, not in it.
const samples = new URL('../../../../shared/samples/statuspage-webhook/', import.meta.url);
const captured = existsSync(samples) ? describe : describe.skip;

captured('captured deliveries', () => {
  const sample = (name: string) => readFileSync(new URL(`${name}.json`, samples), 'utf8');

  test('each incident update is posted once, component updates are ignored with a line that says why', async () => {
    const copy = await world.bench.start({ confirm: false });

    const answers: number[] = [];
    for (const name of [
      'incident-created-identified',
      'component-update-under-maintenance',
      'component-update-legacy-doc-shape',
      'incident-created-identified',
      'incident-updated-resolved',
      'incident-created-identified',
    ]) {
      await world.bench.pass(1.5);
      answers.push(await world.bench.send(copy, sample(name)));
    }

    await world.bench.pass(1);

    expect(new Set(answers)).toEqual(new Set([200]));
    expect(world.bench.x.texts()).toEqual([
      "[status] Identified: We just encountered that database queries are timing out resulting in inconvenience to our end users...we'll do quick fix latest by tomorrow !!! http://stspg.io/646947c1e",
      '[status] Resolved: The database issue is resolved. http://stspg.io/646947c1e',
    ]);
    expect(world.bench.lines.join('\n')).toContain('it is about a component');
    expect(world.bench.lines.join('\n')).toContain('it is of another page');
  });
});
