import { randomUUID } from 'node:crypto';
import { TableClient } from '@azure/data-tables';
import { agreedClock } from '../app/clock.ts';
import { readConfig } from '../app/config.ts';
import type { TrackedEvent } from '../app/events/event.ts';
import { type Running, start } from '../app/start.ts';
import { createStore, type Store } from '../app/store/store.ts';
import type { Platform } from '../checkers/checker.ts';
import { platforms } from '../checkers/index.ts';
import { watchInFlight } from './in-flight.ts';
import { ahead, manualClock } from './manual-clock.ts';
import type { Tables } from './shared-azurite.ts';
import { type AtlassianRanges, startAtlassianRanges } from './standins/atlassian-ranges.ts';
import { type BoardsStandin, startBoards } from './standins/boards/index.ts';
import type { Process } from './standins/boards/processes.ts';
import { type MicrosoftLogin, startMicrosoftLogin } from './standins/microsoft-login.ts';
import { type AzureDevopsHealth, startAzureDevopsHealth } from './standins/platforms/azure-devops.ts';
import { type AzureHealth, startAzureHealth } from './standins/platforms/azure-health.ts';
import { type Microsoft365, startMicrosoft365 } from './standins/platforms/microsoft-365.ts';
import type { PageServer } from './standins/platforms/page-server.ts';
import { type SalesforceTrust, startSalesforce } from './standins/platforms/salesforce.ts';
import { type SlackStatus, startSlackStatus } from './standins/platforms/slack-status.ts';
import { startStatuspage } from './standins/platforms/statuspage.ts';
import { type SendgridStandin, startSendgrid } from './standins/sendgrid/index.ts';
import { type LoopbackSlack, startLoopbackSlack } from './standins/slack/index.ts';
import { startX, type XStandin } from './standins/x/index.ts';
import { until } from './until.ts';

export type Page = Awaited<ReturnType<typeof startStatuspage>>;

/** A whole world on a clock that the test moves, and the real application in it. */
export interface Rig {
  slack: LoopbackSlack;
  azure: AzureHealth;
  azureDevops: AzureDevopsHealth;
  github: Page;
  microsoft365: Microsoft365;
  retool: Page;
  salesforce: SalesforceTrust;
  slackStatus: SlackStatus;
  snowflake: Page;
  /** All eight. */
  pages: readonly PageServer[];
  /** Where the app registration gets its tokens. */
  login: MicrosoftLogin;
  store: Store;
  /** Leads to the tables. */
  connectionString: string;
  /** The same tables as a storage browser sees them, where hands may do anything. */
  tables: Record<'open' | 'resolved' | 'state', TableClient>;
  channel: string;
  ops: string;
  now(): number;
  /** Starts Azure DevOps with a project `Outages`; copies started from then on make tickets there. */
  startBoards(process?: Process): Promise<BoardsStandin>;
  /** Starts SendGrid; copies started from then on mail to `escalated`. */
  startSendgrid(): Promise<SendgridStandin>;
  /** Starts our own Statuspage, X and Atlassian's list; copies started from then on tell the page on X. */
  startSocial(): Promise<SocialStandins>;
  /** Starts a copy of the bot; resolves once it is connected and has looked for the first time. */
  start(options?: StartOptions): Promise<Running>;
  /** Lets time pass; at every instant all that is under way comes to rest before time moves on. */
  pass(minutes: number): Promise<void>;
  /** Time does not move on while this is so, such as while a client of ours waits before it tries again. */
  waitsFor(busy: () => boolean): void;
  /** Lets all that is under way come to rest without time passing. */
  rest(): Promise<void>;
  open(): Promise<TrackedEvent[]>;
  close(): Promise<void>;
}

/** What telling our own Statuspage on X needs. */
export interface SocialStandins {
  page: Page;
  x: XStandin;
  ranges: AtlassianRanges;
}

export interface StartOptions {
  env?: Record<string, string>;
  /** Where more of the outside world lives. */
  hosts?: Record<string, string>;
  crashpoint?: (name: string) => Promise<void> | void;
  fatal?: (error: Error) => void;
  /** The clock of its machine is ahead by so much. */
  aheadMs?: number;
  /** The clock is put right by the tables, as in `main.ts`: for tables behind a way that tells the time of the rig. */
  agrees?: boolean;
  /** What is watched; what the rig says unless given. */
  platforms?: readonly Platform[];
}

