import { describe, expect, test } from '@jest/globals';
import { forceResolve } from '../../app/events/acts.ts';
import { isOpenAtSource, overAt } from '../../app/events/event.ts';
import { concerns } from '../../app/events/relevance.ts';
import { azureDevops } from '../../checkers/azure-devops.ts';
import type { EndedIncident, Report } from '../../checkers/checker.ts';
import { at, kinds, Memory } from '../app/events/samples.ts';
import { SERVICES, startAzureDevopsHealth } from '../standins/platforms/azure-devops.ts';
import { episode, fixture, look, platform } from './azure-devops-world.ts';
import { keepsTheContract } from './contract.ts';
import { worldOf } from './world.ts';

keepsTheContract(platform, async (clock) => {
  const page = await startAzureDevopsHealth({ clock });
  page.open({ services: ['Boards', 'Repos'] });
  return page;
});

function lookAt(name: string, ...world: (string | undefined)[]): Promise<Report> {
  return look(
    fixture(name),
    world.flatMap((id) => (id ? episode(id) : [])),
  );
}

describe('a geography where something is wrong', () => {
  test('is one incident of its unwell services, whichever place it has on the list', async () => {
    const report = await lookAt('second-geography-degraded');

    expect(report).toEqual({
      incidents: [
        {
          id: 'EU-1',
          title: 'Europe: Boards degraded',
          severity: 'minor',
          phase: 'investigating',
          affected: [{ id: 'Boards/EU', name: 'Boards', group: 'EU' }],
          updates: [],
          url: 'https://status.dev.azure.com',
          beganAt: '2026-09-03T16:00:00.000Z',
          publishedAt: '2026-09-03T16:00:00.000Z',
          listedAt: '2026-09-03T16:00:00.000Z',
        },
      ],
      list: { kind: 'complete' },
      asked: [],
      unsure: [],
      remarks: [],
      scope: 14,
    });
  });

  test('is apart from another geography', async () => {
    const report = await lookAt('both-geographies-unwell');

    expect(report.incidents).toMatchObject([
      { id: 'US-1', title: 'United States: Boards degraded', severity: 'minor' },
      { id: 'EU-1', title: 'Europe: Repos unhealthy, Pipelines degraded', severity: 'major' },
    ]);
  });

  test('concerns those who wait for it by its code, and nobody else', async () => {
    const [incident] = (await lookAt('second-geography-degraded')).incidents;

    expect(incident && concerns(incident, ['EU'], 'group')).toBe(true);
    expect(incident && concerns(incident, ['us', 'APAC'], 'group')).toBe(false);
  });

  test.each([
    ['advisory-only', 'minor', 'United States: Artifacts under advisory'],
    ['one-service-unhealthy', 'major', 'United States: Boards unhealthy, Repos degraded'],
    ['several-services-unhealthy', 'critical', 'United States: Boards, Core services and Repos unhealthy'],
  ])('is as bad as its services together: %s', async (name, severity, title) => {
    const report = await lookAt(name);

    expect(report.incidents).toMatchObject([{ severity, title }]);
  });

  test('is told in the same words when the answer comes in another order', async () => {
    const before = await lookAt('one-service-unhealthy');
    const after = await lookAt('one-service-unhealthy-in-another-order');

    expect(after.incidents).toEqual(before.incidents);
  });

  test('is as bad as the worst of several rows for one service', async () => {
    const report = await lookAt('service-listed-twice');

    expect(report.incidents).toMatchObject([
      { title: 'United States: Boards degraded', affected: [{ id: 'Boards/US' }] },
    ]);
  });

  test('is understood in capitals, and by the fields that matter alone', async () => {
    const capitals = await lookAt('words-in-other-case');
    const bare = await lookAt('only-the-fields-that-matter');

    expect(capitals.incidents).toMatchObject([
      { id: 'US-1', severity: 'major', affected: [{ id: 'Boards/US', group: 'US' }] },
    ]);
    expect(capitals.remarks).toEqual([]);
    expect(bare.incidents).toMatchObject([{ id: 'US-1', title: 'US: Boards degraded' }]);
  });

  test('is unwell by a word that we do not know, which is remarked upon; without a word it is unknown', async () => {
    const report = await lookAt('unknown-words');

    expect(report.incidents).toMatchObject([
      {
        title: 'United States: Boards degraded, Pipelines and Repos unknown',
        severity: 'minor',
        affected: [{ id: 'Boards/US' }],
      },
    ]);
    expect(report.remarks).toEqual(['unknown health "pondering"']);
  });

  test('is told as bounded plain text', async () => {
    const [incident] = (await lookAt('hostile-text')).incidents;

    expect(incident?.title).toMatch(/^United & States: Wiki <!channel> line x+…$/);
    expect(incident?.title.length).toBeLessThanOrEqual(250);
    expect(incident?.affected[0]?.name.length).toBeLessThanOrEqual(250);
  });
});

