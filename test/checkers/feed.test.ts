import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import {
  CheckError,
  type HeldIncident,
  type Incident,
  type Platform,
  type Report,
  type World,
} from '../../checkers/checker.ts';
import { feed } from '../../checkers/feed.ts';
import { createHttp } from '../../checkers/http.ts';
import { manualClock } from '../manual-clock.ts';
import { startStatuspage } from '../standins/platforms/statuspage.ts';
import { until } from '../until.ts';
import { firstLook, keepsTheContract } from './contract.ts';
import { refusal, worldOf } from './world.ts';

const page = 'https://status.example.com';
const platform: Platform = {
  id: 'example',
  name: 'Example',
  prefix: 'EX',
  page,
  address: `${page}/history.rss`,
  list: 'recent',
  relevantBy: 'name',
  check: feed,
};
const unresolved = `${page}/api/v2/incidents/unresolved.json`;
const active = `${page}/api/v2/scheduled-maintenances/active.json`;

for (const file of ['history.rss', 'history.atom']) {
  keepsTheContract({ ...platform, id: file, address: `${page}/${file}` }, async (clock) => {
    const stage = await startStatuspage({ clock, pageId: 'p1p1p1p1p1p1', name: 'Example', url: page });
    stage.resolvedHistory(2);
    stage.open({ name: 'Apps do not load', impact: 'major', components: ['Apps'] });
    return stage;
  });
}

function fixture(name: string): string {
  return readFileSync(new URL(`../fixtures/feed/${name}.xml`, import.meta.url), 'utf8');
}

function lookAt(name: string, held: readonly HeldIncident[] = []): Promise<Report> {
  return feed(platform, worldOf({ [platform.address]: fixture(name) }, held));
}

async function lookAtFirst(name: string): Promise<Incident | undefined> {
  const report = await lookAt(name);
  return report.incidents[0];
}

function phases({ incidents }: Report): Record<string, string> {
  return Object.fromEntries(incidents.map(({ id, phase }) => [id, phase]));
}

/** The page's list of what is open. */
function incidents(...open: string[]): string {
  return JSON.stringify({
    incidents: open.map((id) => ({ id, status: 'investigating', created_at: '2026-09-02T10:00:00Z' })),
  });
}

/** Its list of the work under way. */
function maintenances(...begun: string[]): string {
  return JSON.stringify({
    scheduled_maintenances: begun.map((id) => ({
      id,
      status: 'in_progress',
      created_at: '2026-09-02T10:00:00Z',
    })),
  });
}

