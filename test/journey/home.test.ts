import { once } from 'node:events';
import { createServer, request as forward } from 'node:http';
import type { AddressInfo } from 'node:net';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { acknowledge } from '../../app/events/acts.ts';
import { startRig } from '../rig.ts';
import { type Azurite, startAzurite } from '../standins/azurite.ts';
import { until } from '../until.ts';
import { useRig } from './use-rig.ts';

const world = useRig();

beforeEach(() => {
  const { slack } = world.rig;
  slack.user('ada');
  slack.user('bob');
});

/** Ada runs the bot, Bob does not. */
function operators(): Record<string, string> {
  return { SLACK_OPERATORS: world.rig.slack.user('ada').id };
}

/** Somebody opens Home; what they see once all has come to rest. */
async function opens(who: string): Promise<string> {
  const { rig } = world;
  expect((await rig.slack.openHome(who)).acked).toBe(true);
  await rig.rest();
  return seen(who);
}

function seen(who: string): string {
  return world.rig.slack.home(who)?.text ?? 'nothing';
}

/** The action id of somebody's button or menu about the only event. */
function action(who: string, kind: string): string {
  const ids = JSON.stringify(world.rig.slack.home(who)?.blocks).matchAll(/"action_id":"([^"]+)"/g);
  const found = [...ids].map(([, id]) => id ?? '').find((id) => id.startsWith(`${kind}:`));
  if (found === undefined) throw new Error(`no ${kind} on the Home of ${who}: ${seen(who)}`);
  return found;
}

/** How often Homes have been published, for one person or for all. */
function published(who?: string): number {
  const { slack } = world.rig;
  const of = who === undefined ? undefined : slack.user(who).id;
  return slack.publications.filter(({ userId }) => of === undefined || userId === of).length;
}

async function presses(who: string, kind: string, value?: string) {
  const { rig } = world;
  const result = await rig.slack.click(who, 'home', action(who, kind), value);
  expect(result.acked).toBe(true);
  await rig.rest();
  return result;
}

describe('what people see', () => {
  test('all is quiet, every platform with its state, and each what they may do', async () => {
    const { rig } = world;
    await rig.start({ env: operators() });
    await rig.pass(1);

    const [ada, bob] = [await opens('ada'), await opens('bob')];

    expect(ada).toMatch(/All quiet/);
    expect(ada).toMatch(/GitHub {2}ok, last good look/);
    expect(ada).toMatch(/Check everything now.*Settings.*Test mode on/s);
    expect(bob).toMatch(/All quiet/);
    expect(bob).not.toMatch(/Check everything now|Settings\n|Test mode on/);
    expect(bob).toMatch(/are for operators: ada/);
  });

  test('an outage appears by itself, and whoever acknowledges it is named to everybody', async () => {
    const { rig } = world;
    await rig.start({ env: operators() });
    await rig.pass(1);
    await opens('ada');
    await opens('bob');

    rig.github.open({ name: 'Pushes fail', impact: 'major' });
    await rig.pass(2);

    for (const who of ['ada', 'bob']) {
      expect(seen(who)).toMatch(/1 outage active.*Needs you \(1\).*Major · GitHub · Pushes fail/s);
    }

    await presses('bob', 'acknowledge');

    expect(seen('bob')).toMatch(/Taken care of \(1\).*acknowledged by @bob/s);
    await rig.pass(2 / 60);
    expect(seen('ada')).toMatch(/Taken care of \(1\).*acknowledged by @bob/s);
  });
});

