import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { platforms } from '../../checkers/index.ts';
import { type Rig, type StartOptions, startRig } from '../rig.ts';
import { type Azurite, startAzurite } from '../standins/azurite.ts';
import { startWire, type Wire } from '../standins/azurite-wire.ts';
import type { Answer, HomeSeen, ModalSeen } from '../standins/slack/index.ts';
import { rootTexts, theRoot, theRootText, types, useRig } from './use-rig.ts';

const world = useRig();

beforeEach(() => {
  const { slack } = world.rig;
  slack.user('ada');
  slack.user('olga');
  slack.user('otto');
});

/** A copy of the bot for which Olga and Otto are operators. */
async function start({ env, ...options }: StartOptions = {}): Promise<void> {
  const { rig } = world;
  const operators = ['olga', 'otto'].map((name) => rig.slack.user(name).id).join(',');
  await rig.start({ ...options, env: { SLACK_OPERATORS: operators, ...env } });
}

/** Somebody opens the settings from Home and chooses a platform. */
async function opens(who: string, platform: string, { slack }: Rig = world.rig): Promise<ModalSeen> {
  await slack.openHome(who);
  await slack.untilHome(who);
  await slack.click(who, 'home', 'settings:');
  await slack.untilModal(who, ({ text }) => text.includes('Platform'));
  await slack.click(who, 'modal', 'settings-platform:', platform);
  return slack.untilModal(who, ({ submit }) => submit === 'Save');
}

/** Fills the form in and saves it; what stands there then. */
async function saves(who: string, answers: Record<string, Answer>): Promise<ModalSeen> {
  const { rig } = world;
  await rig.slack.fill(who, answers);
  const { acked } = await rig.slack.submit(who);
  expect(acked).toBe(true);
  await rig.rest();
  const modal = rig.slack.modal(who);
  if (!modal) throw new Error('the modal is gone');
  return modal;
}

async function sets(platform: string, answers: Record<string, Answer>): Promise<string> {
  await opens('olga', platform);
  const { text } = await saves('olga', answers);
  expect(text).toMatch(/Saved/);
  await world.rig.slack.cancel('olga');
  return text;
}

/** The roots in another channel. */
function rootsIn({ slack }: Rig, channel: string): string[] {
  return slack.roots(channel).map((message) => slack.plainText(message));
}

