import { expect, test } from '@jest/globals';
import type { HeldIncident, Report } from '../../../checkers/checker.ts';
import { createHttp } from '../../../checkers/http.ts';
import { firstLook } from '../../checkers/contract.ts';
import { heldIncident, platform } from '../../checkers/slack-status-world.ts';
import { type ManualClock, manualClock } from '../../manual-clock.ts';
import { type SlackStatus, startSlackStatus } from './slack-status.ts';

interface Bench {
  page: SlackStatus;
  clock: ManualClock;
  look(held?: HeldIncident[]): Promise<Report>;
}

/** The stand-in as its checker sees it. */
async function withPage(run: (bench: Bench) => Promise<void>): Promise<void> {
  const clock = manualClock();
  const page = await startSlackStatus({ clock });
  const http = createHttp({ clock, hosts: { [platform.page]: page.origin }, userAgent: 'OutageBot/test' });
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

test('an incident lives through its notes to its end, which stands in the history', () =>
  withPage(async ({ page, clock, look }) => {
    page.resolvedHistory(60);
    const incident = page.open({ title: 'Messages are slow', services: ['Messaging'] });
    const opened = await look();
    await clock.advance(60_000);
    incident.update({ body: 'Now nothing is sent.', type: 'outage', services: ['Messaging', 'Files'] });
    incident.rename('Messages are not sent');
    const worse = await look();
    await clock.advance(60_000);
    incident.resolve('All well.');
    const over = await look([heldIncident(incident.id)]);

    expect(opened.incidents).toMatchObject([
      {
        id: '1571',
        title: 'Messages are slow',
        severity: 'minor',
        updates: [{ text: 'We are investigating.' }],
      },
    ]);
    expect(worse.incidents).toMatchObject([
      {
        title: 'Messages are not sent',
        severity: 'major',
        affected: [{ name: 'Messaging' }, { name: 'Files' }],
      },
    ]);
    expect(over.incidents).toMatchObject([{ phase: 'resolved', endedAt: '2026-09-03T16:02:00.000Z' }]);
    expect(over.incidents[0]?.updates.map(({ text }) => text)).toEqual([
      'We are investigating.',
      'Now nothing is sent.',
      'All well.',
    ]);
    expect(over.incidents[0]?.url).toMatch(/^https:\/\/slack-status\.com\/2026-09\//);
  }));

test('a note that is edited keeps its id and time, and a touch changes nothing at all', () =>
  withPage(async ({ page, clock, look }) => {
    const incident = page.open({ title: 'Messages are slow' });
    const before = await look();
    await clock.advance(60_000);
    incident.touch();
    const touched = await look();
    incident.edit(0, 'We mean it.');
    const edited = await look();

    expect(touched).toEqual(before);
    expect(edited.incidents[0]?.updates).toEqual([
      { ...before.incidents[0]?.updates[0], text: 'We mean it.' },
    ]);
  }));

test('an incident may be resolved without a word, opened again, or removed as if it had never been', () =>
  withPage(async ({ page, clock, look }) => {
    const incident = page.open({ title: 'Messages are slow', body: null });
    const held = [heldIncident(incident.id)];
    await clock.advance(60_000);
    incident.resolve(null);
    const resolved = await look(held);
    incident.reopen();
    const again = await look(held);
    incident.remove();
    const removed = await look(held);

    expect(resolved.incidents).toMatchObject([
      { phase: 'resolved', updates: [], endedAt: '2026-09-03T16:01:00.000Z' },
    ]);
    expect(again.incidents).toMatchObject([
      { phase: 'investigating', updates: [{ text: 'The problem is back.' }] },
    ]);
    expect(again.incidents[0]).not.toHaveProperty('endedAt');
    expect(removed.incidents).toEqual([]);
  }));

test('planned work is listed until it is completed or cancelled', () =>
  withPage(async ({ page, look }) => {
    const completed = page.schedule({ title: 'New disks', type: 'notice' });
    const cancelled = page.schedule({ title: 'No new disks', type: 'notice' });
    const planned = await look();
    completed.resolve();
    cancelled.cancel();
    const over = await look([heldIncident(completed.id), heldIncident(cancelled.id)]);

    expect(planned.incidents.map(({ severity, phase }) => [severity, phase])).toEqual([
      ['maintenance', 'identified'],
      ['maintenance', 'identified'],
    ]);
    expect(over.incidents.map(({ severity, phase }) => [severity, phase])).toEqual([
      ['maintenance', 'resolved'],
      ['maintenance', 'resolved'],
    ]);
  }));

test('a history that is broken keeps nobody from the list itself', () =>
  withPage(async ({ page, look }) => {
    page.open({ title: 'Messages are slow' });
    page.break('html', { only: /history/ });

    const report = await look([heldIncident('1500')]);

    expect(report.incidents.map(({ id }) => id)).toEqual(['1571']);
  }));

test('has the shape of the real one', () =>
  withPage(async ({ page }) => {
    page.resolvedHistory(60);
    page.open({ title: 'Messages are slow' });

    const current = Object(await (await fetch(`${page.origin}/api/v2.0.0/current`)).json());
    const history = Object(await (await fetch(`${page.origin}/api/v2.0.0/history`)).json());

    expect(current).toEqual({
      status: 'active',
      date_created: '2026-09-03T09:00:00-07:00',
      date_updated: '2026-09-03T09:00:00-07:00',
      active_incidents: [
        {
          id: 1571,
          title: 'Messages are slow',
          type: 'incident',
          status: 'active',
          url: expect.stringMatching(/^https:\/\/slack-status\.com\/2026-09\/[0-9a-f]{16}$/),
          date_created: '2026-09-03T09:00:00-07:00',
          date_updated: '2026-09-03T09:00:00-07:00',
          notes: [
            {
              body: '<p>We are investigating.&nbsp;</p><p><br></p>',
              date_created: '2026-09-03T09:00:00-07:00',
            },
          ],
          services: [],
        },
      ],
    });
    expect(history).toHaveLength(50);
    expect(Object.keys(history[0])).toEqual(Object.keys(current.active_incidents[0]));
  }));
