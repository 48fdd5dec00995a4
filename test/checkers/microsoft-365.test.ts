import { describe, expect, test } from '@jest/globals';
import { concerns } from '../../app/events/relevance.ts';
import type { Incident } from '../../checkers/checker.ts';
import { microsoft365 } from '../../checkers/microsoft-365.ts';
import { startMicrosoft365 } from '../standins/platforms/microsoft-365.ts';
import { keepsTheContract } from './contract.ts';
import { fixture, graphWorld, holding, issues, look, platform } from './microsoft-365-world.ts';

keepsTheContract(platform, async (clock) => {
  const page = await startMicrosoft365({ clock });
  page.open({ title: 'Mail is slow' });
  page.open({ title: 'Old trouble', service: 'Microsoft Teams' }).resolve();
  return page;
});

async function only(name: string): Promise<Incident> {
  const { incidents } = await look(fixture(name));
  const [incident] = incidents;
  if (!incident || incidents.length > 1) throw new Error(`${incidents.length} incidents in ${name}`);
  return incident;
}

describe('an issue', () => {
  test('is told in our words, its posts oldest first', async () => {
    const world = graphWorld({ [platform.address]: fixture('open-with-two-posts') });

    const report = await microsoft365(platform, world);

    expect(report).toEqual({
      incidents: [
        {
          id: 'EX100001',
          title: 'Mail is slow',
          severity: 'major',
          phase: 'identified',
          affected: [{ id: 'Exchange Online', name: 'Exchange Online' }],
          updates: [
            {
              id: '2026-09-03T15:00:01.500Z',
              phase: 'investigating',
              text: "Title: Mail is slow\n\nCurrent status: We're looking.",
              at: '2026-09-03T15:00:01.500Z',
            },
            {
              id: '2026-09-03T15:20:34.540Z',
              phase: 'identified',
              text: 'We found the cause.',
              at: '2026-09-03T15:20:34.540Z',
            },
          ],
          url: 'https://admin.microsoft.com/Adminportal/Home#/servicehealth/:/alerts/EX100001',
          beganAt: '2026-09-03T14:50:00.000Z',
          publishedAt: '2026-09-03T15:00:01.500Z',
          listedAt: '2026-09-03T15:00:01.500Z',
        },
      ],
      list: { kind: 'complete' },
      asked: [],
      unsure: [],
      remarks: [],
    });
    expect(world.asked).toEqual([platform.address]);
    expect([...world.scopes]).toEqual(['https://graph.microsoft.com/.default']);
  });

  test('may spell its words as the documentation does', async () => {
    expect(await only('words-in-pascal-case')).toMatchObject({ severity: 'notice', phase: 'resolved' });
  });

  test('is a notice as an advisory, major as an incident, critical where its impact is high', async () => {
    const { incidents } = await look(fixture('high-impact'));

    expect(incidents.map(({ severity }) => severity)).toEqual(['critical', 'notice', 'notice']);
  });

  test('is over by its flag', async () => {
    expect(await only('resolved-by-its-flag')).toMatchObject({
      phase: 'resolved',
      endedAt: '2026-09-03T15:10:00.000Z',
    });
  });

  test('is over by a status that says so', async () => {
    const { incidents, remarks } = await look(fixture('over-by-status'));

    expect(incidents.map(({ phase }) => phase)).toEqual(Array(4).fill('resolved'));
    expect(remarks).toEqual([]);
  });

  test('is open in every other status, just as bad', async () => {
    const { incidents, remarks } = await look(fixture('open-in-each-status'));

    expect(incidents.map(({ phase }) => phase)).toEqual([
      'investigating',
      'identified',
      'identified',
      'identified',
      'monitoring',
      'monitoring',
      'investigating',
    ]);
    expect(new Set(incidents.map(({ severity }) => severity))).toEqual(new Set(['major']));
    expect(remarks).toEqual([]);
  });

  test('is not over because it has an end', async () => {
    const incident = await only('end-before-resolved');

    expect(incident.phase).toBe('identified');
    expect(incident).not.toHaveProperty('endedAt');
  });

  test('of unknown words is open and major, and remarked upon', async () => {
    const { incidents, remarks } = await look(fixture('unknown-words'));

    expect(incidents).toMatchObject([{ phase: 'investigating', severity: 'major' }]);
    expect(remarks).toEqual(['unknown status "unknownFutureValue"', 'unknown classification "planned"']);
  });

  test('hits the workloads that are named in its details, each once', async () => {
    const incident = await only('child-workloads');

    expect(incident.affected.map(({ name }) => name)).toEqual([
      'Microsoft 365 suite',
      'Exchange Online',
      'Microsoft Teams',
    ]);
    expect(concerns(incident, ['microsoft teams'], 'name')).toBe(true);
    expect(concerns(incident, ['SharePoint Online'], 'name')).toBe(false);
  });

  test.each(['nulls-everywhere', 'bare'])(
    'that says nothing about itself may concern all: %s',
    async (name) => {
      const incident = await only(name);

      expect(incident).toMatchObject({
        title: 'Issue without a title',
        severity: 'major',
        phase: 'investigating',
        affected: [],
        updates: [],
        beganAt: '2026-09-03T16:00:00.000Z',
      });
    },
  );

  test('is plain text, whatever was written', async () => {
    expect(await only('hostile-text')).toMatchObject({
      title: 'Mail & more',
      affected: [{ name: 'Exchange Online' }],
    });
  });
});