describe('pressing things', () => {
  test('thirteen events are two pages, and whoever acts on the second stays there', async () => {
    const { rig } = world;
    await rig.start({ env: operators() });
    await rig.pass(1);
    for (let i = 1; i <= 13; i++) rig.github.open({ name: `Trouble ${i} of many`, impact: 'minor' });
    await rig.pass(2);
    await opens('ada');
    expect(seen('ada').match(/Trouble \d+ of many/g)).toHaveLength(12);
    expect(seen('ada')).toMatch(/Events 1 to 12 of 13/);

    await presses('ada', 'home-page');

    expect(seen('ada')).toMatch(/Needs you, continued.*Events 13 to 13 of 13/s);
    expect(seen('ada').match(/Trouble \d+ of many/g)).toHaveLength(1);
    await rig.pass(0.1);
    await presses('ada', 'acknowledge');
    await rig.pass(0.1);
    expect(seen('ada')).toMatch(/Taken care of \(1\).*acknowledged by @ada.*Events 13 to 13 of 13/s);
    await presses('ada', 'home-page');
    await rig.pass(0.1);
    expect(seen('ada')).toMatch(/Needs you \(12\).*Events 1 to 12 of 13/s);
  });

  test('an operator force-resolves from the menu, and takes it back within ten minutes', async () => {
    const { rig } = world;
    await rig.start({ env: operators() });
    await rig.pass(1);
    rig.github.open({ name: 'Pushes fail', impact: 'major' });
    await rig.pass(2);
    await opens('ada');

    await presses('ada', 'more', 'force-resolve');
    await rig.slack.fill('ada', { reason: 'not used any more' });
    await rig.slack.submit('ada');
    await rig.pass(0.1);

    expect(seen('ada')).toMatch(
      /Quiet here, but not over at 1 platform.*Recently ended.*Pushes fail {2}Force-resolved by ada.*Undo/s,
    );
    await presses('ada', 'undo');
    await rig.pass(0.1);
    expect(seen('ada')).toMatch(/1 outage active/);
    expect(seen('ada')).not.toMatch(/Recently ended/);
  });

  test('what was force-resolved is not over while the platform has it open', async () => {
    const { rig } = world;
    await rig.start({ env: operators() });
    await rig.pass(1);
    const incident = rig.github.open({ name: 'Pushes fail', impact: 'major' });
    await rig.pass(2);
    await opens('ada');
    await presses('ada', 'more', 'force-resolve');
    await rig.slack.fill('ada', { reason: 'not used any more', again: 'never' });
    await rig.slack.submit('ada');
    await rig.pass(12);

    const check = await rig.slack.slash('ada', '/manualcheck', 'github', rig.channel);
    await check.sees(/Looked at 1 platform/);
    await rig.rest();

    expect(check.seen().join()).toMatch(/nothing open here; force-resolved here, still open at GitHub/);
    expect(seen('ada')).toMatch(
      /Quiet here, but not over at 1 platform.*GitHub {2}force-resolved here, still open at GitHub/s,
    );
    expect(seen('ada')).not.toMatch(/GitHub {2}ok/);
    incident.resolve();
    await rig.pass(3);
    expect(seen('ada')).toMatch(/All quiet.*GitHub {2}ok/s);
  });

  test('maintenance is force-resolved from its menu, and taken back', async () => {
    const { rig } = world;
    await rig.start({ env: operators() });
    await rig.pass(1);
    rig.snowflake.open({ name: 'Planned work', impact: 'maintenance' });
    await rig.pass(2);
    await opens('ada');

    await presses('ada', 'more', 'force-resolve');
    await rig.slack.fill('ada', { reason: 'not used any more' });
    await rig.slack.submit('ada');
    await rig.pass(0.1);

    expect(seen('ada')).toMatch(/Recently ended.*Planned work {2}Force-resolved by ada.*Undo/s);
    await presses('ada', 'undo');
    await rig.pass(0.1);
    expect(seen('ada')).toMatch(/Maintenance and notices.*Planned work/s);
  });

  test('undo is offered for ten minutes', async () => {
    const { rig } = world;
    await rig.start({ env: operators() });
    await rig.pass(1);
    rig.github.open({ name: 'Pushes fail', impact: 'major' });
    await rig.pass(2);
    await opens('ada');
    await presses('ada', 'more', 'force-resolve');
    await rig.slack.fill('ada', { reason: 'not used any more' });
    await rig.slack.submit('ada');

    await rig.pass(12);

    expect(seen('ada')).toMatch(/Recently ended/);
    expect(seen('ada')).not.toMatch(/Undo/);
  });

  test('an operator has everything checked, and reads what was found', async () => {
    const { rig } = world;
    await rig.start({ env: operators() });
    await opens('ada');
    rig.snowflake.break(503);
    rig.github.open({ name: 'Just now', impact: 'major' });

    await presses('ada', 'check-all');
    await rig.pass(0.1);

    expect(seen('ada')).toMatch(/1 outage active/);
    expect(seen('ada')).toMatch(/Looked at 8 platforms.*GitHub: 1 open event.*Snowflake: cannot tell/s);
    await opens('ada');
    expect(seen('ada')).not.toMatch(/Looked at/);
  });

  test('whoever is no operator any more is refused, with the names of those who are', async () => {
    const { rig } = world;
    const group = rig.slack.userGroup('oncall', ['ada', 'bob']);
    await rig.start({ env: { SLACK_OPERATORS: group.id } });
    await opens('ada');
    rig.slack.userGroup('oncall', ['bob']);
    await rig.slack.changeUserGroup('oncall', ['bob']);
    await rig.pass(2);

    await presses('ada', 'check-all');

    expect(rig.slack.modal('ada')?.text).toMatch(/Only operators can have everything checked.*bob/s);
    expect(seen('ada')).not.toMatch(/Looked at/);
  });

  test('an act on a Home that has changed meanwhile counts, and shows how things are now', async () => {
    const { rig } = world;
    await rig.start({ env: operators() });
    await rig.pass(1);
    rig.github.open({ name: 'Pushes fail', impact: 'major' });
    await rig.pass(2);
    await opens('ada');
    const old = rig.slack.home('ada');
    if (!old) throw new Error('no Home');
    const button = action('ada', 'acknowledge');
    rig.github.open({ name: 'Pages are slow', impact: 'minor' });
    await rig.pass(2);

    await rig.slack.click('ada', old, button);
    await rig.pass(0.1);

    expect(seen('ada')).toMatch(/2 outages active.*Pages are slow.*acknowledged by @ada/s);
    expect(rig.slack.calls.map(({ outcome }) => outcome)).toContain('hash_conflict');
  });

  test('a force-resolve form opens at once while Slack has had enough of Homes', async () => {
    const { rig } = world;
    await rig.start({ env: operators() });
    await rig.pass(1);
    rig.github.open({ name: 'Pushes fail', impact: 'major' });
    await rig.pass(2);
    await opens('ada');
    rig.slack.faults.add({ method: 'views.publish', how: 'ratelimited', retryAfter: 30 });

    await presses('ada', 'acknowledge');
    await presses('ada', 'more', 'force-resolve');

    expect(rig.slack.modal('ada')?.text).toMatch(/Pushes fail/);
    expect(seen('ada')).toMatch(/nobody has acknowledged it/);
    await rig.pass(35 / 60);
    expect(seen('ada')).toMatch(/acknowledged by @ada/);
  });
});

