import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { concerns } from '../../app/events/relevance.ts';
import { episode, look } from './azure-devops-world.ts';

// Answers as documented stand beside the repository, not in it.
const samples = new URL('../../../shared/samples/azure-devops/', import.meta.url);
const captured = existsSync(samples) ? describe : describe.skip;

function read(name: string): string {
  return readFileSync(new URL(name, samples), 'utf8');
}

captured('answers as documented', () => {
  test('seven services in eight geographies are healthy: nothing is open', async () => {
    const report = await look(read('doc-health.json'), [episode('US-1')]);

    expect(report).toEqual({
      incidents: [],
      list: { kind: 'complete' },
      asked: [],
      unsure: [],
      remarks: [],
      scope: 56,
    });
  });

  test('only Europe was asked for: nothing is open, and nothing is known of the United States', async () => {
    const report = await look(read('doc-health-geographies.json'), [episode('EU-1'), episode('US-1')]);

    expect(report).toMatchObject({ incidents: [], unsure: ['US-1'], remarks: [] });
  });

  test('only Boards and Pipelines in Australia were asked for: nothing is open', async () => {
    const report = await look(read('doc-health-services-geographies.json'), [episode('AU-1')]);

    expect(report).toMatchObject({ incidents: [], unsure: ['AU-1'] });
  });

  test('core services are degraded in Europe: one incident, and none for the United States', async () => {
    const report = await look(read('degraded-eu-core-services.constructed.json'));

    expect(report.incidents).toMatchObject([
      {
        id: 'EU-1',
        title: 'Europe: Core services degraded',
        severity: 'minor',
        affected: [{ id: 'Core services/EU', name: 'Core services', group: 'EU' }],
      },
    ]);
    expect(report.incidents.filter((incident) => concerns(incident, ['US'], 'group'))).toEqual([]);
    expect(report.remarks).toEqual([]);
  });
});
