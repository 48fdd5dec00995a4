import { expect, test } from '@jest/globals';
import type { Platform, Report } from '../../../checkers/checker.ts';
import { createHttp } from '../../../checkers/http.ts';
import { salesforce } from '../../../checkers/salesforce.ts';
import { firstLook } from '../../checkers/contract.ts';
import { type ManualClock, manualClock } from '../../manual-clock.ts';
import { type SalesforceTrust, startSalesforce } from './salesforce.ts';

interface Bench {
  page: SalesforceTrust;
  clock: ManualClock;
  look(): Promise<Report>;
}

/** The stand-in as its checker sees it. */
async function withPage(run: (bench: Bench) => Promise<void>): Promise<void> {
  const platform: Platform = {
    id: 'salesforce',
    name: 'Salesforce',
    prefix: 'SA',
    page: 'https://status.salesforce.com',
    address: 'https://api.status.salesforce.com/v1/incidents/active',
    list: 'complete',
    relevantBy: 'name',
    check: salesforce,
  };
  const clock = manualClock();
  const page = await startSalesforce({ clock });
  const hosts = { [new URL(platform.address).origin]: page.origin };
  const http = createHttp({ clock, hosts, userAgent: 'OutageBot/test' });
  try {
    await run({ page, clock, look: () => salesforce(platform, firstLook(http, clock)) });
  } finally {
    http.close();
    await page.close();
  }
}

test('an incident lives through its updates and leaves the list at its end', () =>
  withPage(async ({ page, clock, look }) => {
    const incident = page.open({ instances: ['NA224'], severity: 'minor', type: 'performanceDegradation' });
    const opened = await look();
    await clock.advance(60_000);
    incident.update({ body: 'It is worse.', severity: 'critical', instances: ['NA224', 'CS96'] });
    const worse = await look();
    await clock.advance(60_000);
    incident.endImpact();
    const watched = await look();
    incident.resolve();
    const over = await look();
    incident.reopen('It is back.');
    const again = await look();

    expect(opened.incidents).toMatchObject([
      {
        id: incident.id,
        title: 'Performance degradation: Core Service (NA224)',
        severity: 'minor',
        phase: 'investigating',
        affected: [{ name: 'NA224' }],
      },
    ]);
    expect(worse.incidents).toMatchObject([{ severity: 'critical', affected: [{}, { name: 'CS96' }] }]);
    expect(worse.incidents[0]?.updates.at(-1)?.text).toBe('It is worse.');
    expect(watched.incidents).toMatchObject([{ phase: 'monitoring' }]);
    expect(over.incidents).toEqual([]);
    expect(again.incidents).toMatchObject([{ id: incident.id, phase: 'investigating' }]);
  }));

test('an event that is edited keeps its id and time, and a touch changes nothing at all', () =>
  withPage(async ({ page, clock, look }) => {
    const incident = page.open();
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

test('an incident may be resolved on the list, get a worse impact, or be removed', () =>
  withPage(async ({ page, clock, look }) => {
    const [listed, grown, removed] = [page.open(), page.open({ severity: 'minor' }), page.open()];
    await clock.advance(60_000);
    listed.resolveOnList('All well.');
    grown.addImpact({ severity: 'critical' });
    removed.remove();
    const report = await look();

    expect(report.incidents).toMatchObject([
      { id: listed.id, phase: 'resolved', endedAt: '2026-09-03T16:01:00.000Z' },
      { id: grown.id, severity: 'critical', beganAt: '2026-09-03T16:00:00.000Z' },
    ]);
    expect(report.incidents[0]?.updates.at(-1)).toMatchObject({ phase: 'resolved', text: 'All well.' });
  }));
