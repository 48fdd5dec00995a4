import { beforeEach, describe, expect, test } from '@jest/globals';
import type { TrackedEvent } from '../../app/events/event.ts';
import { eventId } from '../../app/events/ids.ts';
import { createTestMode } from '../../app/test-mode.ts';
import type { Platform } from '../../checkers/checker.ts';
import { platforms } from '../../checkers/index.ts';
import type { StoredMessage } from '../standins/slack/index.ts';
import { notices, rootTexts, shownInChannel, useRig } from './use-rig.ts';

const world = useRig();
/** What most tests watch: time passes faster with few. */
const FEW = platforms.filter(({ id }) => ['github', 'salesforce', 'slack'].includes(id));
const PLATFORMS = FEW.length;
let tests: string;

beforeEach(() => {
  const { slack } = world.rig;
  for (const name of ['ada', 'bob']) slack.user(name);
  tests = slack.channel('outage-tests');
});

/** Types a command as somebody, and returns what they are told. */
async function types(command: string, text = '', wanted = /./, who = 'ada'): Promise<string> {
  const { slack, channel, rest } = world.rig;
  const result = await slack.slash(who, command, text, channel);
  expect(result.acked).toBe(true);
  await result.sees(wanted);
  await rest();
  return result.seen().join('\n');
}

function texts(channel: string): string[] {
  const { slack } = world.rig;
  return slack.roots(channel).map((message) => slack.plainText(message));
}

/** The root of a platform's simulated event. */
function root(platform: string, channel = world.rig.channel): StoredMessage {
  const { slack } = world.rig;
  const found = slack
    .roots(channel)
    .filter((message) => slack.plainText(message).includes(`Simulated outage of ${platform}`));
  expect(found).toHaveLength(1);
  return found[0] as StoredMessage;
}

function rootText(platform: string): string {
  return world.rig.slack.plainText(root(platform));
}

async function simulated(platform?: string): Promise<TrackedEvent[]> {
  const events = await world.rig.open();
  return events.filter((event) => event.simulated && (platform ?? event.platform) === event.platform);
}

async function switchedOn(minutes = '', watched: readonly Platform[] = FEW): Promise<void> {
  await world.rig.start({ platforms: watched });
  await world.rig.pass(2);
  await types('/testmodeon', minutes, /Test mode is on/);
}

describe('switched on', () => {
  test('each platform shows one incident that opens, worsens in the channel and resolves, and nothing is left', async () => {
    const { rig } = world;
    await switchedOn('', platforms);
    expect(texts(rig.channel).length).toBeGreaterThan(0);

    await rig.pass(2.1);
    expect(texts(rig.channel)).toHaveLength(platforms.length);
    for (const text of texts(rig.channel)) expect(text).toMatch(/TEST · Minor, .* Simulated outage of/s);

    await rig.pass(4);
    for (const text of texts(rig.channel)) expect(text).toMatch(/TEST · Major, identified/);
    const worse = shownInChannel(rig);
    expect(worse).toHaveLength(platforms.length);
    for (const text of worse) expect(text).toMatch(/TEST · Worse: minor → major · .*rehearsal/is);

    await rig.pass(4);
    for (const text of texts(rig.channel)) expect(text).toMatch(/TEST · Minor, monitoring/);

    await rig.pass(4);
    for (const text of texts(rig.channel)) expect(text).toMatch(/TEST · Resolved after 12 min \(was major\)/);

    await rig.pass(4);
    expect(await world.rig.open()).toEqual([]);
    expect(texts(rig.channel)).toHaveLength(platforms.length);
    expect(notices(rig)).toEqual([]);
  });

  test('ends by itself after the minutes that were typed, in whatever state its incidents are', async () => {
    const { rig } = world;
    await switchedOn('5');
    await rig.pass(4.5);
    expect(await simulated()).toHaveLength(PLATFORMS);

    await rig.pass(2);
    for (const text of texts(rig.channel)) expect(text).toMatch(/TEST · Resolved after .*Test mode is over/s);

    await rig.pass(4);
    expect(await world.rig.open()).toEqual([]);
    expect(await types('/botstatus')).not.toMatch(/Test mode/);
  });

  test('goes to the test channel alone where there is one', async () => {
    const { rig } = world;
    await rig.start({ platforms: FEW, env: { SLACK_TEST_CHANNEL: tests } });

    const said = await types('/testmodeon', '', /Test mode is on/);
    await rig.pass(5);

    expect(said).toMatch(/3 platforms shows one incident marked TEST in .*outage-tests/);
    expect(texts(tests)).toHaveLength(PLATFORMS);
    expect(texts(rig.channel)).toEqual([]);
  });

  test('is seen in /botstatus, /listevents and /manualcheck, and events are marked there', async () => {
    const { rig } = world;
    await switchedOn();
    await rig.pass(2);

    expect(await types('/botstatus')).toMatch(/Test mode is on until .* switched on by ada/);
    expect(await types('/listevents', 'github')).toMatch(
      /1 open event on GitHub.*Test mode is on until.*TEST · Minor · GitHub · Simulated outage/s,
    );
    const checked = await types('/manualcheck', 'github', /Looked at/);
    expect(checked).toMatch(/1 open event.*: TEST · GH-\w{5} Simulated outage of GitHub/);
  });

  test('the reason that is given for an event is that it was made up', async () => {
    const { rig } = world;
    await switchedOn();
    await rig.pass(2);
    const [event] = await simulated('github');

    const asked = await rig.slack.click('bob', root('GitHub'), `more:${event?.id}`, 'why');

    await asked.sees(/is told .*because test mode made it up; nothing is really wrong/);
  });

  test('passes a filter of what concerns us', async () => {
    const { rig } = world;
    await rig.start({ platforms: FEW, env: { GITHUB_COMPONENTS: 'Pages' } });
    await types('/testmodeon', '', /Test mode is on/);

    await rig.pass(2);

    expect(rootText('GitHub')).toMatch(/TEST · Minor/);
  });
});

