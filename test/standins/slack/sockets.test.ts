import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { WebSocket } from 'ws';
import { manualClock } from '../../manual-clock.ts';
import { type LoopbackSlack, startLoopbackSlack } from './index.ts';
import { call, connect, RawSocket, ticketUrl } from './raw-client.ts';

const clock = manualClock();
let slack: LoopbackSlack;

beforeEach(async () => {
  slack = await startLoopbackSlack({ clock, tierLimits: false });
});

afterEach(() => slack.close());

test('says hello with the number of connections', async () => {
  const first = await connect(slack);
  const second = await connect(slack);

  expect(first.messages).toMatchObject([
    {
      type: 'hello',
      num_connections: 1,
      connection_info: { app_id: slack.appId },
      debug_info: { approximate_connection_time: 18_060 },
    },
  ]);
  expect(second.messages).toMatchObject([{ num_connections: 2 }]);
  expect(slack.sockets.live()).toBe(2);
  expect(slack.sockets.total).toBe(2);
});

test('a ticket is good once, and not for long', async () => {
  const url = await ticketUrl(slack);
  const late = await ticketUrl(slack);
  await new RawSocket(url).next('hello');

  expect(await statusOf(url)).toBe(403);
  await clock.advance(31_000);
  expect(await statusOf(late)).toBe(403);
  expect(await statusOf(`${new URL(slack.apiUrl).origin}/link/?ticket=made-up`)).toBe(403);
});

test('an eleventh socket is sent away', async () => {
  for (let n = 0; n < 10; n++) await connect(slack);

  const eleventh = new RawSocket(await ticketUrl(slack));

  expect(await eleventh.next('disconnect')).toMatchObject({ reason: 'too_many_websockets' });
  await eleventh.closed();
  expect(slack.sockets.live()).toBe(10);
});

test('can keep its hello back, and then carries nothing', async () => {
  slack.sockets.noHello(true);
  const mute = new RawSocket(await ticketUrl(slack));
  await slack.until(() => slack.sockets.total === 1);

  expect(slack.sockets.live()).toBe(0);
  expect(mute.messages).toEqual([]);
  expect(await slack.slash('anna', '/x', '', 'outages')).toMatchObject({ acked: false });
});

test('can refuse the handshake', async () => {
  slack.sockets.refuseUpgrade(408);
  expect(await statusOf(await ticketUrl(slack))).toBe(408);
  slack.sockets.refuseUpgrade(undefined);
  slack.faults.add({ method: 'upgrade', how: { status: 502 } });
  expect(await statusOf(await ticketUrl(slack))).toBe(502);
  slack.faults.add({ method: 'upgrade', how: 'reset' });
  expect(await statusOf(await ticketUrl(slack))).toBeUndefined();

  await connect(slack);
  expect(slack.sockets.live()).toBe(1);
});

test('a refresh asks one socket to go and closes it', async () => {
  const first = await connect(slack);
  const second = await connect(slack);

  slack.sockets.refresh();

  expect(await first.next('disconnect')).toMatchObject({ reason: 'refresh_requested' });
  await first.closed();
  expect(second.ws.readyState).toBe(WebSocket.OPEN);
  expect(slack.sockets.live()).toBe(1);
});

test('a refresh can begin with a warning ten seconds before', async () => {
  const socket = await connect(slack);

  slack.sockets.refresh({ warning: true });
  expect(await socket.next('disconnect')).toMatchObject({ reason: 'warning' });
  await clock.advance(9999);
  expect(socket.ws.readyState).toBe(WebSocket.OPEN);
  await clock.advance(1);

  expect(await socket.next('disconnect')).toMatchObject({ reason: 'refresh_requested' });
  await socket.closed();
});

test('a refresh can leave TCP open after the close handshake', async () => {
  const socket = await connect(slack);

  slack.sockets.refresh({ tcpOpen: true });
  await socket.next('disconnect');
  socket.ws.close(1000);
  for (let n = 0; n < 3; n++) await call(slack, 'auth.test'); // by now the handshake is done

  expect(socket.ws.readyState).toBe(WebSocket.CLOSING);
  socket.ws.terminate();
});

test('all sockets are told when Socket Mode is switched off', async () => {
  const sockets = [await connect(slack), await connect(slack)];

  slack.sockets.disconnect('link_disabled');

  for (const socket of sockets) {
    expect(await socket.next('disconnect')).toMatchObject({ reason: 'link_disabled' });
    await socket.closed();
  }
});

test('a cut line closes without a close frame', async () => {
  const socket = await connect(slack);

  slack.sockets.cut();
  await socket.closed();

  expect(socket.closedWith).toBe(1006);
  expect(slack.sockets.live()).toBe(0);
});

