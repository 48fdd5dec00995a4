import { expect, test } from '@jest/globals';
import { createAccountBook } from '../../../app/social/account-book.ts';
import type { Account } from '../../../app/social/columns.ts';
import { manualClock } from '../../manual-clock.ts';
import { memoryRows } from '../home/memory-rows.ts';

test('a ceiling that is reached is read once, not for each of the many that wait', async () => {
  const rows = memoryRows<Account>(() => 'account');
  let reads = 0;
  const counting = {
    ...rows,
    get(...where: Parameters<typeof rows.get>) {
      reads += 1;
      return rows.get(...where);
    },
  };
  const book = createAccountBook({ rows: counting, clock: manualClock(), dailyLimit: 1 });
  await book.reserve();

  const blocks = [await book.reserve(), await book.reserve(), await book.reserve()];

  expect(blocks.map((block) => block?.ceiling)).toEqual([true, true, true]);
  expect(reads).toBe(1);
});

test('what another copy has given back is found a moment later', async () => {
  const rows = memoryRows<Account>(() => 'account');
  const clock = manualClock();
  const [book, other] = [clock, clock].map((time) => createAccountBook({ rows, clock: time, dailyLimit: 1 }));
  await other?.reserve();
  const before = await book?.reserve();
  await other?.giveBack();
  await clock.advance(1_000);

  const after = await book?.reserve();

  expect([before?.ceiling, after]).toEqual([true, undefined]);
});
