import { expect, test } from '@jest/globals';
import type { HeldIncident, Report } from '../../../checkers/checker.ts';
import { createHttp } from '../../../checkers/http.ts';
import { episode, platform } from '../../checkers/azure-devops-world.ts';
import { firstLook } from '../../checkers/contract.ts';
import { type ManualClock, manualClock } from '../../manual-clock.ts';
import { type AzureDevopsHealth, startAzureDevopsHealth } from './azure-devops.ts';

interface Bench {
  page: AzureDevopsHealth;
  clock: ManualClock;
  look(held?: HeldIncident[]): Promise<Report>;
}

/** The stand-in as its checker sees it. */
async function withPage(run: (bench: Bench) => Promise<void>): Promise<void> {
  const clock = manualClock();
  const page = await startAzureDevopsHealth({ clock });
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

test('an outage gets worse, moves on and ends, and is one incident all the time', () =>
  withPage(async ({ page, clock, look }) => {
    const held = [episode('US-1')];
    const outage = page.open({ services: ['Boards'] });
    const opened = await look();
    await clock.advance(60_000);
    outage.update({ services: ['Boards', 'Repos'], health: 'unhealthy' });
    const worse = await look(held);
    outage.update({ services: ['Repos'] });
    const moved = await look(held);
    outage.resolve();
    const over = await look(held);

    expect(opened.incidents).toMatchObject([{ id: 'US-1', severity: 'minor' }]);
    expect(worse.incidents).toMatchObject([
      { id: 'US-1', severity: 'critical', beganAt: '2026-09-03T14:00:00.000Z' },
    ]);
    expect(moved.incidents).toMatchObject([{ id: 'US-1', affected: [{ id: 'Repos/US' }] }]);
    expect(over).toMatchObject({ incidents: [], unsure: [] });
  }));

test('each geography has an outage of its own', () =>
  withPage(async ({ page, look }) => {
    page.open({ services: ['Boards'], geography: 'EU' });
    page.set('advisory', { services: ['Repos', 'Pipelines'], geographies: ['AU', 'UK'] });

    const report = await look();

    expect(report.incidents.map(({ title }) => title)).toEqual([
      'Europe: Boards degraded',
      'United Kingdom: Pipelines and Repos under advisory',
      'Australia: Pipelines and Repos under advisory',
    ]);
  }));

test('what is unknown or left out says nothing until all is listed again', () =>
  withPage(async ({ page, look }) => {
    const held = [episode('US-1'), episode('EU-1')];
    page.set('unknown', { services: ['Boards'], geographies: ['US'] });
    const unknown = await look(held);
    page.omit({ services: ['Repos'] });
    const absent = await look(held);
    page.recover();
    page.omit({ services: ['Repos'], geographies: ['EU'] });
    const lessARow = await look(held);
    page.recover();
    const recovered = await look(held);

    expect([unknown, absent, lessARow, recovered].map(({ unsure }) => unsure)).toEqual([
      ['US-1'],
      ['US-1', 'EU-1'],
      ['EU-1'],
      [],
    ]);
  }));

test('its empty answer cannot be taken for good news', () =>
  withPage(async ({ page, look }) => {
    page.break('empty');

    await expect(look()).rejects.toMatchObject({ reason: 'unreadable' });
  }));

test('has the shape of the real one, and a banner that can be at odds with it', () =>
  withPage(async ({ page }) => {
    page.say('degraded', 'Investigating a service disruption');

    const answer = await (await fetch(`${page.origin}/_apis/status/health`)).json();

    expect(answer).toMatchObject({
      lastUpdated: '2026-09-03T16:00:00.000Z',
      status: { health: 'degraded', message: 'Investigating a service disruption' },
    });
    const { services } = Object(answer);
    expect(services).toHaveLength(7);
    expect(services[0].geographies).toHaveLength(8);
    expect(services[0]).toMatchObject({
      id: 'Core services',
      geographies: [{ id: 'US', name: 'United States', health: 'healthy' }, {}, {}, {}, {}, {}, {}, {}],
    });
  }));
