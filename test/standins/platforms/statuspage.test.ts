import { expect, test } from '@jest/globals';
import type { HeldIncident, Report } from '../../../checkers/checker.ts';
import { createHttp } from '../../../checkers/http.ts';
import { platforms } from '../../../checkers/index.ts';
import { firstLook } from '../../checkers/contract.ts';
import { type ManualClock, manualClock } from '../../manual-clock.ts';
import { type Statuspage, startStatuspage } from './statuspage.ts';

interface Bench {
  page: Statuspage;
  clock: ManualClock;
  look(held?: HeldIncident[]): Promise<Report>;
}

/** The stand-in as the checker of the platform sees it. */
async function withPage(id: 'github' | 'snowflake', run: (bench: Bench) => Promise<void>): Promise<void> {
  const platform = platforms.find((one) => one.id === id);
  if (!platform) throw new Error(`No platform ${id}`);
  const clock = manualClock();
  const page = await startStatuspage({
    clock,
    pageId: 'p1p1p1p1p1p1',
    name: platform.name,
    url: platform.page,
    utcOffsetMinutes: id === 'snowflake' ? -420 : 0,
  });
  const hosts = { [platform.page]: page.origin };
  const http = createHttp({ clock, hosts, userAgent: 'OutageBot/test' });
  try {
    await run({
      page,
      clock,
      look: (held = []) => platform.check(platform, { ...firstLook(http, clock), held }),
    });
  } finally {
    http.close();
    await page.close();
  }
}

test('an incident lives through its updates to its end', () =>
  withPage('github', async ({ page, clock, look }) => {
    const incident = page.open({ name: 'Actions are slow', impact: 'minor', components: ['Actions'] });
    const opened = await look();
    await clock.advance(60_000);
    incident.update({ status: 'identified', body: 'Found it.', impact: 'major', components: ['Pages'] });
    incident.rename('Actions and Pages are slow');
    const worse = await look();
    await clock.advance(60_000);
    incident.resolve('All well.');
    const held = [
      {
        id: incident.id,
        beganAt: '2026-09-03T16:00:00.000Z',
        listedAt: '2026-09-03T16:00:00.000Z',
      },
    ];
    const over = await look(held);

    expect(opened.incidents).toMatchObject([
      {
        title: 'Actions are slow',
        severity: 'minor',
        phase: 'investigating',
        affected: [{ name: 'Actions' }],
      },
    ]);
    expect(worse.incidents).toMatchObject([
      { title: 'Actions and Pages are slow', severity: 'major', phase: 'identified' },
    ]);
    expect(worse.incidents[0]?.updates).toHaveLength(2);
    expect(over.incidents).toMatchObject([{ phase: 'resolved', endedAt: '2026-09-03T16:02:00.000Z' }]);
    expect(over.incidents[0]?.updates.at(-1)?.text).toBe('All well.');
  }));

test('an update that is edited keeps its id and time, and a touch changes nothing at all', () =>
  withPage('github', async ({ page, clock, look }) => {
    const incident = page.open({ name: 'Actions are slow' });
    const before = await look();
    await clock.advance(60_000);
    incident.touch();
    const touched = await look();
    incident.edit(incident.updateIds()[0] ?? '', 'We mean it.');
    const edited = await look();

    expect(touched).toEqual(before);
    expect(edited.incidents[0]?.updates).toEqual([
      { ...before.incidents[0]?.updates[0], text: 'We mean it.' },
    ]);
  }));

test('an incident may be reopened, or removed as if it had never been', () =>
  withPage('snowflake', async ({ page, look }) => {
    const incident = page.open({ name: 'Queries fail' });
    incident.resolve();
    const resolved = await look();
    incident.reopen();
    const again = await look();
    incident.remove();
    const removed = await look();

    expect(resolved.incidents).toMatchObject([{ phase: 'resolved' }]);
    expect(again.incidents).toMatchObject([{ phase: 'investigating' }]);
    expect(again.incidents[0]).not.toHaveProperty('endedAt');
    expect(removed.incidents).toEqual([]);
  }));

test('the history ends at fifty, and what scrolled out is found among the open ones', () =>
  withPage('snowflake', async ({ page, clock, look }) => {
    const incident = page.open({ name: 'Queries fail' });
    for (let later = 0; later < 50; later++) {
      await clock.advance(1000);
      page.open({ name: `Trouble ${later}` }).resolve();
    }
    const held = [
      {
        id: incident.id,
        beganAt: '2026-09-03T16:00:00.000Z',
        listedAt: '2026-09-03T16:00:00.000Z',
      },
    ];
    const open = await look(held);
    incident.resolve();
    const over = await look(held);

    expect(open.incidents).toHaveLength(51);
    expect(open.list).toEqual({ kind: 'recent', since: '2026-09-03T16:00:01.000Z' });
    expect(open.incidents.at(-1)).toMatchObject({ id: incident.id, phase: 'investigating' });
    expect(over.asked).toEqual([incident.id]);
    expect(over.incidents.map(({ id }) => id)).not.toContain(incident.id);
  }));

