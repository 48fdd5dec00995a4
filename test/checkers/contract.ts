import { describe, expect, test } from '@jest/globals';
import type { Clock } from '../../app/clock.ts';
import type { CheckError, Platform, Report, World } from '../../checkers/checker.ts';
import { createHttp } from '../../checkers/http.ts';
import { type ManualClock, manualClock } from '../manual-clock.ts';
import type { Fault, PageServer } from '../standins/platforms/page-server.ts';
import { until } from '../until.ts';

interface Bench {
  page: PageServer;
  clock: ManualClock;
  look(): Promise<Report>;
}

/** The world as a look sees it that holds nothing. */
export function firstLook({ get }: Pick<World, 'get'>, clock: Clock): World {
  return { get, held: [], ended: () => Promise.resolve([]), lookAt: new Date(clock.now()).toISOString() };
}

/** What every kind of source promises, whatever its page does. `startPage`: a page with an open incident. */
export function keepsTheContract(platform: Platform, startPage: (clock: Clock) => Promise<PageServer>): void {
  async function withBench(run: (bench: Bench) => Promise<void>): Promise<void> {
    const clock = manualClock();
    const page = await startPage(clock);
    const http = createHttp({
      clock,
      hosts: { [new URL(platform.address).origin]: page.origin },
      userAgent: 'OutageBot/test',
      token: () => Promise.resolve('a-token'),
    });
    try {
      await run({ page, clock, look: () => platform.check(platform, firstLook(http, clock)) });
    } finally {
      http.close();
      await page.close();
    }
  }

  describe(`the contract of a checker, kept by ${platform.id}`, () => {
    test('reports the open incident of a page that is well', () =>
      withBench(async ({ look }) => {
        const report = await look();

        expect(report.list.kind).toBe(platform.list);
        expect(report.incidents.filter(({ phase }) => phase !== 'resolved')).toHaveLength(1);
      }));

    const faults: [string, Fault, CheckError['reason']][] = [
      ['an answer that breaks off', 'cut', 'unreachable'],
      ['a connection that is dropped', 'reset', 'unreachable'],
      ['a page that is broken', 503, 'unreachable'],
      ['a page that is gone', 404, 'rejected'],
      ['HTML in place of data', 'html', 'unreadable'],
      ['half a document', 'broken-json', 'unreadable'],
      ['another shape', 'other-shape', 'unreadable'],
      ['an endless body', 'endless', 'unreadable'],
      ['redirects in a circle', 'redirect-loop', 'unreadable'],
      ['a redirect into a private network', 'redirect-private', 'unreadable'],
    ];
    test.each(faults)('cannot tell from %s, and can again afterwards', (_, fault, reason) =>
      withBench(async ({ page, look }) => {
        const before = await look();

        page.break(fault);
        const failure = await look().catch((error: unknown) => error);
        page.mend();
        const after = await look();

        expect(failure).toMatchObject({ name: 'CheckError', reason });
        expect(after).toEqual(before);
      }),
    );

    test.each<[string, Fault]>([
      ['never answers', 'hang'],
      ['answers in drips', 'drip'],
    ])('gives up after ten seconds on a page that %s, and frees its connection', (_, fault) =>
      withBench(async ({ page, clock, look }) => {
        page.break(fault);

        const failure = look().catch((error: unknown) => error);
        await until(() => page.requests.length > 0);
        await clock.advance(10_000);

        expect(await failure).toMatchObject({ name: 'CheckError', reason: 'unreachable' });
        await until(() => page.openConnections() === 0);
      }),
    );

    test('reports the same when the page says that nothing changed', () =>
      withBench(async ({ page, look }) => {
        const before = await look();

        const after = await look();

        await until(() => page.requests.at(-1)?.status !== undefined);
        expect(page.requests.at(-1)?.status).toBe(304);
        expect(after).toEqual(before);
      }));
  });
}