describe('an entry', () => {
  test('is told in our words, minor, and perhaps of concern to all', async () => {
    const report = await lookAt('newest-label-is-update');

    expect(report.incidents[0]).toEqual({
      id: 'inc1',
      title: 'Apps load slowly',
      severity: 'minor',
      phase: 'investigating',
      affected: [],
      updates: [
        {
          id: '2026-09-03T16:05:00.000Z investigating',
          phase: 'investigating',
          text: 'We are investigating.',
          at: '2026-09-03T16:05:00.000Z',
        },
        {
          id: '2026-09-03T16:20:00.000Z update',
          phase: 'investigating',
          text: 'Still looking & trying.',
          at: '2026-09-03T16:20:00.000Z',
        },
      ],
      url: 'https://status.example.com/incidents/inc1',
      beganAt: '2026-09-03T16:05:00.000Z',
      publishedAt: '2026-09-03T16:05:00.000Z',
      listedAt: '2026-09-03T16:20:31.000Z',
    });
    expect(report).toMatchObject({
      list: { kind: 'recent', since: '2026-09-03T15:40:10.000Z' },
      asked: [],
      unsure: [],
      remarks: [],
    });
  });

  test('is as bad as the row of its platform says of every outage, but for maintenance', async () => {
    const grave: Platform = { ...platform, severity: 'major' };
    const severities = async (name: string) => {
      const report = await feed(grave, worldOf({ [platform.address]: fixture(name) }));
      return new Set(report.incidents.map(({ severity }) => severity));
    };

    expect(await severities('newest-label-is-update')).toEqual(new Set(['major']));
    expect(await severities('maintenance-in-each-state')).toEqual(new Set(['maintenance']));
  });

  test('is in the state of its newest label other than "Update"', async () => {
    const report = await lookAt('newest-label-is-update');

    expect(phases(report)).toEqual({ inc1: 'investigating', inc2: 'monitoring' });
    expect(report.incidents[1]?.updates.map(({ phase }) => phase)).toEqual([
      'identified',
      'identified',
      'monitoring',
      'monitoring',
    ]);
  });

  test('says the same in RSS and in Atom, by the same ids', async () => {
    const rss = await lookAt('one-page-as-rss');
    const atom = await lookAt('one-page-as-atom');

    expect(rss.incidents.map(({ id }) => id)).toEqual(['inc1', 'inc2']);
    expect(atom).toEqual(rss);
  });

  test('is over when its end is listed below a beginning of the same minute', async () => {
    const incident = await lookAtFirst('resolved-below-investigating-of-the-same-minute');

    expect(incident).toMatchObject({ phase: 'resolved', endedAt: '2026-09-03T16:20:00.000Z' });
    expect(incident?.updates.map(({ text }) => text)).toEqual([
      'We are investigating.',
      'Actions is operating normally.',
      'This incident has been resolved.',
    ]);
  });

  test('is open again when it begins a minute after its end', async () => {
    const incident = await lookAtFirst('reopened-after-its-end');

    expect(incident?.phase).toBe('investigating');
    expect(incident).not.toHaveProperty('endedAt');
    expect(incident?.updates.at(-1)?.phase).toBe('investigating');
  });

  test('with a postmortem on top is over since it was resolved', async () => {
    const incident = await lookAtFirst('postmortem-above-resolved');

    expect(incident).toMatchObject({ phase: 'resolved', endedAt: '2026-09-01T10:00:00.000Z' });
  });

  test('that was entered when it was over ends as it begins', async () => {
    const incident = await lookAtFirst('backfilled');

    expect(incident?.phase).toBe('resolved');
    expect(incident?.endedAt).toBe(incident?.beganAt);
  });

  test('has labels in one place only: bold words and "Resolved -" in a body are none', async () => {
    const incident = await lookAtFirst('bold-words-that-are-no-labels');

    expect(incident?.phase).toBe('identified');
    expect(incident?.updates.map(({ text }) => text)).toEqual([
      'We know.\nResolved - for some.\n\nCompleted - not yet, see here.',
      'Resolved - All systems are operating normally.',
    ]);
  });

  test('with a label that nobody knows stays in the state it was in', async () => {
    const report = await lookAt('label-nobody-knows');

    expect(phases(report)).toEqual({ inc1: 'monitoring', inc2: 'resolved', inc3: 'investigating' });
    expect(report.remarks).toEqual(['unknown label "Pondering"']);
  });

  test('brings no markup, no control characters, no endless text and no address of its own', async () => {
    const incident = await lookAtFirst('hostile-text');

    expect(incident?.title).toMatch(/^Alert <!channel> bold & moc\.live x+…$/);
    expect(incident?.title.length).toBeLessThanOrEqual(250);
    expect(incident?.updates[0]?.text).toMatch(/^Line 1\nLine 2 <b> <service> (long )+l?o?n?g?…$/);
    expect(incident?.url).toBe('https://status.example.com/incidents/a%252F..%253Fb');
  });
});

describe('maintenance', () => {
  test('is told from when it has begun until it is completed', async () => {
    const report = await lookAt('maintenance-in-each-state');

    expect(phases(report)).toEqual({ begun: 'identified', nearly: 'monitoring', done: 'resolved' });
    expect(report.incidents.map(({ severity }) => severity)).toEqual(Array(3).fill('maintenance'));
    expect(report.incidents[0]).toMatchObject({
      beganAt: '2026-09-03T16:00:00.000Z',
      publishedAt: '2026-09-01T12:00:00.000Z',
    });
    expect(report.incidents[2]?.endedAt).toBe('2026-09-03T14:30:00.000Z');
  });

  test('that is only announced, and published in the future, is none yet', async () => {
    const report = await lookAt('scheduled-and-published-in-the-future');

    expect(phases(report)).toEqual({ inc1: 'investigating' });
    expect(report.list).toEqual({ kind: 'recent', since: '2026-12-19T10:00:05.000Z' });
    expect(report.remarks).toEqual([]);
  });

  test('is known by its banner where nothing else tells', async () => {
    const report = await lookAt('maintenance-known-by-its-banner-only');

    expect(phases(report)).toEqual({ inc1: 'investigating' });
  });

  test('of ours that is put off again is neither there nor gone', async () => {
    const held = { id: 'planned', beganAt: '', listedAt: '2026-09-03T16:00:00.000Z' };

    const report = await lookAt('maintenance-in-each-state', [held]);

    expect(report.unsure).toEqual(['planned']);
  });
});