test.each(['both', 'incident', 'updates'] as const)(
  'a component has its region wherever it is named: %s',
  (namedIn) =>
    withPage('snowflake', async ({ page, look }) => {
      page.setComponents([
        { group: 'AWS - US West (Oregon)', components: ['Virtual Warehouses'] },
        { group: 'Azure - West Europe', components: ['Virtual Warehouses'] },
        'Website',
      ]);
      page.open({
        name: 'Slow',
        components: ['Azure - West Europe - Virtual Warehouses', 'Website'],
        namedIn,
      });

      const report = await look();

      expect(report.incidents[0]?.affected).toMatchObject([
        { name: 'Virtual Warehouses', group: 'Azure - West Europe' },
        { name: 'Website' },
      ]);
      expect(report.incidents[0]?.affected[1]).not.toHaveProperty('group');
    }),
);

test.each([429, 503, 403])('a region stays known while the components answer %i', (status) =>
  withPage('snowflake', async ({ page, look }) => {
    page.setComponents([{ group: 'Azure - West Europe', components: ['Virtual Warehouses'] }]);
    page.open({
      name: 'Slow',
      components: ['Azure - West Europe - Virtual Warehouses'],
      namedIn: 'incident',
    });
    const before = await look();
    page.break(status, { only: /components/ });
    const looks = [await look(), await look()];

    expect(before.incidents[0]?.affected).toMatchObject([{ group: 'Azure - West Europe' }]);
    expect(looks).toEqual([before, before]);
  }),
);

test('what was over long ago is in the history only', () =>
  withPage('snowflake', async ({ page, look }) => {
    page.resolvedHistory(3);
    const forgotten = page.backfill({
      name: 'Forgotten',
      startedAt: '2026-09-01T10:00:00Z',
      resolvedAt: '2026-09-01T11:00:00Z',
    });
    page.schedule({
      name: 'New disks',
      scheduledFor: '2026-09-05T01:00:00Z',
      scheduledUntil: '2026-09-05T02:00:00Z',
    });

    // Only of one that we hold all of the history is told.
    const report = await look([{ id: forgotten.id, beganAt: '', listedAt: '' }]);

    expect(report.incidents.map(({ phase }) => phase)).toEqual(Array(4).fill('resolved'));
    expect(report.incidents[2]).toMatchObject({
      title: 'Forgotten',
      beganAt: '2026-09-01T10:00:00.000Z',
      endedAt: '2026-09-01T11:00:00.000Z',
    });
  }));

test('a stale edge serves what was frozen until the page is mended', () =>
  withPage('github', async ({ page, look }) => {
    page.freeze();
    page.open({ name: 'Actions are slow' });
    const fresh = await look();
    page.break('stale');
    const stale = await look();
    page.mend();
    const mended = await look();

    expect([fresh, stale, mended].map(({ incidents }) => incidents.length)).toEqual([1, 0, 1]);
  }));

test('a fault may hold for some paths, or for some requests, only', () =>
  withPage('github', async ({ page, look }) => {
    page.open({ name: 'Actions are slow' });
    page.break(503, { only: /components/ });
    const unharmed = await look();
    page.break('empty', { times: 1 });
    const empty = await look();
    const full = await look();

    expect([unharmed, empty, full].map(({ incidents }) => incidents.length)).toEqual([1, 0, 1]);
  }));

test.each([
  ['summary.json', ['page', 'status', 'components', 'incidents', 'scheduled_maintenances']],
  ['status.json', ['page', 'status']],
  ['components.json', ['page', 'components']],
  ['incidents.json', ['page', 'incidents']],
  ['incidents/unresolved.json', ['page', 'incidents']],
  ['scheduled-maintenances.json', ['page', 'scheduled_maintenances']],
  ['scheduled-maintenances/active.json', ['page', 'scheduled_maintenances']],
  ['scheduled-maintenances/upcoming.json', ['page', 'scheduled_maintenances']],
])('%s has the shape of the real one', (path, keys) =>
  withPage('github', async ({ page }) => {
    page.open({ name: 'Actions are slow', impact: 'major', components: ['Actions'] });

    const response = await fetch(`${page.origin}/api/v2/${path}`);

    expect(Object.keys(Object(await response.json()))).toEqual(keys);
    expect(response.headers.get('content-encoding')).toBe('gzip');
  }),
);
