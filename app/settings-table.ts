import type { Setting } from './settings.ts';
import {
  address,
  amount,
  channelId,
  closing,
  connectionString,
  count,
  email,
  encodedToken,
  flag,
  GEOGRAPHIES,
  geographies,
  guid,
  list,
  matching,
  names,
  organisation,
  type Parse,
  people,
  schedule,
  secret,
  tableName,
  tenant,
  word,
} from './settings-values.ts';

/** How much the log tells, most first. */
export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

const severities = ['notice', 'minor', 'major', 'critical'] as const;

const channelAdvice =
  'open the channel in Slack, click its name and copy the id at the end of the About tab (it begins with C or G)';
const registrationAdvice = 'Azure portal, Microsoft Entra ID, App registrations, your app, Overview';
const keysAdvice = 'copy it from "Keys and tokens" of your app in the X developer console';
const relevanceAdvice =
  'write names between commas, one with a comma of its own in double quotes, or unset it because everything concerns you';

/** Slack: what it cannot do without. */
export const slackNeeds = {
  botToken: setting(
    'SLACK_BOT_TOKEN',
    secret('xoxb-'),
    'copy the Bot User OAuth Token (xoxb-...) from "OAuth & Permissions" of your app at api.slack.com/apps',
  ),
  appToken: setting(
    'SLACK_APP_TOKEN',
    secret('xapp-'),
    'make an app-level token (xapp-...) with the scope connections:write under "Basic Information" of your app at api.slack.com/apps',
  ),
  channel: setting('SLACK_CHANNEL', channelId, channelAdvice),
};

export const slackExtras = {
  testChannel: setting('SLACK_TEST_CHANNEL', channelId, channelAdvice),
  opsChannel: setting('SLACK_OPS_CHANNEL', channelId, channelAdvice),
  operators: setting(
    'SLACK_OPERATORS',
    people,
    'write ids between commas; "Copy member ID" in a profile gives a user id (U or W), "Copy group ID" in a user group\'s menu a group id (S); or unset it to let every full member act',
  ),
  apiUrl: setting(
    'SLACK_API_URL',
    address,
    'write the https address of the API (https://slack-gov.com/api/ for GovSlack), or unset it for slack.com',
  ),
};

/** Table Storage: what it cannot do without. */
export const storageNeeds = {
  connectionString: setting(
    'AZURE_STORAGE_CONNECTION_STRING',
    connectionString,
    'copy it from "Access keys" of your storage account in the Azure portal, or write UseDevelopmentStorage=true for Azurite on this machine',
  ),
};

const tableAdvice = 'use 3 to 63 letters and digits, a letter first, or unset it for the default';

export const storageExtras = {
  eventsTable: setting('AZURE_TABLE_NAME', tableName, tableAdvice),
  resolvedTable: setting('RESOLVED_EVENTS_TABLE', tableName, tableAdvice),
};

export const azureNeeds = {
  tenantId: {
    from: { AZURE_TENANT_ID: tenant, TENANT_ID: tenant },
    advice: `copy the "Directory (tenant) ID" (${registrationAdvice})`,
  },
  clientId: {
    from: { AZURE_CLIENT_ID: guid, CLIENT_ID: guid },
    advice: `copy the "Application (client) ID" (${registrationAdvice})`,
  },
  clientSecret: {
    from: { AZURE_CLIENT_SECRET: secret(), CLIENT_SECRET: secret() },
    advice:
      'make a secret under "Certificates & secrets" of the app registration and copy its Value, not its Secret ID',
  },
};

export const azureExtras = {
  subscriptions: setting(
    'AZURE_SUBSCRIPTION_ID',
    list(guid),
    'copy the ids from "Subscriptions" in the Azure portal, with commas between them',
  ),
};

export const adoNeeds = {
  orgUrl: {
    from: { ADO_ORG_URL: organisation, AZURE_DEVOPS_ORG: organisation },
    advice: "write https://dev.azure.com/ and your organisation's name; the project stands in ADO_PROJECT",
  },
  project: setting(
    'ADO_PROJECT',
    matching(/^[^\p{Cc}/\\]{1,64}$/u, 'is not the name of a project'),
    'write the name of the Azure DevOps project that gets the tickets',
  ),
  pat: {
    from: { ADO_PAT: secret(), AZURE_DEVOPS_PAT: secret(), ADO_PAT_BASE64: encodedToken },
    advice:
      'make a personal access token with "Work Items: Read & write" under "User settings" in Azure DevOps',
  },
};

