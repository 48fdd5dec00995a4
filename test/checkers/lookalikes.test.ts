import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { CheckError, type HeldIncident, type Platform, type Report } from '../../checkers/checker.ts';
import { feed } from '../../checkers/feed.ts';
import { createHttp } from '../../checkers/http.ts';
import { statuspage } from '../../checkers/statuspage.ts';
import { manualClock } from '../manual-clock.ts';
import { startPageServer } from '../standins/platforms/page-server.ts';
import { firstLook } from './contract.ts';
import { examplePage, worldOf } from './world.ts';

const recent = examplePage('recent');
const complete = examplePage('complete');
const api = `${recent.page}/api/v2`;
const active = `${api}/scheduled-maintenances/active.json`;

function fixture(name: string): string {
  return readFileSync(new URL(`../fixtures/lookalikes/${name}.json`, import.meta.url), 'utf8');
}

function lookAt(name: string, platform: Platform = recent): Promise<Report> {
  return statuspage(platform, worldOf({ [platform.address]: fixture(name) }));
}

describe('an incident of a page that imitates Statuspage', () => {
  test('has updates of its own though they share one id, which stay when newer ones come', async () => {
    const before = await lookAt('updates-that-share-one-id');
    const after = await lookAt('updates-that-share-one-id-later');

    const updates = before.incidents[0]?.updates ?? [];
    expect(updates.map(({ text }) => text)).toEqual(['Oh.', 'Looking.', 'Found it.']);
    expect(new Set(updates.map(({ id }) => id)).size).toBe(3);
    expect(after.incidents[0]?.updates.slice(0, 3)).toEqual(updates);
    expect(after.incidents[0]?.updates).toHaveLength(4);
  });

  test.each(['no-lists-in-an-incident', 'page-without-id'])(
    'may lack lists, components and link: %s',
    async (name) => {
      const report = await lookAt(name);

      expect(report.incidents).toMatchObject([
        {
          id: '01M36RMC01ZFWQ861WYJKC4XE1',
          severity: 'major',
          phase: 'identified',
          affected: [],
          updates: [],
          url: 'https://status.example.com/incidents/01M36RMC01ZFWQ861WYJKC4XE1',
          beganAt: '2026-09-03T15:00:00.000Z',
        },
      ]);
      expect(report.remarks).toEqual([]);
    },
  );

  test('may be null in every place but its id, status and time', async () => {
    const report = await lookAt('null-in-every-place');

    expect(report.incidents).toMatchObject([
      { title: 'Incident without a title', severity: 'minor', affected: [], updates: [] },
      { severity: 'major', affected: [], updates: [{ phase: 'identified', text: '' }] },
    ]);
  });

  test('affects each component of a name, for names repeat, and asks for no groups', async () => {
    const world = worldOf({ [recent.address]: fixture('components-of-one-name') });

    const report = await statuspage(recent, world);

    expect(report.incidents[0]?.affected).toEqual([
      { id: '01JZQ4T2V8K6M1N3P5R7S9W0C1', name: 'Chat' },
      { id: '01JZQ4T2V8K6M1N3P5R7S9W0C2', name: 'Chat' },
      { id: '01JZQ4T2V8K6M1N3P5R7S9W0C3', name: 'Login' },
      { id: 'Search', name: 'Search' },
    ]);
    expect(world.asked).not.toContain(`${api}/components.json`);
  });
});

describe('a page that imitates Statuspage', () => {
  test.each<[string, Platform]>([
    ['page-without-id-and-nothing-open', complete],
    ['maintenances-that-are-null', complete],
  ])('has nothing open where its list is null or missing: %s', async (name, platform) => {
    expect((await lookAt(name, platform)).incidents).toEqual([]);
  });

  test('has maintenance too where it lists it, whatever it calls its state', async () => {
    const report = await statuspage(
      recent,
      worldOf({
        [recent.address]: fixture('no-lists-in-an-incident'),
        [active]: fixture('maintenance-under-way'),
      }),
    );

    expect(report.incidents.map(({ severity }) => severity)).toEqual(['maintenance', 'major']);
    expect(report.incidents[0]).toMatchObject({ phase: 'monitoring', beganAt: '2026-09-03T14:00:00.000Z' });
  });

  test('has none where that list is null', async () => {
    const report = await statuspage(
      recent,
      worldOf({
        [recent.address]: fixture('no-lists-in-an-incident'),
        [active]: fixture('maintenances-that-are-null'),
      }),
    );

    expect(report.incidents).toHaveLength(1);
  });

  test('knows no maintenance, with 404 for all of it, and its incidents end as they do elsewhere', async () => {
    const clock = manualClock();
    const page = await startPageServer(
      {
        paths: ['/api/v2/incidents.json'],
        page: () => ({ type: 'application/json', body: fixture('updates-that-share-one-id') }),
        emptied: () => ({ type: 'application/json', body: '{}' }),
      },
      { clock },
    );
    const http = createHttp({ clock, hosts: { [recent.page]: page.origin }, userAgent: 'OutageBot/test' });
    const ours: HeldIncident[] = [
      { id: 'deleted', beganAt: '', listedAt: '2026-09-03T15:20:00.000Z' },
      { id: 'older', beganAt: '', listedAt: '2026-09-03T14:00:00.000Z' },
    ];
    try {
      const report = await statuspage(recent, { ...firstLook(http, clock), held: ours });

      expect(report.incidents).toHaveLength(1);
      // Nobody can say whether the older one is over: this page has no list of what is open.
      expect(report).toMatchObject({ asked: [], unsure: ['older'] });
    } finally {
      http.close();
      await page.close();
    }
  });
});

describe('a page that has moved to another product', () => {
  test.each(['summary-of-instatus', 'widget-of-incidentio'])(
    'is refused rather than taken for well: %s',
    async (name) => {
      const failure = await lookAt(name).catch((error: unknown) => error);

      expect(failure).toMatchObject({ name: 'ZodError' });
    },
  );

  test('is refused by its feed too, whose entries are written otherwise', async () => {
    const platform = { ...recent, address: `${recent.page}/history.atom`, check: feed };
    const body = readFileSync(
      new URL('../fixtures/feed/another-products-entries.xml', import.meta.url),
      'utf8',
    );

    await expect(feed(platform, worldOf({ [platform.address]: body }))).rejects.toBeInstanceOf(CheckError);
  });
});
