import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { issues, look } from './microsoft-365-world.ts';

// Real captures stand beside the repository, not in it.
const samples = new URL('../../../shared/samples/o365/', import.meta.url);
const captured = existsSync(samples) ? describe : describe.skip;

function read(name: string): string {
  return readFileSync(new URL(name, samples), 'utf8');
}

captured('real answers', () => {
  test('CR275975: an advisory that is over, with three posts in plain text', async () => {
    const report = await look(read('issues-CR275975-resolved.json'));

    expect(report.incidents).toMatchObject([
      {
        id: 'CR275975',
        severity: 'notice',
        phase: 'resolved',
        beganAt: '2021-08-02T14:36:00.000Z',
        endedAt: '2021-08-06T20:25:00.000Z',
        affected: [{ name: 'Dynamics 365 Apps' }],
      },
    ]);
    const [incident] = report.incidents;
    expect(incident?.updates.map(({ at }) => at)).toEqual([
      '2021-08-06T17:49:34.540Z',
      '2021-08-06T18:13:57.923Z',
      '2021-08-06T20:28:36.537Z',
    ]);
    expect(incident?.updates[1]?.text).toMatch(/\nUser Impact: .*\nMore Info:.*review the following/);
    expect(incident?.updates.map(({ text }) => text).join()).not.toMatch(/<\/?a\b|&nbsp;/);
    expect(report.remarks).toEqual([]);
  });

  test('CR384241: an advisory that is over, whose impact is null', async () => {
    const report = await look(read('issues-CR384241-resolved.json'));

    expect(report.incidents).toMatchObject([
      { id: 'CR384241', severity: 'notice', phase: 'resolved', endedAt: '2022-05-24T22:20:00.000Z' },
    ]);
    expect(report.remarks).toEqual([]);
  });

  test('two pages: an incident of high impact, and an advisory without posts, feature or details', async () => {
    const report = await look(read('issues-active-page1.constructed.json'), {
      [`${issues}?$filter=isResolved%20eq%20false&$skip=1`]: read('issues-active-page2.constructed.json'),
    });

    expect(report.incidents).toMatchObject([
      {
        id: 'EX123456',
        severity: 'critical',
        phase: 'identified',
        affected: [{ name: 'Exchange Online' }],
        updates: [{ text: expect.stringMatching(/Exchange Online\.$/) }],
      },
      { id: 'TM123457', severity: 'notice', phase: 'investigating', updates: [] },
    ]);
    expect(report.unsure).toEqual([]);
    expect(report.remarks).toEqual([]);
  });
});
