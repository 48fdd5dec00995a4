import { describe, expect, test } from '@jest/globals';
import { concerns } from '../../app/events/relevance.ts';
import { azureHealth } from '../../checkers/azure-health.ts';
import type { Incident } from '../../checkers/checker.ts';
import { startAzureHealth } from '../standins/platforms/azure-health.ts';
import { azureWorld, events, fixture, holding, look, one, platform, two } from './azure-health-world.ts';
import { keepsTheContract } from './contract.ts';

keepsTheContract(platform, async (clock) => {
  const page = await startAzureHealth({ clock, subscriptions: [one, two], pageSize: 1 });
  page.open({ title: 'Virtual Machines do not start', eventLevel: 'Error' });
  page.open({ title: 'Old trouble', startedAt: '2026-09-01T10:00:00Z' }).resolve();
  return page;
});

function lookAt(name: string) {
  return look({ [events(one)]: fixture(name) });
}

async function only(name: string): Promise<Incident> {
  const { incidents } = await lookAt(name);
  const [incident] = incidents;
  if (!incident || incidents.length > 1) throw new Error(`${incidents.length} incidents in ${name}`);
  return incident;
}

describe('an event', () => {
  test('is told in our words, its updates oldest first', async () => {
    const report = await lookAt('open-in-one-region');

    expect(report).toEqual({
      incidents: [
        {
          id: 'AAAA-111',
          title: 'Virtual Machines - West Europe - Starting failures',
          severity: 'major',
          phase: 'investigating',
          affected: [{ id: 'Virtual Machines/West Europe', name: 'Virtual Machines', group: 'West Europe' }],
          updates: [
            {
              id: '2026-09-03T15:00:00.000Z',
              phase: 'investigating',
              text: 'We are looking into it.',
              at: '2026-09-03T15:00:00.000Z',
            },
            {
              id: '2026-09-03T15:30:00.000Z',
              phase: 'investigating',
              text: 'We found the cause.\n\nA fix is on its way & tested.',
              at: '2026-09-03T15:30:00.000Z',
            },
          ],
          url: 'https://app.azure.com/h/AAAA-111/000001',
          beganAt: '2026-09-03T14:50:00.000Z',
          publishedAt: '2026-09-03T15:00:00.000Z',
          listedAt: '2026-09-03T15:30:00.000Z',
        },
      ],
      list: { kind: 'recent', since: '2026-09-03T15:30:00.000Z' },
      asked: [],
      unsure: [],
      remarks: [],
    });
  });

  test('that is active is open, whatever it says about its mitigation', async () => {
    expect(await only('mitigated-but-active')).toMatchObject({ phase: 'investigating' });
  });

  test('that is resolved ended when it was mitigated', async () => {
    const incident = await only('resolved');

    expect(incident).toMatchObject({
      phase: 'resolved',
      endedAt: '2026-09-03T15:20:00.000Z',
      affected: [{ group: 'West Europe' }],
    });
    expect(incident.updates.map(({ phase }) => phase)).toEqual(['investigating', 'resolved']);
  });

  test('is an outage only as a service issue; reviews never open and security advisories are left out', async () => {
    const { incidents } = await lookAt('every-kind');

    expect(incidents.map(({ id, severity, phase }) => [id, severity, phase])).toEqual([
      ['AAAA-111', 'major', 'investigating'],
      ['BBBB-222', 'maintenance', 'identified'],
      ['CCCC-333', 'notice', 'investigating'],
      ['DDDD-444', 'notice', 'resolved'],
      ['FFFF-666', 'notice', 'investigating'],
    ]);
    expect(incidents.find(({ id }) => id === 'DDDD-444')).not.toHaveProperty('endedAt');
  });

  test('is over when only its review is left under its id', async () => {
    expect(await only('review-of-the-same-id')).toMatchObject({ id: 'AAAA-111', phase: 'resolved' });
  });

  test('is as bad as its finer level says, else its coarser one, else major', async () => {
    const { incidents } = await lookAt('levels');

    expect(incidents.map(({ severity }) => severity)).toEqual([
      'critical',
      'major',
      'minor',
      'minor',
      'critical',
      'major',
    ]);
  });

  test('may spell its words in any case', async () => {
    expect(await only('words-in-capitals')).toMatchObject({ severity: 'critical', phase: 'resolved' });
  });

  test('of unknown words is open, no outage by kind, major by level, and remarked upon', async () => {
    const { incidents, remarks } = await lookAt('unknown-words');

    expect(incidents).toMatchObject([
      { id: 'AAAA-111', severity: 'notice', phase: 'investigating' },
      { id: 'BBBB-222', severity: 'major', phase: 'investigating' },
    ]);
    expect(remarks).toEqual([
      'unknown eventType "Billing"',
      'unknown status "Pondering"',
      'unknown level "Grave"',
    ]);
  });

  test('that says nothing about itself is open, major, may concern all, and began with the look', async () => {
    expect(await only('bare')).toEqual({
      id: 'AAAA-111',
      title: 'Azure service issue',
      severity: 'major',
      phase: 'investigating',
      affected: [],
      updates: [],
      url: 'https://app.azure.com/h/AAAA-111/000001',
      beganAt: '2026-09-03T16:00:00.000Z',
      publishedAt: '2026-09-03T16:00:00.000Z',
      listedAt: '2026-09-03T16:00:00.000Z',
    });
  });

  test('with times that make no sense has the times that do', async () => {
    expect(await only('times-that-make-no-sense')).toMatchObject({
      beganAt: '2026-09-03T15:00:00.123Z',
      listedAt: '2026-09-03T15:00:00.123Z',
    });
  });

  test('does not carry its state in its title', async () => {
    expect(await only('state-in-title')).toMatchObject({ title: 'Virtual machines in West US' });
  });

  test('is plain text, whatever was written', async () => {
    expect(await only('hostile-text')).toMatchObject({
      title: 'Down & out',
      affected: [{ group: 'West Europe' }],
      updates: [{ text: 'A\nB' }],
    });
  });
});

