import { describe, expect, test } from '@jest/globals';
import { CheckError, type HeldIncident, type Platform, type Report } from '../../checkers/checker.ts';
import { platforms } from '../../checkers/index.ts';
import { statuspage } from '../../checkers/statuspage.ts';
import { startStatuspage } from '../standins/platforms/statuspage.ts';
import { keepsTheContract } from './contract.ts';
import { examplePage, fixture, worldOf } from './world.ts';

const complete = examplePage('complete');
const recent = examplePage('recent');
const api = `${complete.page}/api/v2`;
const noMaintenance = { [`${api}/scheduled-maintenances/active.json`]: fixture('maintenance-none') };
const noneAtAll = { ...noMaintenance, [`${api}/scheduled-maintenances.json`]: fixture('maintenance-none') };

for (const platform of platforms.filter(({ check }) => check === statuspage)) {
  keepsTheContract(platform, async (clock) => {
    const page = await startStatuspage({ clock, pageId: 'p1p1p1p1p1p1', name: platform.name });
    page.resolvedHistory(2);
    page.open({ name: 'Queries fail', impact: 'major', components: ['Queries'] });
    return page;
  });
}

function lookAt(name: string, platform: Platform = complete): Promise<Report> {
  return platform.check(platform, worldOf({ [platform.address]: fixture(name) }));
}

describe('an incident', () => {
  test('is told in our words, its updates oldest first', async () => {
    const report = await lookAt('open-with-two-updates');

    expect(report).toEqual({
      incidents: [
        {
          id: 'inc1',
          title: 'Builds are slow',
          severity: 'major',
          phase: 'identified',
          affected: [
            { id: 'c1', name: 'Builds' },
            { id: 'c2', name: 'Pages' },
          ],
          updates: [
            {
              id: 'u1',
              phase: 'investigating',
              text: 'We are looking into it.',
              at: '2026-09-03T15:00:01.000Z',
            },
            {
              id: 'u2',
              phase: 'identified',
              text: 'We found the cause.\nA fix is on its way & tested.',
              at: '2026-09-03T15:20:00.000Z',
            },
          ],
          url: 'https://status.example.com/incidents/inc1',
          beganAt: '2026-09-03T14:50:00.000Z',
          publishedAt: '2026-09-03T15:00:00.000Z',
          listedAt: '2026-09-03T15:00:00.000Z',
        },
      ],
      list: { kind: 'complete' },
      asked: [],
      unsure: [],
      remarks: [],
    });
  });

  test('orders its updates by when they are shown, then by when they were written', async () => {
    const report = await lookAt('updates-out-of-order');

    expect(report.incidents[0]?.updates.map(({ id }) => id)).toEqual(['first', 'second', 'third']);
  });

  test('of unknown words is taken for an open major one, and remarked upon', async () => {
    const report = await lookAt('unknown-words');

    expect(report.incidents[0]).toMatchObject({ phase: 'investigating', severity: 'major' });
    expect(report.remarks).toEqual(['unknown status "pondering"', 'unknown impact "high"']);
  });

  test('is understood in capitals too', async () => {
    const report = await lookAt('words-in-capitals');

    expect(report.incidents[0]).toMatchObject({ phase: 'monitoring', severity: 'critical' });
    expect(report.remarks).toEqual([]);
  });

  test('without impact is minor while it is open', async () => {
    const report = await lookAt('impact-none');

    expect(report.incidents[0]?.severity).toBe('minor');
  });

  test('is maintenance in each of its states, and began when it was planned for', async () => {
    const report = await lookAt('maintenance-in-each-state');

    expect(report.incidents.map(({ severity }) => severity)).toEqual(Array(4).fill('maintenance'));
    expect(report.incidents.map(({ phase }) => phase)).toEqual([
      'identified',
      'identified',
      'monitoring',
      'resolved',
    ]);
    expect(report.incidents[0]?.beganAt).toBe('2026-09-04T01:00:00.000Z');
  });

  test('with a postmortem ended when it was resolved for good, not when that was published', async () => {
    const report = await lookAt('postmortem-without-resolved-at', recent);

    expect(report.incidents[0]).toMatchObject({ phase: 'resolved', endedAt: '2026-09-03T15:45:00.000Z' });
  });

  test('twice on the list is told once, with its newest update', async () => {
    const report = await lookAt('two-entries-with-one-id');

    expect(report.incidents.map(({ title }) => title)).toEqual(['Newer', 'Another']);
    expect(report.remarks).toEqual(['two entries with the id "inc1"']);
  });

  test('of a page that imitates Statuspage gets update ids that stay when newer ones come', async () => {
    const report = await lookAt('look-alike-with-bare-incident');

    expect(report.incidents[0]?.updates.map(({ id, text }) => [id, text])).toEqual([
      ['2026-09-03T15:10:00.000Z investigating', 'Bad.'],
      ['2026-09-03T15:10:00.000Z investigating 2', 'Still bad.'],
      ['2026-09-03T15:30:00.000Z monitoring', 'Better now.'],
    ]);
    expect(report.incidents[0]).toMatchObject({ severity: 'minor', affected: [] });
  });

  test('survives numbers and nulls where words are expected', async () => {
    const report = await lookAt('numbers-and-odd-types');

    expect(report.incidents[0]).toMatchObject({
      id: '42',
      title: 'Incident without a title',
      affected: [],
      updates: [{ id: '7', phase: 'investigating', text: '' }],
    });
  });

  test('brings no markup, no control characters and no endless text', async () => {
    const report = await lookAt('hostile-text');

    const [incident] = report.incidents;
    expect(incident?.title).toMatch(/^Alert <!channel> moc\.live second line x+…$/);
    expect(incident?.title.length).toBeLessThanOrEqual(250);
    expect(incident?.updates[0]?.text).toMatch(/^Line 1\nLine 2 <b> <service> (long )+l?o?n?g?…$/);
    expect(incident?.updates[0]?.text.length).toBeLessThanOrEqual(3000);
    expect(incident?.affected).toEqual([{ id: 'c1', name: 'Pages' }]);
    expect(incident?.url).toBe('https://status.example.com/incidents/a%2F..%2Fb%3Fc%23d');
  });
});

