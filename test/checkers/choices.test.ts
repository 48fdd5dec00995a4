import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import type { Clock } from '../../app/clock.ts';
import { concerns } from '../../app/events/relevance.ts';
import { CheckError, type Incident, type Platform, type World } from '../../checkers/checker.ts';
import { createHttp, type Http } from '../../checkers/http.ts';
import { platforms } from '../../checkers/index.ts';
import { statuspageChoices } from '../../checkers/statuspage-choices.ts';
import { type ManualClock, manualClock } from '../manual-clock.ts';
import { startAzureDevopsHealth } from '../standins/platforms/azure-devops.ts';
import { startAzureHealth } from '../standins/platforms/azure-health.ts';
import { startMicrosoft365 } from '../standins/platforms/microsoft-365.ts';
import type { Fault, PageServer } from '../standins/platforms/page-server.ts';
import { startSalesforce } from '../standins/platforms/salesforce.ts';
import { startSlackStatus } from '../standins/platforms/slack-status.ts';
import { type Statuspage, startStatuspage } from '../standins/platforms/statuspage.ts';
import { one, two } from './azure-health-world.ts';
import { firstLook } from './contract.ts';
import { worldOf } from './world.ts';

interface Bench<P> {
  page: P;
  clock: ManualClock;
  choose(more?: Pick<World, 'subscriptions'>): Promise<string[]>;
  /** The only open incident as the checker reports it. */
  incident(): Promise<Incident>;
}

/** A platform of ours as its choices see it, through the real way to fetch. */
async function withPage<P extends PageServer>(
  row: Platform,
  start: (clock: Clock) => Promise<P>,
  run: (bench: Bench<P>) => Promise<void>,
): Promise<void> {
  const clock = manualClock();
  const page = await start(clock);
  const http: Http = createHttp({
    clock,
    hosts: { [new URL(row.address).origin]: page.origin },
    userAgent: 'OutageBot/test',
    token: () => Promise.resolve('a-token'),
  });
  try {
    await run({
      page,
      clock,
      choose: (more = {}) => choicesOf(row, { get: http.get, ...more }),
      async incident() {
        const { incidents } = await row.check(row, firstLook(http, clock));
        const [only, another] = incidents.filter(({ phase }) => phase !== 'resolved');
        if (!only || another) throw new Error('Not one incident');
        return only;
      },
    });
  } finally {
    http.close();
    await page.close();
  }
}

function platform(id: string): Platform {
  const row = platforms.find((one) => one.id === id);
  if (!row) throw new Error(`No platform ${id}`);
  return row;
}

function choicesOf(row: Platform, world: Pick<World, 'get' | 'subscriptions'>): Promise<string[]> {
  if (!row.choices) throw new Error(`${row.id} has no choices`);
  return row.choices(row, world);
}

const [azure, azureDevops, github, m365, retool, salesforce, slack, snowflake] = [
  'azure',
  'azure-devops',
  'github',
  'm365',
  'retool',
  'salesforce',
  'slack',
  'snowflake',
].map(platform) as [Platform, Platform, Platform, Platform, Platform, Platform, Platform, Platform];

const PLACEHOLDER = 'Visit www.githubstatus.com for more information';
const WAREHOUSES = ['Virtual Warehouses', 'Snowpipe'];

async function startGithub(clock: Clock): Promise<Statuspage> {
  const page = await startStatuspage({ clock, pageId: 'kctbh9vrtdwd', name: 'GitHub' });
  page.setComponents([
    'Pages',
    'Git Operations',
    PLACEHOLDER,
    'Actions',
    { group: 'AI', components: ['Copilot'] },
  ]);
  return page;
}

async function startSnowflake(clock: Clock): Promise<Statuspage> {
  const page = await startStatuspage({ clock, pageId: '94s7z8vpy1n8', name: 'Snowflake' });
  page.setComponents([
    { group: 'Azure - West Europe', components: WAREHOUSES },
    { group: 'AWS - US West (Oregon)', components: WAREHOUSES },
    'Snowflake Community',
  ]);
  return page;
}

