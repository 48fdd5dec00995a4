import { describe, expect, test } from '@jest/globals';
import type { HeldIncident, Platform, Report, World } from '../../checkers/checker.ts';
import { createHttp } from '../../checkers/http.ts';
import { statuspage } from '../../checkers/statuspage.ts';
import { manualClock } from '../manual-clock.ts';
import { startStatuspage } from '../standins/platforms/statuspage.ts';
import { until } from '../until.ts';
import { firstLook } from './contract.ts';
import { examplePage, fixture, refusal, worldOf } from './world.ts';

const complete = examplePage('complete');
const recent = examplePage('recent');
const api = `${complete.page}/api/v2`;
const active = `${api}/scheduled-maintenances/active.json`;
const all = `${api}/scheduled-maintenances.json`;
const quiet = {
  [complete.address]: fixture('nothing-open'),
  [recent.address]: fixture('history-of-two-with-offsets'),
};
const kinds = [
  ['complete', complete],
  ['recent', recent],
] as const;

/** A maintenance of ours, created before the history of two begins. */
function held(more: Partial<HeldIncident> = {}): HeldIncident {
  const at = '2026-08-20T09:00:00.000Z';
  return { id: 'work1', beganAt: at, listedAt: at, ...more };
}

/** A world in which some addresses do not exist. */
function without(world: World & { asked: string[] }, ...addresses: string[]): World & { asked: string[] } {
  return {
    ...world,
    get: (url, translate) =>
      addresses.includes(url) ? Promise.reject(refusal(404)) : world.get(url, translate),
  };
}

function works({ incidents }: Report) {
  return incidents.filter(({ severity }) => severity === 'maintenance');
}

describe.each(kinds)('maintenance on a page whose list is %s', (_, platform: Platform) => {
  test('is told while it is under way, beside the incidents', async () => {
    const world = worldOf({ ...quiet, [active]: fixture('maintenance-under-way') });

    const report = await statuspage(platform, world);

    expect(works(report)).toMatchObject([
      {
        id: 'work1',
        title: 'Database move',
        phase: 'identified',
        affected: [{ id: 'c1', name: 'Builds' }],
        url: 'https://status.example.com/incidents/work1',
        beganAt: '2026-09-03T15:00:00.000Z',
        publishedAt: '2026-08-20T09:00:00.000Z',
        updates: [{ text: 'We will move the database.' }, { text: 'We are moving it.' }],
      },
      { id: 'work2', phase: 'monitoring' },
    ]);
    expect(report).toMatchObject({ asked: [], unsure: [], remarks: [] });
    expect(world.asked).toEqual([platform.address, active]);
  });

  test('does not move the window of the history', async () => {
    const nothing = await statuspage(platform, worldOf({ ...quiet, [active]: fixture('maintenance-none') }));
    const something = await statuspage(
      platform,
      worldOf({ ...quiet, [active]: fixture('maintenance-under-way') }),
    );

    expect(something.list).toEqual(nothing.list);
  });

  test('that has not begun is none yet', async () => {
    const world = worldOf({ ...quiet, [active]: fixture('maintenance-not-begun') });

    expect(works(await statuspage(platform, world))).toEqual([]);
  });

  test('of ours that is completed gets its last words', async () => {
    const world = worldOf(
      {
        ...quiet,
        [active]: fixture('maintenance-none'),
        [all]: fixture('maintenance-over'),
      },
      [held()],
    );

    const report = await statuspage(platform, world);

    expect(works(report)).toMatchObject([
      {
        id: 'work1',
        phase: 'resolved',
        endedAt: '2026-09-03T15:50:00.000Z',
        updates: [{}, {}, { text: 'All done.' }],
      },
    ]);
    expect(report.unsure).toEqual([]);
  });

  test('of ours may be under way while the page cannot tell, and the incidents still count', async () => {
    const world = worldOf({ ...quiet, [complete.address]: fixture('open-with-two-updates') }, [held()]);

    const report = await statuspage(platform, world);

    expect(report).toMatchObject({ asked: [], unsure: ['work1'] });
    expect(report.incidents.length).toBeGreaterThan(0);
  });

  test('exists nowhere on a page that imitates Statuspage and has no such list', async () => {
    const world = without(
      worldOf(
        {
          ...quiet,
          [`${api}/incidents.json`]: quiet[recent.address] ?? '',
          [complete.address]: '{"incidents":[]}',
        },
        [held()],
      ),
      active,
      all,
    );

    const report = await statuspage(platform, world);

    expect(works(report)).toEqual([]);
    expect(report.unsure).toEqual([]);
    expect(report.asked).toEqual(platform.list === 'recent' ? ['work1'] : []);
  });

  test.each([400, 401, 403, 429])('of ours may be under way when its lists answer %i', async (status) => {
    const world = worldOf({ ...quiet, [active]: status, [all]: status }, [held()]);

    const report = await statuspage(platform, world);

    expect(report).toMatchObject({ asked: [], unsure: ['work1'] });
  });

  test('of ours that was called off is asked for, so that its absence counts', async () => {
    const world = worldOf(
      { ...quiet, [active]: fixture('maintenance-none'), [all]: fixture('maintenance-not-begun') },
      [held()],
    );

    const report = await statuspage(platform, world);

    expect(works(report)).toEqual([]);
    expect(report).toMatchObject({ asked: platform.list === 'recent' ? ['work1'] : [], unsure: [] });
  });

  test('is still under way when only one of the two lists says so', async () => {
    const world = worldOf(
      { ...quiet, [active]: fixture('maintenance-none'), [all]: fixture('maintenance-under-way') },
      [held()],
    );

    expect(works(await statuspage(platform, world))).toMatchObject([{ id: 'work1', phase: 'identified' }]);
  });
});