describe('the time of an update', () => {
  test('gets its year from the entry, over the turn of the year in any zone, and over many months', async () => {
    const report = await lookAt('over-the-turn-of-the-year');

    expect(report.incidents.map(({ id, beganAt }) => [id, beganAt])).toEqual([
      ['inc1', '2026-12-31T23:50:00.000Z'],
      ['inc2', '2026-12-31T14:50:00.000Z'],
      ['inc3', '2027-01-01T07:50:00.000Z'],
      ['inc4', '2025-09-01T10:00:00.000Z'],
      ['inc6', '2026-12-31T00:00:00.000Z'],
      ['inc5', '2024-02-29T09:00:00.000Z'],
    ]);
    expect(report.incidents[1]?.updates.at(-1)?.at).toBe('2026-12-31T15:20:00.000Z');
    expect(report.incidents[4]?.updates.at(-1)?.at).toBe('2027-01-01T10:00:00.000Z');
  });

  test('is never of a year to come: what lasted from January to December is over', async () => {
    const [year, work] = (await lookAt('from-january-to-december')).incidents;

    expect(year).toMatchObject({
      phase: 'resolved',
      beganAt: '2026-01-05T10:00:00.000Z',
      endedAt: '2026-12-15T11:00:00.000Z',
    });
    expect(work).toMatchObject({
      phase: 'resolved',
      publishedAt: '2026-01-05T10:00:00.000Z',
      beganAt: '2026-12-30T22:00:00.000Z',
      endedAt: '2027-01-02T03:00:00.000Z',
    });
  });

  test('is in the zone that the page writes, with or without markup and padding', async () => {
    const report = await lookAt('zones-and-times-without-var');

    expect(report.incidents.map(({ id, beganAt }) => [id, beganAt])).toEqual([
      ['pst', '2014-01-01T18:05:00.000Z'],
      ['pdt', '2026-09-03T16:05:00.000Z'],
      ['ist', '2026-09-03T16:05:00.000Z'],
      ['numeric', '2026-09-03T16:05:00.000Z'],
      ['unknown', '2026-09-03T16:05:00.000Z'],
    ]);
    expect(report.remarks).toEqual(['unknown time zone "XYZ"']);
  });

  test('is found though an Atom entry lacks a time of its own, or has none that is one', async () => {
    const report = await lookAt('published-missing-or-no-time');

    expect(report.incidents.map(({ listedAt }) => listedAt)).toEqual([
      '2026-09-03T16:20:31.000Z',
      '2026-09-03T15:20:31.000Z',
    ]);
  });
});

describe('the id of an update', () => {
  test('does not change when Statuspage begins to insert spaces', async () => {
    const before = await lookAt('without-spaces');
    const after = await lookAt('with-inserted-spaces');

    expect(before.incidents[0]?.updates[0]?.text).toBe('We are\ninvestigating.');
    expect(after).toEqual(before);
  });

  test('counts equal labels of a minute from the oldest, so that it stays when newer ones come', async () => {
    const incident = await lookAtFirst('same-label-twice-in-a-minute');

    expect(incident?.updates.map(({ id, text }) => [id, text])).toEqual([
      ['2026-09-03T16:20:00.000Z investigating', 'First.'],
      ['2026-09-03T16:20:00.000Z update', 'Second.'],
      ['2026-09-03T16:20:00.000Z update 2', 'Third.'],
    ]);
  });
});

