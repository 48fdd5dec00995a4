import { afterEach, expect, test } from '@jest/globals';
import { manualClock } from '../../manual-clock.ts';
import { type Connected, connected, fastClock, until } from './connected.ts';

let it: Connected | undefined;

afterEach(async () => {
  await it?.end();
  it = undefined;
});

test.each([
  ['a warning first', { warning: true }],
  ['a warning first, and TCP left open', { warning: true, tcpOpen: true }],
  ['no warning', {}],
  ['no warning, and TCP left open', { tcpOpen: true }],
])('refreshes lose no command: %s', async (_, how) => {
  const slackClock = manualClock();
  it = await connected({ clock: fastClock(100), slackClock });
  const { slack, sockets, ping } = it;
  await bothLive(it);
  const pings: Awaited<ReturnType<typeof ping>>[] = [];
  const seen: number[] = [];

  for (let refresh = 0; refresh < 4; refresh += 1) {
    const { total } = slack.sockets;
    slack.sockets.refresh(how);
    // Commands before, during and after the change, until both connections have settled again.
    await until(() => slack.sockets.total > total);
    for (let i = 0; i < 5; i += 1) {
      pings.push(await ping());
      seen.push(sockets.health().live);
    }
    await slackClock.advance(10_000);
    await bothLive(it);
  }

  expect(pings.filter(({ acked, tookMs }) => !acked || tookMs > 3_000)).toEqual([]);
  expect(Math.min(...seen)).toBeGreaterThan(0);
  expect(it.deaf).toBe(0);
  expect(slack.violations).toEqual([]);
});

test('a stream of commands that never pauses loses none when Slack warns before a refresh', async () => {
  it = await connected({ clock: fastClock(100) });
  const { slack, sockets, ping } = it;
  await bothLive(it);
  let over = false;
  // Each comes right after the answer to the one before, so that no connection ever has a lull.
  const stream = (async () => {
    const answers: Awaited<ReturnType<typeof ping>>[] = [];
    while (!over) {
      answers.push(await ping());
      for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    }
    return answers;
  })();

  for (let refresh = 0; refresh < 3; refresh += 1) {
    slack.sockets.refresh({ warning: true });
    await until(() => slack.sockets.live() === 3);
    await until(() => slack.sockets.live() === 2);
  }
  over = true;
  const answers = await stream;

  expect(answers.length).toBeGreaterThan(100);
  expect(answers.filter(({ acked, tookMs }) => !acked || tookMs > 3_000)).toEqual([]);
  expect(sockets.health().live).toBe(2);
  expect(it.deaf).toBe(0);
  expect(slack.violations).toEqual([]);
});

test('a command that is being answered while its connection is refreshed is still answered', async () => {
  it = await connected({ clock: fastClock(100), slackClock: manualClock() });
  const { slack, ping } = it;
  await bothLive(it);
  const held = Promise.withResolvers<void>();
  let running = 0;
  it.beforeAck = () => {
    running += 1;
    return held.promise;
  };

  const pings = Array.from({ length: 6 }, ping);
  await until(() => running === 6);
  const { total } = slack.sockets;
  slack.sockets.refresh({ warning: true, all: true });
  await until(() => slack.sockets.total === total + 2);
  held.resolve();

  expect((await Promise.all(pings)).map(({ acked }) => acked)).toEqual(Array(6).fill(true));
  expect(slack.violations).toEqual([]);
});

test('the second is opened after the first, and recycled at half its life so that they are renewed apart', async () => {
  const clock = manualClock();
  it = await connected({ clock });
  const { slack, sockets } = it;
  slack.sockets.approximateConnectionTime = 3_600;

  await sockets.start();
  const alone = sockets.health().connections.map(({ state }) => state);
  await clock.advance(2_000);
  await until(() => sockets.health().live === 2);
  await clock.advance(1_799_000);
  const before = slack.sockets.total;
  await clock.advance(1_000);
  await until(() => slack.sockets.total === 3);
  await bothLive(it);
  await clock.advance(1_800_000);

  expect(alone).toEqual(['live', 'waiting']);
  expect(before).toBe(2);
  expect(slack.sockets.total).toBe(3);
  expect(it.deaf).toBe(0);
});

test('app_rate_limited, which has no inner event, is acknowledged and harms nobody', async () => {
  it = await connected({ clock: fastClock(100) });
  await bothLive(it);

  const delivery = await it.slack.appRateLimited();
  const after = await it.ping();

  expect(delivery.acked).toBe(true);
  expect(after.acked).toBe(true);
  expect(it.slack.sockets.total).toBe(2);
});

test('events are acknowledged, and come with their retry number', async () => {
  it = await connected({ clock: fastClock(100), slackClock: fastClock(100) });
  const { app, slack } = it;
  const retries: unknown[] = [];
  app.event('app_home_opened', async ({ context }) => void retries.push(context.retryNum));
  const early = slack.sendEvent('app_home_opened', { user: 'U1', tab: 'home' });
  await bothLive(it);
  await early;

  const again = await slack.sendEvent('app_home_opened', { user: 'U1', tab: 'home' });
  await until(() => retries.length === 2);

  expect(again.acked).toBe(true);
  expect(retries).toEqual([expect.any(Number), undefined]);
});

