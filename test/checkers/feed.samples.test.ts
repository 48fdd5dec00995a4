import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import type { Platform, Report } from '../../checkers/checker.ts';
import { feed } from '../../checkers/feed.ts';
import { worldOf } from './world.ts';

// Real captures stand beside the repository, not in it.
const samples = new URL('../../../shared/samples/', import.meta.url);
const captured = existsSync(samples) ? describe : describe.skip;

const platform: Platform = {
  id: 'retool',
  name: 'Retool',
  prefix: 'RT',
  page: 'https://status.retool.com',
  address: 'https://status.retool.com/history.rss',
  list: 'recent',
  relevantBy: 'name',
  check: feed,
};

function look(name: string): Promise<Report> {
  return feed(platform, worldOf({ [platform.address]: readFileSync(new URL(name, samples), 'utf8') }));
}

function open({ incidents }: Report) {
  return incidents.filter(({ phase }) => phase !== 'resolved');
}

captured('real feeds', () => {
  test('Retool: one incident under investigation, whose newest label is "Update", and one resolved', async () => {
    const report = await look('retool/history-one-active.constructed.xml');

    expect(report.incidents).toMatchObject([
      {
        id: 'aaaaaaaaaaa1',
        title: 'Elevated errors loading apps',
        phase: 'investigating',
        beganAt: '2026-09-03T16:05:00.000Z',
        updates: [{}, { text: 'We are continuing to investigate & will post again.' }],
      },
      { id: 'aaaaaaaaaaa2', phase: 'resolved', endedAt: '2026-09-01T12:00:00.000Z' },
    ]);
    expect(report.remarks).toEqual([]);
  });

  test('DigitalOcean, 2020, RSS: of 25 only one maintenance is under way', async () => {
    const report = await look('statuspage-rss/digitalocean-2020-01-21-maintenance-in-progress.xml');

    expect(report.incidents).toHaveLength(25);
    expect(open(report)).toMatchObject([
      { id: 'x0xytvsvky35', severity: 'maintenance', beganAt: '2020-01-21T21:00:00.000Z' },
    ]);
    expect(report.list).toEqual({ kind: 'recent', since: '2019-12-05T12:30:29.000Z' });
    expect(report.remarks).toEqual([]);
  });

  test('MoonPay, 2025, RSS: 25, nothing open', async () => {
    const report = await look('statuspage-rss/moonpay-2025-11-28-all-resolved.xml');

    expect(report.incidents).toHaveLength(25);
    expect(open(report)).toEqual([]);
    expect(report.incidents.filter(({ severity }) => severity === 'maintenance')).toHaveLength(3);
    expect(report.remarks).toEqual([]);
  });

  test('GitHub, June 2022, Atom: one incident under investigation', async () => {
    const report = await look('statuspage-atom/github-2022-06-17-investigating.xml');

    expect(report.incidents).toHaveLength(25);
    expect(open(report)).toMatchObject([
      { id: 'x2zjps0r5wxn', title: 'Incident with GitHub Actions', phase: 'investigating' },
    ]);
    expect(report.remarks).toEqual([]);
  });

  test('GitHub, September 2022, Atom: nothing open, a maintenance only announced', async () => {
    const report = await look('statuspage-atom/github-2022-09-30-scheduled-future-published.xml');

    expect(open(report)).toEqual([]);
    expect(report.incidents.map(({ id }) => id)).not.toContain('6w7lf30qkgqq');
    expect(report.incidents).toHaveLength(24);
    expect(report.remarks).toEqual([]);
  });

  test.each([
    'retool/history-one-active.constructed.xml',
    'statuspage-rss/digitalocean-2020-01-21-maintenance-in-progress.xml',
    'statuspage-rss/moonpay-2025-11-28-all-resolved.xml',
    'statuspage-atom/github-2022-06-17-investigating.xml',
    'statuspage-atom/github-2022-09-30-scheduled-future-published.xml',
  ])(
    'in %s updates are told oldest first, each with its own id, the last when it was listed',
    async (name) => {
      const { incidents } = await look(name);

      for (const { updates, listedAt, beganAt } of incidents) {
        const times = updates.map(({ at }) => at);
        expect(times).toEqual([...times].sort());
        expect(new Set(updates.map(({ id }) => id)).size).toBe(updates.length);
        expect(listedAt.slice(0, 16)).toBe(times.at(-1)?.slice(0, 16));
        expect(Date.parse(listedAt) - Date.parse(beganAt)).toBeLessThan(60 * 24 * 3_600_000);
        expect(updates.every(({ text }) => text !== '' && !/<|&[a-z]+;/.test(text))).toBe(true);
      }
    },
  );
});
