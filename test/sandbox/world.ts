import { type Clock, realClock } from '../../app/clock.ts';
import { type Azurite, startAzurite } from '../standins/azurite.ts';
import { type BoardsStandin, startBoards } from '../standins/boards/index.ts';
import { startMicrosoftLogin } from '../standins/microsoft-login.ts';
import { type AzureDevopsHealth, startAzureDevopsHealth } from '../standins/platforms/azure-devops.ts';
import { type AzureHealth, startAzureHealth } from '../standins/platforms/azure-health.ts';
import { type Microsoft365, startMicrosoft365 } from '../standins/platforms/microsoft-365.ts';
import { type SalesforceTrust, startSalesforce } from '../standins/platforms/salesforce.ts';
import { type SlackStatus, startSlackStatus } from '../standins/platforms/slack-status.ts';
import { startStatuspage } from '../standins/platforms/statuspage.ts';
import { quietPort } from '../standins/quiet-port.ts';
import { type LoopbackSlack, startLoopbackSlack } from '../standins/slack/index.ts';
import type { AppOptions } from './app.ts';
import { type AppProcess, spawnApp } from './app-process.ts';
import { type FastTime, fastClock } from './fast-clock.ts';
import { type Stage, type StatuspageStage, stage, statuspageStage } from './stage.ts';

/** Everything around the bot: Slack, storage and status pages on 127.0.0.1, and one fast time for all of them. */
export interface World {
  /** What the clock is made of, for other processes. */
  time: FastTime;
  clock: Clock;
  azurite: Azurite;
  slack: LoopbackSlack;
  azure: Stage<AzureHealth>;
  azureDevops: Stage<AzureDevopsHealth>;
  github: StatuspageStage;
  m365: Stage<Microsoft365>;
  retool: StatuspageStage;
  salesforce: Stage<SalesforceTrust>;
  slackStatus: Stage<SlackStatus>;
  snowflake: StatuspageStage;
  /** Azure DevOps, where tickets are made. */
  boards: BoardsStandin;
  /** All eight, in the order of their names. */
  stages: readonly Stage[];
  /** Ids of the channels for outages, for operators and for test mode. */
  channel: string;
  opsChannel: string;
  testChannel: string;
  /** What no output may ever hold. */
  secrets: readonly string[];
  /** Starts one more copy of the real application. */
  startApp(how?: StartApp): Promise<AppProcess>;
  /** Stops every copy and all the rest. */
  close(): Promise<void>;
}

/** What one copy gets that others do not. */
export interface StartApp {
  /** Where it does something to itself, see `app.ts`. */
  at?: AppOptions['at'];
  /** Settings beside those that lead to the stand-ins. */
  env?: Readonly<Record<string, string>>;
  /** Where more of the outside world lives. */
  hosts?: Readonly<Record<string, string>>;
  /** Whether its clock follows the one of the tables, see `app.ts`. */
  agrees?: boolean;
  /** When somebody sets its clock. */
  jumps?: FastTime['jumps'];
}

export interface WorldOptions {
  /** How many times faster than the machine's clock. */
  speed?: number;
  /** When it is there at the beginning, in milliseconds since 1970; now unless given. */
  epoch?: number;
  /** Tables that somebody else has started and stops again. */
  tables?: Azurite;
  /** The bot polls the real public status pages; those here stand idle. */
  live?: boolean;
  /** Called when a page here changes or breaks; for Slack there is `slack.onChange`. */
  changed?(): void;
}

/** Known to the stand-in for Microsoft's login and to nobody else. */
const APP_REGISTRATION = {
  tenantId: '5a4db0c5-0000-4000-8000-00000000000a',
  clientId: '5a4db0c5-0000-4000-8000-00000000000b',
  clientSecret: 'made-up-for-the-sandbox',
};
/** Known to the stand-in for Azure DevOps and to nobody else. */
const BOARDS = { process: 'Agile', project: 'Outages', pat: 'made-up-for-the-boards' } as const;
const GITHUB = ['Git Operations', 'API Requests', 'Webhooks', 'Issues', 'Pull Requests', 'Actions', 'Pages'];
const SNOWFLAKE = ['AWS - US West (Oregon)', 'AWS - EU (Frankfurt)', 'Azure - West Europe'].map((group) => ({
  group,
  components: ['Virtual Warehouses', 'Snowpipe', 'Snowsight'],
}));

