import { describe, expect, test } from '@jest/globals';
import { concerns } from '../../app/events/relevance.ts';
import type { Report } from '../../checkers/checker.ts';
import { slackStatus } from '../../checkers/slack-status.ts';
import { startSlackStatus } from '../standins/platforms/slack-status.ts';
import { keepsTheContract } from './contract.ts';
import { fixture, heldIncident, historyAddress, platform } from './slack-status-world.ts';
import { worldOf } from './world.ts';

keepsTheContract(platform, async (clock) => {
  const page = await startSlackStatus({ clock });
  page.resolvedHistory(2);
  page.open({ title: 'Messages are slow to send', services: ['Messaging'] });
  return page;
});

function lookAt(name: string): Promise<Report> {
  return slackStatus(platform, worldOf({ [platform.address]: fixture(name) }));
}

describe('an incident', () => {
  test('is told in our words, its notes as text, its times in UTC', async () => {
    const report = await lookAt('one-active');

    expect(report).toEqual({
      incidents: [
        {
          id: '1571',
          title: 'Messages are slow to send',
          severity: 'minor',
          phase: 'investigating',
          affected: [{ id: 'Messaging', name: 'Messaging' }],
          updates: [
            {
              id: '2026-09-03T15:00:00.000Z',
              phase: 'investigating',
              text: "We're aware of slow messages.\n\nMore in 30 minutes.",
              at: '2026-09-03T15:00:00.000Z',
            },
            {
              id: '2026-09-03T15:30:00.000Z',
              phase: 'investigating',
              text: 'We found the cause & are on it.',
              at: '2026-09-03T15:30:00.000Z',
            },
          ],
          url: 'https://slack-status.com/2026-09/4e79ab0c89aa4be0',
          beganAt: '2026-09-03T15:00:00.000Z',
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

  test('is as bad as its type: a notice is no outage', async () => {
    const report = await lookAt('each-type');

    expect(report.incidents.map(({ severity }) => severity)).toEqual(['major', 'minor', 'notice']);
  });

  test('is maintenance when it was planned, over when it was completed or cancelled', async () => {
    const report = await lookAt('maintenance-in-each-state');

    expect(report.incidents.map(({ severity, phase }) => [severity, phase])).toEqual([
      ['maintenance', 'identified'],
      ['maintenance', 'resolved'],
      ['maintenance', 'resolved'],
    ]);
  });

  test('may have an id that is a string', async () => {
    const report = await lookAt('id-as-string');

    expect(report.incidents.map(({ id }) => id)).toEqual(['546']);
  });

  test.each(['services-empty', 'services-missing', 'services-null', 'services-of-odd-shape'])(
    'without services may concern everybody: %s',
    async (name) => {
      const [incident] = (await lookAt(name)).incidents;

      expect(incident?.affected).toEqual([]);
      expect(incident && concerns(incident, ['Huddles'], 'name')).toBe(true);
    },
  );

  test('names each of its services once', async () => {
    const report = await lookAt('services-repeated');

    expect(report.incidents[0]?.affected).toEqual([
      { id: 'Posts/Files', name: 'Posts/Files' },
      { id: 'Calls', name: 'Calls' },
    ]);
  });

  test('may have its times in seconds since 1970', async () => {
    const report = await lookAt('times-in-seconds');

    expect(report.incidents).toMatchObject([
      {
        publishedAt: '2026-09-03T15:00:00.000Z',
        updates: [{ at: '2026-09-03T15:00:00.000Z' }, { at: '2026-09-03T15:30:00.000Z' }],
      },
    ]);
  });

  test('that is resolved, though still listed, ended with its last note', async () => {
    const report = await lookAt('resolved-still-listed');

    expect(report.incidents).toMatchObject([
      {
        phase: 'resolved',
        endedAt: '2026-09-03T15:30:00.000Z',
        updates: [{ phase: 'investigating' }, { phase: 'resolved' }],
      },
    ]);
  });

  test('of unknown words is taken for an open major one, and remarked upon', async () => {
    const report = await lookAt('unknown-words');

    expect(report.incidents).toMatchObject([{ phase: 'investigating', severity: 'major' }]);
    expect(report.remarks).toEqual(['unknown status "pondering"', 'unknown type "catastrophe"']);
  });

  test('is understood in capitals too', async () => {
    const report = await lookAt('words-in-capitals');

    expect(report.incidents).toMatchObject([{ phase: 'investigating', severity: 'major' }]);
    expect(report.remarks).toEqual([]);
  });

  test('of which hardly anything is said is told all the same', async () => {
    const report = await lookAt('only-the-id');

    expect(report.incidents).toMatchObject([
      {
        id: '7',
        title: 'Incident without a title',
        severity: 'minor',
        phase: 'investigating',
        affected: [],
        updates: [],
        url: 'https://slack-status.com',
      },
    ]);
  });

  test('without any time is not passed over while it is open, but is when it is over', async () => {
    const over = await lookAt('over-without-any-time');

    await expect(lookAt('open-without-any-time')).rejects.toMatchObject({
      reason: 'unreadable',
      message: 'gives no time for the open incident 1571',
    });
    expect(over.incidents.map(({ id }) => id)).toEqual(['2']);
    expect(over.remarks).toEqual(['no time for incident "1"']);
  });

  test('twice on the list is told once, with its newest note', async () => {
    const report = await lookAt('two-entries-with-one-id');

    expect(report.incidents.map(({ title }) => title)).toEqual(['Newer', 'Another']);
    expect(report.remarks).toEqual(['two entries with the id "1571"']);
  });

  test('is told as bounded plain text', async () => {
    const [incident] = (await lookAt('hostile-text')).incidents;

    expect(incident?.title).toMatch(/^Alert <!channel> moc\.live second line x+…$/);
    expect(incident?.title.length).toBeLessThanOrEqual(250);
    expect(incident?.updates[0]?.text).toMatch(/^Line 1\nLine 2 <b> <service> long [long ]+…$/);
    expect(incident?.updates[0]?.text.length).toBeLessThanOrEqual(3000);
    expect(incident?.affected).toEqual([{ id: 'Pages', name: 'Pages' }]);
  });

  test('leads nowhere but to the status page', async () => {
    const elsewhere = await lookAt('link-to-elsewhere');
    const script = await lookAt('hostile-text');

    expect(new Set([...elsewhere.incidents, ...script.incidents].map(({ url }) => url))).toEqual(
      new Set(['https://slack-status.com']),
    );
  });
});

describe('the notes of an incident', () => {
  test('of one second have ids that stay, an empty one among them', async () => {
    const report = await lookAt('notes-of-one-second');

    expect(report.incidents[0]?.updates.map(({ id, text }) => [id, text])).toEqual([
      ['2026-09-03T15:00:00.000Z', 'First.'],
      ['2026-09-03T15:00:00.000Z 3', 'Third.'],
    ]);
  });

  test.each(['notes-newest-first', 'notes-across-the-change-of-clocks'])(
    'are told in the order of their instants: %s',
    async (name) => {
      const report = await lookAt(name);

      expect(report.incidents[0]?.updates.map(({ text }) => text)).toEqual(['First.', 'Second.']);
    },
  );

  test('may be missing, or without a time or a text', async () => {
    const missing = await lookAt('notes-missing');
    const timeless = await lookAt('note-without-time');

    expect(missing.incidents).toMatchObject([{ id: '1571', updates: [] }]);
    expect(timeless.incidents[0]?.updates.map(({ at, text }) => [at, text])).toEqual([
      ['2026-09-03T15:00:00.000Z', 'First.'],
      ['2026-09-03T15:40:00.000Z', 'Last.'],
    ]);
  });
});

describe('the list', () => {
  test('is empty when all is well', async () => {
    const report = await lookAt('nothing-active');

    expect(report).toEqual({ incidents: [], list: { kind: 'complete' }, asked: [], unsure: [], remarks: [] });
  });

  test('ends nothing while the page says that something is wrong', async () => {
    const report = await lookAt('active-without-incidents');

    expect(report).toMatchObject({
      incidents: [],
      unsure: ['*'],
      remarks: ['status "active" without any incident'],
    });
  });

  test('is believed rather than the word above it', async () => {
    const report = await lookAt('ok-with-an-incident');

    expect(report.incidents.map(({ id }) => id)).toEqual(['1571']);
  });

  test.each(['version-1-flat-incident', 'another-product', 'history-of-two'])(
    'of another shape is refused rather than believed: %s',
    async (name) => {
      await expect(lookAt(name)).rejects.toThrow();
    },
  );
});

describe('an incident of ours that left the list', () => {
  const gone = (history?: string) =>
    worldOf(
      {
        [platform.address]: fixture('nothing-active'),
        ...(history && { [historyAddress]: fixture(history) }),
      },
      [heldIncident('1571'), heldIncident('99')],
    );

  test('gets its last words from the history, in one question for all', async () => {
    const world = gone('history-of-two');

    const report = await slackStatus(platform, world);

    expect(report.incidents).toMatchObject([
      {
        id: '1571',
        phase: 'resolved',
        endedAt: '2026-09-03T16:10:00.000Z',
        updates: [{}, {}, { phase: 'resolved', text: "We've resolved the issue." }],
      },
    ]);
    expect(report).toMatchObject({ list: { kind: 'complete' }, asked: [], unsure: [] });
    expect(world.asked).toEqual([platform.address, historyAddress]);
  });

  test('ended when it was last changed if nothing was said about its end', async () => {
    const report = await slackStatus(platform, gone('history-ended-without-a-word'));

    expect(report.incidents).toMatchObject([
      { severity: 'maintenance', phase: 'resolved', updates: [], endedAt: '2026-09-03T16:10:00.000Z' },
    ]);
  });

  test('is not over while the history says that it goes on', async () => {
    const report = await slackStatus(platform, gone('history-where-it-is-open'));

    expect(report.incidents).toMatchObject([{ id: '1571', phase: 'investigating' }]);
  });

  test('goes without last words when the history cannot be read', async () => {
    const report = await slackStatus(platform, gone());

    expect(report).toMatchObject({ incidents: [], list: { kind: 'complete' }, unsure: [] });
  });

  test('is not asked for while it is on the list', async () => {
    const world = worldOf({ [platform.address]: fixture('one-active') }, [heldIncident('1571')]);

    await slackStatus(platform, world);

    expect(world.asked).toEqual([platform.address]);
  });
});