describe('the real world meanwhile', () => {
  test('a real outage is told in the real channel without TEST, and ends on its own', async () => {
    const { rig } = world;
    await rig.start({ platforms: FEW, env: { SLACK_TEST_CHANNEL: tests } });
    await types('/testmodeon', '', /Test mode is on/);
    await rig.pass(3);

    const incident = rig.github.open({ name: 'Git is slow', impact: 'major', body: 'Looking.' });
    await rig.pass(2);
    expect(rootTexts(rig)).toEqual([expect.stringMatching(/Major, investigating · GitHub · Git is slow/)]);
    expect(rootTexts(rig)[0]).not.toMatch(/TEST|rehears/i);

    incident.resolve('Fixed.');
    await rig.pass(2);
    expect(rootTexts(rig)).toEqual([expect.stringMatching(/Resolved after/)]);
    expect(await simulated('github')).toMatchObject([{ severity: 'major', phase: 'identified' }]);

    await rig.pass(14);
    expect(await endedReal()).toMatchObject({ title: 'Git is slow', ending: { how: 'resolved' } });
    expect(await world.rig.open()).toEqual([]);
  });

  test('a real outage that was open before stays as it is through all of it', async () => {
    const { rig } = world;
    await rig.start({ platforms: FEW });
    rig.github.open({ name: 'Git is slow', impact: 'major' });
    await rig.pass(2);
    const before = (await rig.open())[0];

    await types('/testmodeon', '', /Test mode is on/);
    await rig.pass(20);

    expect(await rig.open()).toEqual([before]);
  });

  test('a page that cannot be read holds nothing back, and is told as ever', async () => {
    const { rig } = world;
    await switchedOn();
    rig.github.break(503);
    const lastGood = (await rig.store.lease.get('lease', 'leader'))?.value.lastGoodLooks.github ?? '';

    await rig.pass(14);

    expect(rootText('GitHub')).toMatch(/TEST · Resolved after 12 min/);
    expect(notices(rig)).toEqual([expect.stringMatching(/GitHub/)]);
    const after = (await rig.store.lease.get('lease', 'leader'))?.value.lastGoodLooks.github;
    expect(after && after < new Date(rig.now() - 10 * 60_000).toISOString()).toBe(true);
    expect(lastGood).not.toBe('');
    await rig.pass(4);
    expect(await world.rig.open()).toEqual([]);
  });
});

describe('what people do with it', () => {
  test('a simulated event is acknowledged as a real one', async () => {
    const { rig } = world;
    await switchedOn();
    await rig.pass(2);
    const [event] = await simulated('github');

    await rig.slack.click('bob', root('GitHub'), `acknowledge:${event?.id}`);
    await rig.rest();
    expect(rootText('GitHub')).toMatch(/TEST · .*Acknowledged by bob/s);

    await rig.pass(14);
    expect(rootText('GitHub')).toMatch(/TEST · Resolved after 12 min/);
  });

  test('a force-resolved one stays ended though it gets worse, when asked to, and is cleaned away', async () => {
    const { rig } = world;
    await switchedOn();
    await rig.pass(2);
    const [event] = await simulated('github');

    await forceResolve(event?.id ?? '', 'never');
    expect(rootText('GitHub')).toMatch(/TEST · Force-resolved after/);

    await rig.pass(6);
    expect(rootText('GitHub')).toMatch(/TEST · Force-resolved after/);
    await rig.pass(10);
    expect(await world.rig.open()).toEqual([]);
  });

  test('a force-resolved one is told again when it gets worse', async () => {
    const { rig } = world;
    await switchedOn();
    await rig.pass(2);
    const [event] = await simulated('github');

    await forceResolve(event?.id ?? '', 'if worse');
    await rig.pass(4);

    expect(rootText('GitHub')).toMatch(/TEST · Major, identified/);
  });

  async function forceResolve(id: string, again: string): Promise<void> {
    const { slack, channel, rest } = world.rig;
    await slack.slash('ada', '/forceresolve', id, channel);
    const modal = await slack.untilModal('ada', ({ submit }) => submit !== undefined);
    expect(modal.text).toMatch(/TEST · /);
    await slack.fill('ada', { reason: 'Only a rehearsal', again });
    await slack.submit('ada');
    await slack.untilNoModal('ada');
    await rest();
  }
});

