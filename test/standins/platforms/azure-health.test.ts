import { expect, test } from '@jest/globals';
import { one, platform, two } from '../../checkers/azure-health-world.ts';
import { type AzureHealth, startAzureHealth } from './azure-health.ts';
import { type MicrosoftBench, withMicrosoft } from './microsoft-bench.ts';

function withAzure(
  run: (bench: MicrosoftBench<AzureHealth>) => Promise<void>,
  options: { pageSize?: number; subscriptions?: string[] } = {},
): Promise<void> {
  return withMicrosoft(platform, (given) => startAzureHealth({ ...given, ...options }), run);
}

test('an event lives through its updates and regions to its end, and its review opens nothing', () =>
  withAzure(async ({ page, look, event }) => {
    const incident = page.open({ title: 'Starting fails', regions: ['West Europe', 'North Europe'] });
    const opened = await look();
    incident.update('A fix is on its way.');
    const updated = await look();
    incident.touch();
    incident.mitigate();
    const touched = await look();
    incident.resolveRegion('North Europe');
    incident.setLevel('Critical');
    const worse = await look();
    incident.edit('A fix is on its way now.');
    const edited = await look();
    incident.resolve('All well.');
    const over = await look();
    incident.review();
    const reviewed = await look();
    incident.remove();
    page.open({ title: 'A review of its own', eventType: 'RCA' });
    const later = await look();

    expect(
      [opened, updated, touched, worse, edited, over, reviewed, later].map(({ kinds }) => kinds),
    ).toEqual([
      ['opened'],
      ['updated'],
      [],
      ['worsened', 'updated'],
      ['updated'],
      ['updated', 'resolved'],
      [],
      [],
    ]);
    expect(event().updates.map(({ text }) => text)).toEqual([
      'We are aware of an issue and are investigating.',
      'A fix is on its way now.',
      'All well.',
    ]);
    expect(event()).toMatchObject({
      severity: 'critical',
      ending: { how: 'resolved', at: '2026-09-03T16:05:00.000Z' },
    });
  }));

test('a region that joins with the texts of the others tells nothing twice', () =>
  withAzure(async ({ page, look, event }) => {
    const incident = page.open({ title: 'Starting fails', regions: ['West Europe'] });
    await look();
    incident.setRegions(['Brazil South', 'West Europe']);
    const { kinds } = await look();

    expect(kinds).toEqual(['updated']);
    expect(event().updates).toHaveLength(1);
    expect(event().affected.map(({ group }) => group)).toEqual(['Brazil South', 'West Europe']);
  }));

test('an event that says all in its summary is told anew when that changes, not when its time moves', () =>
  withAzure(async ({ page, look, event }) => {
    const incident = page.open({ title: 'Starting fails', updates: false });
    await look();
    incident.touch();
    const touched = await look();
    incident.update('A fix is on its way.');
    const updated = await look();

    expect([touched, updated].map(({ kinds }) => kinds)).toEqual([[], ['updated']]);
    expect(event().updates.map(({ text }) => text)).toEqual([
      'We are aware of an issue and are investigating.',
      'A fix is on its way.',
    ]);
  }));

test('an event that vanished from list and id is withdrawn after three looks', () =>
  withAzure(async ({ page, look, event }) => {
    page.open({ title: 'Old trouble' }).resolve();
    const incident = page.open({ title: 'A mistake', startedAt: '2026-09-03T16:00:00Z' });
    await look();
    incident.update('Was it nothing?');
    await look();
    incident.remove();
    const looks = [await look(), await look(), await look()];

    expect(looks.map(({ kinds }) => kinds)).toEqual([[], [], ['withdrawn']]);
    expect(event().ending?.how).toBe('withdrawn');
  }));

test('an event that scrolled out of the list is followed by its id', () =>
  withAzure(async ({ page, look }) => {
    page.open({ title: 'Newer trouble' }).resolve();
    const incident = page.open({ title: 'It lasts', startedAt: '2026-08-01T00:00:00Z' });
    await look();
    incident.scrollOut();
    const looks = [await look(), await look(), await look(), await look()];
    incident.resolve();
    const over = await look();

    expect(looks.flatMap(({ kinds }) => kinds)).toEqual([]);
    expect(over.kinds).toEqual(['resolved']);
  }));

test('an empty list is not broken, and what its id does not know either is over at the second look', () =>
  withAzure(async ({ page, look, event }) => {
    const incident = page.open({ title: 'Starting fails' });
    await look();
    incident.remove();
    const looks = [await look(), await look(), await look(), await look()];

    expect(looks.map(({ kinds }) => kinds)).toEqual([[], ['resolved'], [], []]);
    expect(event().ending?.how).toBe('no longer listed');
  }));

test('of two subscriptions one may be refused: nothing ends by that', () =>
  withAzure(
    async ({ page, look, event }) => {
      page.open({ title: 'Seen by one', subscriptions: [two] });
      page.open({ title: 'Long over', eventType: 'RCA' });
      await look();
      page.forbid(two);
      const refused = [await look(), await look(), await look()];
      page.allow(two);
      const after = await look();

      expect(refused.flatMap(({ kinds }) => kinds)).toEqual([]);
      expect(refused[0]?.report.remarks).toEqual([
        `subscription ${two} could not be read to its end: rejected`,
      ]);
      expect(after.report.remarks).toEqual([]);
      expect(event()).not.toHaveProperty('ending');
    },
    { subscriptions: [one, two] },
  ));

test('subscriptions and events are read page by page', () =>
  withAzure(
    async ({ page, look }) => {
      for (let i = 0; i < 3; i++) page.open({ title: `Trouble ${i}`, subscriptions: [two] });

      const { report } = await look();

      expect(report.incidents).toHaveLength(3);
      expect(report.unsure).toEqual([]);
    },
    { subscriptions: [one, two], pageSize: 1 },
  ));

test('a token that was revoked is replaced without anybody noticing', () =>
  withAzure(
    async ({ page, login, look }) => {
      page.open({ title: 'Starting fails' });
      await look();
      login.revoke();

      const { report } = await look();

      expect(report).toMatchObject({ incidents: [{ title: 'Starting fails' }], unsure: [], remarks: [] });
      expect(login.issued).toHaveLength(2);
    },
    { subscriptions: [one, two] },
  ));

test('a secret that has expired is our fault, until it is replaced', () =>
  withAzure(async ({ page, login, look }) => {
    page.open({ title: 'Starting fails' });
    login.break('expired-secret');
    const failure = await look().catch((error: unknown) => error);
    login.mend();
    const { kinds } = await look();

    expect(failure).toMatchObject({
      reason: 'rejected',
      message: expect.stringMatching(/the client secret has expired, AADSTS7000222$/),
    });
    expect(kinds).toEqual(['opened']);
  }));

test('a stale edge takes nothing back', () =>
  withAzure(async ({ page, look, event }) => {
    const incident = page.open({ title: 'Starting fails' });
    await look();
    page.freeze();
    incident.update('A fix is on its way.');
    await look();
    page.break('stale');
    const stale = await look();
    page.mend();
    const after = await look();

    expect([...stale.kinds, ...after.kinds]).toEqual([]);
    expect(event().updates).toHaveLength(2);
  }));