describe('times', () => {
  test('are instants in UTC whatever zone the page writes', async () => {
    const over: HeldIncident = { id: 'over1', beganAt: '', listedAt: '' };
    const answers = { [recent.address]: fixture('history-of-two-with-offsets') };
    const report = await statuspage(recent, worldOf(answers, [over]));

    expect(report.incidents.map(({ id, beganAt, endedAt }) => ({ id, beganAt, endedAt }))).toEqual([
      { id: 'open1', beganAt: '2026-09-03T14:45:00.000Z', endedAt: undefined },
      { id: 'over1', beganAt: '2026-09-01T17:00:00.000Z', endedAt: '2026-09-01T18:00:00.000Z' },
    ]);
  });

  test('that make no sense give way to the nearest that do', async () => {
    const report = await lookAt('times-that-make-no-sense');

    const times = report.incidents.map(({ id, beganAt, publishedAt }) => ({ id, beganAt, publishedAt }));
    expect(times).toEqual([
      { id: 'no-created', beganAt: '2026-09-03T15:10:00.000Z', publishedAt: '2026-09-03T15:10:00.000Z' },
      { id: 'no-zone', beganAt: '2026-09-03T15:00:00.000Z', publishedAt: '2026-09-03T15:00:00.000Z' },
      { id: 'only-page', beganAt: '2026-09-03T16:00:00.000Z', publishedAt: '2026-09-03T16:00:00.000Z' },
    ]);
    expect(report.incidents[0]?.updates.map(({ at }) => at)).toEqual(
      Array(2).fill('2026-09-03T15:10:00.000Z'),
    );
  });

  test('missing altogether make an open incident unreadable', async () => {
    await expect(lookAt('open-without-any-time')).rejects.toMatchObject({ reason: 'unreadable' });
  });

  test('missing altogether make an ended incident not worth telling', async () => {
    const report = await lookAt('over-without-any-time');

    expect(report.incidents.map(({ id }) => id)).toEqual(['inc2']);
    expect(report.remarks).toEqual(['no time for incident "inc1"']);
  });
});

