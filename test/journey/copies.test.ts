import { expect, test } from '@jest/globals';
import type { Rig } from '../rig.ts';
import { allClears, notices, replyTexts, rootTexts, theRootText, types, useRig } from './use-rig.ts';
import { useWays } from './ways.ts';

const world = useRig();
const { cuttable } = useWays();

/** How often the only thread tells each of these. */
function timesTold(rig: Rig, words: readonly string[]): [string, number][] {
  const thread = replyTexts(rig).join('\n');
  return words.map((each) => [each, thread.split(each).length - 1]);
}

test('the leader falls silent: what opens then is told within half a minute, and once', async () => {
  const { rig } = world;
  const { way, env } = await cuttable(rig);
  await rig.start({ env });
  await rig.start();
  await rig.pass(2);

  way.away(true);
  const incident = rig.github.open({ name: 'Pushes fail', impact: 'minor' });
  // And two seconds for the look and the message.
  await rig.pass(32 / 60);
  const soon = theRootText(rig);
  way.away(false);
  await rig.pass(3);
  incident.resolve('All is well.');
  await rig.pass(3);

  expect(soon).toMatch(/Pushes fail/);
  expect(theRootText(rig)).toMatch(/Resolved after/);
  expect(timesTold(rig, ['All is well.'])).toEqual([['All is well.', 1]]);
  expect(await rig.open()).toEqual([]);
});

test('three copies are replaced one by one, the new before the old: nothing is lost, nothing is told twice', async () => {
  const { rig } = world;
  const old = [await rig.start(), await rig.start(), await rig.start()];
  const incident = rig.github.open({ name: 'Pushes fail', impact: 'minor', body: 'We are looking.' });
  await rig.pass(2);

  for (const [i, one] of old.entries()) {
    await rig.start();
    incident.update({ body: `News ${i}.` });
    await rig.pass(0.4);
    await one.stop();
    await rig.pass(0.6);
  }
  incident.resolve('All is well.');
  await rig.pass(3);

  const news = ['News 0.', 'News 1.', 'News 2.', 'All is well.'];
  expect(theRootText(rig)).toMatch(/Resolved after/);
  expect(timesTold(rig, news)).toEqual(news.map((each) => [each, 1]));
  expect(await rig.open()).toEqual([]);
});

test.each(['event written', 'claimed', 'root edited', 'recorded'])(
  'a copy that falls asleep at “%s” and wakes minutes later finds the work done, and doubles nothing',
  async (point) => {
    const { rig } = world;
    const { way, env } = await cuttable(rig);
    const woken = Promise.withResolvers<void>();
    let asleep = false;
    await rig.start({
      env,
      crashpoint(name) {
        if (name !== point || asleep) return undefined;
        asleep = true;
        way.away(true);
        return woken.promise;
      },
    });
    await rig.start();
    const incident = rig.github.open({ name: 'Pushes fail', impact: 'minor', body: 'We are looking.' });
    await rig.pass(2);
    incident.update({ impact: 'major', body: 'It is worse.' });
    await rig.pass(3);
    incident.update({ body: 'We know why.' });
    await rig.pass(2);

    way.away(false);
    woken.resolve();
    await rig.pass(4);
    incident.resolve('All is well.');
    await rig.pass(5);

    const news = ['It is worse.', 'We know why.', 'All is well.'];
    expect(asleep).toBe(true);
    expect(theRootText(rig)).toMatch(/Resolved after.*was major/s);
    expect(timesTold(rig, news)).toEqual(news.map((each) => [each, 1]));
    expect(await rig.open()).toEqual([]);
  },
);

test('two leaders for a whole story: everything is told once, kept true and visibly ended', async () => {
  const { rig } = world;
  const { env } = await cuttable(rig, { ownLease: true });
  // At the same instants, so that they meet at every step.
  const schedule = { CHECK_SCHEDULE: '0 * * * * *' };
  await rig.start({ env: schedule });
  await rig.start({ env: { ...env, ...schedule } });
  rig.slack.user('ada');
  await rig.pass(2);
  const looks = () => rig.github.requests.filter(({ path }) => path.includes('unresolved')).length;
  const before = looks();
  await rig.pass(3);
  const inThreeMinutes = looks() - before;

  const first = rig.github.open({ name: 'Pushes fail', impact: 'minor', body: 'We are looking.' });
  const other = rig.snowflake.open({ name: 'Loading fails', impact: 'major', body: 'Some queues wait.' });
  const brief = rig.retool.open({ name: 'Apps do not load', body: 'It began.' });
  await rig.pass(3);
  first.update({ impact: 'major', body: 'It is worse.' });
  other.update({ body: 'We know why.' });
  brief.resolve('It was brief.');
  rig.azureDevops.break(503);
  const [event] = (await rig.open()).filter(({ title }) => title === 'Pushes fail');
  const root = () =>
    rig.slack.roots(rig.channel).find((one) => rig.slack.plainText(one).includes('Pushes fail'));
  const pressed = root();
  if (!pressed) throw new Error('not told');
  await rig.slack.click('ada', pressed, `acknowledge:${event?.id}`);
  await rig.pass(7);
  rig.azureDevops.mend();
  first.resolve('All is well.');
  await rig.pass(3);
  first.reopen('It is back.');
  await rig.pass(3);
  first.resolve('Now it is.');
  other.resolve('Queues are short.');
  await rig.pass(6);

  // A copy alone would look three times.
  expect(inThreeMinutes).toBeGreaterThan(4);
  expect(rootTexts(rig)).toHaveLength(3);
  expect(rootTexts(rig)).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/Resolved after.*Apps do not load.*It was brief\./s),
      expect.stringMatching(/Resolved after.*Loading fails.*Queues are short\./s),
      expect.stringMatching(/Resolved after.*Pushes fail.*Now it is\./s),
    ]),
  );
  const words = rig.slack
    .roots(rig.channel)
    .flatMap(({ ts }) => rig.slack.thread(rig.channel, ts))
    .map((reply) => rig.slack.plainText(reply))
    .join('\n');
  for (const once of [
    'It is worse.',
    'All is well.',
    'It is back.',
    'Now it is.',
    'We know why.',
    'Queues are short.',
    'It was brief.',
    'Acknowledged by',
  ])
    expect([once, words.split(once).length - 1]).toEqual([once, 1]);
  expect(notices(rig)).toEqual([expect.stringMatching(/Over after .*Azure DevOps/)]);
  expect(allClears(rig)).toHaveLength(1);
  expect(await rig.open()).toEqual([]);
  expect(await types(rig, '/botstatus', '', /well/)).toMatch(/this copy looks at the platforms/);
});
