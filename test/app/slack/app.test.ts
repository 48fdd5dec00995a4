import { afterEach, expect, test } from '@jest/globals';
import { realClock } from '../../../app/clock.ts';
import { reply } from '../../../app/slack/reply.ts';
import { manualClock } from '../../manual-clock.ts';
import { type Connected, connected, until } from './connected.ts';

let it: Connected | undefined;

afterEach(async () => {
  await it?.end();
  it = undefined;
});

test('a listener that calls Slack in vain calls once, and is told with Slack’s own words', async () => {
  it = await connected();
  const { app, slack, sockets, errors } = it;
  const channel = slack.channel('general');
  app.command('/post', async ({ ack, client }) => {
    await ack();
    await client.chat.postMessage({ channel, text: 'a secret plan' });
  });
  slack.faults.add({ method: 'chat.postMessage', how: { status: 503 }, times: 10 });
  await sockets.start();

  await slack.slash('ann', '/post', 'what ann typed', channel);
  await slack.until(() => errors.length > 0);

  expect(slack.calls.filter(({ method }) => method === 'chat.postMessage')).toHaveLength(1);
  expect(errors).toMatchObject([{ command: '/post', outcome: { kind: 'unknown', reason: 'http_503' } }]);
  expect(JSON.stringify(errors)).not.toContain('what ann typed');
});

test('an answer through a response_url that hangs is given again', async () => {
  it = await connected();
  const { app, slack, sockets, log } = it;
  app.command('/tell', async ({ ack, respond }) => {
    await ack();
    await reply(respond, 'here it is', { clock: realClock, log });
  });
  slack.faults.add({ method: 'response_url', how: 'hang' });
  await sockets.start();

  const told = await slack.slash('ann', '/tell', '', slack.channel('general'));
  await told.sees('here it is');

  expect(told.responses).toHaveLength(1);
});

test('an answer through a response_url that is limited is given when Slack wants it', async () => {
  it = await connected();
  const { app, slack, sockets, log } = it;
  const clock = manualClock();
  app.command('/tell', async ({ ack, respond }) => {
    await ack();
    await reply(respond, 'here it is', { clock, log });
  });
  slack.faults.add({ method: 'response_url', how: 'ratelimited', retryAfter: 7 });
  await sockets.start();

  const told = await slack.slash('ann', '/tell', '', slack.channel('general'));
  await until(() => clock.nextInMs() !== undefined);
  const waits = clock.nextInMs();
  await clock.advance(7_000);
  await told.sees('here it is');

  expect(waits).toBe(7_000);
});
