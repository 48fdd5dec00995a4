import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import type { Platform, Report } from '../../checkers/checker.ts';
import { salesforce } from '../../checkers/salesforce.ts';
import { worldOf } from './world.ts';

// Captures stand beside the repository, not in it.
const samples = new URL('../../../shared/samples/salesforce/', import.meta.url);
const captured = existsSync(samples) ? describe : describe.skip;

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

function look(name: string): Promise<Report> {
  const body = readFileSync(new URL(`${name}.json`, samples), 'utf8');
  return salesforce(platform, worldOf({ [platform.address]: body }));
}

captured('answers of Salesforce', () => {
  test('nothing active', async () => {
    expect((await look('incidents-active-empty.constructed')).incidents).toEqual([]);
  });

  test('one active, whose id is a number, on two instances', async () => {
    const report = await look('incidents-active-numeric-id.constructed');

    expect(report.incidents).toMatchObject([
      {
        id: '20005001',
        title: 'Service disruption: Core Service, Search (CS96, NA224)',
        severity: 'major',
        phase: 'investigating',
        affected: [{ name: 'NA224' }, { name: 'CS96' }],
        beganAt: '2026-09-03T07:45:00.000Z',
        updates: [{ text: 'We are investigating.' }, { text: 'We are rolling back.' }],
      },
    ]);
    expect(report.remarks).toEqual([]);
  });

  test('one active, whose end is an empty text, and one resolved; neither has a name', async () => {
    const report = await look('incidents-one-active-one-resolved.repo-test');

    expect(report.incidents).toMatchObject([
      {
        id: '20004309',
        title: 'Feature performance degradation: Core Service',
        severity: 'minor',
        phase: 'resolved',
        beganAt: '2026-07-24T20:01:00.000Z',
        endedAt: '2026-08-01T03:30:00.000Z',
      },
      {
        id: '20004999',
        title: 'Service disruption: Marketing Cloud',
        severity: 'major',
        phase: 'investigating',
        affected: [],
        updates: [{ text: 'We are investigating a disruption.' }],
      },
    ]);
    expect(report.remarks).toEqual([]);
  });

  test('CS96, 2024: an instance that is well, whatever its messages are called', async () => {
    expect((await look('instance-status-CS96-ok')).incidents).toEqual([]);
  });
});
