import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { concerns } from '../../app/events/relevance.ts';
import { CheckError, type Incident, type Platform, type Report, type World } from '../../checkers/checker.ts';
import { createHttp } from '../../checkers/http.ts';
import { salesforce } from '../../checkers/salesforce.ts';
import { manualClock } from '../manual-clock.ts';
import { startSalesforce } from '../standins/platforms/salesforce.ts';
import { firstLook, keepsTheContract } from './contract.ts';
import { worldOf } from './world.ts';

const platform: Platform = {
  id: 'salesforce',
  name: 'Salesforce',
  prefix: 'SA',
  page: 'https://status.salesforce.com',
  address: 'https://api.status.salesforce.com/v1/incidents/active',
  list: 'complete',
  relevantBy: 'name',
  check: salesforce,
};
const older = 'https://status.salesforce.com/api/incidents/active';

/** The older address refuses everybody, as is reported of it. */
const withoutOlder: Platform = {
  ...platform,
  check: (row, world) =>
    salesforce(row, {
      ...world,
      get: (url, translate) =>
        url === older
          ? Promise.reject(new CheckError('rejected', 'answered 403 (Forbidden)'))
          : world.get(url, translate),
    }),
};

keepsTheContract(withoutOlder, async (clock) => {
  const page = await startSalesforce({ clock });
  page.open({ instances: ['NA224'] });
  page.open({ instances: ['CS96'] }).resolveOnList();
  return page;
});

function fixture(name: string): string {
  return readFileSync(new URL(`../fixtures/salesforce/${name}.json`, import.meta.url), 'utf8');
}

function lookAt(name: string): Promise<Report> {
  return salesforce(platform, worldOf({ [platform.address]: fixture(name) }));
}

async function lookAtFirst(name: string): Promise<Incident> {
  const { incidents } = await lookAt(name);
  const [first] = incidents;
  if (!first) throw new Error(`Nothing in ${name}`);
  return first;
}

