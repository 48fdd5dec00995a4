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
  it = await connected({ init: false });
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
