import { inspect } from 'node:util';
import { afterEach, describe, expect, test } from '@jest/globals';
import { createTokens, type Tokens } from '../../app/credential.ts';
import { CheckError } from '../../checkers/checker.ts';
import { createHttp } from '../../checkers/http.ts';
import { type ManualClock, manualClock } from '../manual-clock.ts';
import { type LoginFault, type MicrosoftLogin, startMicrosoftLogin } from '../standins/microsoft-login.ts';
import { until } from '../until.ts';

const LOGIN = 'https://login.microsoftonline.com';
const ARM = 'https://management.azure.com/.default';
const GRAPH = 'https://graph.microsoft.com/.default';
const registration = {
  tenantId: '00000000-0000-0000-0000-00000000000a',
  clientId: '00000000-0000-0000-0000-00000000000b',
  clientSecret: 'Top~Secret.~/+ value',
};

const openedHere: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const close of openedHere.splice(0).reverse()) await close();
});

interface Bench {
  login: MicrosoftLogin;
  clock: ManualClock;
  tokens: Tokens;
  hosts: Record<string, string>;
}

async function start(wrong: Partial<typeof registration> = {}): Promise<Bench> {
  const clock = manualClock();
  const login = await startMicrosoftLogin({ clock, ...registration });
  openedHere.push(() => login.close());
  const hosts = { [LOGIN]: login.origin };
  return { login, clock, hosts, tokens: createTokens({ ...registration, ...wrong, hosts, clock }) };
}

async function failureOf(outcome: Promise<string>): Promise<CheckError> {
  const failure = await outcome.catch((error: unknown) => error);
  if (failure instanceof CheckError) return failure;
  throw new Error('It did not fail as a CheckError does', { cause: failure });
}

describe('a token', () => {
  test('is got by client credentials, in a single request', async () => {
    const { login, tokens } = await start();

    const token = await tokens(ARM);

    expect(login.accepts(`Bearer ${token}`, ARM)).toBe(true);
    expect(login.requests).toHaveLength(1);
    expect(login.requests[0]).toMatchObject({
      path: `/${registration.tenantId}/oauth2/v2.0/token`,
      form: {
        grant_type: 'client_credentials',
        client_id: registration.clientId,
        client_secret: registration.clientSecret,
      },
    });
  });

  test('is remembered, one for each scope', async () => {
    const { login, tokens } = await start();

    const first = await tokens(ARM);
    const other = await tokens(GRAPH);
    const second = await tokens(ARM);

    expect(second).toBe(first);
    expect(other).not.toBe(first);
    expect(login.accepts(`Bearer ${other}`, GRAPH)).toBe(true);
    expect(login.requests).toHaveLength(2);
  });

  test('is asked for once by many at a time', async () => {
    const { login, tokens } = await start();

    const lent = await Promise.all([tokens(ARM), tokens(ARM), tokens(ARM)]);

    expect(new Set(lent).size).toBe(1);
    expect(login.requests).toHaveLength(1);
  });

  test('that was refused is replaced, once for all who held it', async () => {
    const { login, tokens } = await start();
    const old = await tokens(ARM);

    const fresh = await Promise.all([tokens(ARM, old), tokens(ARM, old)]);
    const later = await tokens(ARM, old);

    expect(new Set([...fresh, later]).size).toBe(1);
    expect(later).not.toBe(old);
    expect(login.requests).toHaveLength(2);
  });
});