export const adoExtras = {
  closeOnResolve: setting(
    'ADO_CLOSE_ON_RESOLVE',
    closing,
    'write true, false or the state that ends a ticket (such as Done), or unset it to leave tickets open',
  ),
};

export const mailNeeds = {
  apiKey: setting(
    'SENDGRID_API_KEY',
    secret(),
    'make an API key with "Mail Send" under Settings, API Keys in SendGrid',
  ),
  sender: setting(
    'SENDGRID_SENDER_EMAIL',
    email,
    'write an address that is verified under Settings, Sender Authentication in SendGrid',
  ),
  to: setting(
    'ESCALATE_EMAILS',
    list(email),
    'write the addresses that bad outages are mailed to, with commas between them',
  ),
};

export const mailExtras = {
  afterMinutes: setting(
    'ESCALATE_AFTER_MINUTES',
    amount(10_080),
    'write after how many minutes without an acknowledgement to mail again, or unset it for 30',
  ),
  minSeverity: setting(
    'ESCALATE_MIN_SEVERITY',
    word(severities),
    'write the lowest severity that is mailed, or unset it for major',
  ),
  region: setting(
    'SENDGRID_REGION',
    word(['global', 'eu'] as const),
    'write eu for an account in the EU region, or unset it',
  ),
};

export const socialNeeds = {
  pageId: setting(
    'STATUSPAGE_PAGE_ID',
    matching(/^[\w-]+$/, 'is not the id of a page'),
    'copy the id of your own Statuspage from its address in manage.statuspage.io (after /pages/)',
  ),
  consumerKey: setting('TWITTER_CONSUMER_KEY', secret(), keysAdvice),
  consumerSecret: setting('TWITTER_CONSUMER_SECRET', secret(), keysAdvice),
  accessToken: setting('TWITTER_ACCESS_TOKEN', secret(), keysAdvice),
  accessTokenSecret: setting('TWITTER_ACCESS_TOKEN_SECRET', secret(), keysAdvice),
};

export const socialExtras = {
  pageUrl: setting(
    'STATUSPAGE_URL',
    address,
    'write the https address of your Statuspage, or unset it for the one that goes with STATUSPAGE_PAGE_ID',
  ),
  confirm: setting(
    'STATUSPAGE_CONFIRM',
    flag,
    'write false to post without looking at the page first, or unset it for true',
  ),
  dailyLimit: setting(
    'X_DAILY_LIMIT',
    count(1, 10_000),
    'write how many posts a day may cost money, or unset it for 50',
  ),
  trustProxyHops: setting(
    'TRUST_PROXY_HOPS',
    count(0, 10),
    'write how many proxies of yours stand before the bot (App Service: 1), or unset it for 0',
  ),
};

/** What concerns us, by platform id. Retool is not here: its feed names no parts. */
export const relevance = {
  azure: setting('AZURE_REGIONS', names, relevanceAdvice),
  'azure-devops': setting(
    'ADO_GEOGRAPHIES',
    geographies,
    `write codes (${GEOGRAPHIES.join(', ')}) with commas between them, * for all, or unset it for US`,
  ),
  github: setting('GITHUB_COMPONENTS', names, relevanceAdvice),
  m365: setting('M365_SERVICES', names, relevanceAdvice),
  salesforce: setting('SALESFORCE_INSTANCES', names, relevanceAdvice),
  slack: setting('SLACK_SERVICES', names, relevanceAdvice),
  snowflake: setting('SNOWFLAKE_REGIONS', names, relevanceAdvice),
};

export const running = {
  schedule: setting(
    'CHECK_SCHEDULE',
    schedule,
    'write a pattern such as "*/30 * * * * *" (the first of six fields is seconds), or unset it for our own schedule',
  ),
  port: setting('PORT', count(1, 65_535), 'write the port to listen on, or unset it for 8000'),
  logLevel: setting('LOG_LEVEL', word(logLevels), 'write one of them, or unset it for info'),
  metricsToken: setting(
    'METRICS_TOKEN',
    secret(),
    'make one with "openssl rand -hex 32", or unset it to have no metrics',
  ),
};

function setting<T>(name: string, parse: Parse<T>, advice: string): Setting<T> {
  return { from: { [name]: parse }, advice };
}
