import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type LoopbackSlack, startLoopbackSlack } from './index.ts';
import type { JsonObject } from './json.ts';
import { call, connect } from './raw-client.ts';
import { leastScopes } from './web-api.ts';

let slack: LoopbackSlack;
let channel: string;
let ts: string;

beforeEach(async () => {
  const scopes = [
    ...leastScopes,
    'reactions:write',
    'pins:write',
    'bookmarks:write',
    'channels:read',
    'im:write',
  ];
  slack = await startLoopbackSlack({ scopes, postsPerSecond: Number.POSITIVE_INFINITY });
  channel = slack.channel('outages');
  const answer = await call(slack, 'chat.postMessage', { channel, text: 'down' });
  ts = String(answer.body.ts);
});

afterEach(() => slack.close());

test('knows people of every kind', async () => {
  const info = async (name: string) =>
    (await call(slack, 'users.info', { user: slack.user(name).id })).body.user;
  slack.user('ada', { admin: true });
  slack.user('gus', { guest: true });
  slack.user('sam', { guest: 'single' });
  slack.user('sven', { stranger: true });
  slack.user('zoe', { deleted: true });
  slack.user('rob', { bot: true });

  expect(await info('anna')).toMatchObject({
    is_admin: false,
    is_restricted: false,
    is_bot: false,
    deleted: false,
  });
  expect(await info('ada')).toMatchObject({ is_admin: true });
  expect(await info('gus')).toMatchObject({ is_restricted: true, is_ultra_restricted: false });
  expect(await info('sam')).toMatchObject({ is_restricted: true, is_ultra_restricted: true });
  expect(await info('sven')).toMatchObject({ is_stranger: true, team_id: 'T0STRANGERS' });
  expect(await info('zoe')).toMatchObject({ deleted: true });
  expect(await info('rob')).toMatchObject({ is_bot: true });
  expect(await call(slack, 'users.info', { user: 'U0NOBODY' })).toMatchObject({ error: 'user_not_found' });
});

test('knows the first owner, and who may not be seen', async () => {
  const info = (name: string) => call(slack, 'users.info', { user: slack.user(name).id });
  slack.user('olga', { owner: true });
  slack.user('paul', { owner: 'primary' });
  slack.user('hans', { hidden: true });

  expect(await info('olga')).toMatchObject({ body: { user: { is_admin: true, is_owner: true } } });
  expect(await info('paul')).toMatchObject({ body: { user: { is_owner: true, is_primary_owner: true } } });
  expect(await info('hans')).toMatchObject({ error: 'user_not_visible' });
  expect(slack.violations).toEqual([]);
});

test('opens direct conversations', async () => {
  const open = (users?: string) => call(slack, 'conversations.open', { users });
  const anna = slack.user('anna').id;

  expect(await open(anna)).toMatchObject({ ok: true, body: { channel: { id: `D${anna.slice(1)}` } } });
  expect(await open(anna)).toMatchObject({ body: { already_open: true } });
  expect(await open('U0NOBODY')).toMatchObject({ error: 'user_not_found' });
  expect(await open(slack.user('zoe', { deleted: true }).id)).toMatchObject({ error: 'user_disabled' });
  expect(await open()).toMatchObject({ error: 'users_list_not_supplied' });
});

test('asks for a scope where Slack does', async () => {
  const bare = await startLoopbackSlack({ scopes: [] });
  const user = bare.user('anna').id;
  const there = bare.channel('there');
  const answered = async (method: string, args: JsonObject) => {
    const { body } = await call(bare, method, args);
    return body.error === 'missing_scope' ? body.needed : (body.error ?? 'ok');
  };

  expect(await answered('users.info', { user })).toBe('users:read');
  expect(await answered('usergroups.users.list', { usergroup: 'S1' })).toBe('usergroups:read');
  expect(await answered('conversations.info', { channel: there })).toBe('channels:read');
  bare.makePrivate(there);
  expect(await answered('conversations.info', { channel: there })).toBe('groups:read');
  expect(await answered('conversations.open', { users: user })).toBe('im:write');
  expect(await answered('chat.postEphemeral', { channel: there, user, text: 'x' })).toBe('chat:write');
  expect(await answered('chat.getPermalink', { channel: there, message_ts: '1.000001' })).toBe(
    'message_not_found',
  );
  expect(await answered('views.publish', { user_id: user, view: { type: 'home', blocks: [] } })).toBe('ok');
  await bare.close();
});

