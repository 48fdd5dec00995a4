import type { Severity } from '../checkers/checker.ts';
import { type Env, type SettingsReader, settingsReader } from './settings.ts';
import * as table from './settings-table.ts';
import { connectionParts } from './settings-values.ts';

/** What the environment says. A part that is undefined is not set up. */
export interface Config {
  slack: {
    botToken: string;
    appToken: string;
    /** Where outages are told. */
    channel: string;
    testChannel: string | undefined;
    /** Where operators are told about the bot itself; `channel` unless set. */
    opsChannel: string;
    /** Undefined: every full member of the workspace. */
    operators: { users: string[]; groups: string[] } | undefined;
    /** Another root of Slack's API, with its trailing slash. */
    apiUrl: string | undefined;
  };
  storage: { connectionString: string; eventsTable: string; resolvedTable: string; stateTable: string };
  azure: AzureConfig | undefined;
  ado: AdoConfig | undefined;
  mail: MailConfig | undefined;
  social: SocialConfig | undefined;
  /** By platform id, the names that concern us. Undefined: everything does. */
  relevance: Readonly<Record<string, string[] | undefined>>;
  /** A cron pattern for every platform, in place of our own schedule. */
  schedule: string | undefined;
  port: number;
  logLevel: (typeof table.logLevels)[number];
  /** Undefined: no metrics, and no details about health. */
  metricsToken: string | undefined;
}

/** The app registration that reads Azure and Microsoft 365. */
export interface AzureConfig {
  tenantId: string;
  clientId: string;
  clientSecret: string;
  /** Undefined: every subscription that the credential can read. */
  subscriptions: string[] | undefined;
}

/** Azure DevOps, for tickets. */
export interface AdoConfig {
  /** The organisation's address, without a trailing slash. */
  orgUrl: string;
  project: string;
  pat: string;
  /** What the end of an outage does to its ticket; without a state, the type's own completed one is meant. */
  closeOnResolve: false | { state: string | undefined };
}

/** SendGrid, for escalation. */
export interface MailConfig {
  apiKey: string;
  sender: string;
  to: string[];
  afterMinutes: number;
  minSeverity: Exclude<Severity, 'maintenance'>;
  region: 'global' | 'eu';
}

/** Our own Statuspage, told on X. */
export interface SocialConfig {
  pageId: string;
  /** The page's address, without a trailing slash. */
  pageUrl: string;
  /** Post only what the page itself shows. */
  confirm: boolean;
  consumerKey: string;
  consumerSecret: string;
  accessToken: string;
  accessTokenSecret: string;
  dailyLimit: number;
  trustProxyHops: number;
}

/** Reads the whole environment once: the configuration, or everything that is wrong with it. */
export function readConfig(env: Env): { config: Config } | { problems: string[] } {
  const read = settingsReader(env);
  const slack = readSlack(read);
  const storage = readStorage(read);
  const parts = {
    azure: readAzure(read),
    ado: readAdo(read),
    mail: readMail(read),
    social: readSocial(read),
  };
  const relevance = readRelevance(read);
  const { schedule, port = 8000, logLevel = 'info', metricsToken } = read.optional(table.running);

  if (read.problems.length > 0 || slack === undefined || storage === undefined) {
    return { problems: read.problems };
  }
  return { config: { slack, storage, ...parts, relevance, schedule, port, logLevel, metricsToken } };
}

/** Every value that no log, message or answer may hold, also in the forms in which it travels. */
export function secrets({ slack, storage, azure, ado, mail, social, metricsToken }: Config): string[] {
  const { AccountKey, SharedAccessSignature = '' } = connectionParts(storage.connectionString);
  // Azure DevOps gets its token encoded behind a user name; a log that has the header has the token.
  const encoded = ado ? [ado.pat, `:${ado.pat}`, `PAT:${ado.pat}`] : [];
  return [
    slack.botToken,
    slack.appToken,
    AccountKey,
    SharedAccessSignature,
    /\bsig=([^&]+)/.exec(SharedAccessSignature)?.[1],
    new URLSearchParams(SharedAccessSignature).get('sig'),
    azure?.clientSecret,
    ado?.pat,
    ...encoded.map((text) => Buffer.from(text).toString('base64')),
    mail?.apiKey,
    social?.consumerKey,
    social?.consumerSecret,
    social?.accessToken,
    social?.accessTokenSecret,
    metricsToken,
  ].filter((value): value is string => Boolean(value));
}

function readSlack(read: SettingsReader): Config['slack'] | undefined {
  const slack = read.needed(table.slackNeeds);
  const { opsChannel, apiUrl, ...extras } = read.optional(table.slackExtras);
  return (
    slack && { ...slack, ...extras, opsChannel: opsChannel ?? slack.channel, apiUrl: apiUrl && `${apiUrl}/` }
  );
}

function readStorage(read: SettingsReader): Config['storage'] | undefined {
  const storage = read.needed(table.storageNeeds);
  const { eventsTable = 'EventTickets', resolvedTable = 'ResolvedEvents' } = read.optional(
    table.storageExtras,
  );
  const stateTable = 'OutageBotState';
  // Azure takes names that differ in case only for the same table.
  if (new Set([eventsTable, resolvedTable, stateTable].map((name) => name.toLowerCase())).size < 3) {
    read.problems.push(
      `AZURE_TABLE_NAME, RESOLVED_EVENTS_TABLE and the bot's own ${stateTable} are not three different tables: give each its own name, or unset both for the defaults.`,
    );
  }
  return storage && { ...storage, eventsTable, resolvedTable, stateTable };
}

function readAzure(read: SettingsReader): AzureConfig | undefined {
  const azure = read.part(table.azureNeeds, {
    name: 'watching Azure and Microsoft 365',
    alsoAsking: ['AZURE_SUBSCRIPTION_ID'],
  });
  const { subscriptions } = read.optional(table.azureExtras);
  return azure && { ...azure, subscriptions };
}

function readAdo(read: SettingsReader): AdoConfig | undefined {
  const ado = read.part(table.adoNeeds, { name: 'making tickets' });
  const { closeOnResolve = false } = read.optional(table.adoExtras);
  return ado && { ...ado, closeOnResolve };
}

function readMail(read: SettingsReader): MailConfig | undefined {
  const mail = read.part(table.mailNeeds, { name: 'escalation by e-mail' });
  const { afterMinutes = 30, minSeverity = 'major', region = 'global' } = read.optional(table.mailExtras);
  return mail && { ...mail, afterMinutes, minSeverity, region };
}

function readSocial(read: SettingsReader): SocialConfig | undefined {
  const social = read.part(table.socialNeeds, { name: 'posting to X' });
  const { pageUrl, confirm = true, dailyLimit = 50, trustProxyHops = 0 } = read.optional(table.socialExtras);
  return (
    social && {
      ...social,
      pageUrl: pageUrl ?? `https://${social.pageId}.statuspage.io`,
      confirm,
      dailyLimit,
      trustProxyHops,
    }
  );
}

function readRelevance(read: SettingsReader): Config['relevance'] {
  const { 'azure-devops': geographies = ['US'], ...others } = read.optional(table.relevance);
  const lists: Record<string, string[] | undefined> = { 'azure-devops': geographies, ...others };
  return Object.fromEntries(
    Object.entries(lists).map(([platform, list]) => [platform, list?.includes('*') ? undefined : list]),
  );
}
