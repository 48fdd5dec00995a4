import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import type { HeldIncident, Incident, Platform, Report } from '../../checkers/checker.ts';
import { examplePage, fixture, worldOf } from './world.ts';

// Real captures stand beside the repository, not in it.
const samples = new URL('../../../shared/samples/', import.meta.url);
const captured = existsSync(samples) ? describe : describe.skip;

interface Answers {
  list: string;
  components?: string;
  /** What we hold as open, though it ended long ago. */
  held?: string;
}

function read(name: string): string {
  return readFileSync(new URL(name, samples), 'utf8');
}

function look(kind: Platform['list'], { list, components, held: id }: Answers): Promise<Report> {
  const platform = examplePage(kind);
  const answers = { [platform.address]: list };
  if (components) answers[`${platform.page}/api/v2/components.json`] = components;
  const held: HeldIncident[] = id === undefined ? [] : [{ id, beganAt: '', listedAt: '' }];
  return platform.check(platform, worldOf(answers, held));
}

function open(report: Report): Incident[] {
  return report.incidents.filter(({ phase }) => phase !== 'resolved');
}

test('a history of open and resolved incidents is told apart by status', async () => {
  const report = await look('recent', { list: fixture('history-of-two-with-offsets'), held: 'over1' });

  expect(open(report).map(({ id }) => id)).toEqual(['open1']);
  expect(report.incidents).toHaveLength(2);
});

captured('real answers', () => {
  test('GitHub, 2024-09-16: two incidents, both resolved, one without components', async () => {
    const report = await look('recent', { list: read('github/incidents-2024-09-16-all-resolved.json') });

    expect(open(report)).toEqual([]);
    expect(report.incidents).toMatchObject([
      { id: '69sb0f8lydp4', severity: 'major', endedAt: '2024-09-16T22:08:39.333Z' },
      { id: 'r3x7x31k7nn1', severity: 'minor', affected: [] },
    ]);
    expect(report.remarks).toEqual([]);
  });

  test('GitHub, unresolved: one incident under investigation', async () => {
    const report = await look('complete', {
      list: read('github/unresolved-derived-from-2024-09-16.constructed.json'),
    });

    expect(report.incidents).toMatchObject([
      {
        id: '69sb0f8lydp4',
        title: 'Incident with Pages and Actions',
        phase: 'investigating',
        severity: 'major',
      },
    ]);
    expect(report.incidents[0]?.updates.at(-1)?.id).toBe('mfrjlr89z2dk');
    expect(report.incidents[0]?.affected.map(({ name }) => name)).toEqual(['Actions', 'Pages']);
  });

  test('GitHub, nothing unresolved', async () => {
    const report = await look('complete', { list: read('github/unresolved-empty.constructed.json') });

    expect(report).toEqual({ incidents: [], list: { kind: 'complete' }, asked: [], unsure: [], remarks: [] });
  });

  test('GitHub, components: without groups, they give an incident none', async () => {
    const report = await look('complete', {
      list: fixture('only-the-long-name'),
      components: read('github/components-2024-09-17.json'),
    });

    expect(report.incidents[0]?.affected).toEqual([
      { id: 'c2', name: 'Azure - West Europe - Virtual Warehouses' },
    ]);
  });

  test('GitHub, maintenance: completed, and its window is when it was planned for', async () => {
    const { page, scheduled_maintenances: incidents } = JSON.parse(
      read('github/scheduled-maintenances-completed.trimmed.json'),
    );
    const report = await look('recent', { list: JSON.stringify({ page, incidents }), held: 'nwjwwhj118sf' });

    expect(report.incidents).toMatchObject([
      {
        id: 'nwjwwhj118sf',
        severity: 'maintenance',
        phase: 'resolved',
        beganAt: '2025-05-29T21:30:00.000Z',
        publishedAt: '2025-05-29T21:01:34.877Z',
        affected: [{ id: 'h2ftsgbw7kmk', name: 'Codespaces' }],
      },
    ]);
  });

  test('Snowflake: one incident is monitored in its region, another resolved, times in UTC', async () => {
    const report = await look('recent', {
      list: read('snowflake/incidents-mixed.constructed.json'),
      components: read('snowflake/components-same-name-per-region.constructed.json'),
    });

    expect(open(report)).toMatchObject([
      {
        id: 'aaaaaaaaaaa1',
        phase: 'monitoring',
        severity: 'major',
        beganAt: '2026-09-03T15:30:00.000Z',
        affected: [{ id: 'cmp1', name: 'Virtual Warehouses', group: 'AWS - US West (Oregon)' }],
      },
    ]);
    expect(report.list).toEqual({ kind: 'recent', since: '2026-09-02T17:00:00.000Z' });
  });

  test('Snowflake, components: the region of a feature that each region has is found by its group', async () => {
    const list = JSON.parse(read('snowflake/incidents-mixed.constructed.json'));
    for (const incident of list.incidents) incident.incident_updates = [];

    const report = await look('recent', {
      list: JSON.stringify(list),
      components: read('snowflake/components-same-name-per-region.constructed.json'),
    });

    expect(report.incidents.flatMap(({ affected }) => affected)).toEqual([
      { id: 'cmp1', name: 'Virtual Warehouses', group: 'AWS - US West (Oregon)' },
      { id: 'cmp2', name: 'Virtual Warehouses', group: 'Azure - West Europe (Netherlands)' },
    ]);
  });

  test('Emma, 2019: 22 incidents of the older schema, all resolved', async () => {
    const list = read('statuspage-v2/emma-incidents-2019-02-21.json');
    const lately = await look('recent', { list });
    const report = await look('recent', { list, held: JSON.parse(list).incidents.at(-1).id });

    expect(lately.incidents).toEqual(report.incidents.slice(0, 1));
    expect(lately.list).toEqual(report.list);
    expect(report.incidents).toHaveLength(22);
    expect(open(report)).toEqual([]);
    expect(report.remarks).toEqual([]);
    expect(report.incidents.flatMap(({ updates }) => updates)).toHaveLength(105);
    expect(report.incidents[0]).toMatchObject({ beganAt: '2019-02-20T18:00:19.418Z' });
    for (const { updates } of report.incidents) {
      const times = updates.map(({ at }) => at);
      expect(times).toEqual([...times].sort());
    }
  });

  test('incident.io: resolved, without page, components or update ids', async () => {
    const report = await look('recent', { list: read('incidentio/openai-incident-resolved.trimmed.json') });

    expect(report.incidents).toMatchObject([
      {
        id: '01M36RMC01ZFWQ861WYJKC4XE1',
        phase: 'resolved',
        severity: 'minor',
        affected: [],
        endedAt: '2026-09-23T09:54:16.000Z',
        updates: [{ text: 'All impacted services have now fully recovered.' }],
      },
    ]);
  });
});