describe('a post', () => {
  test('stands in the order of its time, and the newest says how things are', async () => {
    const { updates } = await only('posts-out-of-order');

    expect(updates.map(({ text, phase }) => [text.slice(0, 5), phase])).toEqual([
      ['Title', 'investigating'],
      ['We fo', 'identified'],
    ]);
  });

  test('that only repeats an earlier one is told once', async () => {
    const { updates } = await only('posts-repeated');

    expect(updates.map(({ id }) => id)).toEqual(['2026-09-03T15:00:01.500Z', '2026-09-03T15:20:00.000Z']);
  });

  test('that shares its time with another is told too', async () => {
    const { updates } = await only('posts-at-one-time');

    expect(updates.map(({ id, text }) => [id, text])).toEqual([
      ['2026-09-03T15:00:00.000Z', 'One.'],
      ['2026-09-03T15:00:00.000Z 2', 'Two.'],
    ]);
  });

  test('without a time is not lost', async () => {
    expect((await only('post-without-time')).updates).toMatchObject([
      { id: expect.stringMatching(/^undated /), at: '2026-09-03T14:50:00.000Z' },
    ]);
  });

  test('gets back the lines that were run together', async () => {
    expect((await only('glued-lines')).updates[0]?.text.split('\n')).toEqual([
      "Title: Users can't access Forms",
      "User Impact: Users can't access Forms.",
      'More Info:None.',
      'Incident Start Time: Monday, at 2:36 PM UTC',
      'Next Update: Friday',
    ]);
  });
});

describe('the pages of the list', () => {
  const next = `${platform.address}&$skip=1`;

  test('are read to the end, their links as they are written', async () => {
    const world = graphWorld({
      [platform.address]: fixture('first-of-two-pages'),
      [next]: fixture('second-of-two-pages'),
    });

    const report = await microsoft365(platform, world);

    expect(report.incidents.map(({ id }) => id)).toEqual(['EX100001', 'TM100002']);
    expect(report.unsure).toEqual([]);
    expect(world.asked).toEqual([platform.address, next]);
  });

  test.each([
    ['does not answer', 'first-of-two-pages', 'unreachable', 2],
    ['is on another server, which is not even asked', 'next-page-elsewhere', 'unreadable', 1],
  ])('count as far as they go when one %s', async (_, name, reason, asked) => {
    const world = graphWorld({ [platform.address]: fixture(name) });

    const report = await microsoft365(platform, world);

    expect(report.incidents.map(({ id }) => id)).toEqual(['EX100001']);
    expect(report.unsure).toEqual(['*']);
    expect(report.remarks).toEqual([`the list could not be read to its end: ${reason}`]);
    expect(world.asked).toHaveLength(asked);
  });

  test('that list an issue twice list it once', async () => {
    const report = await look(fixture('first-of-two-pages'), { [next]: fixture('open-with-two-posts') });

    expect(report.incidents).toHaveLength(1);
  });
});

describe('an issue that left the list', () => {
  const byId = { [`${issues}/EX100001`]: fixture('one-by-id') };

  test('is asked for by its id, and its last words are told', async () => {
    const report = await look(fixture('nothing-open'), byId, [holding('EX100001')]);

    expect(report.incidents).toMatchObject([
      { id: 'EX100001', phase: 'resolved', endedAt: '2026-09-03T15:30:00.000Z' },
    ]);
    expect(report.incidents[0]?.updates.at(-1)).toMatchObject({
      text: 'Final status: Over.',
      phase: 'resolved',
    });
  });

  test('is not asked for while it is listed', async () => {
    const listed = graphWorld({ [platform.address]: fixture('open-with-two-posts') }, [holding('EX100001')]);

    await microsoft365(platform, listed);

    expect(listed.asked).toEqual([platform.address]);
  });

  test.each([
    ['is not known', [`${issues}/EX100001`]],
    ['cannot be asked for', []],
  ])('and %s is absent, which the look says without it', async (_, refused) => {
    const world = graphWorld({ [platform.address]: fixture('nothing-open') }, [holding('EX100001')], refused);

    const report = await microsoft365(platform, world);

    expect(report).toEqual({ incidents: [], list: { kind: 'complete' }, asked: [], unsure: [], remarks: [] });
  });
});
