import { expect, test } from '@jest/globals';
import { RespondError, type RespondFn } from '@slack/bolt';
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
  return {
    respond,
    said,
    warned,
    async tell(respond: RespondFn) {
      const arrived = reply(respond, 'hello', { clock, log });
      await clock.advance(10_000);
      return arrived;
    },
  };
}