describe('what is affected', () => {
  test('is nothing in particular when the page names no component', async () => {
    const report = await lookAt('no-components-anywhere');

    expect(report.incidents[0]?.affected).toEqual([]);
  });

  test('is read from the updates, by their newest names, when the incident names none', async () => {
    const report = await lookAt('components-only-in-updates');

    expect(report.incidents[0]?.affected).toEqual([
      { id: 'c2', name: 'Pages' },
      { id: 'c1', name: 'Builds' },
    ]);
  });

  test('leaves out the rows that stand for groups', async () => {
    const report = await lookAt('group-row-among-components');

    expect(report.incidents[0]?.affected).toEqual([{ id: 'c1', name: 'Builds', group: 'Europe' }]);
  });

  test('finds a group with a dash of its own without asking again', async () => {
    const world = worldOf({
      [complete.address]: fixture('group-with-a-dash-of-its-own'),
      ...noMaintenance,
    });

    const report = await statuspage(complete, world);

    expect(report.incidents[0]?.affected).toEqual([
      { id: 'c1', name: 'Virtual Warehouses', group: 'AWS - US West (Oregon)' },
    ]);
    expect(world.asked).not.toContain(`${api}/components.json`);
  });

  test.each([
    ['group-not-named', { id: 'c1', name: 'Virtual Warehouses', group: 'AWS - US West (Oregon)' }],
    ['only-the-long-name', { id: 'c2', name: 'Virtual Warehouses', group: 'Azure - West Europe' }],
    [
      'group-not-named-and-just-over',
      { id: 'c1', name: 'Virtual Warehouses', group: 'AWS - US West (Oregon)' },
    ],
    [
      'group-among-changed-components',
      { id: 'c1', name: 'Virtual Warehouses', group: 'AWS - US West (Oregon)' },
    ],
    [
      'group-alone-among-changed-components',
      { id: 'g1', name: 'AWS - US West (Oregon)', group: 'AWS - US West (Oregon)' },
    ],
  ])('asks the page for its components when nothing else can tell the group: %s', async (name, affected) => {
    const report = await statuspage(
      recent,
      worldOf({
        [recent.address]: fixture(name),
        [`${api}/components.json`]: fixture('components-of-two-regions'),
      }),
    );

    expect(report.incidents[0]?.affected).toEqual([affected]);
    expect(report.scope).toBe(4);
  });

  test('is of a page that says how much there is only where its components are read', async () => {
    expect(await lookAt('group-not-named')).not.toHaveProperty('scope');
    expect(await lookAt('open-with-two-updates')).not.toHaveProperty('scope');
  });

  test('stays without a group when the components cannot be read', async () => {
    const report = await lookAt('group-not-named');

    expect(report.incidents[0]?.affected).toEqual([{ id: 'c1', name: 'Virtual Warehouses' }]);
  });

  describe('by which people choose, while the components cannot be read,', () => {
    const byRegion: Platform = { ...recent, relevantBy: 'group' };
    const answers = { ...noMaintenance, [recent.address]: fixture('group-not-named') };
    const directory = `${api}/components.json`;
    const began = '2026-09-03T15:00:00.000Z';
    const ours: HeldIncident = { id: 'inc1', beganAt: began, listedAt: began };
    const ids = ({ incidents }: Report) => incidents.map(({ id }) => id);

    test.each([429, 503, 403])(
      'leaves out what may be elsewhere, and is not sure of all: %i',
      async (status) => {
        const report = await statuspage(byRegion, worldOf({ ...answers, [directory]: status }));

        expect(report).toMatchObject({
          incidents: [],
          list: { kind: 'recent', since: began },
          unsure: ['*'],
        });
        expect(report.remarks).toEqual([
          'its components could not be read, and they alone tell where an incident is',
        ]);
      },
    );

    test.each([
      ['2026-09-03T15:57:00.001Z', []],
      ['2026-09-03T15:57:00.000Z', ['inc1']],
    ])('tells it in the end all the same, though not sure of it: since %s', async (partlySince, told) => {
      const report = await statuspage(byRegion, worldOf(answers, [], { partlySince }));

      expect(ids(report)).toEqual(told);
      expect(report.unsure).toEqual(['*']);
    });

    test.each<[string, Platform, Record<string, string | number>, HeldIncident[]]>([
      ['is one of ours', byRegion, answers, [ours]],
      ['is on a page that has no such list', byRegion, { ...answers, [directory]: 404 }, []],
      ['is on a page of which people choose by name', recent, answers, []],
      ['is over', byRegion, { ...answers, [recent.address]: fixture('group-not-named-and-just-over') }, []],
      [
        'names its group',
        byRegion,
        { ...answers, [recent.address]: fixture('group-with-a-dash-of-its-own') },
        [],
      ],
    ])('tells at once what %s', async (_, platform, world, held) => {
      const report = await statuspage(platform, worldOf(world, held));

      expect(ids(report)).toEqual(['inc1']);
      expect(report).toMatchObject({ unsure: [], remarks: [] });
    });
  });

  test.each<[string, HeldIncident[], boolean]>([
    ['not for one that is long over', [], false],
    [
      'but for one of ours',
      [{ id: 'inc1', beganAt: '2026-09-01T09:00:00.000Z', listedAt: '2026-09-01T09:00:00.000Z' }],
      true,
    ],
  ])('asks for groups %s', async (_, held, asks) => {
    const world = worldOf({ [recent.address]: fixture('group-not-named-but-long-over') }, held);

    await statuspage(recent, world);

    expect(world.asked.includes(`${api}/components.json`)).toBe(asks);
  });
});

