import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Config, readConfig, secrets } from '../../app/config.ts';

type Env = Record<string, string | undefined>;

const base: Env = {
  SLACK_BOT_TOKEN: 'xoxb-1-abc',
  SLACK_APP_TOKEN: 'xapp-1-abc',
  SLACK_CHANNEL: 'C0123ABC',
  AZURE_STORAGE_CONNECTION_STRING: 'UseDevelopmentStorage=true',
};
const azure: Env = {
  AZURE_TENANT_ID: '11111111-2222-3333-4444-5555555555aa',
  AZURE_CLIENT_ID: '66666666-7777-8888-9999-0000000000bb',
  AZURE_CLIENT_SECRET: 'the~client.secret',
};
const ado: Env = {
  ADO_ORG_URL: 'https://dev.azure.com/contoso',
  ADO_PROJECT: 'Operations',
  ADO_PAT: 'patpatpat',
};
const mail: Env = {
  SENDGRID_API_KEY: 'SG.key',
  SENDGRID_SENDER_EMAIL: 'bot@example.com',
  ESCALATE_EMAILS: 'a@example.com',
};
const social: Env = {
  STATUSPAGE_PAGE_ID: 'kctbh9vrtdwd',
  TWITTER_CONSUMER_KEY: 'consumer-key',
  TWITTER_CONSUMER_SECRET: 'consumer-secret',
  TWITTER_ACCESS_TOKEN: 'access-token',
  TWITTER_ACCESS_TOKEN_SECRET: 'access-token-secret',
};
const everything: Env = { ...base, ...azure, ...ado, ...mail, ...social };

/** The configuration of a base that is well plus `env`. */
function configOf(env: Env): Config {
  const read = readConfig({ ...base, ...env });
  if ('problems' in read) throw new Error(read.problems.join('\n'));
  return read.config;
}