const startAzure = (clock: Clock) => startAzureHealth({ clock, subscriptions: [one, two] });
const startDevops = (clock: Clock) => startAzureDevopsHealth({ clock });
const startGraph = (clock: Clock) => startMicrosoft365({ clock, pageSize: 2 });
const startTrust = (clock: Clock) => startSalesforce({ clock });

describe('what people can choose from', () => {
  test('on a page without groups is its components, without the row that is none', () =>
    withPage(github, startGithub, async ({ page, choose, incident }) => {
      page.open({ name: 'Jobs are slow', components: ['Actions'] });

      const names = await choose();

      expect(names).toEqual(['Actions', 'Copilot', 'Git Operations', 'Pages']);
      const told = await incident();
      expect(names.filter((name) => concerns(told, [name], github.relevantBy))).toEqual(['Actions']);
    }));

  test('where groups are chosen is the groups, and nothing that stands in or beside them', () =>
    withPage(snowflake, startSnowflake, async ({ page, choose, incident }) => {
      page.open({ name: 'Queries fail', components: ['Azure - West Europe - Snowpipe'] });

      const names = await choose();

      expect(names).toEqual(['AWS - US West (Oregon)', 'Azure - West Europe']);
      const told = await incident();
      expect(names.filter((name) => concerns(told, [name], snowflake.relevantBy))).toEqual([
        'Azure - West Europe',
      ]);
    }));

  test('on Azure DevOps is its geographies by their codes', () =>
    withPage(azureDevops, startDevops, async ({ page, choose, incident }) => {
      page.open({ services: ['Boards'], geography: 'UK' });

      const names = await choose();

      expect(names).toEqual(['APAC', 'AU', 'BR', 'CA', 'EU', 'IN', 'UK', 'US']);
      const told = await incident();
      expect(names.filter((name) => concerns(told, [name], azureDevops.relevantBy))).toEqual(['UK']);
    }));

  test('on Azure is the regions of a subscription, as its events name them', () =>
    withPage(azure, startAzure, async ({ page, choose, incident }) => {
      page.open({ title: 'Machines do not start', regions: ['West Europe'] });

      const names = await choose();

      expect(names).toEqual([
        'Canada Central',
        'Central US',
        'East US',
        'East US 2',
        'Germany West Central',
        'Japan East',
        'North Europe',
        'UK South',
        'West Europe',
        'West US 2',
      ]);
      const told = await incident();
      expect(names.filter((name) => concerns(told, [name], azure.relevantBy))).toEqual(['West Europe']);
      expect(page.requests.every(({ headers }) => headers.authorization === 'Bearer a-token')).toBe(true);
    }));

  test('on Microsoft 365 is the services of our tenant, from all pages', () =>
    withPage(m365, startGraph, async ({ page, choose, incident }) => {
      page.open({ title: 'Mail is late', service: 'Exchange Online' });

      const names = await choose();

      expect(names).toEqual([
        'Dynamics 365 Apps',
        'Exchange Online',
        'Microsoft 365 suite',
        'Microsoft Forms',
        'Microsoft Teams',
        'SharePoint Online',
      ]);
      const told = await incident();
      expect(names.filter((name) => concerns(told, [name], m365.relevantBy))).toEqual(['Exchange Online']);
    }));

  test('on Salesforce is the keys of the instances that are in use', () =>
    withPage(salesforce, startTrust, async ({ page, choose, incident }) => {
      page.open({ instances: ['NA224'] });

      const names = await choose();

      expect(names).toEqual(['AP52', 'CS96', 'EU45', 'NA224', 'NA300', 'POD114', 'SWE12', 'USA2S']);
      const told = await incident();
      expect(names.filter((name) => concerns(told, [name], salesforce.relevantBy))).toEqual(['NA224']);
    }));

  test('on Slack is what its documentation lists, for its API lists only what is affected', () =>
    withPage(
      slack,
      (clock) => startSlackStatus({ clock }),
      async ({ page, choose, incident }) => {
        page.open({ title: 'Trouble in huddles', services: ['Huddles'] });

        const names = await choose();

        expect(names).toHaveLength(11);
        expect(page.requests).toEqual([]);
        const told = await incident();
        expect(names.filter((name) => concerns(told, [name], slack.relevantBy))).toEqual(['Huddles']);
      },
    ));

  test('is offered by every platform whose incidents name what they affect', () => {
    const without = platforms.filter(({ choices }) => !choices).map(({ id }) => id);

    expect(without).toEqual(['retool']);
  });

  test('on a page that is read as a feed could be its components too', () =>
    withPage({ ...retool, choices: statuspageChoices }, startGithub, async ({ choose }) => {
      expect(await choose()).toContain('Git Operations');
    }));
});

