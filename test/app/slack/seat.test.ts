import { expect, test } from '@jest/globals';
import { WebAPIPlatformError, WebAPIRateLimitedError } from '@slack/web-api';
import type { LineEvents } from '../../../app/slack/line.ts';
import { backOffMs, createSeat } from '../../../app/slack/seat.ts';
import { manualClock } from '../../manual-clock.ts';

const hour = 3_600_000;

test('the back-off doubles from half a second to 5 s, and is never longer', () => {
  const waits = [1, 2, 3, 4, 5, 1_000].map((failures) => backOffMs(failures, 0));

  expect(waits).toEqual([500, 1_000, 2_000, 4_000, 5_000, 5_000]);
  expect(backOffMs(1_000, 1)).toBe(4_000);
});

test('a warning opens the next connection, and the old one goes when that is live', async () => {
  const { seat, lines } = world();
  seat.open();
  lines[0]?.hello();
  await lines.clock.advance(hour);

  lines[0]?.leaving('warning');
  const during = { opened: lines.length, old: lines[0]?.state, state: seat.health().state };
  lines[1]?.hello();

  expect(during).toEqual({ opened: 2, old: 'open', state: 'live' });
  expect(lines.map(({ state }) => state)).toEqual(['retired', 'open']);
});

test('a refresh without a warning keeps the old connection until the next is live', async () => {
  const { seat, lines } = world();
  seat.open();
  lines[0]?.hello();
  await lines.clock.advance(hour);

  lines[0]?.leaving('refresh_requested');
  const during = lines[0]?.state;
  lines[1]?.hello();

  expect(during).toBe('open');
  expect(lines.map(({ state }) => state)).toEqual(['retired', 'open']);
});

test('a replacement that fails is tried again while the old connection lives', async () => {
  const { seat, lines } = world();
  seat.open();
  lines[0]?.hello();
  await lines.clock.advance(hour);
  lines[0]?.leaving('warning');

  lines[1]?.end(new Error('refused'));
  await lines.clock.advance(500);

  expect(lines).toHaveLength(3);
  expect(seat.health().state).toBe('live');
});

test('a lost connection is replaced at once', async () => {
  const { seat, lines } = world();
  seat.open();
  lines[0]?.hello();
  await lines.clock.advance(hour);

  lines[0]?.end(undefined);

  expect(lines).toHaveLength(2);
  expect(seat.health().state).toBe('connecting');
});

test('connections that hardly live are opened ever more slowly', async () => {
  const { seat, lines } = world();
  seat.open();
  for (let i = 0; i < 12; i += 1) {
    lines.at(-1)?.hello();
    lines.at(-1)?.leaving('too_many_websockets');
    await lines.clock.advance(5_000);
  }
  const before = lines.length;

  lines.at(-1)?.hello();
  lines.at(-1)?.leaving('too_many_websockets');
  await lines.clock.advance(3_999);
  const early = lines.length;
  await lines.clock.advance(1_001);

  expect(early).toBe(before);
  expect(lines).toHaveLength(before + 1);
});

test('after an hour without Slack the next try is at most 5 s away, and the log has not filled up', async () => {
  const { seat, lines, told } = world();
  seat.open();
  for (let at = 0; at < hour; at += 5_000) {
    lines.at(-1)?.end(new Error('no route'));
    await lines.clock.advance(5_000);
  }
  const tries = lines.length;

  lines.at(-1)?.end(new Error('no route'));
  await lines.clock.advance(5_000);

  expect(lines).toHaveLength(tries + 1);
  expect(told.warn).toHaveLength(1);
});

test('an opening that took long is not made longer by the back-off', async () => {
  const { seat, lines } = world();
  seat.open();
  await lines.clock.advance(8_000);

  lines[0]?.end(new Error('no hello'));

  expect(lines).toHaveLength(2);
});

test('a Retry-After is obeyed', async () => {
  const { seat, lines } = world();
  seat.open();

  lines[0]?.end(new WebAPIRateLimitedError(30));
  await lines.clock.advance(29_999);
  const early = lines.length;
  await lines.clock.advance(1);

  expect(early).toBe(1);
  expect(lines).toHaveLength(2);
});

