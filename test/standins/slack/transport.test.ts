import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { manualClock } from '../../manual-clock.ts';
import { type LoopbackSlack, startLoopbackSlack } from './index.ts';
import { call, post, postJson } from './raw-client.ts';

const clock = manualClock();
let slack: LoopbackSlack;
let channel: string;

beforeEach(async () => {
  slack = await startLoopbackSlack({ clock });
  channel = slack.channel('outages');
});

afterEach(() => slack.close());

test('says who the bot is', async () => {
  expect(await call(slack, 'auth.test')).toMatchObject({
    ok: true,
    user_id: slack.botUserId,
    bot_id: slack.botId,
    team_id: slack.teamId,
  });
});

test('refuses a missing and a wrong token, and counts them as mistakes', async () => {
  const none = await post(`${slack.apiUrl}auth.test`, '', {
    'content-type': 'application/x-www-form-urlencoded',
  });

  expect(none).toMatchObject({ status: 200, ok: false, error: 'not_authed' });
  expect(await call(slack, 'auth.test', {}, 'xoxb-else')).toMatchObject({ error: 'invalid_auth' });
  expect(slack.violations).toEqual(['auth.test: not_authed', 'auth.test: invalid_auth']);
});

test.each(['token_revoked', 'account_inactive', 'invalid_auth'])(
  'refuses a token that the workspace withdrew with %s, which is no mistake of the app',
  async (code) => {
    slack.tokens.revoke('bot', code);
    expect(await call(slack, 'auth.test')).toMatchObject({ ok: false, error: code });

    slack.tokens.restore('bot');
    expect(await call(slack, 'auth.test')).toMatchObject({ ok: true });
    expect(slack.violations).toEqual([]);
  },
);

test('takes the app token only for sockets and the bot token only for the rest', async () => {
  const refusal = { ok: false, error: 'not_allowed_token_type' };

  expect(await call(slack, 'apps.connections.open')).toMatchObject(refusal);
  expect(await call(slack, 'auth.test', {}, slack.appToken)).toMatchObject(refusal);
  expect(await call(slack, 'apps.connections.open', {}, slack.appToken)).toMatchObject({ ok: true });
  expect(slack.calls.map(({ token }) => token)).toEqual(['bot', 'app', 'app']);
});

test('takes a token from a form, but not from a JSON body', async () => {
  const form = { 'content-type': 'application/x-www-form-urlencoded' };

  expect(await post(`${slack.apiUrl}auth.test`, `token=${slack.botToken}`, form)).toMatchObject({ ok: true });
  expect(await postJson(`${slack.apiUrl}auth.test`, { token: slack.botToken })).toMatchObject({
    error: 'not_authed',
  });
  expect(slack.calls.every(({ args }) => !('token' in args))).toBe(true);
});

test('refuses a method that no scope covers, and tells which one', async () => {
  const answer = await call(slack, 'conversations.info', { channel });

  expect(answer).toMatchObject({ ok: false, error: 'missing_scope', needed: 'channels:read' });
  expect(answer.body.provided).toContain('chat:write');
  expect(slack.violations).toEqual(['conversations.info: missing_scope (channels:read)']);
});

test('a scope that the workspace did not grant is not a mistake of the app', async () => {
  const poor = await startLoopbackSlack({ scopes: ['chat:write'] });

  const answer = await call(poor, 'conversations.history', { channel: poor.channel('outages') });

  expect(answer).toMatchObject({
    error: 'missing_scope',
    needed: 'channels:history',
    provided: 'chat:write',
  });
  expect(poor.violations).toEqual([]);
  await poor.close();
});

test('refuses methods that do not exist', async () => {
  expect(await call(slack, 'chat.shout')).toMatchObject({
    error: 'unknown_method',
    req_method: 'chat.shout',
  });
  expect(await call(slack, 'toString')).toMatchObject({ error: 'unknown_method' });
  expect(slack.violations).toHaveLength(2);
});