/** The subscriptions that the app registration can read unless a test says otherwise. */
export const subscriptions = ['00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000002'];
const registration = {
  tenantId: '00000000-0000-0000-0000-00000000000a',
  clientId: '00000000-0000-0000-0000-00000000000b',
  clientSecret: 'a.Secret~',
};

/** How a copy finds the Azure DevOps of `startBoards`. */
const adoEnv = {
  ADO_ORG_URL: 'https://dev.azure.com/fabrikam',
  ADO_PROJECT: 'Outages',
  ADO_PAT: 'pat.Secret',
};

/** Who is mailed by copies that know the SendGrid of `startSendgrid`. */
export const escalated = ['ada@example.com', 'bert@example.com'];
const mailEnv = {
  SENDGRID_API_KEY: 'SG.key-which-nobody-may-see',
  SENDGRID_SENDER_EMAIL: 'outages@example.com',
  ESCALATE_EMAILS: escalated.join(','),
};

/** How a copy finds the page and the account of `startSocial`, behind one proxy. */
const socialEnv = {
  STATUSPAGE_PAGE_ID: 'jb7j80lkgqvb',
  TWITTER_CONSUMER_KEY: 'consumer.Key',
  TWITTER_CONSUMER_SECRET: 'consumer.Secret',
  TWITTER_ACCESS_TOKEN: '2244994945-access.Token',
  TWITTER_ACCESS_TOKEN_SECRET: 'access.Token.Secret',
  TRUST_PROXY_HOPS: '1',
};