describe('who is shown what, and when', () => {
  test.each([
    ['a guest', { guest: true }],
    ['somebody of another workspace', { stranger: true, teamId: 'T0THER' }],
  ])('%s is told that it is not for them, and nothing of ours', async (_, kind) => {
    const { rig } = world;
    await rig.start();
    await rig.pass(1);
    rig.github.open({ name: 'Pushes fail', impact: 'major' });
    await rig.pass(2);
    rig.slack.user('eve', kind);

    const home = await opens('eve');
    await rig.pass(2);

    expect(home).toMatch(/for full members of this workspace/);
    expect(home).not.toMatch(/Pushes fail|GitHub|outage active/);
    expect(JSON.stringify(rig.slack.home('eve')?.blocks)).not.toMatch(/action_id/);
    expect(seen('eve')).toBe(home);
  });

  test('whoever has become a guest turns no pages any more', async () => {
    const { rig } = world;
    await rig.start({ env: operators() });
    await rig.pass(1);
    for (let i = 1; i <= 13; i++) rig.github.open({ name: `Trouble ${i} of many`, impact: 'minor' });
    await rig.pass(2);
    await opens('bob');
    rig.slack.user('bob', { guest: true });
    await rig.pass(2);

    await presses('bob', 'home-page');
    await rig.pass(0.1);

    expect(rig.slack.modal('bob')?.text).toMatch(/Only full members of this workspace can look at outages/);
    expect(seen('bob')).toMatch(/for full members of this workspace/);
  });

  test('only who opened Home has one, and the messages tab is none', async () => {
    const { rig } = world;
    await rig.start();
    await opens('ada');
    await rig.slack.openHome('bob', { tab: 'messages' });

    rig.github.open({ name: 'Pushes fail', impact: 'major' });
    await rig.pass(2);

    expect(seen('ada')).toMatch(/1 outage active/);
    expect(rig.slack.home('bob')).toBeUndefined();
  });

  test('after a restart everybody of the last day is remembered, and nobody from before', async () => {
    const { rig } = world;
    const yesterday = new Date(rig.now() - 25 * 60 * 60_000).toISOString();
    await rig.store.viewers.insert({ id: rig.slack.user('bob').id, openedAt: yesterday, page: 0 });
    const first = await rig.start();
    await opens('ada');
    await first.stop();

    await rig.start();
    rig.github.open({ name: 'Pushes fail', impact: 'major' });
    await rig.pass(2);

    expect(seen('ada')).toMatch(/1 outage active/);
    expect(seen('bob')).toBe('nothing');
    expect((await rig.store.viewers.list('viewer')).map(({ value }) => value.id)).toEqual([
      rig.slack.user('ada').id,
    ]);
  });

  test('what another copy wrote is shown after the next sweep', async () => {
    const { rig } = world;
    await rig.start();
    await rig.pass(1);
    rig.github.open({ name: 'Pushes fail', impact: 'major' });
    await rig.pass(2);
    await opens('ada');
    const [event] = await rig.open();
    if (!event) throw new Error('no event');
    const by = { id: rig.slack.user('bob').id, name: 'bob' };

    await rig.store.events.change(event.platform, event.id, (held) => {
      const acted = acknowledge(held, by, new Date(rig.now()).toISOString());
      return 'event' in acted ? acted.event : undefined;
    });
    await rig.pass(1.1);

    expect(seen('ada')).toMatch(/acknowledged by @bob/);
  });

  test('of two copies each shows the same, however the presses are spread', async () => {
    const { rig } = world;
    await rig.start();
    await rig.start();
    await rig.pass(12);
    rig.github.open({ name: 'Pushes fail', impact: 'major' });
    rig.github.open({ name: 'Pages are slow', impact: 'minor' });
    await rig.pass(2);

    for (const who of ['ada', 'bob', 'ada', 'bob']) {
      expect(await opens(who)).toMatch(
        /2 outages active.*Snowflake {2}ok, last good look 2026-11-20 10:1[34] UTC/s,
      );
    }
    await presses('ada', 'acknowledge');
    await presses('bob', 'acknowledge');
    await rig.pass(2);

    for (const who of ['ada', 'bob']) {
      expect(seen(who)).toMatch(/nobody has acknowledged it.*acknowledged by @ada/s);
    }
  });

  test('a quiet Home is left alone but for a sign of life', async () => {
    const { rig } = world;
    await rig.start();
    await rig.pass(1);
    await opens('ada');
    const before = published();

    await rig.pass(21);

    expect(published() - before).toBeLessThanOrEqual(3);
    expect(seen('ada')).toMatch(/GitHub {2}ok, last good look 2026-11-20 10:(19|2\d) UTC/);
  });

  test('many changes at once are shown together', async () => {
    const { rig } = world;
    await rig.start();
    await rig.pass(1);
    await opens('ada');
    await opens('bob');
    const before = published();

    for (let i = 1; i <= 40; i++) rig.github.open({ name: `Trouble ${i}`, impact: 'minor' });
    await rig.pass(2);

    expect(seen('ada')).toMatch(/40 outages active/);
    expect(seen('bob')).toMatch(/40 outages active/);
    expect(published() - before).toBeLessThanOrEqual(10);
  });

  test('an outage is on thirty Homes within two seconds of its announcement', async () => {
    const { rig } = world;
    await rig.start();
    await rig.pass(1);
    const viewers = Array.from({ length: 30 }, (_, i) => `viewer-${i}`);
    for (const who of viewers) {
      rig.slack.user(who);
      await opens(who);
    }
    await rig.pass(1);
    const showing = () => viewers.filter((who) => /1 outage active/.test(seen(who))).length;
    rig.github.open({ name: 'Pushes fail', impact: 'major' });
    while (rig.slack.roots(rig.channel).length === 0) await rig.pass(1 / 60);

    await rig.pass(2 / 60);

    expect(showing()).toBe(30);
  });

  test('fifty presses of one person cost no more than Slack gives', async () => {
    const { rig } = world;
    await rig.start();
    await rig.pass(1);
    for (let i = 1; i <= 12; i++) rig.github.open({ name: `Trouble ${i}`, impact: 'minor' });
    await rig.pass(2);
    await opens('ada');
    await opens('bob');
    const before = published();
    const ids = (await rig.open()).map(({ id }) => id);

    for (let i = 0; i < 50; i++) {
      const { acked } = await rig.slack.click('ada', 'home', `acknowledge:${ids[i % ids.length]}`);
      expect(acked).toBe(true);
    }
    // So long that the channel has been told of them all.
    await rig.pass(1);

    expect(seen('ada')).toMatch(/Taken care of \(12\)/);
    expect(seen('bob')).toMatch(/Taken care of \(12\)/);
    expect(published() - before).toBeLessThanOrEqual(15);
  });

  test('whoever has no Home any more is forgotten', async () => {
    const { rig } = world;
    await rig.start();
    await opens('ada');
    rig.slack.user('ada', { deleted: true });
    rig.github.open({ name: 'Pushes fail', impact: 'major' });
    await rig.pass(2);
    const asked = () => rig.slack.calls.filter(({ method }) => method === 'views.publish').length;
    const before = asked();

    rig.github.open({ name: 'Pages are slow', impact: 'major' });
    await rig.pass(2);

    expect(asked()).toBe(before);
    expect(await rig.store.viewers.list('viewer')).toEqual([]);
  });

  test('maintenance is worth knowing and no outage', async () => {
    const { rig } = world;
    await rig.start();
    await rig.pass(1);
    rig.snowflake.open({ name: 'Planned work', impact: 'maintenance' });
    await rig.pass(2);

    const home = await opens('ada');

    expect(home).toMatch(/All quiet/);
    expect(home).toMatch(/Maintenance and notices.*Maintenance · Snowflake · Planned work/s);
  });

  test('what is elsewhere is shown with its reason', async () => {
    const { rig } = world;
    await rig.start({ env: { GITHUB_COMPONENTS: 'Actions' } });
    await rig.pass(1);
    rig.github.open({ name: 'Pages are slow', impact: 'major', components: ['Pages'] });
    await rig.pass(2);

    const home = await opens('ada');

    expect(home).toMatch(/All quiet/);
    expect(home).toMatch(/Elsewhere, not ours.*Pages are slow {2}\(it affects Pages, and/s);
  });

  test('a page that cannot be read is never taken for quiet', async () => {
    const { rig } = world;
    await rig.start();
    await rig.pass(1);
    await opens('ada');

    rig.github.break(503);
    await rig.pass(2);

    expect(seen('ada')).toMatch(/No outage known, but 1 platform cannot be told/);
    expect(seen('ada')).toMatch(/Cannot tell: GitHub/);
    expect(seen('ada')).toMatch(/cannot tell since .*503/);
  });
});

/** Stands before the tables and can be shut: then everything is answered 503. */
async function startDoor(azurite: Azurite) {
  const door = { shut: false };
  const server = createServer((request, response) => {
    if (door.shut) {
      response.writeHead(503).end();
      return;
    }
    const { url = '/', method, headers } = request;
    const onward = forward({ port: azurite.port, path: url, method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    request.pipe(onward);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const connectionString = azurite.connectionString.replace(`:${azurite.port}/`, `:${port}/`);
  return {
    azurite: { ...azurite, port, connectionString },
    shut: (shut: boolean) => {
      door.shut = shut;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

test('while storage is away Home says so and of when it is, and then catches up', async () => {
  const azurite = await startAzurite();
  const door = await startDoor(azurite);
  const rig = await startRig(door.azurite);
  try {
    await rig.start();
    await rig.pass(1);
    rig.github.open({ name: 'Pushes fail', impact: 'major' });
    await rig.pass(2);
    await rig.slack.openHome('ada');
    await rig.rest();

    door.shut(true);
    await rig.slack.openHome('bob');
    await rig.pass(0.1);
    await until(() => /Storage does not answer/.test(rig.slack.home('bob')?.text ?? ''));

    expect(rig.slack.home('bob')?.text).toMatch(
      /1 outage active.*Storage does not answer since .*data from 2026-11-20 10:0\d UTC.*Pushes fail/s,
    );

    door.shut(false);
    rig.snowflake.open({ name: 'Queries fail', impact: 'critical' });
    await rig.pass(3);

    for (const who of ['ada', 'bob']) {
      expect(rig.slack.home(who)?.text).toMatch(/2 outages active/);
      expect(rig.slack.home(who)?.text).not.toMatch(/Storage does not answer/);
    }
    expect(rig.slack.violations).toEqual([]);
  } finally {
    door.shut(false);
    await rig.close();
    await door.close();
    await azurite.stop();
  }
});
