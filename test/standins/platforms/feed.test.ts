import { expect, test } from '@jest/globals';
import type { HeldIncident, Platform, Report } from '../../../checkers/checker.ts';
import { feed } from '../../../checkers/feed.ts';
import { createHttp } from '../../../checkers/http.ts';
import { firstLook } from '../../checkers/contract.ts';
import { type ManualClock, manualClock } from '../../manual-clock.ts';
import { type Statuspage, startStatuspage } from './statuspage.ts';

interface Bench {
  page: Statuspage;
  clock: ManualClock;
  look(held?: HeldIncident[]): Promise<Report>;
}

const url = 'https://status.example.com';

/** The stand-in as the checker of its feed sees it. */
async function withFeed(
  { file = 'history.rss', utcOffsetMinutes = 0 },
  run: (bench: Bench) => Promise<void>,
): Promise<void> {
  const platform: Platform = {
    id: 'example',
    name: 'Example',
    prefix: 'EX',
    page: url,
    address: `${url}/${file}`,
    list: 'recent',
    relevantBy: 'name',
    check: feed,
  };
  const clock = manualClock();
  const page = await startStatuspage({
    clock,
    pageId: 'p1p1p1p1p1p1',
    name: 'Example',
    url,
    utcOffsetMinutes,
  });
  const http = createHttp({ clock, hosts: { [url]: page.origin }, userAgent: 'OutageBot/test' });
  try {
    await run({ page, clock, look: (held = []) => feed(platform, { ...firstLook(http, clock), held }) });
  } finally {
    http.close();
    await page.close();
  }
}

function held({ incidents: [incident] }: Report): HeldIncident[] {
  return incident ? [{ id: incident.id, beganAt: incident.beganAt, listedAt: incident.listedAt }] : [];
}

test.each([
  { file: 'history.rss', utcOffsetMinutes: 0 },
  { file: 'history.rss', utcOffsetMinutes: -420 },
  { file: 'history.atom', utcOffsetMinutes: 120 },
])('an incident lives through its updates to its end in $file, $utcOffsetMinutes minutes from UTC', (kind) =>
  withFeed(kind, async ({ page, clock, look }) => {
    const incident = page.open({ name: 'Apps do not load', impact: 'critical' });
    const opened = await look();
    await clock.advance(60_000);
    incident.update({ body: 'We <b>still</b> look.' });
    const updated = await look();
    incident.edit(incident.updateIds()[0] ?? '', 'We investigate.');
    const edited = await look();
    await clock.advance(60_000);
    incident.resolve('All well.');
    const over = await look();
    await clock.advance(60_000);
    incident.reopen('It is back.');
    const again = await look();

    expect(opened.incidents).toMatchObject([
      {
        id: incident.id,
        title: 'Apps do not load',
        severity: 'minor',
        phase: 'investigating',
        beganAt: '2026-09-03T16:00:00.000Z',
      },
    ]);
    expect(updated.incidents[0]?.updates.at(-1)).toEqual({
      id: '2026-09-03T16:01:00.000Z update',
      phase: 'investigating',
      text: 'We still look.',
      at: '2026-09-03T16:01:00.000Z',
    });
    expect(edited.incidents[0]?.updates[0]).toEqual({
      ...opened.incidents[0]?.updates[0],
      text: 'We investigate.',
    });
    expect(over.incidents).toMatchObject([{ phase: 'resolved', endedAt: '2026-09-03T16:02:00.000Z' }]);
    expect(again.incidents).toMatchObject([{ phase: 'investigating' }]);
  }),
);

test('maintenance is in the feed from its announcement, and told from its beginning', () =>
  withFeed({}, async ({ page, clock, look }) => {
    const work = page.schedule({
      name: 'Database move',
      scheduledFor: '2026-09-03T17:00:00.000Z',
      scheduledUntil: '2026-09-03T18:00:00.000Z',
    });
    const planned = await look();
    await clock.advance(3_600_000);
    work.update({ status: 'in_progress', body: 'It has begun.' });
    const begun = await look();
    await clock.advance(3_600_000);
    work.resolve('Done.');
    const over = await look();

    expect(planned).toMatchObject({
      incidents: [],
      list: { kind: 'recent', since: '2026-09-03T17:00:00.000Z' },
      remarks: [],
    });
    expect(begun.incidents).toMatchObject([
      { severity: 'maintenance', phase: 'identified', beganAt: '2026-09-03T17:00:00.000Z' },
    ]);
    expect(over.incidents).toMatchObject([{ phase: 'resolved', endedAt: '2026-09-03T18:00:00.000Z' }]);
  }));

test('an incident that scrolled out is followed to its end, and comes back with its next update', () =>
  withFeed({}, async ({ page, clock, look }) => {
    const incident = page.open({ name: 'A long one' });
    const ours = held(await look());
    for (let later = 0; later < 25; later++) {
      await clock.advance(1000);
      page.open({ name: `Trouble ${later}` }).resolve();
    }
    const out = await look(ours);
    await clock.advance(60_000);
    incident.update({ body: 'Still at it.' });
    const back = await look(ours);
    for (let later = 0; later < 25; later++) {
      await clock.advance(1000);
      page.open({ name: `More trouble ${later}` }).resolve();
    }
    incident.remove();
    const gone = await look(held(back));

    expect(out).toMatchObject({ asked: [], unsure: [incident.id] });
    expect(out.incidents.filter(({ phase }) => phase !== 'resolved')).toEqual([]);
    expect(back.incidents[0]).toMatchObject({ id: incident.id, updates: [{}, { text: 'Still at it.' }] });
    expect(gone).toMatchObject({ asked: [incident.id], unsure: [] });
  }));

test('an incident that is removed is missing though the feed reaches back to before it', () =>
  withFeed({}, async ({ page, look }) => {
    page.resolvedHistory(2);
    const incident = page.open({ name: 'In error' });
    const ours = held(await look());
    incident.remove();
    const gone = await look(ours);

    expect(ours).toMatchObject([{ id: incident.id }]);
    expect(gone).toMatchObject({ asked: [], unsure: [] });
    expect(gone.list).toMatchObject({ kind: 'recent', since: expect.stringMatching(/^2026-09-0[12]/) });
  }));