test('tells when a user group changes', async () => {
  const socket = await connect(slack);
  const { id } = slack.userGroup('leads', ['anna', 'bert']);
  const changing = slack.changeUserGroup('leads', ['bert', 'carl']);
  const envelope = await socket.next('events_api');
  socket.ack(envelope);

  expect(envelope).toMatchObject({
    payload: {
      event: {
        type: 'subteam_members_changed',
        subteam_id: id,
        added_users: [slack.user('carl').id],
        removed_users: [slack.user('anna').id],
      },
    },
  });
  expect(await changing).toMatchObject({ acked: true });

  const updating = slack.sendEvent('subteam_updated', { subteam: { id } });
  const next = await socket.next('events_api');
  socket.ack(next);
  expect(next).toMatchObject({ payload: { event: { type: 'subteam_updated', subteam: { id } } } });
  await updating;
});

test('finds people by id and by name, and gives readable ids', () => {
  const anna = slack.user('anna');

  expect(anna.id).toBe('U0ANNA000');
  expect(slack.user(anna.id)).toBe(anna);
  expect(slack.user('U0SOMEONE').id).toBe('U0SOMEONE');
  expect(slack.channel('outages')).toBe(channel);
  expect(slack.channel('#outages')).toBe(channel);
  expect(slack.channel('out-ages')).not.toBe(channel);
});

test('lists who is in a user group', async () => {
  const group = slack.userGroup('leads', ['anna', 'bert']);
  const members = () => call(slack, 'usergroups.users.list', { usergroup: group.id });

  expect(await members()).toMatchObject({ ok: true, users: [slack.user('anna').id, slack.user('bert').id] });
  slack.userGroup('leads', ['anna']);
  expect(await members()).toMatchObject({ users: [slack.user('anna').id] });
  group.disabled = true;
  expect(await members()).toMatchObject({ error: 'no_such_subteam' });
  slack.workspace.freePlan = true;
  expect(await members()).toMatchObject({ error: 'plan_upgrade_required' });
  expect(slack.violations).toEqual([]);
});

test('lists user groups', async () => {
  const { id } = slack.userGroup('leads', ['anna']);

  expect(await call(slack, 'usergroups.list', { include_users: true })).toMatchObject({
    usergroups: [{ id, handle: 'leads', users: [slack.user('anna').id] }],
  });
});

test('tells about a channel', async () => {
  expect(await call(slack, 'conversations.info', { channel })).toMatchObject({
    channel: { id: channel, name: 'outages', is_member: true, is_archived: false, is_private: false },
  });
});

test('takes each reaction once', async () => {
  const react = (method: string, args: JsonObject = {}) =>
    call(slack, `reactions.${method}`, { channel, timestamp: ts, name: 'eyes', ...args });

  expect(await react('add')).toMatchObject({ ok: true });
  expect(await react('add')).toMatchObject({ error: 'already_reacted' });
  expect(slack.roots(channel)).toMatchObject([{ reactions: [{ name: 'eyes', count: 1 }] }]);
  expect(await react('remove')).toMatchObject({ ok: true });
  expect(await react('remove')).toMatchObject({ error: 'no_reaction' });
  expect(await react('add', { name: ':eyes:' })).toMatchObject({ error: 'invalid_name' });
  expect(await react('add', { timestamp: '1.000001' })).toMatchObject({ error: 'message_not_found' });
  for (let n = 0; n < 23; n++) await react('add', { name: `e${n}` });
  expect(await react('add', { name: 'one_more' })).toMatchObject({ error: 'too_many_reactions' });
});

test('pins a message once', async () => {
  const pin = (method: string, timestamp = ts) => call(slack, `pins.${method}`, { channel, timestamp });
  await call(slack, 'chat.postMessage', { channel, text: 'reply', thread_ts: ts });

  expect(await pin('add')).toMatchObject({ ok: true });
  expect(await pin('add')).toMatchObject({ error: 'already_pinned' });
  expect(await pin('remove')).toMatchObject({ ok: true });
  expect(await pin('remove')).toMatchObject({ error: 'no_pin' });
  slack.deleteByPerson(channel, ts);
  expect(await pin('add')).toMatchObject({ error: 'message_not_found' });
});

test('takes a hundred bookmarks', async () => {
  const free = await startLoopbackSlack({ scopes: ['bookmarks:write'], tierLimits: false });
  const there = free.channel('outages');
  const bookmark = (link: string) =>
    call(free, 'bookmarks.add', { channel_id: there, title: 'Status', type: 'link', link });

  for (let n = 0; n < 100; n++) expect(await bookmark('https://x.example')).toMatchObject({ ok: true });
  expect(await bookmark('https://x.example')).toMatchObject({ error: 'too_many_bookmarks' });
  await free.close();
});