/** What is wrong with a base that is well plus `env`. */
function problemsOf(env: Env): string[] {
  const read = readConfig({ ...base, ...env });
  return 'problems' in read ? read.problems : [];
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

describe('with only what is needed', () => {
  test('everything else has its default, and the optional parts are not set up', () => {
    expect(configOf({})).toEqual({
      slack: {
        botToken: 'xoxb-1-abc',
        appToken: 'xapp-1-abc',
        channel: 'C0123ABC',
        testChannel: undefined,
        opsChannel: 'C0123ABC',
        operators: undefined,
        apiUrl: undefined,
      },
      storage: {
        connectionString: 'UseDevelopmentStorage=true',
        eventsTable: 'EventTickets',
        resolvedTable: 'ResolvedEvents',
        stateTable: 'OutageBotState',
      },
      azure: undefined,
      ado: undefined,
      mail: undefined,
      social: undefined,
      relevance: { 'azure-devops': ['US'] },
      schedule: undefined,
      port: 8000,
      logLevel: 'info',
      metricsToken: undefined,
    });
  });

  test('variables of older deployments and blank ones change nothing', () => {
    const env = {
      SLACK_VERIFICATION_TOKEN: 'x',
      USER_OBJECT_ID: 'x',
      SCM_DO_BUILD_DURING_DEPLOYMENT: 'true',
      WEBSITE_HTTPLOGGING_RETENTION_DAYS: '3',
      SENDGRID_API_KEY: '',
      ADO_PAT: '   ',
      TENANT_ID: '""',
      PORT: "''",
    };

    expect(configOf(env)).toEqual(configOf({}));
  });
});

describe('with everything', () => {
  test('every part is set up, with the defaults of its details', () => {
    const config = configOf(everything);

    expect(config.azure).toEqual({
      tenantId: azure.AZURE_TENANT_ID,
      clientId: azure.AZURE_CLIENT_ID,
      clientSecret: 'the~client.secret',
      subscriptions: undefined,
    });
    expect(config.ado).toEqual({
      orgUrl: 'https://dev.azure.com/contoso',
      project: 'Operations',
      pat: 'patpatpat',
      closeOnResolve: false,
    });
    expect(config.mail).toEqual({
      apiKey: 'SG.key',
      sender: 'bot@example.com',
      to: ['a@example.com'],
      afterMinutes: 30,
      minSeverity: 'major',
      region: 'global',
    });
    expect(config.social).toEqual({
      pageId: 'kctbh9vrtdwd',
      pageUrl: 'https://kctbh9vrtdwd.statuspage.io',
      confirm: true,
      consumerKey: 'consumer-key',
      consumerSecret: 'consumer-secret',
      accessToken: 'access-token',
      accessTokenSecret: 'access-token-secret',
      dailyLimit: 50,
      trustProxyHops: 0,
    });
  });

  test('white space and the quotes of an .env file do not matter', () => {
    const quoted = Object.entries(everything).map(([name, value], i) => [
      name,
      i % 2 ? ` "${value}"\n` : `' ${value} '`,
    ]);

    expect(configOf(Object.fromEntries(quoted))).toEqual(configOf(everything));
  });
});

// Each row: a variable, its text, where it ends up and as what.
test.each<[string, string, (config: Config) => unknown, unknown]>([
  ['SLACK_CHANNEL', 'G0123ABC', (c) => c.slack.opsChannel, 'G0123ABC'],
  ['SLACK_TEST_CHANNEL', 'C0TEST', (c) => c.slack.testChannel, 'C0TEST'],
  ['SLACK_OPS_CHANNEL', 'C0OPS', (c) => c.slack.opsChannel, 'C0OPS'],
  ['SLACK_OPERATORS', 'U1, S2,W3,U1', (c) => c.slack.operators, { users: ['U1', 'W3'], groups: ['S2'] }],
  ['SLACK_API_URL', 'https://slack-gov.com/api', (c) => c.slack.apiUrl, 'https://slack-gov.com/api/'],
  ['SLACK_API_URL', 'https://slack-gov.com/api/', (c) => c.slack.apiUrl, 'https://slack-gov.com/api/'],
  ['SLACK_API_URL', 'http://127.0.0.1:4010/api', (c) => c.slack.apiUrl, 'http://127.0.0.1:4010/api/'],
  ['SLACK_API_URL', 'http://[::1]:4010', (c) => c.slack.apiUrl, 'http://[::1]:4010/'],
  ['AZURE_TABLE_NAME', 'Open1', (c) => c.storage.eventsTable, 'Open1'],
  ['RESOLVED_EVENTS_TABLE', 'Ended1', (c) => c.storage.resolvedTable, 'Ended1'],
  ['AZURE_TENANT_ID', 'Contoso.onmicrosoft.com', (c) => c.azure?.tenantId, 'contoso.onmicrosoft.com'],
  [
    'AZURE_SUBSCRIPTION_ID',
    '11111111-2222-3333-4444-5555555555AA, 66666666-7777-8888-9999-0000000000bb',
    (c) => c.azure?.subscriptions,
    ['11111111-2222-3333-4444-5555555555aa', '66666666-7777-8888-9999-0000000000bb'],
  ],
  [
    'ADO_ORG_URL',
    'https://Contoso.VisualStudio.com/DefaultCollection/',
    (c) => c.ado?.orgUrl,
    ado.ADO_ORG_URL,
  ],
  [
    'ADO_ORG_URL',
    'https://tfs.example.com/tfs/Main/',
    (c) => c.ado?.orgUrl,
    'https://tfs.example.com/tfs/Main',
  ],
  ['ADO_PROJECT', 'Our Project', (c) => c.ado?.project, 'Our Project'],
  ['ADO_CLOSE_ON_RESOLVE', 'false', (c) => c.ado?.closeOnResolve, false],
  ['ADO_CLOSE_ON_RESOLVE', 'True', (c) => c.ado?.closeOnResolve, { state: undefined }],
  ['ADO_CLOSE_ON_RESOLVE', 'Done', (c) => c.ado?.closeOnResolve, { state: 'Done' }],
  ['ADO_GEOGRAPHIES', 'us, eu', (c) => c.relevance['azure-devops'], ['US', 'EU']],
  ['ADO_GEOGRAPHIES', '*', (c) => c.relevance['azure-devops'], undefined],
  ['AZURE_REGIONS', 'East US,West Europe,', (c) => c.relevance.azure, ['East US', 'West Europe']],
  ['GITHUB_COMPONENTS', '"Actions,Pages"', (c) => c.relevance.github, ['Actions', 'Pages']],
  ['GITHUB_COMPONENTS', 'Actions, "Git, and more"', (c) => c.relevance.github, ['Actions', 'Git, and more']],
  ['GITHUB_COMPONENTS', '\'"Git, and more"\'', (c) => c.relevance.github, ['Git, and more']],
  ['GITHUB_COMPONENTS', '"Git, and more","Pages"', (c) => c.relevance.github, ['Git, and more', 'Pages']],
  ['M365_SERVICES', 'Exchange Online', (c) => c.relevance.m365, ['Exchange Online']],
  ['SALESFORCE_INSTANCES', 'NA211,NA211,EU5', (c) => c.relevance.salesforce, ['NA211', 'EU5']],
  ['SALESFORCE_INSTANCES', '*', (c) => c.relevance.salesforce, undefined],
  ['SLACK_SERVICES', 'Login/SSO', (c) => c.relevance.slack, ['Login/SSO']],
  ['SNOWFLAKE_REGIONS', 'AWS - US West (Oregon)', (c) => c.relevance.snowflake, ['AWS - US West (Oregon)']],
  [
    'ESCALATE_EMAILS',
    'a@example.com; b@example.com,a@example.com',
    (c) => c.mail?.to,
    ['a@example.com', 'b@example.com'],
  ],
  ['ESCALATE_AFTER_MINUTES', '0.5', (c) => c.mail?.afterMinutes, 0.5],
  ['ESCALATE_MIN_SEVERITY', 'Critical', (c) => c.mail?.minSeverity, 'critical'],
  ['SENDGRID_REGION', 'EU', (c) => c.mail?.region, 'eu'],
  ['STATUSPAGE_URL', 'https://status.example.com/', (c) => c.social?.pageUrl, 'https://status.example.com'],
  ['STATUSPAGE_CONFIRM', 'false', (c) => c.social?.confirm, false],
  ['X_DAILY_LIMIT', '5', (c) => c.social?.dailyLimit, 5],
  ['TRUST_PROXY_HOPS', '1', (c) => c.social?.trustProxyHops, 1],
  ['CHECK_SCHEDULE', '*/5 * * * *', (c) => c.schedule, '*/5 * * * *'],
  ['CHECK_SCHEDULE', '*/30 * * * * *', (c) => c.schedule, '*/30 * * * * *'],
  ['PORT', '65535', (c) => c.port, 65_535],
  ['LOG_LEVEL', 'WARN', (c) => c.logLevel, 'warn'],
  ['METRICS_TOKEN', 'a-token', (c) => c.metricsToken, 'a-token'],
])('%s=%s is understood', (name, text, pick, expected) => {
  const config = configOf({ ...everything, [name]: text });

  expect(pick(config)).toEqual(expected);
});

// Each row: a variable, a text it cannot have, what the sentence says.
test.each<[string, string, RegExp]>([
  ['SLACK_BOT_TOKEN', 'xapp-1', /does not begin with xoxb-.*OAuth & Permissions/],
  ['SLACK_BOT_TOKEN', 'xoxb-', /ends after xoxb-/],
  ['SLACK_APP_TOKEN', 'xoxb-1', /does not begin with xapp-.*connections:write/],
  ['SLACK_APP_TOKEN', 'xapp-1 2', /a space or another character/],
  ['SLACK_CHANNEL', '#outages', /a channel's name, not its id.*About tab/],
  ['SLACK_CHANNEL', 'c0123abc', /not the id of a channel.*About tab/],
  ['SLACK_TEST_CHANNEL', 'test', /not the id of a channel/],
  ['SLACK_OPS_CHANNEL', '#ops', /a channel's name/],
  ['SLACK_OPERATORS', 'U1,@bob', /number 2, that is not the id of a user or a user group/],
  ['SLACK_OPERATORS', ' , ', /lists nothing/],
  ['SLACK_API_URL', 'http://slack-gov.com/api/', /not an https address/],
  ['SLACK_API_URL', 'http://127.0.0.1.example.com/', /not an https address/],
  ['SLACK_API_URL', 'slack-gov', /not a web address/],
  ['SLACK_API_URL', 'https://user:word@slack.com/api/', /more than an address/],
  ['AZURE_STORAGE_CONNECTION_STRING', 'AccountName=a', /neither AccountName and AccountKey/],
  ['AZURE_STORAGE_CONNECTION_STRING', 'nonsense', /neither AccountName and AccountKey.*Access keys/],
  [
    'AZURE_STORAGE_CONNECTION_STRING',
    'TableEndpoint=here;SharedAccessSignature=s',
    /TableEndpoint that is not/,
  ],
  ['AZURE_TABLE_NAME', '1table', /not a name that Azure allows/],
  ['AZURE_TABLE_NAME', 'ab', /not a name that Azure allows/],
  ['AZURE_TABLE_NAME', 'Tables', /not a name that Azure allows/],
  ['AZURE_TABLE_NAME', 'resolvedevents', /not three different tables/],
  ['RESOLVED_EVENTS_TABLE', 'outagebotstate', /not three different tables/],
  ['RESOLVED_EVENTS_TABLE', 'with-dash', /not a name that Azure allows/],
  ['AZURE_TENANT_ID', 'common', /not an id/],
  ['AZURE_CLIENT_ID', 'my-app', /not an id/],
  ['AZURE_CLIENT_SECRET', 'two words', /a space or another character/],
  ['AZURE_SUBSCRIPTION_ID', 'Production', /number 1, that is not an id/],
  [
    'ADO_ORG_URL',
    'https://dev.azure.com/contoso/Operations',
    /does not end with the name of the organisation/,
  ],
  ['ADO_ORG_URL', 'https://dev.azure.com', /does not end with the name of the organisation/],
  ['ADO_ORG_URL', 'https://contoso.visualstudio.com/Operations', /goes on after the name/],
  ['ADO_ORG_URL', 'http://dev.azure.com/contoso', /not an https address/],
  ['ADO_ORG_URL', 'our org', /not a web address/],
  ['ADO_PROJECT', 'a/b', /not the name of a project/],
  ['ADO_PAT_BASE64', 'not base64!', /not base64 of a token/],
  ['ADO_PAT_BASE64', 'abcdefghijklmnopqrstuvwxyz234567abcdefghijklmnopqrst', /not base64 of a token/],
  ['ADO_PAT_BASE64', base64('user:'), /not base64 of a token/],
  ['ADO_CLOSE_ON_RESOLVE', '*', /neither true, false nor the name of a state/],
  ['ADO_GEOGRAPHIES', 'United States', /not the code of a geography/],
  [
    'ADO_GEOGRAPHIES',
    'EU, USA',
    /not the code of a geography: write codes \(APAC, AU, BR, CA, EU, IN, UK, US\)/,
  ],
  ['ADO_GEOGRAPHIES', 'GB', /not the code of a geography/],
  ['GITHUB_COMPONENTS', 'Actions,"Pages', /a double quote without its partner/],
  ['M365_SERVICES', ',', /lists nothing/],
  ['SENDGRID_SENDER_EMAIL', 'bot', /not an e-mail address.*Sender Authentication/],
  ['ESCALATE_EMAILS', 'a@example.com,b', /number 2, that is not an e-mail address/],
  ['ESCALATE_AFTER_MINUTES', '0', /not a number above 0/],
  ['ESCALATE_AFTER_MINUTES', '-1', /not a number above 0/],
  ['ESCALATE_AFTER_MINUTES', 'soon', /not a number above 0/],
  ['ESCALATE_MIN_SEVERITY', 'maintenance', /none of notice, minor, major, critical/],
  ['SENDGRID_REGION', 'us', /none of global, eu/],
  ['STATUSPAGE_PAGE_ID', 'https://manage', /not the id of a page/],
  ['STATUSPAGE_URL', 'ftp://status.example.com', /not an https address/],
  ['STATUSPAGE_CONFIRM', 'maybe', /neither true nor false/],
  ['X_DAILY_LIMIT', '0', /not a whole number from 1/],
  ['TRUST_PROXY_HOPS', '1.5', /not a whole number from 0/],
  ['CHECK_SCHEDULE', 'every minute', /not a cron pattern of 5 or 6 fields/],
  ['CHECK_SCHEDULE', '0 0 0 * * * 2026', /not a cron pattern of 5 or 6 fields/],
  ['CHECK_SCHEDULE', '2026-01-01T00:00:00', /not a cron pattern of 5 or 6 fields/],
  ['CHECK_SCHEDULE', '0 0 30 2 *', /never fires/],
  ['PORT', '0', /not a whole number from 1 to 65535/],
  ['PORT', '65536', /not a whole number from 1 to 65535/],
  ['PORT', '0x50', /not a whole number/],
  ['LOG_LEVEL', 'loud', /none of trace, debug, info, warn, error, fatal, silent/],
  ['METRICS_TOKEN', 'a b', /a space or another character/],
])('%s=%s is refused in one sentence', (name, text, sentence) => {
  const alone = name === 'ADO_PAT_BASE64' ? { ADO_PAT: undefined } : {};

  const problems = problemsOf({ ...everything, ...alone, [name]: text });

  expect(problems).toEqual([expect.stringMatching(sentence)]);
  expect(problems[0]).toMatch(new RegExp(`^[^:]*${name}[^:]*.*: .+\\.$`));
});

describe('what is missing', () => {
  test('an empty environment names all four needed variables at once, and nothing else', () => {
    const read = readConfig({});

    expect(read).toEqual({
      problems: [
        expect.stringMatching(/^SLACK_BOT_TOKEN is not set: .*api\.slack\.com/),
        expect.stringMatching(/^SLACK_APP_TOKEN is not set: .*connections:write/),
        expect.stringMatching(/^SLACK_CHANNEL is not set: .*About tab/),
        expect.stringMatching(/^AZURE_STORAGE_CONNECTION_STRING is not set: .*Access keys/),
      ],
    });
  });

  test.each(Object.keys(base))('%s alone is one problem', (name) => {
    expect(problemsOf({ [name]: ' ' })).toEqual([expect.stringContaining(`${name} is not set: `)]);
  });

  test.each([azure, ado, mail, social].flatMap((part) => Object.keys(part).map((name) => ({ name, part }))))(
    'a part without its $name is one problem, that names what is there',
    ({ name, part }) => {
      const problems = problemsOf({ ...part, [name]: undefined });

      expect(problems).toEqual([expect.stringContaining(name)]);
      expect(problems[0]).toMatch(/is not set, though .* needs it beside/);
      for (const other of Object.keys(part).filter((one) => one !== name)) {
        expect(problems[0]).toContain(other);
      }
    },
  );

  test('one variable of a part asks for all the others', () => {
    const problems = problemsOf({ TWITTER_ACCESS_TOKEN: 'x' });

    expect(problems).toHaveLength(4);
  });

  test('a subscription without an app registration is half a part', () => {
    const problems = problemsOf({ AZURE_SUBSCRIPTION_ID: azure.AZURE_CLIENT_ID });

    expect(problems.map((problem) => problem.split(' is not set')[0])).toEqual([
      'AZURE_TENANT_ID or TENANT_ID',
      'AZURE_CLIENT_ID or CLIENT_ID',
      'AZURE_CLIENT_SECRET or CLIENT_SECRET',
    ]);
  });

  test('a detail that has a default does not ask for its part, but must make sense', () => {
    const details = { SENDGRID_REGION: 'eu', X_DAILY_LIMIT: '5', ADO_CLOSE_ON_RESOLVE: 'true' };

    expect(configOf(details)).toEqual(configOf({}));
    expect(problemsOf({ X_DAILY_LIMIT: 'many' })).toHaveLength(1);
  });

  test('all that is wrong is told together', () => {
    const problems = problemsOf({
      SLACK_BOT_TOKEN: undefined,
      SLACK_CHANNEL: '#outages',
      SENDGRID_API_KEY: 'SG.key',
      PORT: 'http',
    });

    expect(problems.map((problem) => problem.split(' ')[0])).toEqual([
      'SLACK_BOT_TOKEN',
      'SLACK_CHANNEL',
      'SENDGRID_SENDER_EMAIL',
      'ESCALATE_EMAILS',
      'PORT',
    ]);
  });
});

describe('several names for one value', () => {
  const upper = (text: string | undefined) => text?.toUpperCase();

  // Each row: the first name and text, the other name, a text that agrees, a text that does not.
  const rows: [string, string | undefined, string, string | undefined, string][] = [
    [
      'AZURE_TENANT_ID',
      azure.AZURE_TENANT_ID,
      'TENANT_ID',
      upper(azure.AZURE_TENANT_ID),
      '00000000-2222-3333-4444-5555555555aa',
    ],
    [
      'AZURE_CLIENT_ID',
      azure.AZURE_CLIENT_ID,
      'CLIENT_ID',
      ` ${upper(azure.AZURE_CLIENT_ID)} `,
      '00000000-7777-8888-9999-0000000000bb',
    ],
    ['AZURE_CLIENT_SECRET', 'the~client.secret', 'CLIENT_SECRET', '"the~client.secret"', 'THE~CLIENT.SECRET'],
    ['ADO_ORG_URL', ado.ADO_ORG_URL, 'AZURE_DEVOPS_ORG', 'contoso', 'fabrikam'],
    [
      'ADO_ORG_URL',
      ado.ADO_ORG_URL,
      'AZURE_DEVOPS_ORG',
      'HTTPS://Dev.Azure.com/Contoso/',
      'https://dev.azure.com/x',
    ],
    [
      'ADO_ORG_URL',
      ado.ADO_ORG_URL,
      'AZURE_DEVOPS_ORG',
      'https://contoso.visualstudio.com',
      'https://x.visualstudio.com',
    ],
    ['ADO_PAT', 'patpatpat', 'AZURE_DEVOPS_PAT', 'patpatpat', 'another'],
    ['ADO_PAT', 'patpatpat', 'ADO_PAT_BASE64', base64(':patpatpat'), base64('another')],
    ['ADO_PAT', 'patpatpat', 'ADO_PAT_BASE64', base64('patpatpat\n'), base64(':another')],
    [
      'AZURE_DEVOPS_PAT',
      'patpatpat',
      'ADO_PAT_BASE64',
      base64('me@example.com:patpatpat'),
      base64('me:another'),
    ],
  ];

  test.each(rows)('%s and %2$s that agree are one', (first, text, other, same) => {
    const config = configOf({ ...everything, [first]: text, [other]: same });

    expect(config).toEqual(configOf(everything));
  });

  test.each(rows)(
    '%s and %2$s that differ are a problem that names both',
    (first, text, other, _same, different) => {
      const alone = first === 'AZURE_DEVOPS_PAT' ? { ADO_PAT: undefined } : {};

      const problems = problemsOf({ ...everything, ...alone, [first]: text, [other]: different });

      expect(problems).toEqual([
        expect.stringMatching(`^${first} and ${other} are two names for one value, but differ`),
      ]);
    },
  );

  test.each(rows)('%s is not needed where %2$s is set', (first, _text, other, same) => {
    const config = configOf({ ...everything, ADO_PAT: 'patpatpat', [first]: undefined, [other]: same });

    expect(config).toEqual(configOf(everything));
  });
});

describe('the connection string of the storage', () => {
  test.each([
    'UseDevelopmentStorage=true',
    'usedevelopmentstorage=TRUE;',
    'DefaultEndpointsProtocol=https;AccountName=a;AccountKey=a2V5==;EndpointSuffix=core.windows.net',
    'DefaultEndpointsProtocol=http;AccountName=a;AccountKey=a2V5;TableEndpoint=http://127.0.0.1:10002/a',
    'TableEndpoint=https://a.table.core.windows.net/;SharedAccessSignature=sv=1&sig=x%3D',
  ])('%s is taken as it is', (connectionString) => {
    const config = configOf({ AZURE_STORAGE_CONNECTION_STRING: connectionString });

    expect(config.storage.connectionString).toBe(connectionString);
  });

  test('a name and a key alone mean the public cloud', () => {
    const config = configOf({ AZURE_STORAGE_CONNECTION_STRING: 'AccountName=a;AccountKey=a2V5==;' });

    expect(config.storage.connectionString).toBe(
      'AccountName=a;AccountKey=a2V5==;DefaultEndpointsProtocol=https;EndpointSuffix=core.windows.net',
    );
  });
});

describe('secrets', () => {
  test('are all there, also as they travel', () => {
    const config = configOf({
      ...everything,
      AZURE_STORAGE_CONNECTION_STRING: 'AccountName=a;AccountKey=a2V5==',
      METRICS_TOKEN: 'metrics-token',
    });

    expect(secrets(config)).toEqual([
      'xoxb-1-abc',
      'xapp-1-abc',
      'a2V5==',
      'the~client.secret',
      'patpatpat',
      base64('patpatpat'),
      base64(':patpatpat'),
      base64('PAT:patpatpat'),
      'SG.key',
      'consumer-key',
      'consumer-secret',
      'access-token',
      'access-token-secret',
      'metrics-token',
    ]);
  });

  test('of a shared access signature are the whole of it and its signature, encoded and not', () => {
    const config = configOf({
      AZURE_STORAGE_CONNECTION_STRING:
        'TableEndpoint=https://a.example.com;SharedAccessSignature=sv=1&sig=x%2By%3D',
    });

    expect(secrets(config).slice(2)).toEqual(['sv=1&sig=x%2By%3D', 'x%2By%3D', 'x+y=']);
  });
});

/** Every variable that is asked for, whatever its value. */
function variablesRead(): string[] {
  const asked = new Set<string>();
  readConfig(
    new Proxy<Env>(
      {},
      {
        get(_env, name) {
          asked.add(String(name));
          return 'x';
        },
      },
    ),
  );
  return [...asked].sort();
}

describe('whatever the environment holds', () => {
  test('no sentence repeats a value', () => {
    // Long enough not to be a word of ours by chance, with all that may confuse a parser before and behind.
    const core = fc.stringMatching(/^[a-zA-Z0-9]{12}$/).map((text) => `q7${text}`);
    const around = fc.constantFrom(
      '',
      '#',
      '"',
      "'",
      'xoxb-',
      'xapp-',
      'https://',
      ':',
      ',',
      ' ',
      '=',
      '*',
      '\n',
      'sig=',
    );
    const value = fc.tuple(around, core, around, core, around);
    const env = fc.dictionary(fc.constantFrom(...variablesRead()), value, { minKeys: 1, maxKeys: 60 });

    fc.assert(
      fc.property(env, (given) => {
        const texts = Object.entries(given).map(([name, parts]) => [name, parts.join('')]);
        const read = readConfig(Object.fromEntries(texts));

        const told = 'problems' in read ? read.problems.join('\n').toLowerCase() : '';
        for (const [, one, , two] of Object.values(given)) {
          expect(told).not.toContain(one.toLowerCase());
          expect(told).not.toContain(two.toLowerCase());
        }
      }),
      { numRuns: 500 },
    );
  });

  test('it answers and does not throw', () => {
    const env = fc.dictionary(fc.constantFrom(...variablesRead()), fc.string({ unit: 'binary' }));

    fc.assert(
      fc.property(env, (given) => {
        const read = readConfig({ ...base, ...given });

        expect('config' in read || read.problems.length > 0).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

describe('.env.example', () => {
  const example = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8');
  const lines = example.split('\n').filter((line) => /^(# )?[A-Z0-9_]+=/.test(line));

  test('names every variable that is read, and no other', () => {
    const inFile = lines.map((line) => line.replace(/^# /, '').split('=')[0]).sort();

    expect(inFile).toEqual(variablesRead());
  });

  test('holds no value', () => {
    expect(lines.filter((line) => !line.endsWith('='))).toEqual([]);
  });
});