describe('an incident that ended long ago', () => {
  const old = 'group-not-named-but-long-over';

  test('is not kept, but how far the history reaches is', async () => {
    const world = worldOf({ ...noneAtAll, [recent.address]: fixture(old) });

    const report = await statuspage(recent, world);

    expect(report.incidents).toEqual([]);
    expect(report.list).toEqual({ kind: 'recent', since: '2026-09-01T09:00:00.000Z' });
    expect(world.asked).not.toContain(`${recent.address}#whole`);
  });

  test('is read with all its words when it is one of ours', async () => {
    const began = '2026-09-01T09:00:00.000Z';
    const ours: HeldIncident = { id: 'inc1', beganAt: began, listedAt: began, severity: 'minor' };

    const report = await statuspage(
      recent,
      worldOf({ ...noneAtAll, [recent.address]: fixture(old) }, [ours]),
    );

    expect(report.incidents).toMatchObject([
      { id: 'inc1', phase: 'resolved', endedAt: '2026-09-01T10:00:00.000Z' },
    ]);
    expect(report).toMatchObject({ asked: [], unsure: [], list: { kind: 'recent', since: began } });
  });

  test.each([
    ['a day before the page changed', { resolved_at: '2026-09-02T16:00:00.000Z' }, {}],
    ['on a page that does not say when it changed', {}, { updated_at: null }],
    ['at a time that the page does not say', { resolved_at: null }, {}],
    ['before a change that is yet to come', {}, { updated_at: '2026-09-03T17:00:00.001Z' }],
  ])('is not one that ended %s', async (_, ending, page) => {
    const listed = JSON.parse(fixture(old));
    Object.assign(listed.incidents[0], ending);
    Object.assign(listed.page, page);
    const world = worldOf({ ...noneAtAll, [recent.address]: JSON.stringify(listed) });

    expect((await statuspage(recent, world)).incidents).toHaveLength(1);
  });
});

describe('a page that is not what it should be', () => {
  test.each(['look-alike-with-null-list', 'look-alike-without-list', 'nothing-open'])(
    'has nothing open: %s',
    async (name) => {
      const report = await lookAt(name);

      expect(report.incidents).toEqual([]);
      expect(report.list).toEqual({ kind: 'complete' });
    },
  );

  test.each(['another-product-summary', 'components-of-two-regions', 'incident-without-status'])(
    'is refused rather than believed: %s',
    async (name) => {
      const body = name === 'components-of-two-regions' ? `[${fixture(name)}]` : fixture(name);

      await expect(statuspage(complete, worldOf({ [complete.address]: body }))).rejects.toThrow();
    },
  );

  test.each(['status-and-no-incidents', 'components-of-two-regions', 'maintenance-none'])(
    'is refused where a list is missing beside what stands on other pages: %s',
    async (name) => {
      const outcome = lookAt(name);

      await expect(outcome).rejects.toThrow('no page and no incidents');
    },
  );

  test('knows nothing of maintenance where another answer stands in the place of that list', async () => {
    const held: HeldIncident = { id: 'work1', beganAt: '', listedAt: '', severity: 'maintenance' };
    const answers = {
      [complete.address]: fixture('nothing-open'),
      [`${api}/scheduled-maintenances/active.json`]: fixture('nothing-open'),
    };
    const world = worldOf(answers, [held]);
    const get: typeof world.get = (url, translate) =>
      world.get(url, translate).catch((error: unknown) => {
        throw error instanceof CheckError ? error : new CheckError('unreadable', 'has another shape');
      });

    expect(await statuspage(complete, { ...world, get })).toMatchObject({ unsure: ['work1'] });
  });

  test('has no window when its history is empty', async () => {
    const report = await lookAt('nothing-open', recent);

    expect(report.list).toEqual({ kind: 'recent' });
  });
});

