import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { createHide } from '../../../app/hide.ts';
import { answerOf, NotSent } from '../../../app/social/x-answers.ts';

// Real captures stand beside the repository, not in it.
const samples = new URL('../../../../shared/samples/x-api/', import.meta.url);
const captured = existsSync(samples) ? describe : describe.skip;

const now = Date.parse('2026-11-20T10:00:00.000Z');
const seconds = (ms: number) => ms / 1000;
const reset = (inMs: number, remaining = 0) => ({ remaining, reset: seconds(now + inMs) });

test.each<[string, object, object]>([
  [
    'a duplicate',
    { code: 403, data: { detail: 'You are not allowed to create a Tweet with duplicate content.' } },
    { kind: 'posted' },
  ],
  [
    'a duplicate as version 1.1 says it',
    { code: 403, data: { errors: [{ code: 187, message: 'Status is a…' }] } },
    { kind: 'posted' },
  ],
  [
    'no permission',
    { code: 403, data: { detail: 'You are not permitted to perform this action.' } },
    { kind: 'forbidden' },
  ],
  ['a 403 without a word', { code: 403, data: {} }, { kind: 'forbidden' }],
  [
    'unknown keys',
    { code: 401, data: { title: 'Unauthorized' } },
    { kind: 'refused', words: 'X answered 401: Unauthorized' },
  ],
  ['no credits', { code: 402, data: { title: 'CreditsDepleted' } }, { kind: 'refused' }],
  ['a bad text', { code: 400, data: { detail: 'Too long' } }, { kind: 'rejected' }],
  ['a fault of theirs', { code: 503, data: '<html>' }, { kind: 'lost' }],
  ['a fault without a body', { code: 500 }, { kind: 'lost' }],
  ['a rate limit', { code: 429, rateLimit: reset(90_000) }, { kind: 'limited', until: now + 90_000 }],
  [
    'a limit for the day',
    { code: 429, rateLimit: { ...reset(60_000, 5), userDay: reset(7_200_000) } },
    { kind: 'limited', until: now + 7_200_000 },
  ],
  [
    'a limit of which only the end is told',
    { code: 429, headers: { 'x-rate-limit-reset': String(seconds(now + 60_000)) } },
    { kind: 'limited', until: now + 60_000 },
  ],
  [
    'a limit for the day of which only the end is told',
    {
      code: 429,
      headers: {
        'x-rate-limit-remaining': '5',
        'x-rate-limit-reset': String(seconds(now + 60_000)),
        'x-user-limit-24hour-remaining': '0',
        'x-user-limit-24hour-reset': String(seconds(now + 7_200_000)),
      },
    },
    { kind: 'limited', until: now + 7_200_000 },
  ],
  [
    'a limit for some seconds',
    { code: 429, headers: { 'retry-after': '90' } },
    { kind: 'limited', until: now + 90_000 },
  ],
  [
    'a limit until nobody knows when',
    { code: 429, headers: { 'retry-after': 'soon' } },
    { until: now + 900_000 },
  ],
  [
    'a sentence that ends',
    { code: 400, data: { detail: 'Too long.' } },
    { kind: 'rejected', words: 'X answered 400: Too long' },
  ],
  ['a limit without times', { code: 429 }, { kind: 'limited', until: now + 900_000 }],
  [
    'a limit until long ago',
    { code: 429, rateLimit: reset(-90_000) },
    { kind: 'limited', until: now + 1_000 },
  ],
  ['a limit for years', { code: 429, rateLimit: reset(1e12) }, { kind: 'limited', until: now + 86_400_000 }],
  [
    'nobody there',
    new NotSent('ECONNREFUSED'),
    { kind: 'failed', words: 'X cannot be reached (ECONNREFUSED)' },
  ],
  ['a broken line', new Error('ECONNRESET'), { kind: 'lost', words: 'X gave no answer (ECONNRESET)' }],
  ['half an answer', { responseError: new Error('x') }, { kind: 'lost' }],
  ['no answer in time', new Error('no answer within 15 s'), { kind: 'lost' }],
])('%s', (_what, thrown, answer) => {
  expect(answerOf(thrown, now)).toMatchObject(answer);
});

test.each([
  { code: 401, data: { detail: 'bad key consumer.Key' } },
  { code: 403, data: { errors: [{ message: `${'a'.repeat(295)}consumer.Key` }] } },
  new Error('consumer.Key'),
  new NotSent('consumer.Key'),
])('a key that X repeats stays with us (%#)', (thrown) => {
  const answer = answerOf(thrown, now, createHide(['consumer.Key']));

  expect(JSON.stringify(answer)).toMatch(/\[sec/);
  expect(JSON.stringify(answer)).not.toContain('consu');
});

captured('captured answers', () => {
  const sample = (name: string) => JSON.parse(readFileSync(new URL(name, samples), 'utf8'));

  test('a duplicate counts as posted', () => {
    expect(answerOf({ code: 403, data: sample('duplicate-403.json') }, now)).toEqual({ kind: 'posted' });
  });

  test('a rate limit is waited for', () => {
    const data = sample('rate-limited-429.constructed.json');

    expect(answerOf({ code: 429, data, rateLimit: reset(60_000) }, now)).toMatchObject({ kind: 'limited' });
  });
});