describe('what is not as we know it', () => {
  test('is left out entry by entry, and remarked upon', async () => {
    const held = { id: 'inc1', beganAt: '', listedAt: '2026-09-03T16:00:00.000Z' };

    const report = await lookAt('one-entry-not-as-we-know-it', [held]);

    expect(report.incidents.map(({ id, title }) => [id, title])).toEqual([['inc4', 'Known']]);
    expect(report.unsure).toEqual(['*', 'inc1']);
    expect(report.remarks).toEqual([
      'an entry of its feed is not written as we know it, and may be an outage',
      'entry "inc1" is not written as we know it',
      'entry "inc2" is not written as we know it',
      'entry "inc3" is not written as we know it',
      'an entry without an address',
      'two entries with the id "inc4"',
    ]);
  });

  test('in one update of an entry leaves out the entry: its newest word may be missing', async () => {
    const held = { id: 'inc1', beganAt: '', listedAt: '2026-09-03T14:00:00.000Z' };

    const report = await lookAt('one-update-written-otherwise', [held]);

    expect(phases(report)).toEqual({ inc4: 'investigating', inc5: 'investigating' });
    expect(report.unsure).toEqual(['*', 'inc1']);
    expect(report.remarks).toEqual([
      'an entry of its feed is not written as we know it, and may be an outage',
      'entry "inc1" is not written as we know it',
      'entry "inc2" is not written as we know it',
      'entry "inc3" is not written as we know it',
      'unknown time zone "BRT"',
    ]);
  });

  const nothing = { [unresolved]: incidents(), [active]: maintenances() };

  test.each<[string, Record<string, string | number>, boolean]>([
    ['has no list of that', { [unresolved]: 404 }, true],
    ['does not tell', { [unresolved]: 503, [active]: maintenances() }, true],
    ['does not tell of its work', { [unresolved]: incidents(), [active]: 503 }, true],
    ['has it open', { ...nothing, [unresolved]: incidents('inc4', 'inc2') }, true],
    ['has it as work under way', { ...nothing, [active]: maintenances('inc3') }, true],
    [
      'has only others open, which are told or ours',
      { ...nothing, [unresolved]: incidents('inc1', 'inc4') },
      false,
    ],
    ['has nothing open', nothing, false],
  ])('may be an outage where the page %s', async (_, lists, may) => {
    const held = { id: 'inc1', beganAt: '', listedAt: '2026-09-03T14:00:00.000Z' };
    const answers = { [platform.address]: fixture('one-update-written-otherwise'), ...lists };

    const report = await feed(platform, worldOf(answers, [held]));

    expect(report.unsure).toEqual(may ? ['*', 'inc1'] : ['inc1']);
    expect(report.remarks[0]).toMatch(may ? /may be an outage$/ : /^entry "inc1" is not written/);
  });

  test('may be an outage where nothing tells which one it is about', async () => {
    const nameless = fixture('newest-label-is-update').replaceAll('/incidents/inc1<', '/<');
    const look = (open: string) =>
      feed(platform, worldOf({ [platform.address]: nameless, ...nothing, [unresolved]: open }));

    expect(await look(incidents('inc1'))).toMatchObject({ unsure: ['*'] });
    expect(await look(incidents('inc2'))).toMatchObject({ unsure: [] });
  });

  test('is asked of nobody where all of it is ours', async () => {
    const held = { beganAt: '', listedAt: '2026-09-03T14:00:00.000Z' };
    const world = worldOf(
      { [platform.address]: fixture('one-update-written-otherwise') },
      ['inc1', 'inc2', 'inc3'].map((id) => ({ ...held, id })),
    );

    const report = await feed(platform, world);

    expect(report.unsure).toEqual(['inc1', 'inc2', 'inc3']);
    expect(world.asked).toEqual([platform.address]);
  });

  test('is not an entry that was edited after its newest update', async () => {
    const body = fixture('published-missing-or-no-time').replace('15:20:31Z', '15:50:31Z');

    const report = await feed(platform, worldOf({ [platform.address]: body }));

    expect(phases(report)).toEqual({ inc1: 'investigating', inc2: 'investigating' });
  });

  test.each([
    ['entries of another product', fixture('another-products-entries')],
    ['XHTML', '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head/></html>'],
    ['HTML', '<!doctype html><title>Status</title><h1>Welcome</h1>'],
    ['JSON', '{"incidents":[]}'],
    ['nothing', ''],
    ['half a feed', fixture('newest-label-is-update').slice(0, -30)],
    ['RSS without a channel', '<rss version="2.0"></rss>'],
    ['elements nested beyond measure', `<rss version="2.0">${'<a>'.repeat(50_000)}`],
  ])('is unreadable as a whole: %s', async (_, body) => {
    const failure = await feed(platform, worldOf({ [platform.address]: body })).catch((e: unknown) => e);

    expect(failure).toMatchObject({ name: 'CheckError', reason: 'unreadable' });
  });

  test('is given up at more tags than any feed has', async () => {
    const tags = (count: number) =>
      fixture('newest-label-is-update').replace('<item>', `<item>${'<a/>'.repeat(count)}`);
    const look = (count: number) => feed(platform, worldOf({ [platform.address]: tags(count) }));

    await expect(look(49_000)).resolves.toMatchObject({ remarks: [] });
    await expect(look(50_000)).rejects.toMatchObject({
      reason: 'unreadable',
      message: expect.stringContaining('has more than 50000 tags'),
    });
  });

  test('costs linear time, however much of it there is', async () => {
    const xml = (text: string) =>
      `<rss version="2.0"><channel><item><title>x</title><description>${text}</description></item></channel></rss>`;
    // Half of these would take minutes where each one is compared with all that follows.
    const bodies = [
      'a&lt;p ',
      '&lt;p&gt; &lt;small&gt;',
      '&lt;p&gt;&lt;small&gt;Sep &lt;var&gt;',
      '&lt;p&gt;&lt;small&gt;&lt;/small&gt; ',
    ];

    for (const piece of bodies) {
      const look = feed(platform, worldOf({ [platform.address]: xml(piece.repeat(100_000)) }));
      await expect(look).rejects.toBeInstanceOf(CheckError);
    }
  });

  test('stays unreadable while it says that nothing changed, and not a look longer', async () => {
    const clock = manualClock();
    const stage = await startStatuspage({ clock, pageId: 'p1p1p1p1p1p1', name: 'Example', url: page });
    stage.open({ name: 'Apps do not load' });
    const http = createHttp({ clock, hosts: { [page]: stage.origin }, userAgent: 'OutageBot/test' });
    const look = () =>
      feed(platform, firstLook(http, clock)).then(
        ({ incidents }) => incidents.length,
        (error: unknown) => error,
      );
    try {
      stage.break('broken-json');
      const failures = [await look(), await look()];
      await until(() => stage.requests.every(({ status }) => status !== undefined));
      const answered = stage.requests.map(({ status }) => status);
      stage.mend();
      const after = [await look(), await look()];

      expect(failures).toEqual([
        expect.objectContaining({ reason: 'unreadable', message: `GET ${platform.address}: is no feed` }),
        expect.objectContaining({ reason: 'unreadable', message: `GET ${platform.address}: is no feed` }),
      ]);
      expect(answered).toEqual([200, 304]);
      expect(after).toEqual([1, 1]);
    } finally {
      http.close();
      await stage.close();
    }
  });

  test('is not a feed without entries: that has no window at all', async () => {
    const held = { id: 'inc1', beganAt: '', listedAt: '2026-09-03T16:00:00.000Z' };
    const world = worldOf({ [platform.address]: fixture('nothing-listed') }, [held]);

    const report = await feed(platform, world);

    expect(report).toEqual({
      incidents: [],
      list: { kind: 'recent' },
      asked: [],
      unsure: [],
      remarks: [],
    });
    expect(world.asked).toEqual([platform.address]);
  });
});