describe('a look between', () => {
  const kinds: [string, Platform, (clock: Clock) => Promise<PageServer>][] = [
    [
      'a Statuspage',
      snowflake,
      async (clock) => {
        const page = await startSnowflake(clock);
        // Only the page's components tell the group of this one.
        page.open({
          name: 'Queries fail',
          components: ['Azure - West Europe - Snowpipe'],
          namedIn: 'incident',
        });
        return page;
      },
    ],
    [
      'Azure DevOps',
      azureDevops,
      async (clock) => {
        const page = await startDevops(clock);
        page.open({ services: ['Boards'] });
        return page;
      },
    ],
    [
      'Azure',
      azure,
      async (clock) => {
        const page = await startAzure(clock);
        page.open({ title: 'Machines do not start' });
        return page;
      },
    ],
  ];
  test.each(kinds)('of the checker of %s shares its answers, and neither harms the other', (_, row, start) =>
    withPage(row, start, async ({ choose, incident }) => {
      const first = await choose();
      const told = await incident();
      const second = await choose();

      expect(second).toEqual(first);
      expect(await incident()).toEqual(told);
      expect(told.affected[0]?.group).toBeDefined();
    }),
  );
});

describe('the regions of Azure', () => {
  test('are those of the first subscription that we may read', () =>
    withPage(azure, startAzure, async ({ page, choose }) => {
      page.forbid(one);

      expect(await choose()).toContain('West Europe');
    }));

  test('are asked for in the subscriptions that were named', () =>
    withPage(azure, startAzure, async ({ page, choose }) => {
      expect(await choose({ subscriptions: [two] })).toContain('West Europe');

      expect(page.requests.map(({ path }) => path)).toEqual([`/subscriptions/${two}/locations`]);
    }));

  test('cannot be told when we may read none', () =>
    withPage(azure, startAzure, async ({ page, choose }) => {
      page.forbid(one);
      page.forbid(two);

      await expect(choose()).rejects.toMatchObject({ name: 'CheckError', reason: 'rejected' });
    }));

  test('cannot be told from another shape of theirs', () =>
    withPage(azure, startAzure, async ({ page, choose }) => {
      page.break('other-shape', { only: /locations/ });

      await expect(choose()).rejects.toMatchObject({ name: 'CheckError', reason: 'unreadable' });
    }));

  test('are not asked for in the next subscription when Azure itself is away', () =>
    withPage(azure, startAzure, async ({ page, choose }) => {
      page.break(503, { only: /locations/ });

      await expect(choose()).rejects.toMatchObject({ name: 'CheckError', reason: 'unreachable' });
      expect(page.requests.filter(({ path }) => path.endsWith('/locations'))).toHaveLength(1);
    }));
});

test('half a list of services is none', () =>
  withPage(m365, startGraph, async ({ page, choose }) => {
    page.break(503, { only: /skip=4/ });

    await expect(choose()).rejects.toMatchObject({ name: 'CheckError', reason: 'unreachable' });
  }));