describe('an incident of ours that left the complete list', () => {
  const held: HeldIncident[] = [
    { id: 'over1', beganAt: '2026-09-01T09:00:00.000Z', listedAt: '2026-09-01T17:00:00.000Z' },
    { id: 'deleted', beganAt: '2026-09-01T09:00:00.000Z', listedAt: '2026-09-01T17:00:00.000Z' },
  ];
  const answers = {
    [complete.address]: fixture('nothing-open'),
    [`${api}/incidents.json`]: fixture('history-of-two-with-offsets'),
    ...noneAtAll,
  };

  test('gets its last words from the history, in one question for all', async () => {
    const world = worldOf(answers, held);

    const report = await statuspage(complete, world);

    expect(report.incidents).toMatchObject([
      { id: 'over1', phase: 'resolved', updates: [{ text: 'All well.' }] },
    ]);
    expect(report).toMatchObject({ list: { kind: 'complete' }, asked: [], unsure: [] });
    expect(world.asked.filter((url) => url === `${api}/incidents.json`)).toHaveLength(1);
  });

  test('goes on where the history has it open: the list only flickers', async () => {
    const [ours] = held;
    const world = worldOf(answers, ours && [{ ...ours, id: 'open1' }]);

    const report = await statuspage(complete, world);

    expect(report.incidents).toMatchObject([{ id: 'open1', phase: 'monitoring' }]);
  });

  test('is not asked for while it is listed', async () => {
    const [ours] = held;
    const listed = { ...noMaintenance, [complete.address]: fixture('open-with-two-updates') };
    const world = worldOf(listed, ours && [{ ...ours, id: 'inc1' }]);

    await statuspage(complete, world);

    expect(world.asked).toEqual([complete.address, ...Object.keys(noMaintenance)]);
  });

  test('goes without last words when the history cannot be read', async () => {
    const report = await statuspage(
      complete,
      worldOf({ [complete.address]: fixture('nothing-open'), ...noneAtAll }, held),
    );

    expect(report).toMatchObject({ incidents: [], unsure: [] });
  });
});

describe('an incident of ours that scrolled out of the history', () => {
  const held: HeldIncident[] = [
    { id: 'inc1', beganAt: '2026-09-01T09:00:00.000Z', listedAt: '2026-08-01T00:00:00.000Z' },
    { id: 'ancient', beganAt: '2026-09-01T09:00:00.000Z', listedAt: '2026-07-01T00:00:00.000Z' },
    { id: 'withdrawn', beganAt: '2026-09-01T09:00:00.000Z', listedAt: '2026-09-02T00:00:00.000Z' },
  ];
  const unresolved = `${api}/incidents/unresolved.json`;

  test('is asked for among the open ones', async () => {
    const report = await statuspage(
      recent,
      worldOf(
        {
          [recent.address]: fixture('history-of-two-with-offsets'),
          [unresolved]: fixture('open-with-two-updates'),
          ...noneAtAll,
        },
        held,
      ),
    );

    expect(report.incidents.map(({ id }) => id)).toEqual(['open1', 'inc1']);
    expect(report.asked).toEqual(['inc1', 'ancient']);
    expect(report.unsure).toEqual([]);
    expect(report.list).toEqual({ kind: 'recent', since: '2026-09-01T17:00:00.000Z' });
  });

  test('is unsure when the open ones cannot be read', async () => {
    const report = await statuspage(
      recent,
      worldOf({ [recent.address]: fixture('history-of-two-with-offsets'), ...noneAtAll }, held),
    );

    expect(report.asked).toEqual([]);
    expect(report.unsure).toEqual(['inc1', 'ancient']);
  });

  test('is not asked for while all of ours are on the list', async () => {
    const world = worldOf({ [recent.address]: fixture('history-of-two-with-offsets'), ...noMaintenance });

    await statuspage(recent, world);

    expect(world.asked).toEqual([recent.address, ...Object.keys(noMaintenance)]);
  });
});

test('a bug of ours is not taken for a failure of the page', async () => {
  const world = worldOf({}, []);
  const broken = { ...world, get: () => Promise.reject(new TypeError('a bug')) };

  const failure = await statuspage(complete, broken).catch((error: unknown) => error);

  expect(failure).not.toBeInstanceOf(CheckError);
});

test('every platform has its own id and prefix, and asks its own page', () => {
  expect(new Set(platforms.map(({ id }) => id)).size).toBe(platforms.length);
  expect(new Set(platforms.map(({ prefix }) => prefix)).size).toBe(platforms.length);
  for (const { id, prefix, address } of platforms) {
    expect(id).toMatch(/^[a-z0-9-]+$/);
    expect(prefix).toMatch(/^[A-Z]{2}$/);
    expect(address).toMatch(/^https:\/\//);
  }
});