describe('the reach of an event', () => {
  test('is where it is active: a resolved region is not hit any more', async () => {
    const incident = await only('one-region-resolved');

    expect(incident.affected).toEqual([
      { id: 'Virtual Machines/East US', name: 'Virtual Machines', group: 'East US' },
    ]);
    expect(concerns(incident, ['East US 2'], 'group')).toBe(false);
  });

  test('stays known when every region is resolved and the event is not', async () => {
    const incident = await only('all-regions-resolved');

    expect(incident.phase).toBe('monitoring');
    expect(incident.affected.map(({ group }) => group)).toEqual(['East US', 'East US 2']);
    expect(concerns(incident, ['West Europe'], 'group')).toBe(false);
  });

  test('is everybody when it is global', async () => {
    const incident = await only('global');

    expect(incident.affected).toEqual([{ id: 'Azure Front Door/Global', name: 'Azure Front Door' }]);
    expect(concerns(incident, ['West Europe'], 'group')).toBe(true);
  });

  test.each(['no-impact', 'odd-impact', 'service-without-regions'])(
    'is everybody when it is not told: %s',
    async (name) => {
      expect(concerns(await only(name), ['West Europe'], 'group')).toBe(true);
    },
  );
});

describe('an update', () => {
  test('that stands under several regions is told once', async () => {
    const incident = await only('same-text-in-two-regions');

    expect(incident.updates).toEqual((await only('open-in-one-region')).updates);
  });

  test('is made of all that was written at its time', async () => {
    expect((await only('two-texts-at-one-time')).updates).toMatchObject([
      { id: '2026-09-03T15:00:00.000Z', text: 'Storage is down.\n\nStorage is slow.' },
    ]);
  });

  test('is the summary where there is no other, and stays the same when only its time moves', async () => {
    const [before] = (await only('summary-only')).updates;
    const [after] = (await only('summary-only-touched')).updates;

    expect(before).toMatchObject({ text: 'Starting fails.', at: '2026-09-03T15:30:00.000Z' });
    expect(after?.at).toBe('2026-09-03T15:45:00.000Z');
    expect(after?.id).toBe(before?.id);
  });

  test('without a time is not lost', async () => {
    expect((await only('undated-update')).updates).toMatchObject([
      { id: expect.stringMatching(/^undated /), text: 'We are looking into it.' },
    ]);
  });
});