test.each(['invalid_auth', 'account_inactive', 'token_revoked'])(
  '%s while reconnecting is told, and the process lives to be mended',
  async (code) => {
    it = await connected({ clock: fastClock(100) });
    const { slack, sockets, fatal } = it;
    await bothLive(it);

    slack.tokens.revoke('app', code);
    slack.sockets.cut();
    await until(() => fatal.length > 0);
    slack.tokens.restore('app');
    await bothLive(it);

    expect(fatal.map(String)).toEqual([expect.stringContaining(code)]);
    expect(sockets.health().live).toBe(2);
  },
);

test('one refusal while the other connection lives is a bad moment of Slack’s, and passes', async () => {
  const clock = manualClock();
  it = await connected({ clock });
  const { slack, sockets, fatal, ping } = it;
  await sockets.start();
  const refusal = slack.faults.add({ method: 'apps.connections.open', how: { error: 'invalid_auth' } });

  await clock.advance(2_000);
  await until(() => refusal.hits === 1 && sockets.health().connections[1]?.state === 'waiting');
  const meanwhile = await ping();
  await clock.advance(5_000);
  await until(() => sockets.health().live === 2);

  expect(meanwhile.acked).toBe(true);
  expect(fatal).toEqual([]);
});

test('a wrong app token is told at the start, which waits without rejecting', async () => {
  it = await connected({ clock: fastClock(100) });
  const { slack, sockets, fatal } = it;
  slack.tokens.revoke('app', 'invalid_auth');

  const started = sockets.start();
  await until(() => fatal.length > 0);
  slack.tokens.restore('app');
  await started;

  expect(sockets.health().live).toBeGreaterThan(0);
});

test('stopping waits for a slow handler, whose ack still arrives', async () => {
  it = await connected();
  const { slack, sockets, ping } = it;
  await sockets.start();
  const held = Promise.withResolvers<void>();
  let running = false;
  it.beforeAck = () => {
    running = true;
    return held.promise;
  };

  const slow = ping();
  await until(() => running);
  let stopped = false;
  const stopping = sockets.stop().then(() => {
    stopped = true;
  });
  await new Promise((resolve) => setTimeout(resolve, 300));
  const early = stopped;
  held.resolve();
  await stopping;

  expect(early).toBe(false);
  expect((await slow).acked).toBe(true);
  await until(() => slack.sockets.live() === 0);
  expect(sockets.health().connections.map(({ state }) => state)).toEqual(['stopped', 'stopped']);
  expect(slack.violations).toEqual([]);
});

test('stopping waits 8 s at most, and a late ack is only a line in the log', async () => {
  const clock = manualClock();
  it = await connected({ clock });
  const { sockets, ping } = it;
  await sockets.start();
  const held = Promise.withResolvers<void>();
  let running = false;
  it.beforeAck = () => {
    running = true;
    return held.promise;
  };
  const lost = ping();
  await until(() => running);

  let stopped = false;
  const stopping = sockets.stop().then(() => {
    stopped = true;
  });
  await clock.advance(7_999);
  const early = stopped;
  await clock.advance(1);
  await stopping;
  held.resolve();
  await lost;

  expect(early).toBe(false);
  expect(it.warned).toContain('Stopped while handlers were still running');
  await until(() => it?.warned.some((words) => words.includes('came too late')) ?? false);
});

test('stopping while a connection is being opened leaves none behind', async () => {
  it = await connected();
  const { slack, sockets } = it;
  slack.sockets.noHello(true);

  const started = sockets.start();
  await until(() => slack.sockets.total === 1);
  await sockets.stop();
  await started;

  slack.sockets.noHello(false);
  expect(sockets.health().live).toBe(0);
  expect(slack.sockets.live()).toBe(0);
});

test('starting after stopping opens nothing', async () => {
  it = await connected();
  await it.sockets.stop();

  await it.sockets.start();

  expect(it.sockets.health().connections.map(({ state }) => state)).toEqual(['stopped', 'stopped']);
  expect(it.slack.calls.filter(({ method }) => method === 'apps.connections.open')).toEqual([]);
});

test('a listener that throws is told, and the next command is answered', async () => {
  it = await connected({ clock: fastClock(100), slackClock: fastClock(100) });
  const { ping, sockets, warned } = it;
  await sockets.start();

  it.beforeAck = async () => {
    throw new Error('a bug of ours');
  };
  const failed = await ping();
  it.beforeAck = async () => {};
  const fine = await ping();

  expect([failed.acked, fine.acked]).toEqual([false, true]);
  expect(warned).toContain('A listener failed');
});

async function bothLive({ sockets, slack }: Connected): Promise<void> {
  await sockets.start();
  await until(() => sockets.health().live === 2 && slack.sockets.live() === 2);
}