describe('names', () => {
  const instances = 'https://api.status.salesforce.com/v1/instances';
  const choose = (list: unknown) => choicesOf(salesforce, worldOf({ [instances]: JSON.stringify(list) }));

  test('are trimmed, sorted as people count, and each is there once', async () => {
    const keys = ['NA10', ' NA9\n', 'NA9', 'EU1', '', ' ', 'NA10'];

    expect(await choose(keys.map((key) => ({ key })))).toEqual(['EU1', 'NA9', 'NA10']);
  });

  test('are spelt as an incident spells them: without markup, and cut', async () => {
    const written = `<b>NA9</b>${'x'.repeat(1000)}`;

    const [name = ''] = await choose([{ key: written }]);

    expect(name.length).toBeLessThanOrEqual(250);
    const listed = [{ id: 1, createdAt: '2026-09-03T15:00:00Z', instanceKeys: [written] }];
    const world = worldOf({ [salesforce.address]: JSON.stringify(listed) });
    const [told] = (await salesforce.check(salesforce, world)).incidents;
    expect(told?.affected).toEqual([{ id: name, name }]);
  });

  test('are two thousand at most', async () => {
    const names = await choose(
      Array.from({ length: 3000 }, (_, i) => ({ key: `NA${i + 1}`, isActive: true })),
    );

    expect(names).toHaveLength(2000);
    expect(names.at(-1)).toBe('NA2000');
  });

  test('that are no texts are left out, and the rest is not', async () => {
    expect(await choose([{ key: null }, { key: 7 }, {}, { key: 'NA9', isActive: 'no' }])).toEqual(['NA9']);
  });

  test('of which there is none make no list', async () => {
    await expect(choose([{ key: 'NA1', isActive: false }])).rejects.toThrow(CheckError);
  });
});

const kinds: [string, Platform, (clock: Clock) => Promise<PageServer>][] = [
  ['components', github, startGithub],
  ['groups', snowflake, startSnowflake],
  ['geographies', azureDevops, startDevops],
  ['regions', azure, startAzure],
  ['services', m365, startGraph],
  ['instances', salesforce, startTrust],
];
describe.each(kinds)('a list of %s', (_, row, start) => {
  const faults: [string, Fault, CheckError['reason']][] = [
    ['an answer that breaks off', 'cut', 'unreachable'],
    ['a page that is broken', 500, 'unreachable'],
    ['a page that is gone', 404, 'rejected'],
    ['HTML in place of data', 'html', 'unreadable'],
    ['half a document', 'broken-json', 'unreadable'],
    ['another shape', 'other-shape', 'unreadable'],
    ['an endless body', 'endless', 'unreadable'],
  ];
  test.each(faults)('cannot be told from %s, and can again afterwards', (_, fault, reason) =>
    withPage(row, start, async ({ page, choose }) => {
      const before = await choose();

      page.break(fault);
      const failure = await choose().catch((error: unknown) => error);
      page.mend();

      expect(failure).toMatchObject({ name: 'CheckError', reason });
      expect(await choose()).toEqual(before);
    }),
  );

  test('that is empty is none', () =>
    withPage(row, start, async ({ page, choose }) => {
      page.break('empty');

      await expect(choose()).rejects.toBeInstanceOf(CheckError);
    }));
});

// Captures stand beside the repository, not in it.
const samples = new URL('../../../shared/samples/', import.meta.url);
const captured = existsSync(samples) ? describe : describe.skip;

captured('real answers', () => {
  const answers: [string, Platform, string, string[]][] = [
    [
      'github/components-2024-09-17',
      github,
      'https://www.githubstatus.com/api/v2/components.json',
      ['Git Operations', 'Webhooks'],
    ],
    [
      'snowflake/components-same-name-per-region.constructed',
      snowflake,
      'https://status.snowflake.com/api/v2/components.json',
      ['AWS - US West (Oregon)', 'Azure - West Europe (Netherlands)'],
    ],
    [
      'azure-devops/doc-health',
      azureDevops,
      azureDevops.address,
      ['APAC', 'AU', 'BR', 'CA', 'EU', 'IN', 'UK', 'US'],
    ],
    [
      'azure-devops/degraded-eu-core-services.constructed',
      azureDevops,
      azureDevops.address,
      ['APAC', 'AU', 'BR', 'CA', 'EU', 'IN', 'UK', 'US'],
    ],
    ['azure-devops/doc-health-geographies', azureDevops, azureDevops.address, ['EU']],
  ];
  test.each(answers)('%s', async (name, row, address, names) => {
    const body = readFileSync(new URL(`${name}.json`, samples), 'utf8');

    expect(await choicesOf(row, worldOf({ [address]: body }))).toEqual(names);
  });
});
