import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { z } from 'zod';
import { packList, unpackList } from '../../../app/store/columns.ts';

test('every part of a long list is whole characters, none too long, and together they are the list', () => {
  fc.assert(
    fc.property(fc.nat(5), fc.integer({ min: 10_000, max: 40_000 }), (shift, length) => {
      const list = ['x'.repeat(shift) + '😀'.repeat(length)];

      const columns = packList('Updates', list);

      for (const part of Object.values(columns)) {
        expect(String(part).isWellFormed()).toBe(true);
        expect(String(part).length).toBeLessThanOrEqual(32_000);
      }
      expect(unpackList('Updates', columns, z.string())).toEqual(list);
    }),
    { numRuns: 20 },
  );
});