describe('the form', () => {
  test('shows what is in force and where it comes from', async () => {
    await start({ env: { GITHUB_COMPONENTS: 'pages, Gone' } });

    const before = await opens('olga', 'github');
    await saves('olga', { 'settings-floor': 'major' });
    await world.rig.slack.cancel('olga');
    const after = await opens('otto', 'github');

    expect(before.text).toMatch(/The default, from the environment {2}· {2}pages, Gone/);
    const chosen = Object.values(before.values).flatMap((one) => one['settings-wanted:github'] ?? []);
    expect(chosen).toMatchObject([{ selected_options: [{ value: 'Pages' }, { value: 'Gone' }] }]);
    expect(after.text).toMatch(/Set by @?olga .*Default: Everything/);
    expect(after.text).toMatch(/Back to the defaults/);
    expect(before.text).not.toMatch(/Back to the defaults/);
  });

  test('left as it is changes nothing, and a default goes on following the environment', async () => {
    const { rig } = world;
    await start({ env: { GITHUB_COMPONENTS: 'Pages' } });

    await opens('olga', 'github');
    const { text } = await saves('olga', {});

    expect(text).toMatch(/Nothing was changed: GitHub stays as it was/);
    expect(await rig.store.settings.list('settings')).toEqual([]);
  });

  test('of a platform that lists more than 100 parts asks while somebody types', async () => {
    const { rig } = world;
    rig.github.setComponents(Array.from({ length: 150 }, (_, i) => `Part ${i}`));
    await start();

    await opens('olga', 'github');
    const { options } = await rig.slack.type('olga', 'settings-wanted:github', 'part 14');
    const all = await rig.slack.type('olga', 'settings-wanted:github', '');
    await rig.slack.type('olga', 'settings-wanted:github', 'PART149');
    const { text } = await saves('olga', { 'settings-wanted:github': ['Part 149'] });

    expect(options.map(({ value }) => value)).toEqual([
      'Part 14',
      ...Array.from({ length: 10 }, (_, i) => `Part 14${i}`),
    ]);
    expect(all.options).toHaveLength(100);
    expect(text).toMatch(/What concerns us: Part 149/);
    expect(JSON.stringify((await opens('otto', 'github')).values)).toMatch(/"value":"Part 149"/);
  });

  test('of one of more than 100 platforms asks while somebody types which', async () => {
    const { rig } = world;
    const { slack } = rig;
    const github = platforms.find(({ id }) => id === 'github');
    if (!github) throw new Error('GitHub is not watched');
    const many = Array.from({ length: 150 }, (_, i) => ({ ...github, id: `page-${i}`, name: `Page ${i}` }));
    await start({ platforms: many });

    await slack.openHome('olga');
    await slack.untilHome('olga');
    await slack.click('olga', 'home', 'settings:');
    await slack.untilModal('olga', ({ text }) => text.includes('Platform'));
    const all = await slack.type('olga', 'settings-platform:', '');
    const { options } = await slack.type('olga', 'settings-platform:', 'PAGE14');
    await slack.click('olga', 'modal', 'settings-platform:', 'page-149');
    await slack.untilModal('olga', ({ submit }) => submit === 'Save');
    const { text } = await saves('olga', { 'settings-floor': 'major' });

    expect(all.options).toHaveLength(100);
    expect(options.map(({ value }) => value)).toEqual([
      'page-14',
      ...Array.from({ length: 10 }, (_, i) => `page-14${i}`),
    ]);
    expect(text).toMatch(/holds for Page 149 from now on/);
  });

  test('of a platform whose list cannot be read says so, and takes names all the same', async () => {
    const { rig } = world;
    await start();
    rig.github.break(503, { only: /components/ });

    const { text } = await opens('olga', 'github');
    const saved = await saves('olga', { 'settings-names': 'Pages, "Git, and more"' });

    expect(text).toMatch(/Its list cannot be read now: .*503/);
    expect(saved.text).toMatch(/What concerns us: Pages, Git, and more/);
  });

  test('of a platform that lists nothing takes names between commas', async () => {
    await start();

    const { text } = await opens('olga', 'retool');

    expect(text).toMatch(/Names between commas, as Retool writes them/);
  });

  test('of a platform whose list hangs opens after a few seconds', async () => {
    const { rig } = world;
    await start();
    rig.github.break('hang', { only: /components/ });
    await rig.slack.openHome('olga');
    await rig.slack.untilHome('olga');
    await rig.slack.click('olga', 'home', 'settings:');
    await rig.slack.untilModal('olga', ({ text }) => text.includes('Platform'));

    const { acked } = await rig.slack.click('olga', 'modal', 'settings-platform:', 'github');
    await rig.pass(0.1);

    expect(acked).toBe(true);
    expect(rig.slack.modal('olga')?.text).toMatch(/Its list cannot be read now: it takes too long/);
  });
});