test.each([
  ['a form that breaks off', 'application/x-www-form-urlencoded', 'channel=%', 'invalid_form_data'],
  ['JSON that breaks off', 'application/json', '{"channel":', 'invalid_json'],
  ['JSON that is no object', 'application/json', '[]', 'json_not_object'],
  ['another type', 'text/plain', 'channel=C1', 'invalid_post_type'],
  ['multipart', 'multipart/form-data; boundary=x', '--x--', 'invalid_form_data'],
])('refuses %s', async (_, contentType, body, error) => {
  const headers = { 'content-type': contentType, authorization: `Bearer ${slack.botToken}` };

  expect(await post(`${slack.apiUrl}chat.postMessage`, body, headers)).toMatchObject({ ok: false, error });
  expect(slack.violations).toEqual([`chat.postMessage: ${error}`]);
});

test('refuses missing and ill-formed arguments with messages', async () => {
  expect(await call(slack, 'chat.postMessage', { text: 'x' })).toMatchObject({
    error: 'invalid_arguments',
    response_metadata: { messages: ['[ERROR] missing required field: channel'] },
  });
  expect(await call(slack, 'conversations.history', { channel, limit: 'ten' })).toMatchObject({
    error: 'invalid_arguments',
  });
  expect(await call(slack, 'chat.postMessage', { channel, text: 'x', link_names: 'yes' })).toMatchObject({
    error: 'invalid_arguments',
  });
  expect(slack.violations).toHaveLength(3);
});

test('tells an argument that no such method has', async () => {
  expect(await call(slack, 'chat.postMessage', { channel, text: 'x', threadTs: '1.2' })).toMatchObject({
    ok: true,
  });
  expect(await call(slack, 'auth.test', { team_id: slack.teamId })).toMatchObject({ ok: true });

  expect(slack.violations).toEqual(['chat.postMessage: unknown argument threadTs']);
});

test('takes JSON bodies, with nested values as they are or as text', async () => {
  const headers = { authorization: `Bearer ${slack.botToken}` };
  const blocks = [{ type: 'divider' }];

  await postJson(`${slack.apiUrl}chat.postMessage`, { channel, text: 'a', blocks }, headers);
  await postJson(
    `${slack.apiUrl}chat.postMessage`,
    { channel, text: 'b', blocks: JSON.stringify(blocks) },
    headers,
  );

  expect(slack.roots(channel)).toMatchObject([{ blocks }, { blocks }]);
});

test('lets a small burst of posts through and then one per second and channel', async () => {
  const other = slack.channel('other');
  const statuses: number[] = [];
  for (let n = 0; n < 4; n++)
    statuses.push((await call(slack, 'chat.postMessage', { channel, text: 'x' })).status);

  const refused = await call(slack, 'chat.postMessage', { channel, text: 'x' });
  expect(statuses).toEqual([200, 200, 200, 429]);
  expect(refused).toMatchObject({ status: 429, retryAfter: '1', body: { ok: false, error: 'ratelimited' } });
  expect(await call(slack, 'chat.postMessage', { channel: other, text: 'x' })).toMatchObject({ ok: true });

  await clock.advance(1000);
  expect(await call(slack, 'chat.postMessage', { channel, text: 'x' })).toMatchObject({ ok: true });
  expect(await call(slack, 'chat.postMessage', { channel, text: 'x' })).toMatchObject({ status: 429 });
  expect(slack.violations).toEqual([]);
  expect(slack.roots(channel)).toHaveLength(4);
});

test('limits every method by its tier', async () => {
  slack.userGroup('leads', []);
  const statuses = new Set<number>();
  for (let n = 0; n < 20; n++) statuses.add((await call(slack, 'usergroups.list')).status);
  expect([...statuses]).toEqual([200]);

  expect(await call(slack, 'usergroups.list')).toMatchObject({ status: 429, retryAfter: '3' });
  expect(await call(slack, 'auth.test')).toMatchObject({ status: 200 });
  await clock.advance(3000);
  expect(await call(slack, 'usergroups.list')).toMatchObject({ status: 200 });
});

test('limits can be switched off', async () => {
  const free = await startLoopbackSlack({
    clock,
    postsPerSecond: Number.POSITIVE_INFINITY,
    tierLimits: false,
  });
  const there = free.channel('outages');

  for (let n = 0; n < 30; n++) await call(free, 'chat.postMessage', { channel: there, text: 'x' });
  for (let n = 0; n < 30; n++) await call(free, 'usergroups.list');

  expect(free.calls.every(({ outcome }) => outcome === 'ok')).toBe(true);
  await free.close();
});

