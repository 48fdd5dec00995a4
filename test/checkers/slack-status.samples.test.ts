import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { slackStatus } from '../../checkers/slack-status.ts';
import { fixture, heldIncident, historyAddress, platform } from './slack-status-world.ts';
import { worldOf } from './world.ts';

// Real answers stand beside the repository, not in it.
const samples = new URL('../../../shared/samples/slack/', import.meta.url);
const captured = existsSync(samples) ? describe : describe.skip;

function read(name: string): string {
  return readFileSync(new URL(name, samples), 'utf8');
}

captured('real answers', () => {
  test('all is well: nothing is open', async () => {
    const report = await slackStatus(platform, worldOf({ [platform.address]: read('current-ok.json') }));

    expect(report).toEqual({ incidents: [], list: { kind: 'complete' }, asked: [], unsure: [], remarks: [] });
  });

  test('the documentation, 2018: one incident is open, its id a string', async () => {
    const report = await slackStatus(
      platform,
      worldOf({ [platform.address]: read('current-active-doc-sample.json') }),
    );

    expect(report.incidents).toMatchObject([
      {
        id: '546',
        severity: 'minor',
        phase: 'investigating',
        affected: [{ name: 'Apps/Integrations/APIs' }],
        beganAt: '2018-09-07T21:35:00.000Z',
        url: 'https://slack-status.com/2018-09/7dea1cd14cd0f657',
      },
    ]);
    expect(report.incidents[0]?.updates).toHaveLength(1);
    expect(report.remarks).toEqual([]);
  });

  test('the history of June 2026: all three are resolved, one without services', async () => {
    const report = await slackStatus(
      platform,
      worldOf(
        { [platform.address]: fixture('nothing-active'), [historyAddress]: read('history-resolved.json') },
        [heldIncident('1571'), heldIncident('1568'), heldIncident('1570')],
      ),
    );

    expect(report.incidents).toMatchObject([
      {
        id: '1571',
        title: 'Chat functionality unavailable on Slack Help page',
        phase: 'resolved',
        affected: [],
        endedAt: '2026-06-26T10:09:39.000Z',
      },
      { id: '1568', phase: 'resolved', affected: [{ name: 'Workflows' }] },
      { id: '1570', phase: 'resolved' },
    ]);
    expect(report.incidents.map(({ updates }) => updates.length)).toEqual([3, 6, 3]);
    expect(report.incidents[0]?.updates.at(-1)?.text).toMatch(
      /^We've resolved .*\n\nWe apologize .* business\.$/,
    );
    expect(report.remarks).toEqual([]);
  });
});
