import { App, LogLevel } from '@slack/bolt';

/** A bot that only answers, with Bolt as it comes out of the box. Until it has said hello nothing of it is TypeScript. */
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
if (process.send) (await import('./serve.ts')).serve({});