test('each opening that fails is reported, and tried again, whatever Slack says', async () => {
  const { seat, lines, told } = world();
  const refused = () => new WebAPIPlatformError({ ok: false, error: 'invalid_auth' });
  seat.open();
  lines[0]?.end(refused());
  await lines.clock.advance(5_000);
  lines[1]?.end(refused());
  await lines.clock.advance(5_000);

  lines[2]?.hello();
  lines[2]?.end(undefined);
  await lines.clock.advance(5_000);
  lines[3]?.end(refused());

  expect(lines.length).toBeGreaterThan(3);
  expect(told.failed).toEqual([refused(), refused(), refused()]);
});

test('a connection that is dead without saying so is replaced after two looks', async () => {
  const { seat, lines } = world();
  seat.open();
  lines[0]?.hello();
  await lines.clock.advance(hour);

  lines[0]?.die();
  const state = seat.health().state;
  await lines.clock.advance(6_000);

  expect(state).toBe('waiting');
  expect(lines.map((line) => line.state)).toEqual(['dropped', 'open']);
});

test('recycles when told to, without a moment without a connection', async () => {
  const { seat, lines } = world({ recycleAfterMs: (lifeMs) => lifeMs / 2 });
  seat.open();
  lines[0]?.hello(hour);

  await lines.clock.advance(hour / 2);
  const during = lines.map(({ state }) => state);
  lines[1]?.hello(hour);

  expect(during).toEqual(['open', 'open']);
  expect(lines.map(({ state }) => state)).toEqual(['retired', 'open']);
});

test('says what it is doing, since when, and when something last came', async () => {
  const { seat, lines } = world();
  seat.open();
  await lines.clock.advance(1_000);
  lines[0]?.hello();
  const liveSince = lines.clock.now();
  await lines.clock.advance(1_000);
  await lines[0]?.envelope();

  expect(seat.health()).toEqual({ state: 'live', since: liveSince, lastEnvelopeAt: liveSince + 1_000 });
});

test('stopping retires what is open and opens nothing more', async () => {
  const { seat, lines } = world();
  seat.open();
  lines[0]?.hello();
  await lines.clock.advance(hour);
  lines[0]?.leaving('warning');

  await seat.stop();
  await lines.clock.advance(hour);

  expect(lines.map(({ state }) => state)).toEqual(['retired', 'dropped']);
  expect(seat.health().state).toBe('stopped');
});

/** A seat whose connections are made by hand. */
function world(
  { recycleAfterMs = (): number | undefined => undefined } = {} as {
    recycleAfterMs?: (lifeMs: number) => number | undefined;
  },
) {
  const clock = manualClock();
  const lines = Object.assign([] as ReturnType<typeof fakeLine>[], { clock });
  const told = { warn: [] as unknown[], failed: [] as unknown[] };
  const seat = createSeat({
    name: 'first',
    clock,
    log: { debug() {}, info() {}, warn: (...said: unknown[]) => void told.warn.push(said), error() {} },
    openLine(events) {
      const line = fakeLine(events);
      lines.push(line);
      return line;
    },
    envelope: async () => {},
    recycleAfterMs,
    onFailed: (error) => void told.failed.push(error),
    onState: () => {},
  });
  return { seat, lines, told };
}

function fakeLine(events: LineEvents) {
  let alive = true;
  const line = {
    state: 'open',
    active: () => alive,
    async retire() {
      line.close('retired');
    },
    async drop() {
      line.close('dropped');
    },
    close(how: string) {
      if (line.state !== 'open') return;
      line.state = how;
      alive = false;
      events.end(undefined);
    },
    die() {
      alive = false;
    },
    hello: (lifeMs?: number) => events.hello(lifeMs),
    leaving: (reason: string) => events.leaving(reason),
    envelope: () => events.envelope({ body: {}, ack: async () => {} }),
    end(error: unknown) {
      line.state = 'ended';
      alive = false;
      events.end(error);
    },
  };
  return line;
}
