import { afterEach, expect, test } from '@jest/globals';
import { createClients } from '../../../app/slack/clients.ts';
import { connect } from '../../../app/slack/connect.ts';
import { manualClock } from '../../manual-clock.ts';
import { type Connected, connected, until } from './connected.ts';

let it: Connected | undefined;

afterEach(async () => {
  await it?.end();
  it = undefined;
});

/** The way into a fresh Slack, with a clock of its own for the waits, and how often it has knocked. */
async function world() {
  it = await connected();
  const { slack, app, log, fatal } = it;
  const clock = manualClock();
  const { background: client } = createClients({ botToken: slack.botToken, apiUrl: slack.apiUrl, log });
  const stopping = new AbortController().signal;
  const way = connect({ app, client, clock, log, stopping, fatal: (error) => void fatal.push(error) });
  const knocks = () => slack.calls.filter(({ method }) => method === 'auth.test').length;
  return { slack, way, clock, knocks, fatal };
}

test.each([
  ['as long as Slack asks', { how: 'ratelimited', retryAfter: 30 } as const, 30_000],
  ['no shorter for that', { how: 'ratelimited', retryAfter: 1 } as const, 3_000],
  ['3 s when Slack stumbles', { how: { status: 503 } } as const, 3_000],
])('waits before it asks again who we are: %s', async (_, fault, waitMs) => {
  const { slack, way, clock, knocks } = await world();
  slack.faults.add({ method: 'auth.test', ...fault });

  const opened = way.open();
  await until(() => clock.nextInMs() !== undefined);
  await clock.advance(waitMs - 1);
  const early = knocks();
  await clock.advance(1);
  await opened;

  expect(early).toBe(1);
  expect(way.bot().botId).not.toBe('');
});

test('what people do is acknowledged while Slack does not tell who we are', async () => {
  const { slack, way, clock } = await world();
  slack.faults.add({ method: 'auth.test', how: 'ratelimited', retryAfter: 30 });

  const opened = way.open();
  await until(() => clock.nextInMs() !== undefined);
  await until(() => slack.sockets.live() > 0);
  const pinged = await it?.ping();
  const known = way.bot().botId;
  await clock.advance(30_000);
  await opened;

  expect({ acked: pinged?.acked, known }).toEqual({ acked: true, known: '' });
});

test('a bot token that Slack refuses is beyond repair', async () => {
  const { slack, way, fatal } = await world();
  slack.tokens.revoke('bot', 'invalid_auth');

  await way.open();

  expect(fatal.map(({ message }) => message)).toEqual([
    'Slack refuses the bot token: invalid_auth. Check SLACK_BOT_TOKEN.',
  ]);
});