describe('one of ours that is not in the feed', () => {
  const older = { id: 'older', beganAt: '', listedAt: '2026-09-02T10:00:05.000Z' };
  const newer = { id: 'newer', beganAt: '', listedAt: '2026-09-02T10:00:06.000Z' };
  const list = { [platform.address]: fixture('one-page-as-rss') };

  test('is not asked for while all of ours are there', async () => {
    const world = worldOf(list, [{ ...older, id: 'inc2' }]);

    await feed(platform, world);

    expect(world.asked).toEqual([platform.address]);
  });

  test('is gone when it is newer than the oldest entry of a page that has no other list', async () => {
    const world = worldOf(list, [older, newer]);
    const get: World['get'] = async (url, translate) => {
      if (url === platform.address) return world.get(url, translate);
      throw refusal(404);
    };

    const report = await feed(platform, { ...world, get });

    expect(report).toMatchObject({ asked: [], unsure: ['older'] });
  });

  test('is still open, and said nothing new, when it is among the open ones', async () => {
    const world = worldOf({ ...list, [unresolved]: incidents('older'), [active]: maintenances('newer') }, [
      older,
      newer,
    ]);

    const report = await feed(platform, world);

    expect(report).toMatchObject({ asked: [], unsure: ['older', 'newer'] });
    expect(report.incidents).toHaveLength(2);
  });

  test('is over when it is older than the feed reaches and no more open, withdrawn when it is younger', async () => {
    const world = worldOf({ ...list, [unresolved]: incidents(), [active]: maintenances() }, [older, newer]);

    const report = await feed(platform, world);

    expect(report).toMatchObject({
      list: { kind: 'recent', since: older.listedAt },
      asked: ['older'],
      unsure: [],
    });
  });

  test.each<[string, Record<string, string | number>]>([
    ['the open incidents', { [active]: maintenances() }],
    ['the maintenances', { [unresolved]: incidents() }],
    ['the open incidents, for that list is refused', { [unresolved]: 403, [active]: maintenances() }],
    ['the maintenances, for that list is refused', { [unresolved]: incidents(), [active]: 401 }],
    ['either, for they are HTML', { [unresolved]: '<html>', [active]: '<html>' }],
  ])('may be anything when the page cannot tell %s', async (_, answers) => {
    const world = worldOf({ ...list, ...answers }, [older, newer]);
    const get: typeof world.get = (url, translate) =>
      world.get(url, translate).catch((error: unknown) => {
        throw error instanceof SyntaxError ? new CheckError('unreadable', 'is HTML') : error;
      });

    const report = await feed(platform, { ...world, get });

    expect(report).toMatchObject({ asked: [], unsure: ['older', 'newer'] });
  });
});