test('a silent socket answers no ping until it is well again', async () => {
  const socket = await connect(slack);
  let pongs = 0;
  socket.ws.on('pong', () => {
    pongs += 1;
  });
  const pong = () => new Promise((resolve) => socket.ws.once('pong', resolve));

  socket.ws.ping('a');
  await pong();
  slack.sockets.silence();
  socket.ws.ping('b');
  await call(slack, 'auth.test'); // by now it has been read
  expect(await slack.slash('anna', '/x', '', 'outages').then(...never(clock))).toMatchObject({
    acked: false,
  });
  slack.sockets.unsilence();
  socket.ws.ping('c');
  await pong();

  expect(pongs).toBe(2);
  expect(socket.messages).toHaveLength(1);
  expect(slack.violations).toEqual([]);
});

test('each envelope goes to exactly one live socket, whichever', async () => {
  const sockets = [await connect(slack), await connect(slack), await connect(slack)];
  for (const socket of sockets) socket.ackEverything();

  for (let n = 0; n < 30; n++) await slack.slash('anna', '/x', String(n), 'outages');

  const counts = sockets.map(
    ({ messages }) => messages.filter(({ type }) => type === 'slash_commands').length,
  );
  expect(counts.reduce((sum, count) => sum + count)).toBe(30);
  expect(Math.min(...counts)).toBeGreaterThan(3);
});

test('the same seed chooses the same sockets', async () => {
  const runs: number[][] = [];
  for (let run = 0; run < 2; run++) {
    const other = await startLoopbackSlack({ clock, seed: 7 });
    const sockets = [await connect(other), await connect(other)];
    for (const socket of sockets) socket.ackEverything();
    for (let n = 0; n < 12; n++) await other.slash('anna', '/x', String(n), 'outages');
    runs.push(sockets.map(({ messages }) => messages.length));
    await other.close();
  }
  expect(runs[0]).toEqual(runs[1]);
});

test('an envelope that is not acknowledged within three seconds is a mistake, and a late ack changes nothing', async () => {
  const socket = await connect(slack);
  const typed = slack.slash('anna', '/botstatus', '', 'outages');
  const envelope = await socket.next('slash_commands');

  await clock.advance(3000);
  socket.ack(envelope, { text: 'too late' });
  const result = await typed;
  await barrier(slack, socket);

  expect(result).toMatchObject({ acked: false, ackMs: 3000 });
  expect(result.seen()).toEqual(['/botstatus failed with the error "operation_timeout"']);
  expect(slack.violations).toEqual(['slash_commands /botstatus was not acknowledged within 3 seconds']);
});

test('tells how long the ack took, and ignores a second one', async () => {
  const socket = await connect(slack);
  const typed = slack.slash('anna', '/botstatus', '', 'outages');
  const envelope = await socket.next('slash_commands');

  await clock.advance(1200);
  socket.ack(envelope, { text: 'one' });
  socket.ack(envelope, { text: 'two' });
  const result = await typed;
  await barrier(slack, socket);

  expect(result).toMatchObject({ acked: true, ackMs: 1200, response: { text: 'one' } });
  expect(result.seen()).toEqual(['one']);
  expect(slack.violations).toEqual([]);
});

test('an ack on another socket, or of nothing, is a mistake', async () => {
  const sockets = [await connect(slack), await connect(slack)];
  const typed = slack.slash('anna', '/x', '', 'outages');
  const envelope = await Promise.race(
    sockets.map(async (socket) => ({ socket, message: await socket.next('slash_commands') })),
  );
  const other = sockets.find((socket) => socket !== envelope.socket);

  other?.ack(envelope.message);
  other?.ack({ envelope_id: 'made-up' });
  await slack.until(() => slack.violations.length === 2);
  envelope.socket.ack(envelope.message);

  expect(await typed).toMatchObject({ acked: true });
  expect(slack.violations).toEqual([
    'slash_commands /x was acknowledged on another socket',
    'sent what acknowledges nothing: {"envelope_id":"made-up"}',
  ]);
});

test('without a live socket an interaction fails at once, and nobody but the network is to blame', async () => {
  const result = await slack.slash('anna', '/botstatus', '', 'outages');

  expect(result).toMatchObject({ acked: false, ackMs: 0 });
  expect(result.seen()).toEqual(['/botstatus failed with the error "dispatch_failed"']);
  expect(slack.violations).toEqual([]);
});

test('a line that breaks loses the interaction without blame; leaving with work undone is blamed', async () => {
  const first = await connect(slack);
  const lost = slack.slash('anna', '/x', '', 'outages');
  await first.next('slash_commands');
  slack.sockets.cut();
  expect(await lost).toMatchObject({ acked: false });
  expect(slack.violations).toEqual([]);

  const second = await connect(slack);
  const dropped = slack.slash('anna', '/x', '', 'outages');
  await second.next('slash_commands');
  second.ws.close(1000);
  expect(await dropped).toMatchObject({ acked: false });
  expect(slack.violations).toEqual([
    expect.stringMatching(
      /^slash_commands \/x was not acknowledged before the app closed its socket, \d+ ms after it had been sent$/,
    ),
  ]);
});