describe('several copies', () => {
  test('show everything once, whoever of them was asked', async () => {
    const { rig } = world;
    await rig.start({ platforms: FEW });
    await rig.start({ platforms: FEW });
    await rig.pass(2);
    await types('/testmodeon', '', /Test mode is on/);
    await rig.pass(1);
    await Promise.all([types('/manualcheck', 'all', /Looked at/), types('/manualcheck', 'all', /Looked at/)]);

    await rig.pass(6);
    expect(texts(rig.channel)).toHaveLength(PLATFORMS);
    expect(shownInChannel(rig)).toHaveLength(PLATFORMS);

    await rig.pass(11);
    expect(texts(rig.channel)).toHaveLength(PLATFORMS);
    expect(shownInChannel(rig)).toHaveLength(2 * PLATFORMS);
    expect(await world.rig.open()).toEqual([]);
  });

  test('a copy that only answers people is obeyed within one look', async () => {
    const { rig } = world;
    await rig.start({ platforms: FEW });
    await rig.pass(2);
    const follower = createTestMode({ rows: rig.store.testSession, clock: rig, changed: () => undefined });
    const ada = { id: rig.slack.user('ada').id, name: 'ada' };

    await follower.switchOn(ada);
    await rig.pass(2);
    expect((await simulated()).filter(({ ending }) => !ending)).toHaveLength(PLATFORMS);

    await follower.switchOff(ada);
    await rig.pass(1.1);
    expect((await simulated()).filter(({ ending }) => !ending)).toEqual([]);
  });

  test('a restart in the middle goes on where it was', async () => {
    const { rig } = world;
    const bot = await rig.start({ platforms: FEW });
    await rig.pass(1);
    await types('/testmodeon', '', /Test mode is on/);
    await rig.pass(3);
    const before = await simulated();

    await bot.stop();
    await rig.start({ platforms: FEW });
    await rig.pass(3);

    const after = await simulated();
    expect(after.map(({ id }) => id).sort()).toEqual(before.map(({ id }) => id).sort());
    for (const text of texts(rig.channel)) expect(text).toMatch(/TEST · Major, identified/);
    expect(texts(rig.channel)).toHaveLength(PLATFORMS);
    expect(await types('/botstatus')).toMatch(/Test mode is on until/);
  });

  test('a bot that was down when the time was over cleans up as soon as it is back', async () => {
    const { rig } = world;
    const bot = await rig.start({ platforms: FEW });
    await rig.pass(1);
    await types('/testmodeon', '5', /Test mode is on/);
    await rig.pass(3);
    await bot.stop();
    await rig.pass(60);

    await rig.start({ platforms: FEW });
    await rig.pass(3);

    for (const text of texts(rig.channel)) expect(text).toMatch(/TEST · Resolved after (4|5) min/);
    expect(await world.rig.open()).toEqual([]);
  });
});