describe('the banner', () => {
  test('says nothing about any geography', async () => {
    const unwell = await lookAt('banner-unwell-rows-healthy');
    const healthy = await lookAt('banner-healthy-rows-unwell');

    expect(unwell.incidents).toEqual([]);
    expect(healthy.incidents).toMatchObject([{ id: 'EU-1' }]);
  });
});

describe('what is not known', () => {
  test.each([
    'unknown-service',
    'service-missing',
    'service-missing-in-one-geography',
    'service-with-empty-geographies',
    'services-without-geographies',
    'geography-missing',
  ])('is neither an outage nor the end of one: %s', async (name) => {
    const report = await lookAt(name, 'US-4');

    expect(report).toMatchObject({ incidents: [], unsure: ['US-4'] });
  });

  test.each(['unknown-service', 'service-missing-in-one-geography', 'geography-missing'])(
    'in one geography does not keep another from its end: %s',
    async (name) => {
      const report = await lookAt(name, 'EU-2', 'US-4');

      expect(report.unsure).toEqual(['US-4']);
    },
  );

  test.each(['service-missing', 'service-with-empty-geographies'])(
    'of a service keeps every geography from its end, and is remarked upon: %s',
    async (name) => {
      const report = await lookAt(name, 'EU-2', 'US-4');

      expect(report.unsure).toEqual(['EU-2', 'US-4']);
      expect(report.remarks).toEqual(['no word about the service "Repos"']);
    },
  );

  test('is said in the title beside what is wrong, and is not counted among it', async () => {
    const report = await lookAt('unknown-service-beside-unwell', 'US-4');

    expect(report).toMatchObject({
      incidents: [
        {
          id: 'US-4',
          title: 'United States: Repos degraded, Boards unknown',
          affected: [{ id: 'Repos/US' }],
        },
      ],
      unsure: [],
    });
  });

  test('about anything at all is a look that can say nothing', async () => {
    await expect(lookAt('unknown-everywhere', 'US-1')).rejects.toMatchObject({ reason: 'unreachable' });
    await expect(lookAt('nothing-listed', 'US-1')).rejects.toMatchObject({ reason: 'unreadable' });
    await expect(lookAt('no-rows-at-all', 'US-1')).rejects.toMatchObject({ reason: 'unreadable' });
  });

  test('to us as a shape is refused rather than believed', async () => {
    await expect(lookAt('row-without-geography')).rejects.toThrow();
  });
});

