import { expect, test } from '@jest/globals';
import type { Rig } from '../rig.ts';
import { replyTexts, shownInChannel, theRoot, theRootText, useRig } from './use-rig.ts';

const world = useRig();

interface Story {
  platform: string;
  /** Makes it break; what is returned says something new, and ends it. */
  breaks(rig: Rig): { says(): void; ends(): void };
  root: RegExp;
  affected: RegExp | undefined;
  news: RegExp;
  link: RegExp;
  end: RegExp;
}

const STORIES: readonly Story[] = [
  {
    platform: 'Azure',
    breaks({ azure }) {
      const event = azure.open({
        title: 'Machines do not start',
        eventLevel: 'Error',
        text: 'We know of it.',
      });
      return {
        says: () => event.update('A fix is on its way.'),
        ends: () => event.resolve('All is mitigated.'),
      };
    },
    root: /Major, investigating · Azure · Machines do not start/,
    affected: /Affected: .*Virtual Machines.*West Europe|Affected: .*West Europe.*Virtual Machines/,
    news: /A fix is on its way\./,
    link: /^https:\/\/app\.azure\.com\/h\//,
    end: /Resolved after .*Azure.*All is mitigated\./s,
  },
  {
    platform: 'Azure DevOps',
    breaks({ azureDevops }) {
      const outage = azureDevops.open({ services: ['Boards'], health: 'unhealthy' });
      return {
        says: () => outage.update({ services: ['Boards', 'Repos'], health: 'degraded' }),
        ends: () => outage.resolve(),
      };
    },
    root: /Major, investigating · Azure DevOps · United States: Boards unhealthy/,
    affected: /Affected: .*Boards/,
    news: /Eased: major → minor/,
    link: /^https:\/\/status\.dev\.azure\.com/,
    end: /Resolved after .*no longer listed.*Azure DevOps · United States/s,
  },
  {
    platform: 'GitHub',
    breaks({ github }) {
      const incident = github.open({ name: 'Actions are slow', impact: 'critical', components: ['Actions'] });
      return {
        says: () => incident.update({ body: 'We know why.' }),
        ends: () => incident.resolve('Rolled back.'),
      };
    },
    root: /Critical, investigating · GitHub · Actions are slow/,
    affected: /Affected: Actions/,
    news: /We know why\./,
    link: /^https:\/\/www\.githubstatus\.com\/incidents\//,
    end: /Resolved after .*GitHub · Actions are slow.*Rolled back\./s,
  },
  {
    platform: 'Microsoft 365',
    breaks({ microsoft365 }) {
      const issue = microsoft365.open({ title: 'Mail is late', childWorkloads: ['Microsoft Teams'] });
      return {
        says: () => issue.post('Current status: We found the cause.'),
        ends: () => issue.resolve('Final status: Mail flows.'),
      };
    },
    root: /Major, identified · Microsoft 365 · Mail is late/,
    affected: /Affected: Exchange Online, Microsoft Teams/,
    news: /We found the cause\./,
    link: /^https:\/\/admin\.microsoft\.com\//,
    end: /Resolved after .*Microsoft 365 · Mail is late.*Mail flows\./s,
  },
  {
    platform: 'Retool',
    breaks({ retool }) {
      const incident = retool.open({ name: 'Apps do not load', impact: 'major' });
      return {
        says: () => incident.update({ body: 'Still on it.' }),
        ends: () => incident.resolve('Apps load.'),
      };
    },
    root: /Minor, investigating · Retool · Apps do not load/,
    affected: undefined,
    news: /Still on it\./,
    link: /^https:\/\/status\.retool\.com\/incidents\//,
    end: /Resolved after .*Retool · Apps do not load.*Apps load\./s,
  },
  {
    platform: 'Salesforce',
    breaks({ salesforce }) {
      const incident = salesforce.open({ instances: ['NA224', 'CS96'], severity: 'critical' });
      return {
        says: () => incident.update({ body: 'A change is undone.' }),
        ends: () => incident.resolveOnList('It is over.'),
      };
    },
    root: /Critical, investigating · Salesforce · Service disruption: Core Service \(CS96, NA224\)/,
    affected: /Affected: (NA224, CS96|CS96, NA224)/,
    news: /A change is undone\./,
    link: /^https:\/\/status\.salesforce\.com\/incidents\//,
    end: /Resolved after .*Salesforce · Service disruption.*It is over\./s,
  },
  {
    platform: 'Slack',
    breaks({ slackStatus }) {
      const incident = slackStatus.open({
        title: 'Messages are late',
        type: 'outage',
        services: ['Messaging'],
      });
      return {
        says: () => incident.update({ body: 'We see why.' }),
        ends: () => incident.resolve('On time again.'),
      };
    },
    root: /Major, investigating · Slack · Messages are late/,
    affected: /Affected: Messaging/,
    news: /We see why\./,
    link: /^https:\/\/slack-status\.com\//,
    end: /Resolved after .*Slack · Messages are late.*On time again\./s,
  },
  {
    platform: 'Snowflake',
    breaks({ snowflake }) {
      snowflake.resolvedHistory(3);
      const components = ['AWS - US West (Oregon) - Data Loading'];
      const incident = snowflake.open({ name: 'Loading fails', impact: 'major', components });
      return {
        says: () => incident.update({ body: 'Found it.' }),
        ends: () => incident.resolve('Loading works.'),
      };
    },
    root: /Major, investigating · Snowflake · Loading fails/,
    affected: /Affected: .*AWS - US West \(Oregon\)/,
    news: /Found it\./,
    link: /^https:\/\/status\.snowflake\.com\/incidents\//,
    end: /Resolved after .*Snowflake · Loading fails.*Loading works\./s,
  },
];

test.each(STORIES)('an outage of $platform is told once, kept true and visibly ended', async (story) => {
  const { rig } = world;
  await rig.start();
  await rig.pass(2);

  const outage = story.breaks(rig);
  await rig.pass(3);
  expect(theRootText(rig)).toMatch(story.root);
  if (story.affected) expect(theRootText(rig)).toMatch(story.affected);
  else expect(theRootText(rig)).not.toMatch(/Affected/);
  for (const link of rig.slack.links(theRoot(rig))) expect(link).toMatch(story.link);
  outage.says();
  await rig.pass(3);
  expect(replyTexts(rig).join('\n')).toMatch(story.news);
  expect(shownInChannel(rig)).toEqual([]);
  outage.ends();
  await rig.pass(4);

  expect(theRootText(rig)).toMatch(story.end);
  expect(shownInChannel(rig)).toHaveLength(1);
  expect(await rig.open()).toEqual([]);
});

test('all eight at once: one root for each, and each ends', async () => {
  const { rig } = world;
  await rig.start();
  await rig.pass(1);

  const outages = STORIES.map((story) => story.breaks(rig));
  await rig.pass(3);
  const roots = rig.slack.roots(rig.channel).map((message) => rig.slack.plainText(message));
  for (const { root } of STORIES) expect(roots.filter((text) => root.test(text))).toHaveLength(1);
  for (const outage of outages) outage.ends();
  await rig.pass(5);

  expect(rig.slack.roots(rig.channel)).toHaveLength(STORIES.length);
  expect(shownInChannel(rig)).toHaveLength(STORIES.length);
  expect(await rig.open()).toEqual([]);
});
