import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { answerFailure, MailError } from '../../../app/escalate/failures.ts';
import { trialLetter } from '../../../app/escalate/letter.ts';
import { createPost, type Post } from '../../../app/escalate/sendgrid.ts';
import { createHide } from '../../../app/hide.ts';
import { type ManualClock, manualClock } from '../../manual-clock.ts';
import { type SendgridStandin, startSendgrid } from '../../standins/sendgrid/index.ts';
import { until } from '../../until.ts';
import { ADA, KEY, SENDER } from './bench.ts';

let clock: ManualClock;
let sendgrid: SendgridStandin;

beforeEach(async () => {
  clock = manualClock();
  sendgrid = await startSendgrid({ key: KEY, sender: SENDER, clock });
});
afterEach(() => sendgrid.close());

function post({ region = 'global' as 'global' | 'eu', origin = 'https://api.sendgrid.com' } = {}): Post {
  const hosts = { [origin]: sendgrid.origin };
  return createPost({ apiKey: KEY, sender: SENDER, region }, { hosts, clock, hide: createHide([KEY]) });
}

async function failureOf(outcome: Promise<unknown>): Promise<MailError> {
  const failure = await outcome.catch((error: unknown) => error);
  if (failure instanceof MailError) return failure;
  throw new Error('It did not fail as a MailError does', { cause: failure });
}

test('sends plain text before HTML, and has SendGrid neither count openings nor change links', async () => {
  await post().send(trialLetter(), ADA);

  expect(sendgrid.mails).toHaveLength(1);
  expect(sendgrid.mails[0]?.body).toMatchObject({
    from: { email: SENDER, name: 'Outage Bot' },
    content: [{ type: 'text/plain' }, { type: 'text/html' }],
    tracking_settings: { click_tracking: { enable: false }, open_tracking: { enable: false } },
  });
});

test('an account in the EU is asked there', async () => {
  await post({ region: 'eu', origin: 'https://api.eu.sendgrid.com' }).send(trialLetter(), ADA);

  expect(sendgrid.mails).toHaveLength(1);
});

test('a check sends nothing', async () => {
  await post().check(trialLetter());

  expect(sendgrid.requests).toMatchObject([{ status: 200, sandboxed: true }]);
  expect(sendgrid.mails).toEqual([]);
});

test('waits ten seconds for an answer and no longer', async () => {
  sendgrid.break('hang');

  const failure = failureOf(post().send(trialLetter(), ADA));
  await until(() => sendgrid.requests.length > 0);
  await clock.advance(10_000);

  expect(await failure).toMatchObject({ reason: 'unreachable', uncertain: true });
});

test.each([
  [401, 'rejected', false],
  [403, 'rejected', false],
  [400, 'malformed', false],
  [404, 'malformed', false],
  [413, 'refused', false],
  [429, 'unreachable', false],
  [500, 'unreachable', false],
  ['reset', 'unreachable', true],
  ['cut', 'unreachable', true],
  ['html', 'unreachable', false],
  ['redirect', 'unreachable', false],
] as const)('%s means %s', async (fault, reason, uncertain) => {
  sendgrid.break(fault);

  const failure = await failureOf(post().send(trialLetter(), ADA));

  expect(failure).toMatchObject({ reason, uncertain });
});

test('a server that is not there took nothing', async () => {
  await sendgrid.close();

  const failure = await failureOf(post().send(trialLetter(), ADA));

  expect(failure).toMatchObject({ reason: 'unreachable', uncertain: false });
});

test('a failure carries neither the key nor the request', async () => {
  for (const fault of [401, 503, 'reset'] as const) {
    sendgrid.break(fault);

    const failure = await failureOf(post().send(trialLetter(), ADA));

    expect(failure.cause).toBeUndefined();
    expect(`${JSON.stringify(failure)} ${failure.stack}`).not.toContain(KEY);
  }
});

test('an address that SendGrid will not have is told from a mail that it will not have', async () => {
  sendgrid.refused.add(ADA);

  const failure = await failureOf(post().send(trialLetter(), ADA));

  expect(failure.reason).toBe('refused');
  expect(failure.message).toMatch(/Does not contain a valid address/);
});

describe('what SendGrid says', () => {
  function wordsOf(status: number, message: string, field: string | null = null): string | undefined {
    const body = { errors: [{ message, field }] };
    const heard = { taken: [202], now: 0, hide: createHide([KEY]) };
    return answerFailure({ status, headers: {}, body }, heard)?.message;
  }

  test.each([
    ['its words', 401, `bad key ${KEY}`, null],
    ['the end of words that are cut', 401, `${'a'.repeat(290)}${KEY}`, null],
    ['words that hide it in markup', 403, KEY.replace('key', 'k<b></b>ey'), null],
    ['a name that it gives to a part of the request', 400, 'bad', KEY],
  ])('never brings the key with it: %s', (_, status, message, field) => {
    const words = wordsOf(status, message, field);

    expect(words).toContain(`(${status})`);
    expect(words).not.toContain(KEY.slice(0, 8));
    expect(words).not.toContain(KEY.slice(-8));
  });

  test.each(['The key is bad', 'The key is bad.'])('ends with one full stop: %s', (message) => {
    expect(wordsOf(400, message, 'from')).toMatch(/ It says: The key is bad\. It is about from\.$/);
  });
});

test('a check is passed, whether its answer is that of a check or that of a mail', async () => {
  sendgrid.break(202);

  await expect(post().check(trialLetter())).resolves.toBeUndefined();
});