describe('an incident', () => {
  test('is told in our words, with a title made from what it is, its services and its instances', async () => {
    const report = await lookAt('open-on-two-instances');

    expect(report).toEqual({
      incidents: [
        {
          id: '20005001',
          title: 'Service disruption: Core Service, Search (CS96, NA224)',
          severity: 'major',
          phase: 'investigating',
          affected: [
            { id: 'NA224', name: 'NA224' },
            { id: 'CS96', name: 'CS96' },
          ],
          updates: [
            {
              id: '40001',
              phase: 'investigating',
              text: 'We look into it.',
              at: '2026-09-03T15:00:00.000Z',
            },
            {
              id: '40002',
              phase: 'investigating',
              text: 'We are rolling back.\n\nMore at 16:00 & later.',
              at: '2026-09-03T15:20:00.000Z',
            },
          ],
          url: 'https://status.salesforce.com/incidents/20005001',
          beganAt: '2026-09-03T14:45:00.000Z',
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

  test('reads the same when its lists come in another order', async () => {
    const before = await lookAtFirst('open-on-two-instances');
    const after = await lookAtFirst('open-on-two-instances-in-another-order');

    expect({ ...after, affected: [] }).toEqual({ ...before, affected: [] });
  });

  test('has an id that is a text, and is open while its end is an empty text', async () => {
    const incident = await lookAtFirst('ids-as-texts-and-end-as-empty-text');

    expect(incident).toMatchObject({ id: '20004999', phase: 'investigating' });
    expect(incident).not.toHaveProperty('endedAt');
  });

  test('of several impacts is as bad as the worst, began with the first and ended with the last', async () => {
    const { incidents } = await lookAt('several-impacts');

    const times = incidents.map(({ id, severity, phase, beganAt, endedAt }) => [
      ...[id, severity, phase],
      ...[beganAt.slice(11, 16), endedAt?.slice(11, 16)],
    ]);
    expect(times).toEqual([
      ['1', 'critical', 'investigating', '14:30', undefined],
      ['2', 'critical', 'investigating', '14:50', undefined],
      ['3', 'major', 'monitoring', '14:50', undefined],
      ['4', 'major', 'resolved', '14:50', '15:40'],
      ['5', 'major', 'resolved', '14:50', undefined],
    ]);
    expect(incidents[0]?.title).toMatch(/^Service disruption: /);
  });

  test('is maintenance when that is all it does, whatever weight it is given', async () => {
    const { incidents } = await lookAt('maintenance-among-incidents');

    expect(incidents.map(({ severity, title }) => [severity, title])).toEqual([
      ['maintenance', 'Maintenance: Core Service (NA224)'],
      ['maintenance', 'Scheduled maintenance: Core Service (NA224)'],
      ['maintenance', 'Maintenance: Core Service (NA224)'],
      ['major', 'Service disruption: Core Service (NA224)'],
    ]);
  });

  test('that is resolved in prose only is not', async () => {
    expect((await lookAtFirst('resolved-only-in-prose')).phase).toBe('investigating');
  });

  test('that affects all, or does not say whom, affects nobody in particular', async () => {
    const { incidents } = await lookAt('everybody-is-affected');

    expect(incidents.map(({ affected }) => affected)).toEqual(Array(5).fill([]));
    expect(incidents.map(({ title }) => title)).toEqual([
      'Service disruption: Core Service, Search (all instances)',
      ...Array(4).fill('Service disruption: Core Service, Search'),
    ]);
  });

  test('concerns those who chose one of its instances, and everybody where it names none', async () => {
    const some = await lookAtFirst('open-on-two-instances');
    const all = await lookAtFirst('everybody-is-affected');

    const told = (incident: Incident, instance: string) =>
      concerns(incident, [instance], platform.relevantBy);
    expect([told(some, 'NA224'), told(some, 'cs96'), told(some, 'EU5')]).toEqual([true, true, false]);
    expect(told(all, 'EU5')).toBe(true);
  });

  test('of unknown words is open and major, and remarked upon', async () => {
    const report = await lookAt('unknown-words');

    expect(report.incidents).toMatchObject([{ phase: 'investigating', severity: 'major' }]);
    expect(report.remarks).toEqual([
      'unknown status "Pondering"',
      'unknown type of event "wonderingAloud"',
      'unknown severity "gigantic"',
    ]);
  });

  test('may lack all but its id and a time', async () => {
    const report = await lookAt('bare');

    expect(report.incidents).toMatchObject([
      { title: 'Incident', severity: 'minor', phase: 'investigating', affected: [], updates: [] },
      { title: 'Disruption', severity: 'major' },
      { title: 'Service disruption', severity: 'major', publishedAt: '2026-09-03T15:00:00.000Z' },
    ]);
    expect(report.remarks).toEqual([]);
  });

  test('twice on the list is told once', async () => {
    const report = await lookAt('one-id-twice');

    expect(report.incidents).toHaveLength(1);
    expect(report.remarks).toEqual(['two entries with the id "20005001"']);
  });

  test('without any time is unreadable', async () => {
    await expect(lookAt('without-any-time')).rejects.toMatchObject({ reason: 'unreadable' });
  });

  test('has its times in UTC', async () => {
    expect(await lookAtFirst('times-in-an-offset')).toMatchObject({
      beganAt: '2026-09-03T14:45:00.000Z',
      publishedAt: '2026-09-03T15:00:00.000Z',
    });
  });

  test('brings no markup, no control characters and no endless text', async () => {
    const incident = await lookAtFirst('hostile-text');

    expect(incident.title).toMatch(/^Service disruption: Core \(NA1<!channel>, NA2x+…\)$/);
    expect(incident.affected.map(({ name }) => name.length <= 250)).toEqual([true, true]);
    expect(incident.updates[0]?.text).toMatch(/^Line 1\nLine 2 <b> <service> (long )+l?o?n?g?…$/);
    expect(incident.url).toBe('https://status.salesforce.com/incidents/a%2F..%2Fb%3Fc%23d');
  });
});

describe('a title', () => {
  test('spells services as people do', async () => {
    expect((await lookAtFirst('service-keys-of-all-spellings')).title).toBe(
      'Service disruption: B2B Commerce, B2B2C Commerce, CPQ and Billing, Customer 360 Audiences, Salesforce CMS, eCDN',
    );
  });

  test('says how much it left out', async () => {
    expect((await lookAtFirst('very-many-instances')).title).toBe(
      'Service disruption: Service A Number, Service B Number, Service C Number, Service D Number, Service E Number and 4 more (NA100, NA101, NA102, NA103, NA104, NA105 and 294 more)',
    );
  });
});

describe('updates', () => {
  test('are in order though they have no times, and have words though they have no text', async () => {
    const { updates } = await lookAtFirst('events-without-times-or-ids');

    expect(updates.map(({ text }) => text)).toEqual([
      'Investigating cause of issue',
      'First words.',
      'Second.',
      'Third.',
      'Tenth.',
    ]);
    expect(new Set(updates.map(({ id }) => id)).size).toBe(5);
  });

  test('of one id are told apart', async () => {
    const { updates } = await lookAtFirst('one-event-id-twice');

    expect(updates.map(({ id, text }) => [id, text])).toEqual([
      ['1', 'Sooner.'],
      ['1 2', 'Later.'],
    ]);
  });
});

describe('the list', () => {
  test('is complete, also when nothing is on it', async () => {
    expect(await lookAt('nothing-active')).toEqual({
      incidents: [],
      list: { kind: 'complete' },
      asked: [],
      unsure: [],
      remarks: [],
    });
  });

  test.each(['a-message-for-information', 'a-message-for-information-that-does-not-say-so'])(
    'may hold messages for information, which look like incidents and are none: %s',
    async (name) => {
      const report = await lookAt(name);

      expect(report.incidents.map(({ id }) => id)).toEqual(['20005001']);
    },
  );

  test('may be that of one instance, beside its maintenance and its messages', async () => {
    const report = await lookAt('status-of-one-instance');

    expect(report.incidents.map(({ id }) => id)).toEqual(['20005001']);
  });
});

describe('the older address', () => {
  function worldWhere(failure: CheckError['reason'] | undefined): World & { asked: string[] } {
    const world = worldOf({ [older]: fixture('open-on-two-instances') });
    return {
      ...world,
      get: (url, translate) => {
        if (url === older) return world.get(url, translate);
        world.asked.push(url);
        return Promise.reject(failure ? new CheckError(failure, 'the newer one') : new TypeError('a bug'));
      },
    };
  }

  test.each(['rejected', 'unreachable'] as const)('is asked when the newer one is %s', async (failure) => {
    const world = worldWhere(failure);

    const report = await salesforce(platform, world);

    expect(report.incidents.map(({ id }) => id)).toEqual(['20005001']);
    expect(report.list).toEqual({ kind: 'complete' });
    expect(world.asked).toEqual([platform.address, older]);
  });

  test('is not asked while the newer one answers', async () => {
    const world = worldOf({ [platform.address]: fixture('nothing-active') });

    await salesforce(platform, world);

    expect(world.asked).toEqual([platform.address]);
  });

  test('helps out when the newer one changed its format, and the log says why it was asked', async () => {
    const report = await salesforce(platform, worldWhere('unreadable'));

    expect(report.incidents.map(({ id }) => id)).toEqual(['20005001']);
    expect(report.remarks).toEqual([expect.stringMatching(/older address answers.*unreadable/)]);
  });

  test.each([
    ['rejected', 'believed', []],
    ['unreachable', 'believed', []],
    ['unreadable', 'not believed', ['*']],
  ] as const)('when the newer one is %s is %s about what it does not list', async (failure, _, unsure) => {
    const report = await salesforce(platform, worldWhere(failure));

    expect(report.unsure).toEqual(unsure);
  });

  test('does not hide a bug of ours', async () => {
    const bug = worldWhere(undefined);

    await expect(salesforce(platform, bug)).rejects.toThrow('a bug');

    expect(bug.asked).not.toContain(older);
  });

  test('failing as well leaves the failure of the newer one', async () => {
    const world = worldOf({});
    const get: World['get'] = (url, translate) =>
      url === older ? Promise.reject(new CheckError('rejected', 'the older one')) : world.get(url, translate);

    const failure = await salesforce(platform, { ...world, get }).catch((error: unknown) => error);

    expect(failure).toMatchObject({
      reason: 'unreachable',
      message: expect.stringContaining(platform.address),
    });
  });

  test('is where the stand-in answers too', async () => {
    const clock = manualClock();
    const page = await startSalesforce({ clock });
    const hosts = {
      [new URL(platform.address).origin]: page.origin,
      [new URL(older).origin]: page.origin,
    };
    const http = createHttp({ clock, hosts, userAgent: 'OutageBot/test' });
    try {
      page.open({ instances: ['NA224'] });
      page.break(403, { only: /^\/v1/ });

      const report = await salesforce(platform, firstLook(http, clock));

      expect(report.incidents).toMatchObject([{ affected: [{ name: 'NA224' }] }]);
    } finally {
      http.close();
      await page.close();
    }
  });
});
