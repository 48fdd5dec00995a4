import { expect, test } from '@jest/globals';
import { manualClock } from '../../manual-clock.ts';
import { type Connected, connected, until } from './connected.ts';

// Sockets wait in real time, and so all of these wait at once.

trial('a silent peer is noticed, and replaced', async ({ slack, sockets, ping }) => {
  await sockets.start();
  await until(() => sockets.health().live === 2);

  slack.sockets.silence();
  await until(() => slack.sockets.live() === 2);

  expect((await ping()).acked).toBe(true);
});

trial('a half-open peer, which does not even read, is too', async ({ slack, sockets, ping }) => {
  await sockets.start();
  await until(() => sockets.health().live === 2);

  slack.sockets.silence({ deaf: true });
  await until(() => slack.sockets.live() === 2);

  expect((await ping()).acked).toBe(true);
});

trial('a connection without a hello is given up, and another one opened', async (it) => {
  const { slack, sockets } = it;
  slack.sockets.noHello(true);

  const started = sockets.start();
  await until(() => slack.sockets.total === 2);
  slack.sockets.noHello(false);
  await started;

  expect((await it.ping()).acked).toBe(true);
});

trial('a refused handshake is tried again', async (it) => {
  const { slack, sockets } = it;
  slack.sockets.refuseUpgrade(408);

  const started = sockets.start();
  await until(() => slack.calls.filter(({ method }) => method === 'apps.connections.open').length === 3);
  slack.sockets.refuseUpgrade(undefined);
  await started;

  expect((await it.ping()).acked).toBe(true);
});

trial('too_many_websockets is answered with patience, and leaves the other connection alone', async (it) => {
  const { slack, sockets } = it;
  slack.sockets.maxConnections = 1;
  await sockets.start();

  await until(() => slack.sockets.total >= 3);
  const opened = slack.sockets.total;
  const during = await it.ping();
  slack.sockets.maxConnections = 10;
  await until(() => sockets.health().live === 2);

  expect(during.acked).toBe(true);
  expect(opened).toBeLessThan(6);
  expect(it.deaf).toBe(0);
});

trial('Slack goes away until the back-off is at its longest, and comes back: connected again', async (it) => {
  const { slack, sockets } = it;
  await sockets.start();
  await until(() => sockets.health().live === 2);

  await slack.down(true);
  await until(() => sockets.health().live === 0);
  await until(() => it.failures >= 6, 25_000);
  await slack.down(false);
  await until(() => sockets.health().live === 2);

  expect((await it.ping()).acked).toBe(true);
});

const hour = manualClock();
trial(
  'Slack is away for an hour: within ten seconds of its return both connections are back',
  async (it) => {
    const { slack, sockets } = it;
    const settled = () => sockets.health().connections.every(({ state }) => state !== 'connecting');
    await sockets.start();
    await hour.advance(2_000);
    await until(() => sockets.health().live === 2);

    await slack.down(true);
    await until(() => sockets.health().live === 0);
    for (let seconds = 0; seconds < 3_600; seconds += 5) {
      await until(settled);
      await hour.advance(5_000);
    }
    await until(settled);
    const tries = it.failures;
    await slack.down(false);
    await hour.advance(10_000);
    await until(() => sockets.health().live === 2);

    // One in five seconds by each of the two, and not one after the other without a rest.
    expect(tries).toBeGreaterThan(1_000);
    expect(tries).toBeLessThan(2_500);
    expect((await it.ping()).acked).toBe(true);
  },
  { clock: hour },
);

trial('every way in which asking for a connection can fail is got over', async (it) => {
  const { slack, sockets } = it;
  slack.faults.add({ method: 'apps.connections.open', how: { status: 503 } });
  slack.faults.add({ method: 'apps.connections.open', how: 'reset' });
  slack.faults.add({ method: 'apps.connections.open', how: { error: 'internal_error' } });
  slack.faults.add({ method: 'apps.connections.open', how: 'ratelimited', retryAfter: 1 });

  await sockets.start();

  expect(it.fatal).toEqual([]);
  expect((await it.ping()).acked).toBe(true);
});

/** A test with its own Slack, which runs beside the others. */
function trial(
  name: string,
  run: (it: Connected) => Promise<void>,
  options: Parameters<typeof connected>[0] = {},
): void {
  test.concurrent(name, async () => {
    const it = await connected(options);
    try {
      await run(it);
    } finally {
      await it.end();
    }
  });
}
