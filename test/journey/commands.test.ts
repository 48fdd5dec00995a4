import { beforeEach, describe, expect, test } from '@jest/globals';
import { subscriptions } from '../rig.ts';
import { SERVICES } from '../standins/platforms/azure-devops.ts';
import { rootTexts, useRig } from './use-rig.ts';

const world = useRig();

beforeEach(() => {
  world.rig.slack.user('ada');
});

/** Types a command as Ada and returns all she is shown for it, once `wanted` is among it. */
async function types(command: string, text: string, wanted: RegExp): Promise<string> {
  const { slack, channel } = world.rig;
  const result = await slack.slash('ada', command, text, channel);
  expect(result.acked).toBe(true);
  await result.sees(wanted);
  return result.seen().join('\n');
}

describe('/botstatus', () => {
  test('says that all is well, and what that rests on', async () => {
    const { rig } = world;
    await rig.start();
    await rig.pass(1);

    const seen = await types('/botstatus', '', /well/);

    expect(seen).toMatch(/Outage Bot is well/);
    expect(seen).toMatch(/GitHub: last good look/);
    expect(seen).toMatch(/this copy looks at the platforms/);
    expect(seen).toMatch(/[12] of 2 sockets live/);
  });

  test('says what is wrong: a page that cannot be read, a channel that takes nothing', async () => {
    const { rig } = world;
    rig.github.break(503);
    rig.slack.kick(rig.channel);
    await rig.start();
    await rig.pass(1);

    const seen = await types('/botstatus', '', /not well/);

    expect(seen).toMatch(/Cannot tell how GitHub is: .*503/);
    expect(seen).toMatch(/takes nothing: the bot is not a member/);
    expect(seen).toMatch(/GitHub: cannot tell since/);
  });
});

describe('/listevents', () => {
  test('lists open events, worst first, with their IDs', async () => {
    const { rig } = world;
    await rig.start();
    rig.github.open({ name: 'Small', impact: 'minor' });
    rig.snowflake.open({ name: 'Large', impact: 'critical' });
    await rig.pass(2);

    const seen = await types('/listevents', '', /open events/);

    expect(seen).toMatch(
      /2 open events.*Critical · Snowflake · Large.*SF-\w{5}.*Minor · GitHub · Small.*GH-\w{5}/s,
    );
  });

  test.each(['GitHub', ' github ', 'GITHUB'])('takes %j for the platform', async (text) => {
    const { rig } = world;
    await rig.start();
    rig.github.open({ name: 'Small', impact: 'minor' });
    rig.snowflake.open({ name: 'Large', impact: 'critical' });
    await rig.pass(2);

    const seen = await types('/listevents', text, /open event/);

    expect(seen).toMatch(/1 open event on GitHub/);
    expect(seen).not.toMatch(/Large/);
  });

  test('answers whoever acknowledges in the list, which stays as it was', async () => {
    const { rig } = world;
    await rig.start();
    rig.github.open({ name: 'Small', impact: 'minor' });
    await rig.pass(2);
    const [event] = await rig.open();
    await types('/listevents', '', /open event/);
    const list = rig.slack.ephemerals('ada', rig.channel).at(-1);
    if (!list || !event) throw new Error('no list');

    const press = await rig.slack.click('ada', list, `acknowledge:${event.id}`);

    await press.sees(`You have acknowledged ${event.id}`);
    await rig.rest();
    expect(rootTexts(rig)).toEqual([expect.stringMatching(/Acknowledged by ada/)]);
  });

  test('says so when nothing is open', async () => {
    await world.rig.start();

    expect(await types('/listevents', '', /open/)).toMatch(/No open events that we know of/);
  });

  test('an unknown platform is answered with what there is', async () => {
    await world.rig.start();

    expect(await types('/listevents', 'githb', /watch/)).toMatch(
      /Did you mean github\? Known: azure, azure-devops, github, .*snowflake/,
    );
  });
});

