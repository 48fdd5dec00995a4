import { describe, expect, test } from '@jest/globals';
import {
  FEW,
  replies,
  replyTexts,
  rootTexts,
  shownInChannel,
  theRoot,
  theRootText,
  useRig,
} from './use-rig.ts';

const world = useRig({ watched: FEW });

/** GitHub is watched, and then Actions has an incident. */
async function openIncident(over: { impact?: 'none' | 'minor' | 'major' | 'critical' } = {}) {
  const { rig } = world;
  const bot = await rig.start();
  await rig.pass(2);
  const incident = rig.github.open({
    name: 'Incident with Actions',
    impact: over.impact ?? 'minor',
    components: ['Actions'],
    body: 'We are looking into it.',
  });
  await rig.pass(2);
  return { rig, incident, bot };
}

describe('opening', () => {
  test('first look ever, incident already open: told, and marked with when it began', async () => {
    const { rig } = world;
    rig.github.open({ name: 'Old trouble', impact: 'major', startedAt: '2026-11-20T07:00:00.000Z' });

    await rig.start();
    await rig.pass(1);

    expect(theRootText(rig)).toMatch(/Major, investigating · GitHub · Old trouble/);
    expect(theRootText(rig)).toMatch(/Began 2026-11-20 07:00 UTC.*already open at our first look/);
  });

  test('first look ever, incident already resolved: nothing', async () => {
    const { rig } = world;
    rig.snowflake.resolvedHistory(10);

    await rig.start();
    await rig.pass(5);

    expect(rootTexts(rig)).toEqual([]);
  });

  test('first start with three incidents open and fifty resolved ones: three messages; a restart: none', async () => {
    const { rig } = world;
    rig.snowflake.resolvedHistory(50);
    for (const name of ['One', 'Two', 'Three']) rig.snowflake.open({ name, impact: 'minor' });
    const posts = () => rig.slack.calls.filter((call) => call.method === 'chat.postMessage');

    const bot = await rig.start();
    await rig.pass(5);
    expect(posts()).toHaveLength(3);
    await bot.stop();
    await rig.start();
    await rig.pass(5);

    expect(posts()).toHaveLength(3);
    expect(rootTexts(rig)).toHaveLength(3);
  });

  test('an incident appears and concerns us: one root message', async () => {
    const { rig } = await openIncident();

    expect(theRootText(rig)).toMatch(/Minor, investigating · GitHub · Incident with Actions/);
    expect(theRootText(rig)).toMatch(/Affected: Actions/);
    expect(theRootText(rig)).toMatch(/We are looking into it\./);
    expect(replies(rig)).toEqual([]);
    expect(rig.slack.links(theRoot(rig))).toEqual([
      expect.stringMatching(/^https:\/\/www\.githubstatus\.com\/incidents\//),
    ]);
  });

  test('an incident without component list, on a filtered platform: told, since page-wide always passes', async () => {
    const { rig } = world;
    await rig.start({ env: { GITHUB_COMPONENTS: 'Pages' } });
    rig.github.open({ name: 'Everything is slow', impact: 'minor', components: [] });
    rig.github.open({ name: 'Only Actions', impact: 'minor', components: ['Actions'] });

    await rig.pass(2);

    expect(theRootText(rig)).toMatch(/Everything is slow/);
  });

  test('a region of Snowflake is told by its group, though features have the same names everywhere', async () => {
    const { rig } = world;
    await rig.start({ env: { SNOWFLAKE_REGIONS: 'AWS - US West (Oregon)' } });
    for (const group of ['AWS - US West (Oregon)', 'Azure - West Europe (Netherlands)']) {
      const components = [`${group} - Virtual Warehouses`];
      rig.snowflake.open({
        name: `Queries fail in ${group}`,
        impact: 'major',
        components,
        namedIn: 'incident',
      });
    }

    await rig.pass(2);

    expect(theRootText(rig)).toMatch(/Queries fail in AWS - US West/);
  });

  test('opened and resolved between two looks: one message, already in its end state', async () => {
    const { rig } = world;
    rig.snowflake.resolvedHistory(5);
    await rig.start();
    await rig.pass(1);
    const brief = rig.snowflake.open({ name: 'A hiccup', impact: 'minor' });
    await rig.pass(0.2);
    brief.resolve('Gone.');

    await rig.pass(3);

    expect(theRootText(rig)).toMatch(/Resolved after 12 s.*A hiccup/);
    expect(replies(rig)).toEqual([]);
  });
});

describe('following', () => {
  test('new update text, same severity: root edited, one reply in the thread that the channel does not show', async () => {
    const { rig, incident } = await openIncident();

    incident.update({ status: 'identified', body: 'We know why.' });
    await rig.pass(2);

    expect(theRootText(rig)).toMatch(/Minor, identified.*We know why\./s);
    expect(replyTexts(rig)).toEqual([expect.stringMatching(/We are looking into it\..*We know why\./s)]);
    expect(shownInChannel(rig)).toEqual([]);
  });

  test('each update stands in the thread once and in order', async () => {
    const { rig, incident } = await openIncident();

    for (const body of ['First news', 'Second news', 'Third news']) {
      incident.update({ body });
      await rig.pass(1);
    }

    expect(replyTexts(rig).join('\n')).toMatch(/looking into it.*First news.*Second news.*Third news/s);
    expect(
      replyTexts(rig)
        .join('\n')
        .match(/First news/g),
    ).toHaveLength(1);
  });

  test('severity up: root edited, reply shown in the channel too', async () => {
    const { rig, incident } = await openIncident();

    incident.update({ impact: 'critical', body: 'It is worse.' });
    await rig.pass(2);

    expect(theRootText(rig)).toMatch(/Critical, investigating/);
    expect(shownInChannel(rig)).toEqual([expect.stringMatching(/Worse: minor → critical.*It is worse\./s)]);
  });

  test('severity down: root edited, reply in the thread only', async () => {
    const { rig, incident } = await openIncident({ impact: 'critical' });

    incident.setImpact('minor');
    await rig.pass(2);

    expect(theRootText(rig)).toMatch(/Minor, investigating/);
    expect(replyTexts(rig)).toEqual([expect.stringMatching(/Eased: critical → minor/)]);
    expect(shownInChannel(rig)).toEqual([]);
  });

  test('title or affected list changed: root edited, reply in the thread', async () => {
    const { rig, incident } = await openIncident();

    incident.rename('Incident with all services');
    await rig.pass(2);
    incident.update({ body: 'Pages too.', components: ['Actions', 'Pages'] });
    await rig.pass(2);

    expect(theRootText(rig)).toMatch(/Incident with all services\nAffected: (Actions, Pages|Pages, Actions)/);
    expect(replyTexts(rig)).toEqual([
      expect.stringMatching(/Title changed/),
      expect.stringMatching(/What is affected changed.*Pages too\./s),
    ]);
  });

  test('only a timestamp moved: no write at all, nothing sent', async () => {
    const { rig, incident } = await openIncident();
    const before = { calls: rig.slack.calls.length, rows: await rig.store.events.open() };

    incident.touch();
    await rig.pass(3);

    expect(rig.slack.calls.length).toBe(before.calls);
    expect(await rig.store.events.open()).toEqual(before.rows);
  });

  test('the text of an update already told is edited: the root only', async () => {
    const { rig, incident } = await openIncident();

    incident.edit(incident.updateIds()[0] ?? '', 'We are looking into it, really.');
    await rig.pass(2);

    expect(theRootText(rig)).toMatch(/really\./);
    expect(replies(rig)).toEqual([]);
  });

  test('a stale edge of a CDN answers with the past: nothing', async () => {
    const { rig, incident } = await openIncident();
    rig.github.freeze();
    incident.update({ impact: 'major', body: 'News.' });
    await rig.pass(2);
    const before = theRootText(rig);

    rig.github.break('stale');
    await rig.pass(3);

    expect(theRootText(rig)).toBe(before);
    expect(replies(rig)).toHaveLength(1);
  });

  test('updates pile up while Slack is away: one reply with all of them, the root in its present state', async () => {
    const { rig, incident } = await openIncident();
    await rig.slack.down(true);
    for (const body of ['First news', 'Second news']) {
      incident.update({ status: 'monitoring', body });
      await rig.pass(2);
    }

    await rig.slack.down(false);
    await rig.pass(3);

    expect(theRootText(rig)).toMatch(/Minor, monitoring.*Second news/s);
    expect(replyTexts(rig)).toEqual([expect.stringMatching(/First news.*Second news/s)]);
  });
});

describe('ending', () => {
  test('the platform says resolved: end state with the duration, reply shown in the channel too', async () => {
    const { rig, incident } = await openIncident({ impact: 'major' });
    await rig.pass(26);

    incident.resolve('All is well again.');
    await rig.pass(2);

    expect(theRootText(rig)).toMatch(/Resolved after 28 min \(was major\).*All is well again\./s);
    expect(shownInChannel(rig)).toEqual([
      expect.stringMatching(/Resolved after 28 min.*All is well again\./s),
    ]);
    expect(await rig.open()).toEqual([]);
  });

  test('gone from a complete list in two agreeing looks: resolved, no longer listed', async () => {
    const { rig, incident } = await openIncident();

    incident.remove();
    await rig.pass(0.34);
    expect(theRootText(rig)).toMatch(/investigating/);
    await rig.pass(2);

    expect(theRootText(rig)).toMatch(/Resolved after .*, no longer listed/);
    expect(shownInChannel(rig)).toHaveLength(1);
  });

  test('gone from a complete list, but the page still has its last words: they are told', async () => {
    const { rig, incident } = await openIncident();
    incident.resolve('Fixed by a rollback.');

    await rig.pass(2);

    expect(theRootText(rig)).toMatch(/Resolved after .*Fixed by a rollback\./s);
    expect(theRootText(rig)).not.toMatch(/no longer listed/);
  });

  test('gone from a recent list though newer than its oldest entry, in three looks: withdrawn', async () => {
    const { rig } = world;
    rig.snowflake.resolvedHistory(5);
    await rig.start();
    const incident = rig.snowflake.open({ name: 'Posted in error', impact: 'minor' });
    await rig.pass(2);

    incident.remove();
    await rig.pass(3);

    expect(theRootText(rig)).toMatch(/Withdrawn by the platform after/);
    expect(shownInChannel(rig)).toEqual([expect.stringMatching(/Withdrawn by the platform/)]);
  });

  test('scrolled out of a recent list while open: followed in unresolved.json to its end', async () => {
    const { rig } = world;
    rig.snowflake.resolvedHistory(2);
    await rig.start();
    const long = rig.snowflake.open({ name: 'A long one', impact: 'minor' });
    await rig.pass(2);
    for (let i = 0; i < 60; i++)
      rig.snowflake.backfill({ name: `Later ${i}`, startedAt: '2026-11-01T00:00:00.000Z' });
    await rig.pass(3);
    expect(theRootText(rig)).toMatch(/Minor, investigating/);
    long.update({ body: 'Still at it.' });
    await rig.pass(2);
    expect(theRootText(rig)).toMatch(/Still at it\./);

    long.resolve('Done.');
    await rig.pass(2);

    expect(theRootText(rig)).toMatch(/Resolved after/);
  });

  test('resolved incident opens again upstream: same root edited, reply shown in the channel', async () => {
    const { rig, incident } = await openIncident();
    incident.resolve('Fixed.');
    await rig.pass(3);
    const { ts } = theRoot(rig);

    incident.reopen('It is back.');
    await rig.pass(3);

    expect(theRoot(rig).ts).toBe(ts);
    expect(theRootText(rig)).toMatch(/Minor, investigating.*It is back\./s);
    expect(shownInChannel(rig).at(-1)).toMatch(/Open again.*It is back\./s);
    expect(await rig.open()).toHaveLength(1);
  });

  test('an edit after the end, such as a post-mortem: nothing', async () => {
    const { rig } = world;
    rig.snowflake.resolvedHistory(3);
    await rig.start();
    const incident = rig.snowflake.open({ name: 'Short', impact: 'minor' });
    await rig.pass(2);
    incident.resolve('Fixed.');
    await rig.pass(3);
    const calls = rig.slack.calls.length;

    incident.edit(incident.updateIds().at(-1) ?? '', 'Fixed. Here is what we learned.');
    await rig.pass(5);

    expect(rig.slack.calls.length).toBe(calls);
  });

  test('the bot was down while an incident ended: the old root is edited', async () => {
    const { rig, incident, bot } = await openIncident();
    await bot.stop();
    incident.resolve('Fixed while nobody looked.');

    await rig.start();
    await rig.pass(3);

    expect(theRootText(rig)).toMatch(/Resolved after/);
  });
});