describe('an episode', () => {
  test('that is open keeps its number and its beginning, and no table is read for it', async () => {
    const world = worldOf(
      { [platform.address]: fixture('one-service-unhealthy') },
      [{ ...episode('US-7'), listedAt: '2026-09-03T14:00:30.000Z' }],
      { ended: () => Promise.reject(new Error('Nobody may ask for this')) },
    );

    const report = await azureDevops(platform, world);

    expect(report.incidents).toMatchObject([
      {
        id: 'US-7',
        beganAt: '2026-09-03T14:00:00.000Z',
        publishedAt: '2026-09-03T14:00:30.000Z',
        listedAt: '2026-09-03T14:00:30.000Z',
      },
    ]);
  });

  test('is over when all services of its geography are healthy, and no table is read for that', async () => {
    const report = await look(fixture('all-healthy'), [episode('US-7')], {
      ended: () => Promise.reject(new Error('Nobody may ask for this')),
    });

    expect(report).toMatchObject({ incidents: [], list: { kind: 'complete' }, unsure: [] });
  });

  const ends: [string, EndedIncident[], string][] = [
    ['is the first when none was before', [], 'US-1'],
    [
      'goes on within thirty minutes of its end',
      [{ id: 'US-1', beganAt: '2026-09-01T08:00:00.000Z', endedAt: '2026-09-03T15:30:00.000Z' }],
      'US-1',
    ],
    [
      'is another one later',
      [{ id: 'US-1', beganAt: '2026-09-01T08:00:00.000Z', endedAt: '2026-09-03T15:29:59.999Z' }],
      'US-2',
    ],
    [
      'follows the highest number, not the last in the alphabet or the last that ended',
      [
        { id: 'US-10', beganAt: '2026-09-01T08:00:00.000Z', endedAt: '2026-09-02T10:00:00.000Z' },
        { id: 'US-9', beganAt: '2026-09-01T08:00:00.000Z', endedAt: '2026-09-03T15:50:00.000Z' },
      ],
      'US-11',
    ],
    [
      'goes by the later end where two tables tell of one',
      [
        { id: 'US-3', beganAt: '2026-09-01T08:00:00.000Z', endedAt: '2026-09-03T15:45:00.000Z' },
        { id: 'US-3', beganAt: '2026-09-01T08:00:00.000Z', endedAt: '2026-09-03T12:00:00.000Z' },
      ],
      'US-3',
    ],
    [
      'is not counted with those of another geography',
      [{ id: 'EU-5', beganAt: '2026-09-01T08:00:00.000Z', endedAt: '2026-09-03T15:45:00.000Z' }],
      'US-1',
    ],
    [
      'goes on when its end is told by a clock that is ahead',
      [{ id: 'US-1', beganAt: '2026-09-01T08:00:00.000Z', endedAt: '2026-09-03T16:00:05.000Z' }],
      'US-1',
    ],
  ];
  test.each(ends)('%s', async (_, ended, id) => {
    const report = await look(fixture('one-service-unhealthy'), [], { ended: () => Promise.resolve(ended) });

    expect(report.incidents.map((incident) => incident.id)).toEqual([id]);
    const goesOn = ended.some((one) => one.id === id);
    expect(report.incidents[0]?.beganAt).toBe(
      goesOn ? '2026-09-01T08:00:00.000Z' : '2026-09-03T16:00:00.000Z',
    );
  });

  test('that opens beside one that is open has its own number, and tables are read once', async () => {
    let reads = 0;
    const report = await look(fixture('both-geographies-unwell'), [episode('US-2')], {
      ended: () => {
        reads += 1;
        return Promise.resolve([
          { id: 'US-1', beganAt: '2026-09-01T08:00:00.000Z', endedAt: '2026-09-03T15:50:00.000Z' },
          { id: 'EU-1', beganAt: '2026-09-01T08:00:00.000Z', endedAt: '2026-09-03T10:00:00.000Z' },
        ]);
      },
    });

    expect(report.incidents.map(({ id }) => id)).toEqual(['US-2', 'EU-2']);
    expect(reads).toBe(1);
  });
});

describe('an outage of which its own services are known', () => {
  const answer = (boards: string, artifacts: string) =>
    JSON.stringify({
      services: [
        { id: 'Boards', geographies: [{ id: 'US', name: 'United States', health: boards }] },
        { id: 'Artifacts', geographies: [{ id: 'US', name: 'United States', health: artifacts }] },
      ],
    });
  const ours = { ...episode('US-1'), affected: ['Boards/US'] };

  test('ends when they are well, whatever others are not listed or not known', async () => {
    expect((await look(answer('healthy', 'unknown'), [ours])).unsure).toEqual([]);
  });

  test('does not end while one of them is unknown', async () => {
    expect((await look(answer('unknown', 'healthy'), [ours])).unsure).toEqual(['US-1']);
  });
});