describe('what is refused', () => {
  test.each<[string, (home: HomeSeen) => Promise<unknown>]>([
    ['opening', (home) => world.rig.slack.click('olga', home, 'settings:')],
    ['choosing', () => world.rig.slack.click('olga', 'modal', 'settings-platform:', 'azure')],
    ['going back to the defaults', () => world.rig.slack.click('olga', 'modal', 'settings-reset:github')],
    ['saving', () => world.rig.slack.submit('olga')],
  ])('whoever is no operator any more: %s', async (step, act) => {
    const { rig } = world;
    const group = rig.slack.userGroup('oncall', ['olga']);
    await rig.start({ env: { SLACK_OPERATORS: group.id } });
    await sets('github', { 'settings-floor': 'major' });
    const home = rig.slack.home('olga');
    if (step !== 'opening') {
      await opens('olga', 'github');
      await rig.slack.fill('olga', { 'settings-floor': 'critical' });
    }
    await rig.slack.changeUserGroup('oncall', ['otto']);

    await act(home as HomeSeen);
    await rig.rest();

    expect(rig.slack.modal('olga')?.text).toMatch(/Only operators can change the settings: .*otto/);
    expect((await rig.store.settings.get('settings', 'github'))?.value).toMatchObject({ floor: 'major' });
  });

  test('a channel that the bot is not in, with what to do, and what was chosen still there', async () => {
    const { rig } = world;
    await start();
    const secret = rig.slack.channel('secret');
    rig.slack.kick('secret');
    await opens('olga', 'github');

    const again = await saves('olga', { 'settings-channels': [secret], 'settings-floor': 'major' });
    rig.slack.invite('secret');
    const after = await saves('olga', {});

    expect(again.text).toMatch(/#?secret: the bot is not a member: type .*\/invite @Outage Bot/);
    expect(after.text).toMatch(/Saved.*Channels: #secret.*Severity: Major and worse/s);
  });

  test('somebody of whom Slack does not tell just now, with what was chosen still there', async () => {
    const { rig } = world;
    await start();
    await opens('olga', 'github');
    const fault = rig.slack.faults.add({
      method: 'users.info',
      how: { error: 'internal_error' },
      times: 1000,
    });
    await rig.pass(61);

    const again = await saves('olga', { 'settings-floor': 'major' });
    fault.remove();
    await rig.slack.submit('olga');
    const saved = await rig.slack.untilModal('olga', ({ text }) => text.includes('Saved'));

    expect(again.text).toMatch(/Slack did not tell me who you are/);
    expect(JSON.stringify(again.values)).toMatch(/"value":"major"/);
    expect(saved.text).toMatch(/Major/);
  });

  test('a mute in the past, one without a time, and everything beside a selection', async () => {
    const { rig } = world;
    await start();
    await opens('olga', 'github');

    const past = await saves('olga', {
      'settings-mute': 'until',
      'settings-until': rig.now() / 1000 - 60,
      'settings-wanted:github': ['*', 'Pages'],
    });
    const without = await saves('olga', { 'settings-until': null, 'settings-wanted:github': ['Pages'] });

    expect(Object.values(past.errors)).toEqual([
      'Either everything or a selection, not both.',
      'That is in the past.',
    ]);
    expect(Object.values(without.errors)).toEqual(['Until when?']);
    expect(await rig.store.settings.list('settings')).toEqual([]);
  });
});

describe('what is set', () => {
  test('a floor: what is less bad stays elsewhere, and why', async () => {
    const { rig } = world;
    await start();
    await sets('github', { 'settings-floor': 'major' });

    rig.github.open({ name: 'Small', impact: 'minor' });
    rig.github.open({ name: 'Large', impact: 'major' });
    await rig.pass(2);

    expect(theRootText(rig)).toMatch(/Large/);
    expect(await types(rig, '/listevents', 'ELSEWHERE', /Elsewhere/)).toMatch(
      /1 open incident that does not concern us.*GitHub.*Minor · Small: it is minor, and of GitHub we hear from major on/s,
    );
  });

  test('a floor taken away: what is open is told at once', async () => {
    const { rig } = world;
    await start();
    await sets('github', { 'settings-floor': 'critical' });
    rig.github.open({ name: 'Small', impact: 'minor' });
    await rig.pass(2);
    expect(rootTexts(rig)).toEqual([]);

    await sets('github', { 'settings-floor': 'everything' });

    expect(theRootText(rig)).toMatch(/Small/);
  });

  test('components: those chosen are told, and "why" says so', async () => {
    const { rig } = world;
    await start();
    await sets('github', { 'settings-wanted:github': ['Pages'] });

    rig.github.open({ name: 'Not ours', components: ['Actions'] });
    rig.github.open({ name: 'Ours', components: ['Pages', 'Actions'] });
    await rig.pass(2);
    const [event] = await rig.open();
    const asked = await rig.slack.click('ada', theRoot(rig), `more:${event?.id}`, 'why');
    await asked.sees(/because/);

    expect(theRootText(rig)).toMatch(/Ours/);
    expect(asked.seen().join()).toMatch(
      /is told in #outages because it affects Pages, chosen in the settings\./,
    );
    expect(await types(rig, '/listevents', ' elsewhere   GitHub ', /Elsewhere/)).toMatch(
      /Not ours: it affects Actions, and of GitHub we use Pages/,
    );
  });

  test('regions, of a platform that names regions', async () => {
    const { rig } = world;
    await start();
    await sets('snowflake', { 'settings-wanted:snowflake': ['AWS - US West (Oregon)'] });

    rig.snowflake.open({ name: 'Theirs', components: ['Azure - West Europe (Netherlands) - Data Loading'] });
    rig.snowflake.open({ name: 'Ours', components: ['AWS - US West (Oregon) - Data Loading'] });
    await rig.pass(2);

    expect(rootTexts(rig)).toEqual([expect.stringMatching(/Ours/)]);
  });

  test('everything, where the environment names some', async () => {
    const { rig } = world;
    await start({ env: { GITHUB_COMPONENTS: 'Pages' } });
    await sets('github', { 'settings-wanted:github': ['*'] });

    rig.github.open({ name: 'Of Actions', components: ['Actions'] });
    await rig.pass(2);

    expect(theRootText(rig)).toMatch(/Of Actions/);
    expect((await opens('otto', 'github')).text).toMatch(/Default: Pages/);
  });

  test('channels: the next event is told there, and what was told stays where it is', async () => {
    const { rig } = world;
    const own = rig.slack.channel('github-only');
    await start();
    const first = rig.github.open({ name: 'First' });
    await rig.pass(2);

    await sets('github', { 'settings-channels': [own] });
    rig.github.open({ name: 'Second' });
    first.update({ body: 'Still at it' });
    await rig.pass(2);

    expect(rootTexts(rig)).toEqual([expect.stringMatching(/First/)]);
    expect(theRootText(rig)).toMatch(/Still at it/);
    expect(rootsIn(rig, own)).toEqual([expect.stringMatching(/First/), expect.stringMatching(/Second/)]);
  });

  test('maintenance to the channel, and off', async () => {
    const { rig } = world;
    await start();
    const plan = {
      scheduledFor: new Date(rig.now()).toISOString(),
      scheduledUntil: new Date(rig.now() + 3_600_000).toISOString(),
    };
    await sets('github', { 'settings-maintenance': 'channel' });
    await sets('snowflake', { 'settings-maintenance': 'off' });

    rig.github.schedule({ name: 'New disks', ...plan }).update({ status: 'in_progress' });
    rig.snowflake.schedule({ name: 'New cables', ...plan }).update({ status: 'in_progress' });
    await rig.pass(3);

    expect(rootTexts(rig)).toEqual([expect.stringMatching(/Maintenance.*New disks/)]);
    expect(await types(rig, '/listevents', 'elsewhere', /Elsewhere/)).toMatch(
      /New cables: maintenance of Snowflake is switched off in the settings/,
    );
  });

  test('a mute: silent, then told when it ends, and why', async () => {
    const { rig } = world;
    await start();
    await sets('github', { 'settings-mute': 'until', 'settings-until': rig.now() / 1000 + 600 });
    rig.github.open({ name: 'Long' });
    rig.github.open({ name: 'Short' }).resolve();
    await rig.pass(8);
    const during = rootTexts(rig);
    const { text } = await opens('otto', 'github');

    await rig.pass(3);
    const [event] = await rig.open();

    expect(during).toEqual([]);
    expect(text).toMatch(/Muted until .*Nothing new of GitHub is told before/s);
    expect(theRootText(rig)).toMatch(/Long/);
    expect(event?.why).toBe('everything of GitHub concerns us');
  });

  test('a mute leaves true what was told before, to its end', async () => {
    const { rig } = world;
    await start();
    const incident = rig.github.open({ name: 'Before' });
    await rig.pass(2);

    await sets('github', {
      'settings-mute': 'until',
      'settings-until': rig.now() / 1000 + 7_200,
    });
    incident.resolve();
    await rig.pass(3);

    expect(theRootText(rig)).toMatch(/Resolved after/);
  });

  test('everything back to the defaults by one button', async () => {
    const { rig } = world;
    await start();
    await sets('github', { 'settings-floor': 'critical', 'settings-mute': '240' });
    rig.github.open({ name: 'Small', impact: 'minor' });
    await rig.pass(2);

    await opens('otto', 'github');
    await rig.slack.click('otto', 'modal', 'settings-reset:github');
    await rig.slack.untilModal('otto', ({ text }) => text.includes('back to the defaults'));
    await rig.rest();

    expect(rig.slack.modal('otto')?.text).not.toMatch(/Set by|🔕/);
    expect(JSON.stringify(rig.slack.modal('otto')?.values)).not.toMatch(/critical/);
    expect(theRootText(rig)).toMatch(/Small/);
  });
});

describe('two at once', () => {
  test('operators lose nothing of what the other changed, on one platform or two', async () => {
    const { rig } = world;
    await start();
    await opens('olga', 'github');
    await opens('otto', 'github');

    await saves('olga', { 'settings-floor': 'major' });
    await saves('otto', { 'settings-maintenance': 'off' });
    await rig.slack.cancel('otto');
    await opens('otto', 'snowflake');
    await saves('otto', { 'settings-floor': 'critical' });

    const rows = await rig.store.settings.list('settings');
    expect(rows.map(({ value: { platform, floor, maintenance } }) => [platform, floor, maintenance])).toEqual(
      [
        ['github', 'major', 'off'],
        ['snowflake', 'critical', undefined],
      ],
    );
  });

  test('copies obey what was set at either of them within one look', async () => {
    const { rig } = world;
    await start();
    await start();
    await sets('github', { 'settings-floor': 'major' });

    rig.github.open({ name: 'Small', impact: 'minor' });
    rig.github.open({ name: 'Large', impact: 'major' });
    await rig.pass(2);

    expect(theRootText(rig)).toMatch(/Large/);
  });
});

describe('with storage away', () => {
  let azurite: Azurite;
  let wire: Wire;

  beforeAll(async () => {
    azurite = await startAzurite();
    wire = await startWire(azurite);
  });
  afterAll(async () => {
    wire.close();
    await azurite.stop();
  });

  test('what was chosen stays in the form, and counts once storage is back', async () => {
    const rig = await startRig(wire.azurite);
    try {
      rig.slack.user('olga');
      await rig.start();
      await opens('olga', 'github', rig);
      await rig.slack.fill('olga', { 'settings-floor': 'critical', 'settings-names': 'Pages' });
      wire.cut();

      await rig.slack.submit('olga');
      const again = await rig.slack.untilModal('olga', ({ text }) => /storage does not answer/.test(text));
      wire.mend();
      await rig.slack.submit('olga');
      const saved = await rig.slack.untilModal('olga', ({ text }) => /Saved/.test(text));

      expect(JSON.stringify(again.values)).toMatch(/"critical".*"Pages"/);
      expect(saved.text).toMatch(/Severity: Critical only.*What concerns us: Pages/s);
      expect(rig.slack.violations).toEqual([]);
    } finally {
      await rig.close();
    }
  });
});
