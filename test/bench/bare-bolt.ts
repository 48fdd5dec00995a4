import { App, LogLevel } from '@slack/bolt';
import { serve } from './serve.ts';

/** A bot that only answers, with Bolt as it comes out of the box. */
const {
  SLACK_BOT_TOKEN: token = '',
  SLACK_APP_TOKEN: appToken = '',
  SLACK_API_URL: slackApiUrl = '',
} = process.env;
const app = new App({
  token,
  appToken,
  socketMode: true,
  logLevel: LogLevel.ERROR,
  clientOptions: { slackApiUrl },
});
app.command('/botstatus', async ({ ack, respond }) => {
  await ack();
  await respond({ response_type: 'ephemeral', text: 'All is well' });
});
await app.start();
if (process.send) serve({});
