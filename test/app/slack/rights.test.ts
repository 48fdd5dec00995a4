import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createLog } from '../../../app/log.ts';
import { createClients } from '../../../app/slack/clients.ts';
import { createRights } from '../../../app/slack/rights.ts';
import { manualClock } from '../../manual-clock.ts';
import { type LoopbackSlack, startLoopbackSlack } from '../../standins/slack/index.ts';

let slack: LoopbackSlack;
const clock = manualClock();

beforeEach(async () => {
  slack = await startLoopbackSlack({ clock });
});

afterEach(() => slack.close());

async function rights(operators?: { users: string[]; groups: string[] }) {
  const log = createLog({ level: 'silent', secrets: [] });
  const client = createClients({ botToken: slack.botToken, apiUrl: slack.apiUrl, log }).interactive;
  const team = String((await client.auth.test()).team_id);
  return createRights({ client, clock, log, operators, team: () => team });
}

function asked(method: string): number {
  return slack.calls.filter((call) => call.method === method).length;
}

test('with no operators named, every full member is one, and nobody else', async () => {
  const { who } = await rights();
  const people = {
    member: slack.user('ada'),
    guest: slack.user('gus', { guest: true }),
    'guest of one channel': slack.user('gil', { guest: 'single' }),
    stranger: slack.user('sue', { stranger: true, teamId: 'T0THER' }),
    'of another workspace': slack.user('tom', { teamId: 'T0THER' }),
    gone: slack.user('don', { deleted: true }),
    bot: slack.user('bob', { bot: true }),
  };

  const found = await Promise.all(
    Object.entries(people).map(async ([kind, { id }]) => [kind, await who(id)] as const),
  );

  expect(found.filter(([, { member }]) => member).map(([kind]) => kind)).toEqual(['member']);
  expect(found.filter(([, { operator }]) => operator).map(([kind]) => kind)).toEqual(['member']);
});

test('while Slack has not told which workspace is ours, nobody is called a stranger', async () => {
  const log = createLog({ level: 'silent', secrets: [] });
  const client = createClients({ botToken: slack.botToken, apiUrl: slack.apiUrl, log }).interactive;
  const { who } = createRights({ client, clock, log, operators: undefined, team: () => '' });
  const { id } = slack.user('ada');

  await expect(who(id)).rejects.toThrow('which workspace is ours');
});

test('operators are the people named and the members of the groups named; others are members', async () => {
  const [ada, bob, eve, gus] = ['ada', 'bob', 'eve', 'gus'].map((name) => slack.user(name));
  if (!ada || !bob || !eve || !gus) throw new Error('nobody');
  slack.user('gus', { guest: true });
  const group = slack.userGroup('ops', [bob.id, gus.id]);
  const { who, operators } = await rights({ users: [ada.id], groups: [group.id] });

  const all = await Promise.all([ada, bob, eve, gus].map(({ id }) => who(id)));

  expect(all.map(({ operator }) => operator)).toEqual([true, true, false, false]);
  expect(all.map(({ member }) => member)).toEqual([true, true, true, false]);
  expect(await operators()).toBe('ada, bob');
});

test('an ID that Slack does not know hides no names of operators', async () => {
  const ada = slack.user('ada');
  const { operators } = await rights({ users: ['U0TYP0000', ada.id], groups: [] });

  expect(await operators()).toBe('ada');
});

test('names that Slack does not tell are counted, and without any it is said where they stand', async () => {
  const [ada, bob] = [slack.user('ada'), slack.user('bob')];
  const { operators } = await rights({ users: [ada.id, bob.id], groups: [] });
  const away = { method: 'users.info', how: { error: 'internal_error' } };
  slack.faults.add({ ...away, times: 2 });

  const none = await operators();
  slack.faults.add({ ...away, match: ({ user }) => user === bob.id });
  const one = await operators();

  expect(none).toBe('the people in SLACK_OPERATORS');
  expect(one).toBe('ada and 1 more');
});