test('an event is delivered as the Events API does', async () => {
  const socket = await connect(slack);
  const sent = slack.sendEvent('app_home_opened', { user: 'U1', tab: 'home' });

  const envelope = await socket.next('events_api');
  socket.ack(envelope);

  expect(envelope).toMatchObject({
    accepts_response_payload: false,
    payload: {
      type: 'event_callback',
      team_id: slack.teamId,
      api_app_id: slack.appId,
      event: { type: 'app_home_opened', user: 'U1', tab: 'home' },
    },
  });
  expect(envelope).not.toHaveProperty('retry_attempt');
  expect(await sent).toMatchObject({ acked: true, attempts: [{ acked: true }] });
});

test('an event that is not acknowledged comes again at once, after a minute, after five minutes', async () => {
  const socket = await connect(slack);
  const sent = slack.sendEvent('subteam_updated');
  const envelopes = [await socket.next('events_api')];
  const times = [clock.now()];
  for (const wait of [3000, 63_000, 303_000]) {
    await clock.advance(wait - 1);
    expect(socket.messages).toHaveLength(envelopes.length + 1);
    await clock.advance(1);
    envelopes.push(await socket.next('events_api'));
    times.push(clock.now());
  }
  await clock.advance(3000);

  expect(await sent).toMatchObject({ acked: false, attempts: [{}, {}, {}, { acked: false }] });
  expect(envelopes.slice(1)).toMatchObject(
    [1, 2, 3].map((n) => ({ retry_attempt: n, retry_reason: 'timeout' })),
  );
  expect(new Set(envelopes.map(({ envelope_id: id }) => id)).size).toBe(4);
  expect(new Set(envelopes.map(({ payload }) => JSON.stringify(payload))).size).toBe(1);
  expect(slack.violations).toHaveLength(4);
});

test('an event for which nobody listens is kept for the next tries', async () => {
  const sent = slack.sendEvent('subteam_updated');
  await clock.advance(30_000);
  const socket = await connect(slack);
  socket.ackEverything();
  await clock.advance(30_000);

  expect(await sent).toMatchObject({ acked: true, attempts: [{ why: 'no_socket' }, {}, { acked: true }] });
  expect(slack.violations).toEqual([]);
});

test('can send an envelope twice, exactly alike', async () => {
  const socket = await connect(slack);
  slack.duplicateNext();
  const sent = slack.sendEvent('subteam_updated');
  const [first, second] = [await socket.next('events_api'), await socket.next('events_api')];
  socket.ack(first);
  socket.ack(second);

  expect(second).toEqual(first);
  expect(await sent).toMatchObject({ acked: true, attempts: [{}] });
  expect(slack.violations).toEqual([]);
});

test('can send envelopes out of order', async () => {
  const socket = await connect(slack);
  socket.ackEverything();
  slack.outOfOrder(3);

  await Promise.all(['a', 'b', 'c'].map((tab) => slack.sendEvent('app_home_opened', { tab })));

  const tabs = socket.messages
    .slice(1)
    .map(({ payload }) => JSON.stringify(payload).match(/"tab":"(.)"/)?.[1]);
  expect(tabs).toEqual(['c', 'b', 'a']);
});

test('what is held back for its order comes soon all the same', async () => {
  const socket = await connect(slack);
  socket.ackEverything();
  slack.outOfOrder(2);

  const sent = slack.sendEvent('app_home_opened', { tab: 'home' });
  await clock.advance(1000);

  expect(await sent).toMatchObject({ acked: true });
});

test('can tell the app that it is rate limited, without an inner event', async () => {
  const socket = await connect(slack);
  const told = slack.appRateLimited();
  const envelope = await socket.next('events_api');
  await clock.advance(3000);

  expect(envelope).toMatchObject({ payload: { type: 'app_rate_limited', api_app_id: slack.appId } });
  expect(envelope.payload).not.toHaveProperty('event');
  expect(await told).toMatchObject({ acked: false });
  expect(slack.violations).toEqual([]);
});

test('when the server goes down, sockets break and tickets must be asked for again', async () => {
  const socket = await connect(slack);

  await slack.down(true);
  await socket.closed();
  await expect(call(slack, 'auth.test')).rejects.toThrow();
  await slack.down(false);
  await connect(slack);

  expect(slack.sockets.live()).toBe(1);
});

/** Runs the clock past Slack's patience while a promise is waited for. */
function never(on: ReturnType<typeof manualClock>) {
  void on.advance(3000);
  return [<T>(value: T) => value] as const;
}

/** Everything sent before has been read when this resolves. */
async function barrier(on: LoopbackSlack, socket: RawSocket): Promise<void> {
  const command = on.slash('anna', '/barrier', '', 'outages');
  socket.ack(await socket.next('slash_commands'));
  await command;
}

/** The status of a handshake; undefined when the line broke. */
function statusOf(url: string): Promise<number | undefined> {
  const ws = new WebSocket(url.replace(/^http/, 'ws'));
  return new Promise((resolve) => {
    ws.on('unexpected-response', (request, response) => {
      resolve(response.statusCode);
      request.destroy();
    });
    ws.on('error', () => resolve(undefined));
  });
}
