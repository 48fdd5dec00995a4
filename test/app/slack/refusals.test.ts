import { expect, test } from '@jest/globals';
import { WebAPIPlatformError } from '@slack/web-api';
import { createRefusals } from '../../../app/slack/refusals.ts';
import { manualClock } from '../../manual-clock.ts';

/** Refusals for connections of which so many are `live`, and what was told as beyond repair. */
function world() {
  const clock = manualClock();
  const told: string[] = [];
  const seats = { live: 0 };
  const refusals = createRefusals({
    clock,
    live: () => seats.live > 0,
    onFatal: (code) => void told.push(code),
  });
  return {
    clock,
    told,
    seats,
    refusals,
    /** Both are live, and then both are lost. */
    greetAndGo() {
      refusals.greeted();
      seats.live = 0;
    },
    refuse: (code = 'invalid_auth') => refusals.failed(new WebAPIPlatformError({ ok: false, error: code })),
  };
}

test('a token that is refused before the first hello is told at once, and once', () => {
  const { told, refuse } = world();

  refuse();
  refuse();

  expect(told).toEqual(['invalid_auth']);
});

test('what Slack says when it stumbles is no refusal', () => {
  const { told, refuse, refusals } = world();

  refuse('internal_error');
  refusals.failed(new Error('no route'));

  expect(told).toEqual([]);
});

test('a bot that has been connected hears of it when the refusals have lasted for a minute', async () => {
  const { clock, told, greetAndGo, refuse } = world();
  greetAndGo();

  refuse();
  await clock.advance(59_999);
  refuse();
  const early = [...told];
  await clock.advance(1);
  refuse();
  refuse();

  expect(early).toEqual([]);
  expect(told).toEqual(['invalid_auth']);
});

test('refusals count for nothing while another connection is live', async () => {
  const { clock, told, seats, greetAndGo, refuse } = world();
  greetAndGo();
  seats.live = 1;
  refuse();
  await clock.advance(3_600_000);
  refuse();

  seats.live = 0;
  refuse();

  expect(told).toEqual([]);
});

test.each([
  ['a hello', ({ greetAndGo }: ReturnType<typeof world>) => greetAndGo()],
  ['another failure', ({ refusals }: ReturnType<typeof world>) => refusals.failed(new Error('no route'))],
])('%s in between begins the minute anew', async (_, between) => {
  const it = world();
  it.greetAndGo();
  it.refuse();
  await it.clock.advance(50_000);

  between(it);
  it.refuse();
  await it.clock.advance(50_000);
  it.refuse();
  const early = [...it.told];
  await it.clock.advance(10_000);
  it.refuse();

  expect(early).toEqual([]);
  expect(it.told).toEqual(['invalid_auth']);
});