test('ten presses at once cost one question, and the next press another', async () => {
  const ada = slack.user('ada');
  const { who } = await rights();

  await Promise.all(Array.from({ length: 10 }, () => who(ada.id)));
  const atOnce = asked('users.info');
  slack.user('ada', { guest: true });
  const next = await who(ada.id);

  expect(atOnce).toBe(1);
  expect(asked('users.info')).toBe(2);
  expect(next.member).toBe(false);
});

test('names of operators are asked for once in ten minutes, however often they are told', async () => {
  const users = ['ada', 'bob'].map((name) => slack.user(name).id);
  const { operators } = await rights({ users, groups: [] });

  await operators();
  await clock.advance(9 * 60_000);
  await operators();
  const before = asked('users.info');
  await clock.advance(2 * 60_000);
  await operators();

  expect(before).toBe(2);
  expect(asked('users.info')).toBe(4);
});

test('a rate limit keeps nobody from pressing who was known a moment ago', async () => {
  const ada = slack.user('ada');
  const { who } = await rights();
  await who(ada.id);
  slack.faults.add({ method: 'users.info', how: 'ratelimited', retryAfter: 30 });

  expect(await who(ada.id)).toMatchObject({ name: 'ada', member: true });
});

test.each([
  ['\u202Eada\u0007 \u200Blovelace\n', 'ada lovelace'],
  ['\u200B\u2060', 'Ada L.'],
  ['a'.repeat(200), `${'a'.repeat(79)}…`],
])('somebody called %j is told of as %j', async (name, told) => {
  const ada = slack.user(name, { realName: 'Ada L.' });
  const { who } = await rights();

  expect((await who(ada.id)).name).toBe(told);
});

test('a group is asked for again when its members have changed', async () => {
  const ada = slack.user('ada');
  const group = slack.userGroup('ops', []);
  const { who, forgetGroups } = await rights({ users: [], groups: [group.id] });
  const before = await who(ada.id);

  slack.userGroup('ops', [ada.id]);
  const kept = await who(ada.id);
  forgetGroups();
  const after = await who(ada.id);

  expect([before, kept, after].map(({ operator }) => operator)).toEqual([false, false, true]);
});

test('what Slack said last counts for an hour while it does not answer, and then nobody may', async () => {
  const ada = slack.user('ada');
  const group = slack.userGroup('ops', [ada.id]);
  const { who } = await rights({ users: [], groups: [group.id] });
  await who(ada.id);
  slack.faults.add({ method: /^user/, how: { error: 'internal_error' }, times: 100 });

  await clock.advance(50 * 60_000);
  const soon = await who(ada.id);
  await clock.advance(20 * 60_000);

  expect(soon.operator).toBe(true);
  await expect(who(ada.id)).rejects.toThrow('internal_error');
});

test('somebody whom Slack does not show us is no member, nor an operator', async () => {
  const sue = slack.user('sue', { stranger: true, hidden: true });
  const { who } = await rights({ users: [sue.id], groups: [] });

  expect(await who('U0N0B0DY')).toMatchObject({ member: false, operator: false });
  expect(await who(sue.id)).toMatchObject({ member: false, operator: false });
});

test('a group that is not there keeps nobody from anything, and its members from being operators', async () => {
  const [ada, bob] = [slack.user('ada'), slack.user('bob')];
  const group = slack.userGroup('ops', [bob.id]);
  const { who } = await rights({ users: [], groups: ['S0G0NE', group.id] });

  expect(await who(ada.id)).toMatchObject({ member: true, operator: false });
  expect(await who(bob.id)).toMatchObject({ member: true, operator: true });
});

test('while Slack does not tell who is in a group, members are members and nobody is refused for good', async () => {
  const [ada, olga] = [slack.user('ada'), slack.user('olga')];
  const group = slack.userGroup('ops', [ada.id]);
  const { who } = await rights({ users: [olga.id], groups: [group.id] });
  slack.faults.add({ method: /^usergroups/, how: { error: 'internal_error' }, times: 100 });

  expect(await who(ada.id)).toMatchObject({ member: true, operator: undefined });
  expect(await who(olga.id)).toMatchObject({ member: true, operator: true });
});