/** Builds a world with tables of its own in `azurite`, in which these platforms are watched, or all. */
export async function startRig(
  azurite: Tables,
  { watched }: { watched?: readonly string[] | undefined } = {},
): Promise<Rig> {
  const clock = manualClock('2026-11-20T10:00:00.000Z');
  const slack = await startLoopbackSlack({ clock });
  const login = await startMicrosoftLogin({ clock, ...registration });
  const [azure, azureDevops, github, microsoft365, retool, salesforce, slackStatus, snowflake] =
    await Promise.all([
      startAzureHealth({ clock, accepts: login.accepts, subscriptions }),
      startAzureDevopsHealth({ clock }),
      startStatuspage({ clock, pageId: 'kctbh9vrtdwd', name: 'GitHub' }),
      startMicrosoft365({ clock, accepts: login.accepts }),
      startStatuspage({ clock, pageId: 'fks2vpxcpvqm', name: 'Retool', url: 'https://status.retool.com' }),
      startSalesforce({ clock }),
      startSlackStatus({ clock }),
      startStatuspage({ clock, pageId: '94s7z8vpy1n8', name: 'Snowflake' }),
    ]);
  const pages = [azure, azureDevops, github, microsoft365, retool, salesforce, slackStatus, snowflake];
  const hosts = {
    'https://login.microsoftonline.com': login.origin,
    'https://management.azure.com': azure.origin,
    'https://status.dev.azure.com': azureDevops.origin,
    'https://www.githubstatus.com': github.origin,
    'https://graph.microsoft.com': microsoft365.origin,
    'https://status.retool.com': retool.origin,
    'https://api.status.salesforce.com': salesforce.origin,
    'https://status.salesforce.com': salesforce.origin,
    'https://slack-status.com': slackStatus.origin,
    'https://status.snowflake.com': snowflake.origin,
  };
  const requests = () => pages.reduce((sum, page) => sum + page.requests.length, login.requests.length);
  let busy = () => false;
  const inFlight = watchInFlight({ sound: `127.0.0.1:${azurite.port}`, busy: () => busy() });
  const channel = slack.channel('outages');
  const ops = slack.channel('outage-bot-ops');
  const mark = `T${randomUUID().replaceAll('-', '').slice(0, 12)}`;
  const env = {
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_APP_TOKEN: slack.appToken,
    SLACK_API_URL: slack.apiUrl,
    SLACK_CHANNEL: channel,
    SLACK_OPS_CHANNEL: ops,
    AZURE_STORAGE_CONNECTION_STRING: azurite.connectionString,
    AZURE_TABLE_NAME: `${mark}Open`,
    RESOLVED_EVENTS_TABLE: `${mark}Resolved`,
    AZURE_TENANT_ID: registration.tenantId,
    AZURE_CLIENT_ID: registration.clientId,
    AZURE_CLIENT_SECRET: registration.clientSecret,
    LOG_LEVEL: process.env.TEST_LOG_LEVEL ?? 'silent',
  };
  const config = configOf(env);
  config.storage.stateTable = `${mark}State`;
  const store = createStore(config.storage, () => undefined, clock.now);
  await store.prepare();
  const table = (name: string) =>
    TableClient.fromConnectionString(azurite.connectionString, name, { allowInsecureConnection: true });
  const running = new Set<Running>();
  let boards: BoardsStandin | undefined;
  let sendgrid: SendgridStandin | undefined;

  let social: SocialStandins | undefined;

  async function pass(minutes: number): Promise<void> {
    let left = minutes * 60_000;
    for (let between = false; ; between = true) {
      await inFlight.quiet({ between });
      const next = clock.nextInMs();
      if (next === undefined || next > left) break;
      await clock.advance(next);
      left -= next;
    }
    await clock.advance(left);
    await inFlight.quiet();
  }

  return {
    slack,
    azure,
    azureDevops,
    github,
    microsoft365,
    retool,
    salesforce,
    slackStatus,
    snowflake,
    pages,
    login,
    store,
    connectionString: azurite.connectionString,
    tables: {
      open: table(config.storage.eventsTable),
      resolved: table(config.storage.resolvedTable),
      state: table(config.storage.stateTable),
    },
    channel,
    ops,
    now: clock.now,
    async startBoards(process = 'Agile') {
      boards = await startBoards({ process, project: 'Outages', pat: 'pat.Secret', clock });
      return boards;
    },
    async startSendgrid() {
      const { SENDGRID_API_KEY: key, SENDGRID_SENDER_EMAIL: sender } = mailEnv;
      sendgrid = await startSendgrid({ key, sender, clock });
      return sendgrid;
    },
    async startSocial() {
      const keys = {
        consumerKey: socialEnv.TWITTER_CONSUMER_KEY,
        consumerSecret: socialEnv.TWITTER_CONSUMER_SECRET,
        accessToken: socialEnv.TWITTER_ACCESS_TOKEN,
        accessTokenSecret: socialEnv.TWITTER_ACCESS_TOKEN_SECRET,
      };
      social = {
        page: await startStatuspage({ clock, pageId: socialEnv.STATUSPAGE_PAGE_ID, name: 'Contoso' }),
        x: await startX({ clock, keys }),
        ranges: await startAtlassianRanges({ clock }),
      };
      return social;
    },
    async start(options = {}) {
      const own = configOf({
        ...env,
        ...(boards ? adoEnv : {}),
        ...(sendgrid ? mailEnv : {}),
        ...(social ? socialEnv : {}),
        ...options.env,
      });
      own.storage.stateTable = config.storage.stateTable;
      own.port = 0;
      const looks = requests();
      const itsClock = ahead(clock, options.aheadMs ?? 0);
      const bot = await start({
        config: own,
        version: '0.0.0',
        clock: options.agrees ? agreedClock(itsClock) : itsClock,
        hosts: {
          ...hosts,
          ...(boards ? { 'https://dev.azure.com': boards.origin } : {}),
          ...(sendgrid ? { 'https://api.sendgrid.com': sendgrid.origin } : {}),
          ...(social
            ? {
                'https://jb7j80lkgqvb.statuspage.io': social.page.origin,
                'https://api.x.com': social.x.origin,
                'https://ip-ranges.atlassian.com': social.ranges.origin,
              }
            : {}),
          ...options.hosts,
        },
        crashpoint: options.crashpoint ?? (() => undefined),
        fatal: options.fatal ?? ((error) => Promise.reject(error)),
        platforms:
          options.platforms ?? platforms.filter(({ id }) => watched === undefined || watched.includes(id)),
      });
      running.add(bot);
      for (let seconds = 0; seconds < 60 && requests() === looks; seconds++) await pass(1 / 60);
      await until(() => slack.sockets.live() > 0);
      await pass(1 / 60);
      return {
        ...bot,
        async stop() {
          running.delete(bot);
          await bot.stop();
        },
      };
    },
    pass,
    waitsFor(something) {
      busy = something;
    },
    rest: () => inFlight.quiet(),
    open: async () => (await store.events.open()).map((row) => row.value),
    async close() {
      await Promise.all([...running].map((bot) => bot.stop()));
      inFlight.stop();
      await Promise.all(
        [
          slack,
          login,
          ...pages,
          ...(boards ? [boards] : []),
          ...(sendgrid ? [sendgrid] : []),
          ...Object.values(social ?? {}),
        ].map((one) => one.close()),
      );
    },
  };
}

function configOf(env: Record<string, string>) {
  const read = readConfig(env);
  if ('problems' in read) throw new Error(read.problems.join('\n'));
  return read.config;
}