describe('switching', () => {
  test('off ends everything at once on the copy that looks, and both tables hold nothing of it', async () => {
    const { rig } = world;
    await switchedOn();
    await rig.pass(3);
    const ids = (await simulated()).map(({ platform, id }) => [platform, id] as const);
    expect(ids).toHaveLength(PLATFORMS);

    expect(await types('/testmodeoff', '', /off/)).toMatch(/Test mode is off/);
    expect((await simulated()).filter(({ ending }) => !ending)).toEqual([]);

    await rig.pass(4);
    for (const text of texts(rig.channel)) expect(text).toMatch(/TEST · Resolved after .*Test mode is over/s);
    for (const [platform, id] of ids) expect(await rig.store.events.find(platform, id)).toBeUndefined();
    expect(await types('/listevents', '', /open/)).not.toMatch(/Test mode/);
  });

  test('off and on again shows everything once more, as events of their own', async () => {
    const { rig } = world;
    await switchedOn();
    await rig.pass(3);
    await types('/testmodeoff', '', /off/);

    await types('/testmodeon', '', /Test mode is on/);
    await rig.pass(3);

    expect(texts(rig.channel)).toHaveLength(2 * PLATFORMS);
    expect((await simulated()).filter(({ ending }) => !ending)).toHaveLength(PLATFORMS);
  });

  test('on while it is on says since when, by whom and until when, and a number makes it last longer', async () => {
    const { rig } = world;
    await switchedOn('30');
    await rig.pass(1);

    expect(await types('/testmodeon', '', /./, 'bob')).toMatch(
      /Nothing has changed: test mode has been on since 2026-11-20 10:02 UTC, switched on by \*?ada\*?, until 2026-11-20 10:32 UTC/,
    );
    expect(await types('/testmodeon', '10 Minutes')).toMatch(/Nothing has changed.*10:32 UTC/);
    expect(await types('/testmodeon', ' 60 ')).toMatch(/goes on until 2026-11-20 11:03 UTC/);
    await rig.pass(0.5);
  });

  test('a test channel that takes nothing keeps nothing for ever', async () => {
    const { rig } = world;
    await rig.start({ platforms: FEW, env: { SLACK_TEST_CHANNEL: tests } });
    rig.slack.kick(tests);
    await types('/testmodeon', '5', /Test mode is on/);

    await rig.pass(10);
    expect(await simulated()).toHaveLength(PLATFORMS);
    await rig.pass(60);

    expect(await rig.open()).toEqual([]);
    expect(texts(tests)).toEqual([]);
    expect(notices(rig)).toEqual([expect.stringMatching(/cannot be told in the channel C0OUTAGETE/)]);
  });

  test('works from App Home as well: the banner, the buttons, and who may', async () => {
    const { rig } = world;
    const { slack } = rig;
    await rig.start({ platforms: FEW, env: { SLACK_OPERATORS: slack.user('ada').id } });
    await rig.pass(1);
    for (const who of ['ada', 'bob']) await slack.openHome(who);
    await rig.rest();

    await slack.click('ada', 'home', 'test-mode:on');
    const modal = await slack.untilModal('ada', ({ text }) => text.includes('Test mode is on until'));
    await rig.pass(2);
    expect(modal.text).toMatch(/Each of 3 platforms shows one incident marked TEST/);
    for (const who of ['ada', 'bob']) expect(slack.home(who)?.text).toMatch(/TEST MODE IS ON.*TEST · /s);
    await slack.cancel('ada');

    await slack.click('ada', 'home', 'test-mode:off');
    await slack.untilModal('ada', ({ text }) => text.includes('Test mode is off'));
    await rig.pass(4);
    for (const who of ['ada', 'bob']) expect(slack.home(who)?.text).not.toMatch(/TEST/);
    expect(await rig.open()).toEqual([]);
  });

  test('off while it is off says so, and who ended it', async () => {
    const { rig } = world;
    await rig.start({ platforms: FEW });

    expect(await types('/testmodeoff')).toMatch(/Test mode is not on\. /);
    await types('/testmodeon', '', /Test mode is on/);
    await types('/testmodeoff', '', /off/);
    expect(await types('/testmodeoff', '', /./, 'bob')).toMatch(/was switched off by \*?ada/);
    await rig.pass(0.5);
  });

  test.each(['abc', '0', '481', '-5', '1.5', '1e2', '<!channel>', '60 60'])(
    '/testmodeon %s answers what to type',
    async (text) => {
      await world.rig.start({ platforms: FEW });

      const said = await types('/testmodeon', text);

      expect(said).toMatch(/is not a number of minutes from 1 to 480, so nothing has changed\. Type/);
      expect(await types('/testmodeoff')).toMatch(/Test mode is not on/);
    },
  );

  test('by somebody who is no operator is refused, and says who can', async () => {
    const { rig } = world;
    const { id } = rig.slack.user('ada');
    await rig.start({ platforms: FEW, env: { SLACK_OPERATORS: id } });

    expect(await types('/testmodeon', '', /./, 'bob')).toMatch(/Only operators can switch test mode: .*ada/);
    expect(await types('/testmodeoff', '', /./, 'bob')).toMatch(/Only operators can switch test mode/);
    await rig.pass(3);

    expect(await simulated()).toEqual([]);
  });
});

/** The only real event of GitHub that has ended. */
async function endedReal(): Promise<TrackedEvent | undefined> {
  const { store } = world.rig;
  const [ended, ...more] = await store.events.endedLately('github');
  expect(more).toEqual([]);
  const id = eventId({ id: 'github', prefix: 'GH' }, ended?.id ?? '');
  return (await store.events.ended('github', id))?.value;
}