describe('a login that', () => {
  test.each<[string, Partial<typeof registration>, string]>([
    ['another secret', { clientSecret: 'An~Older.Secret' }, 'the client secret is wrong, AADSTS7000215'],
    [
      'an app registration that is not there',
      { clientId: '00000000-0000-0000-0000-00000000000c' },
      'the app registration is not in this tenant, AADSTS700016',
    ],
    [
      'another tenant',
      { tenantId: '00000000-0000-0000-0000-00000000000c' },
      'the tenant does not exist, AADSTS90002',
    ],
  ])('refuses %s says so, and never the secret', async (_, wrong, words) => {
    const { tokens } = await start(wrong);

    const failure = await failureOf(tokens(ARM));

    expect(failure.reason).toBe('rejected');
    expect(failure.message).toBe(`login.microsoftonline.com refused the app registration: ${words}`);
    const told = inspect(failure, { depth: 10, showHidden: true }) + JSON.stringify(failure);
    for (const secret of [registration.clientSecret, wrong.clientSecret ?? registration.clientSecret]) {
      expect(told).not.toContain(secret);
      expect(told).not.toContain(encodeURIComponent(secret));
    }
  });

  test.each<[LoginFault, CheckError['reason'], RegExp]>([
    ['expired-secret', 'rejected', /the client secret has expired, AADSTS7000222$/],
    [400, 'rejected', /refused the app registration: 400$/],
    [503, 'unreachable', /answered 503$/],
    [429, 'unreachable', /answered 429$/],
    ['reset', 'unreachable', /does not answer \(ECONNRESET\)$/],
    ['html', 'unreadable', /answered without a token$/],
    ['no-token', 'unreadable', /answered without a token$/],
  ])('goes wrong (%j) is %s, and asked again at once when it is well', async (fault, reason, words) => {
    const { login, tokens } = await start();

    login.break(fault);
    const failure = await failureOf(tokens(ARM));
    login.mend();
    const token = await tokens(ARM);

    expect(failure.reason).toBe(reason);
    expect(failure.message).toMatch(words);
    expect(login.accepts(`Bearer ${token}`, ARM)).toBe(true);
    expect(login.requests).toHaveLength(2);
  });

  test('is not there is unreachable', async () => {
    const { login, tokens } = await start();
    await login.close();

    const failure = await failureOf(tokens(ARM));

    expect(failure).toMatchObject({
      reason: 'unreachable',
      message: 'login.microsoftonline.com does not answer (ECONNREFUSED)',
    });
  });

  test('says nothing is given up after eight seconds, for all who wait', async () => {
    const { login, clock, tokens } = await start();
    login.break('hang');

    const failures = Promise.all([failureOf(tokens(ARM)), failureOf(tokens(ARM))]);
    await until(() => login.requests.length === 1);
    await clock.advance(8_000);
    const [one, two] = await failures;
    login.mend();

    expect(one).toMatchObject({ reason: 'unreachable', message: `${new URL(LOGIN).host} does not answer` });
    expect(two.reason).toBe('unreachable');
    expect(login.accepts(`Bearer ${await tokens(ARM)}`, ARM)).toBe(true);
  });

  test('asks to wait is left alone for so long, whatever the scope', async () => {
    const { login, clock, tokens } = await start();
    login.break({ status: 429, retryAfter: 30 });
    await failureOf(tokens(ARM));
    login.mend();

    await clock.advance(29_999);
    const meanwhile = await failureOf(tokens(GRAPH));
    const requestsMeanwhile = login.requests.length;
    await clock.advance(1);

    expect(meanwhile.reason).toBe('unreachable');
    expect(requestsMeanwhile).toBe(1);
    expect(login.accepts(`Bearer ${await tokens(GRAPH)}`, GRAPH)).toBe(true);
  });
});

test('a failure of the login is a failure of the look, named by what was asked', async () => {
  const { clock, tokens, hosts } = await start({ clientSecret: 'An~Older.Secret' });
  const http = createHttp({ clock, hosts, userAgent: 'OutageBot/test', token: tokens });
  openedHere.push(() => http.close());

  const outcome = http.get('https://graph.microsoft.com/v1.0/x', JSON.parse, { scope: GRAPH });

  await expect(outcome).rejects.toMatchObject({
    name: 'CheckError',
    reason: 'rejected',
    message:
      'GET https://graph.microsoft.com/v1.0/x: login.microsoftonline.com refused the app registration: the client secret is wrong, AADSTS7000215',
  });
});
