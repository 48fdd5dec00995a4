import { describe, expect, test } from '@jest/globals';
import type { Rig } from '../rig.ts';
import { rootTexts, theRootText, useRig } from './use-rig.ts';

const world = useRig();

const OREGON = 'AWS - US West (Oregon)';
const HOLLAND = 'Azure - West Europe (Netherlands)';

interface Filtered {
  setting: string;
  value: string;
  platform: string;
  ours(rig: Rig): unknown;
  theirs(rig: Rig): { becomesOurs(): void };
  /** Of everything, or of nobody knows what. */
  wide: ((rig: Rig) => unknown) | undefined;
  says: { ours: RegExp; theirs: RegExp; wide: RegExp };
}

const FILTERED: readonly Filtered[] = [
  {
    setting: 'AZURE_REGIONS',
    value: 'West Europe, North Europe',
    platform: 'azure',
    ours: ({ azure }) => azure.open({ title: 'Ours', regions: ['East US', 'West Europe'] }),
    theirs({ azure }) {
      const event = azure.open({ title: 'Theirs', regions: ['East US'] });
      return { becomesOurs: () => event.setRegions(['East US', 'North Europe']) };
    },
    wide: ({ azure }) => azure.open({ title: 'Wide', regions: ['Global'] }),
    says: { ours: /Ours/, theirs: /Theirs/, wide: /Wide/ },
  },
  {
    setting: 'ADO_GEOGRAPHIES',
    value: '',
    platform: 'azure-devops',
    ours: ({ azureDevops }) => azureDevops.open({ services: ['Boards'], geography: 'US' }),
    theirs({ azureDevops }) {
      azureDevops.open({ services: ['Repos'], geography: 'EU' });
      return { becomesOurs: () => undefined };
    },
    wide: undefined,
    says: { ours: /United States: Boards/, theirs: /Europe: Repos/, wide: /never/ },
  },
  {
    setting: 'GITHUB_COMPONENTS',
    value: 'Pages',
    platform: 'github',
    ours: ({ github }) => github.open({ name: 'Ours', components: ['Pages', 'Actions'] }),
    theirs({ github }) {
      const incident = github.open({ name: 'Theirs', components: ['Actions'] });
      return { becomesOurs: () => incident.update({ components: ['Actions', 'Pages'] }) };
    },
    wide: ({ github }) => github.open({ name: 'Wide', components: [] }),
    says: { ours: /Ours/, theirs: /Theirs/, wide: /Wide/ },
  },
  {
    setting: 'M365_SERVICES',
    value: 'exchange online',
    platform: 'm365',
    ours: ({ microsoft365 }) => microsoft365.open({ title: 'Ours', service: 'Exchange Online' }),
    theirs({ microsoft365 }) {
      const issue = microsoft365.open({ title: 'Theirs', service: 'Microsoft Forms', id: 'FM1' });
      return {
        becomesOurs: () => {
          issue.remove();
          microsoft365.open({
            title: 'Theirs',
            service: 'Microsoft Forms',
            id: 'FM1',
            childWorkloads: ['Exchange Online'],
          });
        },
      };
    },
    wide: ({ microsoft365 }) => microsoft365.open({ title: 'Wide', service: ' ' }),
    says: { ours: /Ours/, theirs: /Theirs/, wide: /Wide/ },
  },
  {
    setting: 'SALESFORCE_INSTANCES',
    value: 'NA224',
    platform: 'salesforce',
    ours: ({ salesforce }) => salesforce.open({ instances: ['NA224'] }),
    theirs({ salesforce }) {
      const incident = salesforce.open({ instances: ['CS96'] });
      return { becomesOurs: () => incident.update({ instances: ['CS96', 'NA224', 'NA300'] }) };
    },
    wide: ({ salesforce }) => salesforce.open({ affectsAll: true, instances: ['CS1'] }),
    says: { ours: /\(NA224\)/, theirs: /\(CS96/, wide: /all instances/ },
  },
  {
    setting: 'SLACK_SERVICES',
    value: 'Messaging',
    platform: 'slack',
    ours: ({ slackStatus }) => slackStatus.open({ title: 'Ours', services: ['Messaging'] }),
    theirs({ slackStatus }) {
      const incident = slackStatus.open({ title: 'Theirs', services: ['Huddles'] });
      return { becomesOurs: () => incident.update({ services: ['Huddles', 'Messaging'] }) };
    },
    wide: ({ slackStatus }) => slackStatus.open({ title: 'Wide', services: [] }),
    says: { ours: /Ours/, theirs: /Theirs/, wide: /Wide/ },
  },
  {
    setting: 'SNOWFLAKE_REGIONS',
    value: 'AWS - US West',
    platform: 'snowflake',
    ours: ({ snowflake }) => snowflake.open({ name: 'Ours', components: [`${OREGON} - Data Loading`] }),
    theirs({ snowflake }) {
      const incident = snowflake.open({ name: 'Theirs', components: [`${HOLLAND} - Data Loading`] });
      return {
        becomesOurs: () =>
          incident.update({ components: [`${HOLLAND} - Data Loading`, `${OREGON} - Data Loading`] }),
      };
    },
    wide: ({ snowflake }) => snowflake.open({ name: 'Wide', components: [] }),
    says: { ours: /Ours/, theirs: /Theirs/, wide: /Wide/ },
  },
];

/** What the table says of incidents that do not concern us. */
async function elsewhere(rig: Rig, platform: string): Promise<string[]> {
  const row = await rig.store.platforms.get('platform', platform);
  return (row?.value.elsewhere ?? []).map(({ title }) => title);
}

describe.each(FILTERED)(
  'with $setting, $platform',
  ({ setting, value, platform, ours, theirs, wide, says }) => {
    test('tells what concerns us, and keeps what does not as elsewhere', async () => {
      const { rig } = world;
      await rig.start({ env: { [setting]: value } });
      ours(rig);
      theirs(rig);

      await rig.pass(3);

      expect(theRootText(rig)).toMatch(says.ours);
      expect(await elsewhere(rig, platform)).toEqual([expect.stringMatching(says.theirs)]);
    });

    if (wide) {
      test('tells what concerns everybody, or nobody knows whom', async () => {
        const { rig } = world;
        await rig.start({ env: { [setting]: value } });
        wide(rig);

        await rig.pass(3);

        expect(theRootText(rig)).toMatch(says.wide);
      });

      test('tells what was elsewhere as soon as it concerns us, and forgets that it was', async () => {
        const { rig } = world;
        await rig.start({ env: { [setting]: value } });
        const incident = theirs(rig);
        await rig.pass(3);
        expect(rootTexts(rig)).toEqual([]);

        incident.becomesOurs();
        await rig.pass(3);

        expect(theRootText(rig)).toMatch(says.theirs);
        expect(await elsewhere(rig, platform)).toEqual([]);
      });
    }
  },
);

test('ADO_GEOGRAPHIES * tells every geography, each by its own root', async () => {
  const { rig } = world;
  await rig.start({ env: { ADO_GEOGRAPHIES: '*' } });
  for (const geography of ['US', 'EU']) rig.azureDevops.open({ services: ['Boards'], geography });

  await rig.pass(3);

  expect(rootTexts(rig).sort()).toEqual([
    expect.stringMatching(/Europe: Boards/),
    expect.stringMatching(/United States: Boards/),
  ]);
});

test('an incident that shrinks away from us stays ours to its end', async () => {
  const { rig } = world;
  await rig.start({ env: { SALESFORCE_INSTANCES: 'NA224' } });
  const incident = rig.salesforce.open({ instances: ['NA224', 'CS96'] });
  await rig.pass(3);

  incident.update({ instances: ['CS96'] });
  await rig.pass(3);
  expect(theRootText(rig)).toMatch(/investigating · Salesforce .*\(CS96\)/);
  incident.resolve();
  await rig.pass(3);

  expect(theRootText(rig)).toMatch(/Resolved after/);
});
