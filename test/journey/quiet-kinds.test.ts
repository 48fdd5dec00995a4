import { describe, expect, test } from '@jest/globals';
import type { Rig } from '../rig.ts';
import { replyTexts, rootTexts, theRootText, useRig } from './use-rig.ts';

const world = useRig();

interface Planned {
  platform: string;
  begins(rig: Rig): { ends(): void };
}

const NOW = '2026-11-20T10:00:00.000Z';
const LATER = '2026-11-20T14:00:00.000Z';

const WORK: readonly Planned[] = [
  ...(['github', 'snowflake', 'retool'] as const).map(
    (platform): Planned => ({
      platform,
      begins(rig) {
        const plan = { name: 'Planned work', scheduledFor: NOW, scheduledUntil: LATER };
        const work = rig[platform].schedule(plan);
        work.update({ status: 'in_progress', body: 'It has begun.' });
        return { ends: () => work.resolve('It is done.') };
      },
    }),
  ),
  {
    platform: 'slack',
    begins({ slackStatus }) {
      const work = slackStatus.schedule({ title: 'Planned work' });
      return { ends: () => work.resolve('It is done.') };
    },
  },
  {
    platform: 'azure',
    begins({ azure }) {
      const work = azure.open({ title: 'Planned work', eventType: 'PlannedMaintenance', endsAt: LATER });
      return { ends: () => work.resolve('It is done.') };
    },
  },
];

describe.each(WORK)('planned maintenance on $platform', ({ platform, begins }) => {
  test('is kept with severity maintenance, begins and ends, and no channel hears of it', async () => {
    const { rig } = world;
    await rig.start();
    await rig.pass(1);

    const work = begins(rig);
    await rig.pass(3);
    expect(await rig.open()).toEqual([
      expect.objectContaining({
        platform,
        severity: 'maintenance',
        title: 'Planned work',
        announcements: [],
      }),
    ]);
    work.ends();
    await rig.pass(5);

    expect(await rig.open()).toEqual([]);
    expect(rig.slack.history(rig.channel)).toEqual([]);
  });
});

interface Noticed {
  what: string;
  begins(rig: Rig): { worsens(): void };
}

const NOTICES: readonly Noticed[] = [
  {
    what: 'an advisory of Microsoft 365',
    begins({ microsoft365 }) {
      const issue = microsoft365.open({ title: 'Some trouble', classification: 'advisory' });
      return { worsens: () => issue.classify('incident') };
    },
  },
  {
    what: 'a notice of Slack',
    begins({ slackStatus }) {
      const notice = slackStatus.open({ title: 'Some trouble', type: 'notice' });
      return { worsens: () => notice.update({ type: 'outage', body: 'It is worse than we thought.' }) };
    },
  },
  {
    what: 'a health advisory of Azure',
    begins({ azure }) {
      const title = 'Some trouble';
      const event = azure.open({ title, name: 'AAAA-BBB', eventType: 'HealthAdvisory' });
      return {
        worsens: () => {
          event.remove();
          azure.open({ title, name: 'AAAA-BBB', eventLevel: 'Error' });
        },
      };
    },
  },
];

describe.each(NOTICES)('$what', ({ begins }) => {
  test('is kept as a notice and not told, until it becomes an incident', async () => {
    const { rig } = world;
    await rig.start();
    const notice = begins(rig);
    await rig.pass(3);
    expect(rootTexts(rig)).toEqual([]);
    expect(await rig.open()).toEqual([expect.objectContaining({ severity: 'notice', announcements: [] })]);

    notice.worsens();
    await rig.pass(3);

    expect(theRootText(rig)).toMatch(/Major, \w+ · .*Some trouble/);
    expect(replyTexts(rig).length).toBeLessThan(2);
    expect(await rig.open()).toHaveLength(1);
  });
});