describe('planned maintenance', () => {
  const answers = { [events(one)]: fixture('maintenance-to-come') };

  test('is none of our business before it begins', async () => {
    expect((await look(answers)).incidents).toEqual([]);
  });

  test('begins at its time', async () => {
    const { incidents } = await look(answers, { lookAt: '2026-09-20T00:00:00.000Z' });

    expect(incidents).toMatchObject([{ severity: 'maintenance', beganAt: '2026-09-20T00:00:00.000Z' }]);
  });

  test('that is put off after it began stays in sight', async () => {
    const { incidents } = await look(answers, { held: [holding('BBBB-222')] });

    expect(incidents).toMatchObject([{ id: 'BBBB-222', phase: 'identified' }]);
  });

  test('that is over early ended when that was said, not when it was planned to', async () => {
    expect(await only('maintenance-over-early')).toMatchObject({ endedAt: '2026-09-03T15:30:00.000Z' });
  });
});

describe('the pages of a list', () => {
  const next = `${events(one)}&$skiptoken=a%2Fb`;

  test('are read to the end, their links as they are written', async () => {
    const world = azureWorld({
      [events(one)]: fixture('first-of-two-pages'),
      [next]: fixture('second-of-two-pages'),
    });

    const report = await azureHealth(platform, world);

    expect(report.incidents.map(({ id }) => id)).toEqual(['AAAA-111', 'BBBB-222']);
    expect(report.list).toEqual({ kind: 'recent', since: '2026-09-01T10:00:00.000Z' });
    expect(report.unsure).toEqual([]);
    expect([...world.scopes]).toEqual(['https://management.azure.com/.default']);
  });

  test.each([
    ['does not answer', 'first-of-two-pages', 'unreachable'],
    ['is on another server, which is not even asked', 'next-page-elsewhere', 'unreadable'],
    ['is one that was read', 'next-page-is-itself', 'unreadable'],
  ])('count as far as they go when one %s', async (_, name, reason) => {
    const world = azureWorld({ [events(one)]: fixture(name) });

    const report = await azureHealth(platform, world);

    expect(report.incidents).toHaveLength(1);
    expect(report.unsure).toEqual(['*']);
    expect(report.remarks).toEqual([`subscription ${one} could not be read to its end: ${reason}`]);
    expect(world.asked.every((url) => url.startsWith(`${platform.address}/`))).toBe(true);
  });
});

describe('subscriptions', () => {
  const list = `${platform.address}/subscriptions?api-version=2022-12-01`;
  const pages = {
    [list]: fixture('subscriptions-page-1'),
    [`${list}&$skiptoken=b`]: fixture('subscriptions-page-2'),
  };

  test('are those that the credential can read, unless they are named; deleted ones are none', async () => {
    const world = azureWorld(
      { ...pages, [events(one)]: fixture('open-in-one-region'), [events(two)]: fixture('nothing') },
      { subscriptions: [] },
    );

    const report = await azureHealth(platform, world);

    expect(report.incidents).toHaveLength(1);
    expect(report.unsure).toEqual([]);
    expect(world.asked).toEqual([list, `${list}&$skiptoken=b`, events(one), events(two)]);
    // Half of them gone would be suspicious.
    expect(report.scope).toBe(2);
  });

  test('that are named are asked once each, and nobody is asked for others', async () => {
    const world = azureWorld(
      { [events(two)]: fixture('nothing') },
      { subscriptions: [two, two.toUpperCase()] },
    );

    await azureHealth(platform, world);

    expect(world.asked).toEqual([events(two)]);
  });

  test('whose list is cut off leave the look unsure', async () => {
    const report = await look(
      { [list]: fixture('subscriptions-page-1'), [events(one)]: fixture('open-in-one-region') },
      { subscriptions: [] },
    );

    expect(report.incidents).toHaveLength(1);
    expect(report.unsure).toEqual(['*']);
    expect(report.remarks).toEqual(['the list of subscriptions could not be read to its end: unreachable']);
  });

  test('that are none at all are our fault, not good news', async () => {
    const outcome = look({ [list]: fixture('no-subscriptions') }, { subscriptions: [] });

    await expect(outcome).rejects.toMatchObject({ name: 'CheckError', reason: 'rejected' });
  });

  test('that see the same event see one incident: its regions, its latest words, open while one says so', async () => {
    const report = await look(
      {
        [events(one)]: fixture('resolved'),
        [events(two)]: fixture('seen-by-another-subscription'),
      },
      { subscriptions: [two, one] },
    );

    expect(report.incidents).toMatchObject([
      {
        id: 'AAAA-111',
        severity: 'critical',
        phase: 'investigating',
        affected: [{ id: 'Virtual Machines/North Europe' }],
        updates: [
          { text: 'We are looking into it.' },
          { text: 'We found the cause.\n\nA fix is on its way & tested.' },
          { text: 'Now in the north too.' },
        ],
        url: 'https://app.azure.com/h/AAAA-111/000001',
        listedAt: '2026-09-03T15:40:00.000Z',
      },
    ]);
  });

  test('give the same incident in whatever order they answer', async () => {
    const answers = {
      [events(one)]: fixture('two-texts-at-one-time'),
      [events(two)]: fixture('seen-by-another-subscription'),
    };

    const forth = await look(answers, { subscriptions: [one, two] });
    const back = await look(answers, { subscriptions: [two, one] });

    expect(back).toEqual(forth);
  });

  test('that are refused hide no others, and leave the look unsure', async () => {
    const report = await look(
      { [events(two)]: fixture('open-in-one-region') },
      { subscriptions: [one, two], refused: [events(one)], held: [holding('GONE-999')] },
    );

    expect(report.incidents).toHaveLength(1);
    expect(report.unsure).toEqual(['*']);
    expect(report.remarks).toEqual([`subscription ${one} could not be read to its end: rejected`]);
  });

  test('that all fail make the look fail', async () => {
    const outcome = look({}, { subscriptions: [one, two], refused: [events(one)] });

    await expect(outcome).rejects.toMatchObject({ name: 'CheckError', reason: 'rejected' });
  });

  test('beyond a handful are all asked', async () => {
    const many = Array.from({ length: 12 }, (_, i) => `00000000-0000-0000-0000-0000000001${10 + i}`);
    const answers = Object.fromEntries(many.map((id) => [events(id), fixture('nothing')]));
    const world = azureWorld(answers, { subscriptions: many });

    const report = await azureHealth(platform, world);

    expect(world.asked).toHaveLength(12);
    expect(report.remarks).toEqual([]);
  });
});

