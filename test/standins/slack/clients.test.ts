import { expect, test } from '@jest/globals';
import { App, LogLevel, SocketModeReceiver } from '@slack/bolt';
import { WebClient } from '@slack/web-api';
import { startLoopbackSlack } from './index.ts';

test('the real web client posts, updates and reads history', async () => {
  const slack = await startLoopbackSlack();
  const client = new WebClient(slack.botToken, { slackApiUrl: slack.apiUrl, logLevel: LogLevel.ERROR });
  const channel = slack.channel('outages');

  const posted = await client.chat.postMessage({
    channel,
    text: 'GitHub is down',
    blocks: [{ type: 'section', block_id: 'GH-1:root', text: { type: 'mrkdwn', text: '*GitHub* is down' } }],
    metadata: { event_type: 'outage', event_payload: { key: 'GH-1:root' } },
  });
  await client.chat.update({ channel, ts: posted.ts ?? '', text: 'GitHub is up' });
  const history = await client.conversations.history({ channel, include_all_metadata: true });

  expect(history.messages).toMatchObject([
    { text: 'GitHub is up', metadata: { event_payload: { key: 'GH-1:root' } } },
  ]);
  expect(history.messages?.[0]?.blocks).toBeUndefined();
  expect(slack.violations).toEqual([]);
  await slack.close();
});

test('a real Bolt app connects and answers a slash command', async () => {
  const slack = await startLoopbackSlack();
  const receiver = new SocketModeReceiver({
    appToken: slack.appToken,
    logLevel: LogLevel.ERROR,
    installerOptions: { clientOptions: { slackApiUrl: slack.apiUrl } },
  });
  const app = new App({
    token: slack.botToken,
    receiver,
    logLevel: LogLevel.ERROR,
    clientOptions: { slackApiUrl: slack.apiUrl },
    convoStore: false,
    deferInitialization: true,
  });
  app.command('/botstatus', async ({ ack, respond }) => {
    await ack();
    await respond({ response_type: 'ephemeral', text: 'All well' });
  });
  await app.init();
  await app.start();

  const answer = await slack.slash('anna', '/botstatus', '', 'outages');
  await answer.sees('All well');

  expect(answer).toMatchObject({ acked: true, responses: [{ text: 'All well', responseType: 'ephemeral' }] });
  expect(slack.sockets.live()).toBe(1);
  expect(slack.violations).toEqual([]);
  await app.stop();
  await slack.close();
});