test('an incident of ours that was resolved is told though the maintenances cannot be read', async () => {
  const world = worldOf({ ...quiet, [`${api}/incidents.json`]: fixture('history-of-two-with-offsets') }, [
    held({ id: 'over1' }),
    held(),
  ]);

  const report = await statuspage(complete, world);

  expect(report.incidents).toMatchObject([{ id: 'over1', phase: 'resolved' }]);
  expect(report.unsure).toEqual(['work1']);
});

test('an incident of ours that scrolled out and is open is told though the maintenances cannot be read', async () => {
  const world = worldOf({ ...quiet, [complete.address]: fixture('open-with-two-updates') }, [
    held({ id: 'inc1' }),
    held(),
  ]);

  const report = await statuspage(recent, world);

  expect(report.incidents.map(({ id }) => id)).toEqual(['open1', 'inc1']);
  expect(report.unsure).toEqual(['work1']);
});

test('what is missing may be maintenance while the past ones cannot be read', async () => {
  const world = worldOf({ ...quiet, [active]: fixture('maintenance-none') }, [
    held(),
    held({ id: 'new', listedAt: '2026-09-03T10:00:00.000Z' }),
  ]);

  const report = await statuspage(recent, world);

  expect(report).toMatchObject({ asked: [], unsure: ['work1', 'new'] });
});

test('what is missing may be maintenance while the past ones are refused', async () => {
  const world = worldOf({ ...quiet, [active]: fixture('maintenance-none'), [all]: 403 }, [held()]);

  expect(await statuspage(recent, world)).toMatchObject({ asked: [], unsure: ['work1'] });
});

test('a bug of ours in reading maintenance is not taken for a failure of the page', async () => {
  const world = worldOf(quiet);
  const get: World['get'] = (url, translate) =>
    url === active ? Promise.reject(new TypeError('a bug')) : world.get(url, translate);

  await expect(statuspage(complete, { ...world, get })).rejects.toThrow('a bug');
});

test('maintenance lives through its announcement and its work, at the price of a 304', async () => {
  const clock = manualClock();
  const page = await startStatuspage({ clock, pageId: 'p1p1p1p1p1p1', name: 'Example' });
  const http = createHttp({ clock, hosts: { [complete.page]: page.origin }, userAgent: 'OutageBot/test' });
  const look = (ours: HeldIncident[] = []) => statuspage(complete, { ...firstLook(http, clock), held: ours });
  try {
    const work = page.schedule({
      name: 'Database move',
      scheduledFor: '2026-09-03T17:00:00.000Z',
      scheduledUntil: '2026-09-03T18:00:00.000Z',
    });
    const planned = await look();
    work.update({ status: 'in_progress', body: 'It has begun.' });
    const begun = await look();
    const quietly = await look();
    await until(() => page.requests.at(-1)?.status !== undefined);
    const { path, status } = page.requests.at(-1) ?? {};
    work.resolve('Done.');
    const over = await look([held({ id: work.id })]);

    expect(planned.incidents).toEqual([]);
    expect(begun.incidents).toMatchObject([
      { severity: 'maintenance', phase: 'identified', beganAt: '2026-09-03T17:00:00.000Z' },
    ]);
    expect(quietly).toEqual(begun);
    expect({ path, status }).toEqual({ path: '/api/v2/scheduled-maintenances/active.json', status: 304 });
    expect(over.incidents).toMatchObject([
      { severity: 'maintenance', phase: 'resolved', updates: [{}, {}, { text: 'Done.' }] },
    ]);
  } finally {
    http.close();
    await page.close();
  }
});

test.each([
  ['complete', complete],
  ['recent', recent],
] as const)(
  'an outage of ours that is gone from a %s list is gone, though the maintenances cannot be read',
  async (_, platform) => {
    const outage = held({ id: 'gone', severity: 'major', listedAt: '2100-01-01T00:00:00.000Z' });
    const world = worldOf(quiet, [outage]);

    const report = await statuspage(platform, world);

    expect(report.incidents.map(({ id }) => id)).not.toContain('gone');
    expect(report.unsure).not.toContain('gone');
  },
);
