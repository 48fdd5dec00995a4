import { beforeEach, describe, expect, test } from '@jest/globals';
import { createHearsay } from '../../app/hearsay.ts';
import { createLog } from '../../app/log.ts';
import { createPlatformBook, type PlatformBook } from '../../app/platforms.ts';
import { platformCodec } from '../../app/store/state.ts';
import type { Platform, Report } from '../../checkers/checker.ts';
import { platforms } from '../../checkers/index.ts';
import { complete, incident } from './events/samples.ts';
import { memoryRows } from './home/memory-rows.ts';

const DAY = 24 * 60 * 60_000;
const [platform] = platforms.filter(({ id }) => id === 'github') as [Platform];
const log = createLog({ level: 'silent' });

let book: PlatformBook;
let hearsay: ReturnType<typeof createHearsay>;
beforeEach(() => {
  book = createPlatformBook(
    [platform],
    memoryRows(({ id }) => id),
    log,
    () => Date.parse('2027-01-01T00:00:00.000Z'),
  );
  hearsay = createHearsay(log);
});

/** What is suspicious after the page has said this on that day. */
async function on(day: number, report: Report, scope?: number): Promise<string | undefined> {
  const lookAt = Date.parse('2026-01-01T00:00:00.000Z') + day * DAY;
  const said = hearsay.fingerprintOf(platform.id, report);
  const listed = report.incidents.length > 0;
  await book.succeeded(platform.id, { lookAt, listed, elsewhere: [], said, scope });
  return book.standing(platform).suspicious;
}

describe('a page that says the same', () => {
  const stuck = complete(incident());

  test('for two months is suspicious, and no more once it says something else', async () => {
    await on(0, stuck);

    expect(await on(61, stuck)).toMatch(/has not changed for 61 days/);
    expect(await on(62, complete(incident({ severity: 'major' })))).toBeUndefined();
  });

  test('is not when all is well: a list without an incident has nothing that could change', async () => {
    await on(0, complete());

    expect(await on(300, complete())).toBeUndefined();
  });

  test('is when its history gets no other entry, though all on it ended long ago', async () => {
    const history = { ...complete(), list: { kind: 'recent', since: '2025-12-01T00:00:00.000Z' } } as const;
    await on(0, history);

    expect(await on(61, history)).toMatch(/has not changed for 61 days/);
    const longer = { ...history, list: { kind: 'recent', since: '2025-12-02T00:00:00.000Z' } } as const;
    expect(await on(62, longer)).toBeUndefined();
  });

  test('is measured by how long it did with something on the list, not by how long all was well', async () => {
    await on(0, complete());
    await on(200, stuck);

    expect(await on(261, stuck)).toMatch(/has not changed for 61 days/);
    expect(await on(262, complete())).toBeUndefined();
    expect(await on(263, stuck)).toBeUndefined();
    // Once it did so for 62 days: now three times that is needed.
    expect(await on(325, stuck)).toBeUndefined();
  });
});

test('how broad a page is stands in its row, and since when it is less', async () => {
  await on(0, complete(), 5);
  expect(await on(1, complete(), 2)).toMatch(/2 things only, and did of 5/);
  const state = { id: 'github', everListed: false, elsewhere: [], scope: 2, widest: 5 };
  const narrower = { ...state, narrowerSince: '2026-01-02T00:00:00.000Z' };

  const columns = platformCodec.encode(narrower);

  expect(platformCodec.decode(columns, platformCodec.key(narrower))).toEqual(narrower);
  expect(await on(7, complete(), 2)).toMatch(/2 things only, and did of 5/);
  expect(await on(8, complete(), 2)).toBeUndefined();
});

test('a page whose breadth only an incident has measured is suspicious for a week', async () => {
  await on(0, complete(incident()), 5);
  expect(await on(1, complete(incident()), 2)).toMatch(/2 things only, and did of 5/);

  expect(await on(7, complete())).toMatch(/2 things only, and did of 5/);
  expect(await on(8, complete())).toBeUndefined();
  expect(await on(20, complete(incident()), 2)).toBeUndefined();
});
