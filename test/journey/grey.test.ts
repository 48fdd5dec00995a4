import { describe, expect, test } from '@jest/globals';
import { SERVICES } from '../standins/platforms/azure-devops.ts';
import { startStatuspage } from '../standins/platforms/statuspage.ts';
import { allClears, notices, rootTexts, theRootText, types, useRig } from './use-rig.ts';

const world = useRig();

describe('what Azure DevOps does not know', () => {
  test('never opens an event', async () => {
    const { rig } = world;
    await rig.start();
    rig.azureDevops.set('unknown', { services: ['Boards'] });
    rig.azureDevops.omit({ services: ['Repos'] });

    await rig.pass(5);

    expect(rootTexts(rig)).toEqual([]);
    expect(notices(rig)).toEqual([]);
  });

  test.each(['unknown', 'missing'] as const)('never ends one: %s', async (how) => {
    const { rig } = world;
    await rig.start();
    const outage = rig.azureDevops.open({ services: ['Boards'], health: 'unhealthy' });
    await rig.pass(2);

    if (how === 'missing') rig.azureDevops.omit({ services: ['Boards'] });
    else rig.azureDevops.set('unknown', { services: ['Boards'] });
    await rig.pass(15);
    expect(theRootText(rig)).toMatch(/Major, investigating/);
    rig.azureDevops.recover();
    outage.resolve();
    await rig.pass(3);

    expect(theRootText(rig)).toMatch(/Resolved/);
  });

  test('of every service, is not knowing: told to operators after five minutes', async () => {
    const { rig } = world;
    await rig.start();
    await rig.pass(1);
    rig.azureDevops.set('unknown');
    await rig.pass(10);
    rig.azureDevops.recover();
    await rig.pass(3);

    expect(notices(rig)).toEqual([expect.stringMatching(/Over after .*Cannot tell how Azure DevOps is/)]);
    expect(allClears(rig)).toHaveLength(1);
    expect(rootTexts(rig)).toEqual([]);
  });
});

describe('/botstatus', () => {
  test('names Azure and Microsoft 365 as not set up without the app registration, and is well', async () => {
    const { rig } = world;
    rig.slack.user('ada');
    await rig.start({ env: { AZURE_TENANT_ID: '', AZURE_CLIENT_ID: '', AZURE_CLIENT_SECRET: '' } });
    await rig.pass(2);

    const seen = await types(rig, '/botstatus');

    expect(seen).toMatch(/Outage Bot is well/);
    expect(seen).toMatch(/Not set up: Azure, Microsoft 365/);
    expect(seen).not.toMatch(/(Azure|Microsoft 365): /);
    expect(rig.azure.requests.length + rig.microsoft365.requests.length + rig.login.requests.length).toBe(0);
  });

  test('calls a page suspicious that speaks of less than half of what it did', async () => {
    const { rig } = world;
    rig.slack.user('ada');
    await rig.start();
    await rig.pass(2);
    rig.azureDevops.omit({ services: SERVICES.slice(0, 4) });
    await rig.pass(2);

    const seen = await types(rig, '/botstatus');

    expect(seen).toMatch(/Outage Bot is not well/);
    expect(seen).toMatch(
      /Do not rely on Azure DevOps: its status page speaks of 24 things only, and did of 56/,
    );
    expect(seen).toMatch(/Azure DevOps: suspicious/);
    expect(seen).not.toMatch(/Azure DevOps: (last good look|cannot tell)/);
    expect(rootTexts(rig)).toEqual([]);
  });

  test('calls a page suspicious that another host answers for', async () => {
    const { rig } = world;
    rig.slack.user('ada');
    const home = 'https://status.new-home.example';
    const moved = await startStatuspage({ pageId: 'kctbh9vrtdwd', name: 'GitHub' });
    await rig.start({ hosts: { [home]: moved.origin } });
    await rig.pass(2);
    rig.github.break({ redirect: `${home}/api/v2/incidents/unresolved.json` }, { only: /unresolved/ });
    await types(rig, '/manualcheck', 'github', /Looked at 1 platform/);

    const seen = await types(rig, '/botstatus');
    await moved.close();

    expect(seen).toMatch(
      /Do not rely on GitHub: its status page has moved to https:\/\/status\.new-home\.example/,
    );
    expect(seen).toMatch(/GitHub: suspicious/);
  });

  test('says since when it cannot tell', async () => {
    const { rig } = world;
    rig.slack.user('ada');
    await rig.start();
    await rig.pass(2);
    rig.slackStatus.break('html');
    await rig.pass(2);

    expect(await types(rig, '/botstatus')).toMatch(/Slack: cannot tell since 2026-11-20 10:0/);
  });
});

describe('with eight platforms', () => {
  test('one page unreadable: one notice after five minutes and one all-clear', async () => {
    const { rig } = world;
    await rig.start();
    await rig.pass(1);
    rig.salesforce.break('other-shape');
    await rig.pass(4);
    expect(notices(rig)).toEqual([]);
    await rig.pass(20);
    expect(notices(rig)).toEqual([expect.stringMatching(/Cannot tell how Salesforce is/)]);
    rig.salesforce.mend();
    await rig.pass(3);

    expect(notices(rig)).toHaveLength(1);
    expect(allClears(rig)).toEqual([expect.stringMatching(/status page of Salesforce can be read again/)]);
  });

  test('five of them unreadable: one notice for all and one all-clear, and the other three go on as usual', async () => {
    const { rig } = world;
    await rig.start();
    const outage = rig.slackStatus.open({ title: 'Messages are late' });
    await rig.pass(2);
    const silent = [rig.azureDevops, rig.github, rig.retool, rig.salesforce, rig.snowflake];
    for (const page of silent) page.break(503);
    await rig.pass(4);
    rig.microsoft365.open({ title: 'Mail is late' });
    outage.resolve();
    await rig.pass(10);

    expect(notices(rig)).toEqual([
      expect.stringMatching(
        /most platforms are \(Azure DevOps, GitHub, Retool, Salesforce, Snowflake\).*Probably our network/s,
      ),
    ]);
    expect(rootTexts(rig)).toEqual([
      expect.stringMatching(/Resolved.*Messages are late/),
      expect.stringMatching(/Mail is late/),
    ]);
    for (const page of silent) page.mend();
    await rig.pass(5);
    expect(notices(rig)).toHaveLength(1);
    expect(allClears(rig)).toHaveLength(1);
  });
});