describe('what is missing', () => {
  const other = { [events(one)]: fixture('second-of-two-pages') };

  test('is asked for by its id, and its last words are told', async () => {
    const report = await look(
      { ...other, [events(one, 'AAAA-111')]: fixture('one-by-id') },
      { held: [holding('AAAA-111')] },
    );

    expect(report.incidents).toMatchObject([
      { id: 'BBBB-222' },
      { id: 'AAAA-111', phase: 'resolved', endedAt: '2026-09-03T15:20:00.000Z' },
    ]);
    // The window is that of the list.
    expect(report.list).toEqual({ kind: 'recent', since: '2026-09-01T10:00:00.000Z' });
  });

  test('is asked for in each subscription until one knows it', async () => {
    const world = azureWorld(
      {
        [events(one)]: fixture('nothing'),
        [events(two)]: fixture('nothing'),
        [events(two, 'AAAA-111')]: fixture('one-by-id'),
      },
      { subscriptions: [one, two], refused: [events(one, 'AAAA-111')], held: [holding('AAAA-111')] },
    );

    const report = await azureHealth(platform, world);

    expect(report.incidents).toMatchObject([{ id: 'AAAA-111', phase: 'resolved' }]);
    expect(world.asked.slice(2)).toEqual([events(one, 'AAAA-111'), events(two, 'AAAA-111')]);
  });

  test('is absent when no subscription knows it', async () => {
    const report = await look(other, {
      held: [holding('AAAA-111')],
      refused: [events(one, 'AAAA-111')],
    });

    expect(report.incidents).toMatchObject([{ id: 'BBBB-222' }]);
    expect(report).toMatchObject({ list: { kind: 'recent' }, unsure: [], asked: [] });
  });

  test.each([400, 401, 403, 429])('is unsure when asking for it is answered with %i', async (status) => {
    const report = await look(
      { [events(one)]: fixture('nothing'), [events(one, 'AAAA-111')]: status },
      { held: [holding('AAAA-111')] },
    );

    expect(report).toMatchObject({ unsure: ['AAAA-111'], asked: [] });
  });

  test('is unsure when nobody can be asked', async () => {
    const report = await look(other, { held: [holding('AAAA-111')] });

    expect(report.unsure).toEqual(['AAAA-111']);
  });

  test('is absent too when the list is empty, which is the usual case and not suspicious', async () => {
    const report = await look(
      { [events(one)]: fixture('nothing') },
      { held: [holding('AAAA-111')], refused: [events(one, 'AAAA-111')] },
    );

    expect(report).toMatchObject({ incidents: [], unsure: [], asked: ['AAAA-111'] });
    // A recent list that is empty counts as broken, and ours is not.
    expect(report.list.kind).toBe('complete');
  });
});