describe('what cannot be told', () => {
  test('is said beside every list that it is missing from', async () => {
    const { rig } = world;
    await rig.start();
    await rig.pass(1);
    rig.github.break(503);
    await rig.pass(8);

    const lists = [
      await types('/listevents', '', /open/),
      await types('/listevents', 'github', /open/),
      await types('/listevents', 'elsewhere github', /elsewhere/),
    ];

    for (const list of lists) expect(list).toMatch(/GitHub: cannot tell since .*503/);
    expect(lists[2]).not.toMatch(/whatever is open concerns us/);
    expect(await types('/listevents', 'snowflake', /open/)).not.toMatch(/cannot tell/);
  });

  test('is said of a platform of which only a part can be read', async () => {
    const { rig } = world;
    await rig.start();
    await rig.pass(1);
    rig.azure.forbid(subscriptions[1] ?? '');
    await rig.pass(6);

    const seen = await types('/manualcheck', 'azure', /Looked at 1 platform/);
    await rig.slack.openHome('ada');
    await rig.rest();

    expect(seen).toMatch(/Azure: cannot tell for sure: subscription .* could not be read.*nothing open/);
    expect(await types('/listevents', 'azure', /open/)).toMatch(/Azure: cannot tell for sure/);
    expect(rig.slack.home('ada')?.text).toMatch(/Azure {2}cannot tell for sure: subscription/);
    expect(await types('/botstatus', '', /well/)).toMatch(/Only a part of Azure can be read/);
  });

  test.each(['', 'GH-7K2QM'])(
    'is not taken for nothing open when an event is asked for with %j',
    async (typed) => {
      const { rig } = world;
      rig.github.break(503);
      await rig.start();
      await rig.pass(2);

      await rig.slack.slash('ada', '/forceresolve', typed, rig.channel);
      const { text } = await rig.slack.untilModal('ada', (modal) => /open/.test(modal.text));

      expect(text).toMatch(/\bno event is open that we know of\./i);
    },
  );

  test('is what a page says that should not be believed', async () => {
    const { rig } = world;
    await rig.start();
    await rig.pass(1);
    rig.azureDevops.omit({ services: SERVICES.slice(0, 4) });
    await rig.pass(2);

    expect(await types('/manualcheck', 'azure devops', /Looked at 1/)).toMatch(
      /Azure DevOps: cannot tell for sure: its status page speaks of/,
    );
    expect(await types('/listevents', 'azure-devops', /open/)).toMatch(/Azure DevOps: suspicious/);
  });
});

test('what is no platform is answered with the forms of the command', async () => {
  await world.rig.start();

  const seen = await types('/listevents', '???', /watch/);

  expect(seen).toMatch(
    /Type \/listevents \[platform\] for what is open, or \/listevents elsewhere \[platform\]/,
  );
  expect(seen).not.toMatch(/before or instead/);
});

test.each([
  ['/listevents', /called “R&D <x>”/],
  ['/manualcheck', /called “R&D <x>”/],
  ['/testmodeon', /^R&D <x> is not a number/],
  ['/forceresolve', /^R&D <x> is not an event/],
])('%s repeats what was typed as it was typed', async (command, wanted) => {
  const { slack, channel, ...rig } = world.rig;
  await rig.start();

  const result = await slack.slash('ada', command, 'R&D <x>', channel);
  await rig.rest();

  expect(result.modal()?.text ?? result.seen().join()).toMatch(wanted);
});

describe('/manualcheck', () => {
  test('looks now, and tells what it found', async () => {
    const { rig } = world;
    await rig.start();
    rig.github.open({ name: 'Just now', impact: 'major' });

    const seen = await types('/manualcheck', 'github', /Looked at 1 platform/);
    await rig.pass(0.1);

    expect(seen).toMatch(/GitHub: 1 open event, 1 change just now: GH-\w{5} Just now/);
    expect(rootTexts(rig)).toEqual([expect.stringMatching(/Just now/)]);
  });

  test('all: every platform, also one that cannot be read', async () => {
    const { rig } = world;
    await rig.start();
    rig.github.break('html');

    const seen = await types('/manualcheck', 'all', /Looked at 8 platforms/);

    expect(seen).toMatch(/GitHub: cannot tell: /);
    expect(seen).toMatch(/Snowflake: nothing open/);
  });

  test('all: one line fills up while they are looked at, and makes way for what was found', async () => {
    const { rig } = world;
    await rig.start();
    await rig.pass(0.5);
    rig.github.break('hang');

    const result = await rig.slack.slash('ada', '/manualcheck', 'all', rig.channel);
    await result.sees(/Looking: ▰{8,9}▱{1,2} [67] of 8/);
    const [meanwhile, ...others] = result.seen();
    await rig.pass(0.5);
    await result.sees(/Looked at 8 platforms/);

    expect(meanwhile).toMatch(/GitHub: looking.*Snowflake: nothing open/s);
    expect(others).toEqual([]);
    expect(result.seen()).toEqual([expect.stringMatching(/GitHub: cannot tell: .*Snowflake: nothing open/s)]);
    const done = result.responses.map(({ text }) => Number(/(\d) (?:of 8|platforms)/.exec(text)?.[1]));
    expect(done).toEqual([0, ...done.slice(1, -1).sort(), 8]);
  });

  test('all: what was found arrives though the answer to one message was lost', async () => {
    const { rig } = world;
    await rig.start();
    rig.slack.faults.add({ method: 'response_url', when: 'after', how: { status: 500 } });

    const result = await rig.slack.slash('ada', '/manualcheck', 'all', rig.channel);
    await result.sees(/Looking/);
    await rig.pass(0.1);

    await result.sees(/Looked at 8 platforms.*Snowflake: nothing open/s);
    expect(rig.slack.violations).toEqual([]);
  });
});

describe('a guest', () => {
  test.each(['/botstatus', '/listevents', '/manualcheck'])('is told who can use %s', async (command) => {
    const { rig } = world;
    await rig.start();
    rig.slack.user('gus', { guest: true });

    const result = await rig.slack.slash('gus', command, '', rig.channel);

    await result.sees(/Only full members of this workspace can/);
    expect(result.seen()).toHaveLength(1);
  });
});
