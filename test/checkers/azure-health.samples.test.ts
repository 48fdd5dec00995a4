import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { azureHealth } from '../../checkers/azure-health.ts';
import { azureWorld, events, look, one, platform } from './azure-health-world.ts';

// What is documented and what was made of it stand beside the repository, not in it.
const samples = new URL('../../../shared/samples/azure/', import.meta.url);
const present = existsSync(samples) ? describe : describe.skip;

function read(name: string): string {
  return readFileSync(new URL(name, samples), 'utf8');
}

present('answers as documented', () => {
  test('one event is active though it has a time of mitigation; its next page is only a template', async () => {
    const world = azureWorld({ [events(one)]: read('events-by-subscription-doc-active.json') });

    const report = await azureHealth(platform, world);

    expect(report.incidents).toMatchObject([
      {
        id: 'BC_1-FXZ',
        title: 'Virtual machines in West US',
        severity: 'minor',
        phase: 'investigating',
        affected: [{ name: 'Virtual Machines', group: 'West US' }],
        beganAt: '2018-11-07T00:00:00.000Z',
        updates: [{ text: expect.stringMatching(/^An outage alert is being investigated/) }],
      },
    ]);
    expect(world.asked).toEqual([events(one)]);
    expect(report.unsure).toEqual(['*']);
  });

  test('of six events on two pages one is an outage, in the region that is still active', async () => {
    const report = await look({
      [events(one)]: read('events-mixed-types-page1.constructed.json'),
      [`${events(one)}&$skiptoken=opaque`]: read('events-mixed-types-page2.constructed.json'),
    });

    const open = report.incidents.filter(({ phase }) => phase !== 'resolved');
    expect(open).toMatchObject([
      {
        id: 'ABCD-1X0',
        severity: 'minor',
        affected: [{ name: 'Virtual Machines', group: 'East US' }],
        updates: [{ text: 'We are investigating.', at: '2026-09-01T11:00:00.000Z' }],
      },
      { id: 'IJKL-3X0', severity: 'notice' },
    ]);
    expect(report.incidents.filter(({ phase }) => phase === 'resolved')).toMatchObject([
      { id: 'MNOP-4X0', endedAt: '2026-09-01T12:00:00.000Z' },
      { id: 'QRST-5X0' },
    ]);
    expect(report.unsure).toEqual([]);
    expect(report.remarks).toEqual([]);
  });

  test('the planned maintenance among them begins at its time, and is no outage', async () => {
    const report = await look(
      {
        [events(one)]: read('events-mixed-types-page1.constructed.json'),
        [`${events(one)}&$skiptoken=opaque`]: read('events-mixed-types-page2.constructed.json'),
      },
      { lookAt: '2026-09-21T00:00:00.000Z' },
    );

    expect(report.incidents.find(({ id }) => id === 'EFGH-2X0')).toMatchObject({
      severity: 'maintenance',
      phase: 'identified',
      affected: [{ name: 'App Service', group: 'West Europe' }],
    });
  });
});