describe('what becomes of it', () => {
  /** Looks a minute apart at the given answers, as the bot makes them and remembers what it saw. */
  async function lookOn(memory: Memory, minute: number, ...names: string[]): Promise<string[]> {
    return (await lookAtEach(memory, minute, names.map(fixture))).flat();
  }

  /** The same at the given bodies, with what is told at each. */
  async function lookAtEach(memory: Memory, minute: number, bodies: readonly string[]): Promise<string[][]> {
    const told: string[][] = [];
    for (const [i, body] of bodies.entries()) {
      const known = [...memory.events.values()];
      const report = await look(
        body,
        known.filter(isOpenAtSource).map(({ incidentId, beganAt, listedAt, severity, affected }) => ({
          id: incidentId,
          beganAt,
          listedAt,
          severity,
          affected: affected.map((a) => a.id),
        })),
        {
          ended: async () =>
            known.flatMap((event) => {
              const { incidentId: id, beganAt } = event;
              const endedAt = isOpenAtSource(event) ? undefined : overAt(event);
              return endedAt === undefined ? [] : [{ id, beganAt, endedAt }];
            }),
          lookAt: at(minute + i),
        },
      );
      told.push(kinds(memory.look(minute + i, report)).flat());
    }
    return told;
  }

  test('it opens, worsens, eases and ends once, however often it says the same', async () => {
    const memory = new Memory();
    const told = await lookOn(
      memory,
      0,
      'all-healthy',
      ...['unknown-service-beside-unwell', 'unknown-service-beside-unwell'],
      ...['one-service-unhealthy', 'several-services-unhealthy', 'several-services-unhealthy'],
      ...['one-service-unhealthy', 'one-service-unhealthy-in-another-order'],
      ...['unknown-service', 'service-missing', 'geography-missing', 'unknown-service'],
      ...['all-healthy', 'all-healthy', 'all-healthy'],
    );

    // Beside "worsened" and "eased", the title and the affected services change.
    expect(told.filter((kind) => kind !== 'updated')).toEqual([
      'opened',
      'worsened',
      'worsened',
      'eased',
      'resolved',
    ]);
    expect(memory.get('GH-US-1')).toMatchObject({
      beganAt: at(1),
      title: 'United States: Boards unhealthy, Repos degraded',
      worst: 'critical',
      ending: { how: 'no longer listed', at: at(13) },
    });
  });

  test('soon unwell again it is reopened, later it is another event', async () => {
    const memory = new Memory();
    const first = await lookOn(memory, 0, 'one-service-unhealthy', 'all-healthy', 'all-healthy');
    const unwell = ['one-service-unhealthy', 'one-service-unhealthy'];
    const soon = await lookOn(memory, 31, ...unwell, 'all-healthy', 'all-healthy');
    const later = await lookOn(memory, 65, 'one-service-unhealthy', 'one-service-unhealthy');

    expect([first, soon, later]).toEqual([['opened', 'resolved'], ['reopened', 'resolved'], ['opened']]);
    expect([...memory.events.keys()]).toEqual(['GH-US-1', 'GH-US-2']);
  });

  test('one answer from before its end does not reopen it', async () => {
    const memory = new Memory();
    await lookOn(memory, 0, 'one-service-unhealthy', 'all-healthy', 'all-healthy');

    const old = ['one-service-unhealthy', 'all-healthy', 'one-service-unhealthy', 'all-healthy'];

    expect(await lookOn(memory, 3, ...old)).toEqual([]);
  });

  test.each([
    ['never', []],
    ['if worse', ['reopened']],
  ] as const)(
    'ended by a person who wants to hear of it %s: soon unwell again it is the same',
    async (again, told) => {
      const memory = new Memory();
      await lookOn(memory, 0, 'one-service-unhealthy');
      const by = { id: 'U1', name: 'Ada' };
      const acted = forceResolve(memory.get('GH-US-1'), { by, at: at(1), reason: 'known', again });
      if (!('event' in acted)) throw new Error(acted.already.kind);
      memory.events.set('GH-US-1', acted.event);
      await lookOn(memory, 39, 'one-service-unhealthy', 'all-healthy', 'all-healthy');

      expect(await lookOn(memory, 46, 'one-service-unhealthy', 'one-service-unhealthy')).toEqual(told);
      expect([...memory.events.keys()]).toEqual(['GH-US-1']);
    },
  );

  test('a title that changes back is told again, and the last word is the true one', async () => {
    const memory = new Memory();
    const told = await lookOn(
      memory,
      0,
      'one-service-unhealthy',
      'unknown-service-beside-unwell',
      'one-service-unhealthy',
    );

    expect(told).toEqual(['opened', 'updated', 'updated']);
    expect(memory.get('GH-US-1').title).toBe('United States: Boards unhealthy, Repos degraded');
  });

  /** All seven services in the United States, healthy unless said otherwise; `undefined` leaves one out. */
  function answer(health: Readonly<Record<string, string | undefined>>): string {
    const services = SERVICES.filter((id) => !Object.hasOwn(health, id) || health[id] !== undefined).map(
      (id) => ({ id, geographies: [{ id: 'US', name: 'United States', health: health[id] ?? 'healthy' }] }),
    );
    return JSON.stringify({ services });
  }

  test('a service of it that turns unknown eases nothing and ends nothing until it is known again', async () => {
    const memory = new Memory();
    const told = await lookAtEach(memory, 0, [
      answer({ Boards: 'unhealthy', Pipelines: 'unhealthy' }),
      answer({ Boards: 'unhealthy', Pipelines: 'unknown' }),
      answer({ Boards: 'degraded', Pipelines: 'unknown' }),
      answer({ Boards: 'healthy', Pipelines: 'unknown' }),
      answer({ Boards: 'healthy', Pipelines: 'unknown' }),
      answer({ Boards: 'healthy', Pipelines: 'unknown' }),
    ]);

    expect(told).toEqual([['opened'], ['updated'], ['updated'], [], [], []]);
    expect(memory.get('GH-US-1')).toMatchObject({
      title: 'United States: Boards degraded, Pipelines unknown',
      severity: 'critical',
      affected: [{ id: 'Boards/US' }, { id: 'Pipelines/US', name: 'Pipelines', group: 'US' }],
    });
    expect(memory.get('GH-US-1').ending).toBeUndefined();

    const known = await lookAtEach(memory, 6, [answer({ Pipelines: 'degraded' }), answer({}), answer({})]);

    expect(known).toEqual([['eased', 'updated', 'updated'], [], ['resolved']]);
  });

  test('a service of it that is not listed any more counts as unknown', async () => {
    const memory = new Memory();
    const told = await lookAtEach(memory, 0, [
      answer({ Boards: 'unhealthy', Pipelines: 'degraded' }),
      answer({ Boards: undefined, Pipelines: 'degraded' }),
      answer({ Boards: undefined }),
      answer({ Boards: undefined }),
      answer({ Boards: undefined }),
    ]);

    expect(told).toEqual([['opened'], ['updated'], [], [], []]);
    expect(memory.get('GH-US-1')).toMatchObject({
      title: 'United States: Pipelines degraded, Boards unknown',
      severity: 'major',
      affected: [{ id: 'Boards/US' }, { id: 'Pipelines/US' }],
    });

    expect(await lookAtEach(memory, 5, [answer({}), answer({})])).toEqual([[], ['resolved']]);
  });
});

test('a service or geography whose name is nothing but blanks is called so', async () => {
  const geographies = [{ id: ' \u200b', health: 'unhealthy' }];
  const services = [{ id: '\u0000 ', geographies }];

  const report = await look(JSON.stringify({ services }));

  expect(report.incidents.flatMap(({ affected }) => affected.map(({ name }) => name))).toEqual([
    'without a name',
  ]);
});