test('a scripted status stands before the effect', async () => {
  const fault = slack.faults.add({
    method: 'chat.postMessage',
    times: 2,
    how: { status: 503, headers: { 'x-who': 'proxy' }, body: '<html>' },
  });

  expect(await call(slack, 'chat.postMessage', { channel, text: 'x' })).toMatchObject({
    status: 503,
    text: '<html>',
  });
  expect(await call(slack, 'chat.postMessage', { channel, text: 'x' })).toMatchObject({ status: 503 });
  expect(await call(slack, 'chat.postMessage', { channel, text: 'x' })).toMatchObject({ ok: true });

  expect(fault.hits).toBe(2);
  expect(slack.roots(channel)).toHaveLength(1);
  expect(slack.calls.map(({ outcome }) => outcome)).toEqual(['fault: HTTP 503', 'fault: HTTP 503', 'ok']);
  expect(slack.violations).toEqual([]);
});

test('a fault after the effect loses only the answer', async () => {
  slack.faults.add({ method: /^chat\./, when: 'after', how: 'reset' });

  await expect(call(slack, 'chat.postMessage', { channel, text: 'x' })).rejects.toThrow();

  expect(slack.roots(channel)).toHaveLength(1);
  expect(slack.calls).toMatchObject([{ outcome: 'fault: reset after the effect' }]);
});

test('a reset before the effect leaves nothing', async () => {
  slack.faults.add({ method: 'chat.postMessage', how: 'reset' });

  await expect(call(slack, 'chat.postMessage', { channel, text: 'x' })).rejects.toThrow();

  expect(slack.roots(channel)).toEqual([]);
});

test('a call that hangs is never answered', async () => {
  slack.faults.add({ method: 'auth.test', how: 'hang' });
  const asked = call(slack, 'auth.test');
  const outcome = asked.then(
    () => 'answered',
    () => 'broken',
  );
  await slack.until(() => slack.calls[0]?.outcome === 'fault: hang');

  await slack.close();

  expect(await outcome).toBe('broken');
});

test('a slow call takes its time on the clock', async () => {
  slack.faults.add({ method: 'auth.test', delayMs: 4000 });
  const asked = call(slack, 'auth.test');
  let answered = false;
  asked.then(() => {
    answered = true;
  });
  await slack.until(() => slack.calls.length > 0);

  await clock.advance(3999);
  expect(answered).toBe(false);
  await clock.advance(1);
  expect(await asked).toMatchObject({ ok: true });
});

test('errors and rate limits can be scripted for some calls only', async () => {
  const other = slack.channel('other');
  slack.faults.add({
    method: 'chat.postMessage',
    how: { error: 'fatal_error' },
    match: (args) => args.channel === channel,
  });
  const limited = slack.faults.add({ method: 'auth.test', how: 'ratelimited', retryAfter: 7, times: 9 });

  expect(await call(slack, 'chat.postMessage', { channel: other, text: 'x' })).toMatchObject({ ok: true });
  expect(await call(slack, 'chat.postMessage', { channel, text: 'x' })).toMatchObject({
    error: 'fatal_error',
  });
  expect(await call(slack, 'auth.test')).toMatchObject({ status: 429, retryAfter: '7' });
  limited.remove();
  expect(await call(slack, 'auth.test')).toMatchObject({ ok: true });
  slack.faults.clear();
  expect(slack.violations).toEqual([]);
});

test('a server that is down refuses connections, and comes back on the same port', async () => {
  const { apiUrl } = slack;

  await slack.down(true);
  await expect(call(slack, 'auth.test')).rejects.toThrow();
  await slack.down(false);

  expect(await call(slack, 'auth.test')).toMatchObject({ ok: true });
  expect(slack.apiUrl).toBe(apiUrl);
});

test('tells a listener of every change until it unsubscribes', async () => {
  let changes = 0;
  const stop = slack.onChange(() => {
    changes += 1;
  });

  await call(slack, 'chat.postMessage', { channel, text: 'x' });
  const before = changes;
  stop();
  await call(slack, 'chat.postMessage', { channel, text: 'x' });
  expect([before, changes]).toEqual([1, 1]);
});

test('anything but the API is not there', async () => {
  expect(await postJson(`${new URL(slack.apiUrl).origin}/else`, {})).toMatchObject({ status: 404 });
});
