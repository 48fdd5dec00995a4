import { afterAll, afterEach, beforeAll, beforeEach, expect } from '@jest/globals';
import { type Azurite, startAzurite } from '../../standins/azurite.ts';
import { type Bench, KEYS, startBench } from './bench.ts';

/**
 * A fresh bench for each test of a file: `world.bench`. After each, X must have had nothing to complain of, and
 * the log must hold none of our keys.
 */
export function useBench(startAt?: string) {
  let azurite: Azurite;
  let current: Bench | undefined;

  beforeAll(async () => {
    azurite = await startAzurite();
  });
  afterAll(() => azurite.stop());
  beforeEach(async () => {
    current = await startBench(azurite, startAt);
  });
  afterEach(async () => {
    await world.bench.close();
    const log = world.bench.lines.join('');
    expect(world.bench.x.violations).toEqual([]);
    expect(Object.values(KEYS).filter((key) => log.includes(key))).toEqual([]);
    expect(log).not.toContain('oauth_');
  });

  const world = {
    get azurite(): Azurite {
      return azurite;
    },
    get bench(): Bench {
      if (!current) throw new Error('no test is running');
      return current;
    },
    /** The words of each post, without its link. */
    said: () => world.bench.x.texts().map((text) => text.replace(/ https?:\S+$/, '')),
  };
  return world;
}