/** Starts a world without a bot in it. */
export async function startWorld({
  speed = 60,
  epoch = Date.now(),
  tables,
  live = false,
  changed = () => {},
}: WorldOptions = {}): Promise<World> {
  const time: FastTime = { speed, epoch, realEpoch: Date.now() };
  const clock = fastClock(time);
  const login = await startMicrosoftLogin({ clock, ...APP_REGISTRATION });
  const { accepts } = login;
  const [azurite, boards, slack] = await Promise.all([
    tables ?? startAzurite(),
    startBoards({ clock, ...BOARDS }),
    // Three seconds to acknowledge are three seconds of real work, however fast time runs.
    startLoopbackSlack({ clock, waits: realClock }),
  ]);
  const [azure, azureDevops, github, m365, retool, salesforce, slackStatus, snowflake] = await Promise.all([
    startAzureHealth({ clock, accepts }).then((page) => stage('Azure', page, changed)),
    startAzureDevopsHealth({ clock }).then((page) => stage('Azure DevOps', page, changed)),
    openStatuspage({ pageId: 'kctbh9vrtdwd', name: 'GitHub', url: 'https://www.githubstatus.com' }),
    startMicrosoft365({ clock, accepts }).then((page) => stage('Microsoft 365', page, changed)),
    openStatuspage({ pageId: 'r3t00lstatus', name: 'Retool', url: 'https://status.retool.com' }),
    startSalesforce({ clock }).then((page) => stage('Salesforce', page, changed)),
    startSlackStatus({ clock }).then((page) => stage('Slack', page, changed)),
    openStatuspage({
      pageId: '94s7z8vpy1n8',
      name: 'Snowflake',
      url: 'https://status.snowflake.com',
      utcOffsetMinutes: -420,
    }),
  ]);
  const stages = [azure, azureDevops, github, m365, retool, salesforce, slackStatus, snowflake];
  github.page.setComponents(GITHUB);
  retool.page.resolvedHistory(25);
  slackStatus.page.resolvedHistory(10);
  snowflake.page.setComponents(SNOWFLAKE);
  snowflake.page.resolvedHistory(50);
  const channel = slack.channel('outages');
  const opsChannel = slack.channel('outage-bot-ops');
  const testChannel = slack.channel('rehearsals');
  const apps = new Set<AppProcess>();

  return {
    time,
    clock,
    azurite,
    slack,
    azure,
    azureDevops,
    github,
    m365,
    retool,
    salesforce,
    slackStatus,
    snowflake,
    boards,
    stages,
    channel,
    opsChannel,
    testChannel,
    secrets: [
      slack.botToken,
      slack.appToken,
      azurite.connectionString.split('AccountKey=')[1]?.split(';')[0] ?? '',
      APP_REGISTRATION.clientSecret,
      BOARDS.pat,
    ],
    async startApp({ at, agrees, env = {}, hosts: more = {}, jumps = [] } = {}) {
      const options: AppOptions = {
        time: jumps.length > 0 ? { ...time, jumps } : time,
        hosts: { ...(live ? {} : hosts()), ...more },
        ...(at && { at }),
        ...(agrees && { agrees }),
      };
      const app = spawnApp(options, { ...settings(), PORT: String(await quietPort()), ...env });
      apps.add(app);
      void app.exited.then(() => apps.delete(app));
      return app;
    },
    async close() {
      await Promise.all([...apps].map((app) => app.stop()));
      await Promise.all([slack, login, boards, ...stages.map(({ page }) => page)].map((one) => one.close()));
      if (!tables) await azurite.stop();
    },
  };

  function hosts(): Record<string, string> {
    return {
      'https://login.microsoftonline.com': login.origin,
      'https://management.azure.com': azure.page.origin,
      'https://status.dev.azure.com': azureDevops.page.origin,
      'https://www.githubstatus.com': github.page.origin,
      'https://graph.microsoft.com': m365.page.origin,
      'https://status.retool.com': retool.page.origin,
      'https://api.status.salesforce.com': salesforce.page.origin,
      'https://status.salesforce.com': salesforce.page.origin,
      'https://slack-status.com': slackStatus.page.origin,
      'https://status.snowflake.com': snowflake.page.origin,
    };
  }

  function settings(): Record<string, string> {
    return {
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_APP_TOKEN: slack.appToken,
      SLACK_API_URL: slack.apiUrl,
      SLACK_CHANNEL: channel,
      SLACK_OPS_CHANNEL: opsChannel,
      SLACK_TEST_CHANNEL: testChannel,
      AZURE_STORAGE_CONNECTION_STRING: azurite.connectionString,
      ADO_ORG_URL: boards.orgUrl,
      ADO_PROJECT: BOARDS.project,
      ADO_PAT: BOARDS.pat,
      ADO_CLOSE_ON_RESOLVE: 'true',
      // Microsoft itself must not be asked with what is made up.
      ...(!live && {
        AZURE_TENANT_ID: APP_REGISTRATION.tenantId,
        AZURE_CLIENT_ID: APP_REGISTRATION.clientId,
        AZURE_CLIENT_SECRET: APP_REGISTRATION.clientSecret,
      }),
    };
  }

  async function openStatuspage(
    owner: Omit<Parameters<typeof startStatuspage>[0], 'clock' | 'port'>,
  ): Promise<StatuspageStage> {
    return statuspageStage(owner.name, await startStatuspage({ ...owner, clock }), changed);
  }
}
