import { expect, test } from '@jest/globals';
import { RespondError, type RespondFn } from '@slack/bolt';
import { WebAPIRateLimitedError } from '@slack/web-api';
import { reply } from '../../../app/slack/reply.ts';
import { manualClock } from '../../manual-clock.ts';

test('one try when it arrives', async () => {
  const { respond, said, tell } = world([]);

  const arrived = await tell(respond);

  expect(arrived).toBe(true);
  expect(said).toEqual(['hello']);
});

test.each([
  ['a server error', new RespondError('sorry', 503)],
  ['a rate limit', new RespondError('slowly', 429)],
  ['a network error', new TypeError('fetch failed')],
])('tries again after %s', async (_, error) => {
  const { respond, said, tell } = world([error]);

  const arrived = await tell(respond);

  expect(arrived).toBe(true);
  expect(said).toEqual(['hello', 'hello']);
});

test('waits as long as Slack asks before it tries again', async () => {
  const { respond, said, clock, begin } = world([new WebAPIRateLimitedError(7)]);

  const telling = begin(respond);
  await clock.advance(6_999);
  const early = said.length;
  await clock.advance(1);

  expect(await telling).toBe(true);
  expect(early).toBe(1);
  expect(said).toHaveLength(2);
});

test('gives up at once when Slack asks to wait for longer than a person does', async () => {
  const { respond, said, warned, begin } = world([new WebAPIRateLimitedError(60)]);

  const arrived = await begin(respond);

  expect(arrived).toBe(false);
  expect(said).toHaveLength(1);
  expect(warned).toHaveLength(1);
});

test('does not try again when Slack refuses', async () => {
  const { respond, said, warned, tell } = world([new RespondError('used_url', 404)]);

  const arrived = await tell(respond);

  expect(arrived).toBe(false);
  expect(said).toHaveLength(1);
  expect(warned).toHaveLength(1);
});

test('gives up after three tries with one line in the log', async () => {
  const down = new RespondError('sorry', 500);
  const { respond, said, warned, tell } = world([down, down, down, down]);

  const arrived = await tell(respond);

  expect(arrived).toBe(false);
  expect(said).toHaveLength(3);
  expect(warned).toHaveLength(1);
});

function world(failures: Error[]) {
  const clock = manualClock();
  const said: unknown[] = [];
  const warned: unknown[] = [];
  const log = { debug() {}, info() {}, warn: (facts: unknown) => void warned.push(facts), error() {} };
  const respond: RespondFn = async (message) => {
    said.push(message);
    const failure = failures.shift();
    if (failure) throw failure;
    return new Response('ok');
  };
  const begin = (respond: RespondFn) => reply(respond, 'hello', { clock, log });
  return {
    respond,
    said,
    warned,
    clock,
    begin,
    async tell(respond: RespondFn) {
      const arrived = begin(respond);
      await clock.advance(10_000);
      return arrived;
    },
  };
}
