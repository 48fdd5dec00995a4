import { randomUUID } from 'node:crypto';
import { type Azurite, startAzurite } from '../standins/azurite.ts';
import { type LoopbackSlack, startLoopbackSlack } from '../standins/slack/index.ts';
import { endsWithUs } from './ending.ts';

/** What a whole bot needs around it beside status pages: a Slack and tables. */
export interface Surroundings {
  slack: LoopbackSlack;
  azurite: Azurite;
  channel: string;
  /** Settings for one bot, with tables of its own. */
  env(): Record<string, string>;
  close(): Promise<void>;
}

/** Starts them on 127.0.0.1. */
export async function startSurroundings(): Promise<Surroundings> {
  const [slack, azurite] = await Promise.all([startLoopbackSlack({ tierLimits: false }), startTables()]);
  const channel = slack.channel('outages');
  return {
    slack,
    azurite,
    channel,
    env() {
      const mark = `T${randomUUID().replaceAll('-', '').slice(0, 12)}`;
      return {
        SLACK_BOT_TOKEN: slack.botToken,
        SLACK_APP_TOKEN: slack.appToken,
        SLACK_API_URL: slack.apiUrl,
        SLACK_CHANNEL: channel,
        AZURE_STORAGE_CONNECTION_STRING: azurite.connectionString,
        AZURE_TABLE_NAME: `${mark}Open`,
        RESOLVED_EVENTS_TABLE: `${mark}Resolved`,
        LOG_LEVEL: 'error',
      };
    },
    async close() {
      await slack.close();
      await azurite.stop();
    },
  };
}

/** Azure's table emulator, which ends with the bench however that ends. */
export async function startTables(): Promise<Azurite> {
  const azurite = await startAzurite();
  const forget = endsWithUs(azurite.pid);
  return {
    ...azurite,
    async stop() {
      await azurite.stop();
      forget();
    },
  };
}
