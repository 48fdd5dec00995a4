import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type SendgridStandin, startSendgrid } from './index.ts';

let sendgrid: SendgridStandin;

beforeEach(async () => {
  sendgrid = await startSendgrid({ key: 'SG.key', sender: 'outages@example.com' });
});
afterEach(() => sendgrid.close());

const good = {
  personalizations: [{ to: [{ email: 'ada@example.com' }] }],
  from: { email: 'outages@example.com' },
  subject: 'Hello',
  content: [
    { type: 'text/plain', value: 'Hello' },
    { type: 'text/html', value: '<p>Hello</p>' },
  ],
};

function send(body: unknown, headers: Record<string, string> = {}) {
  return fetch(`${sendgrid.origin}/v3/mail/send`, {
    method: 'POST',
    headers: { authorization: 'Bearer SG.key', 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}

test('takes a mail that is in order', async () => {
  const answer = await send(good);

  expect(answer.status).toBe(202);
  expect(answer.headers.get('x-message-id')).toMatch(/./);
  expect(await answer.text()).toBe('');
  expect(sendgrid.mails).toMatchObject([{ to: 'ada@example.com', text: 'Hello' }]);
});

test('refuses a wrong key in the words of the sample', async () => {
  const answer = await send(good, { authorization: 'Bearer SG.other' });

  expect(answer.status).toBe(401);
  expect(await answer.json()).toEqual({
    errors: [
      {
        message: 'The provided authorization grant is invalid, expired, or revoked',
        field: null,
        help: null,
      },
    ],
  });
});

test.each<[string, object, number, string | null]>([
  ['an unknown sender', { from: { email: 'else@example.com' } }, 403, 'from'],
  [
    'an address twice in one list',
    { personalizations: [{ to: [{ email: 'ada@example.com' }, { email: 'ADA@example.com' }] }] },
    400,
    'personalizations.0.to',
  ],
  [
    'an address in two personalizations',
    { personalizations: [...good.personalizations, ...good.personalizations] },
    400,
    'personalizations.1.to',
  ],
  [
    'an address as to and cc',
    { personalizations: [{ to: [{ email: 'ada@example.com' }], cc: [{ email: 'ada@example.com' }] }] },
    400,
    'personalizations.0.cc',
  ],
  ['no address', { personalizations: [{ to: [{ email: 'ada' }] }] }, 400, 'personalizations.0.to.0.email'],
  ['nobody', { personalizations: [] }, 400, 'personalizations'],
  ['no subject', { subject: undefined }, 400, 'subject'],
  ['HTML before text', { content: good.content.toReversed() }, 400, 'content.0.type'],
  ['an empty text', { content: [{ type: 'text/plain', value: '' }] }, 400, 'content.0.value'],
  ['a reserved header', { headers: { 'Reply-To': 'x@example.com' } }, 400, 'headers'],
  ['a header of more than ASCII', { headers: { 'X-Name': 'Zoë' } }, 400, 'headers'],
  ['a header of two lines', { headers: { 'X-Name': 'a\r\nBcc: x@example.com' } }, 400, 'headers'],
  ['a broken message id', { headers: { 'Message-ID': 'GH-7K2QM' } }, 400, 'headers'],
])('refuses %s', async (_, change, status, field) => {
  const answer = await send({ ...good, ...change });

  expect(answer.status).toBe(status);
  expect(await answer.json()).toMatchObject({ errors: [{ field, help: null }] });
  expect(sendgrid.mails).toEqual([]);
});
