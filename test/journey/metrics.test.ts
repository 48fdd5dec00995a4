import { expect, test } from '@jest/globals';
import { losesLead, useRig } from './use-rig.ts';

const world = useRig();
const TOKEN = 'm'.repeat(64);

/** What the bot answers at this path. */
async function asked(port: number, path: string, token?: string): Promise<{ status: number; text: string }> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { headers });
  return { status: response.status, text: await response.text() };
}

/** The value of a metric with these labels. */
function value(text: string, name: string): number | undefined {
  const line = text.split('\n').find((one) => one.startsWith(`${name} `));
  return line === undefined ? undefined : Number(line.split(' ').at(-1));
}

test('whoever brings the token sees looks, sockets, open events, what is owed, and calls', async () => {
  const { rig } = world;
  const { port } = await rig.start({ env: { METRICS_TOKEN: TOKEN } });
  rig.github.open({ name: 'Git is slow', impact: 'major' });
  rig.salesforce.break(503);
  await rig.pass(5);

  const { status, text } = await asked(port, '/metrics', TOKEN);

  expect(status).toBe(200);
  expect(value(text, 'outagebot_looks_total{platform="github",outcome="told"}')).toBeGreaterThan(5);
  expect(value(text, 'outagebot_looks_total{platform="salesforce",outcome="cannot tell"}')).toBeGreaterThan(
    3,
  );
  expect(value(text, 'outagebot_look_seconds_count{platform="github"}')).toBeGreaterThan(5);
  expect(value(text, 'outagebot_seconds_since_good_look{platform="github"}')).toBeLessThanOrEqual(60);
  expect(value(text, 'outagebot_seconds_since_good_look{platform="salesforce"}')).toBeGreaterThan(290);
  expect(value(text, 'outagebot_sockets_live')).toBeGreaterThan(0);
  expect(value(text, 'outagebot_leading')).toBe(1);
  expect(value(text, 'outagebot_open_events{platform="github",severity="major"}')).toBe(1);
  expect(value(text, 'outagebot_owed{projection="slack"}')).toBe(0);
  expect(value(text, 'outagebot_slack_calls_total{method="chat.postMessage",outcome="200"}')).toBeGreaterThan(
    0,
  );
  expect(value(text, 'outagebot_table_calls_total{operation="GET",outcome="200"}')).toBeGreaterThan(0);
  expect(text).toMatch(/^process_resident_memory_bytes \d+/m);
});

test('what Slack does not take is owed, and for how long', async () => {
  const { rig } = world;
  const { port } = await rig.start({ env: { METRICS_TOKEN: TOKEN } });
  rig.slack.archive(rig.channel);
  rig.github.open({ name: 'Git is slow', impact: 'major' });
  await rig.pass(6);

  const { text } = await asked(port, '/metrics', TOKEN);

  expect(value(text, 'outagebot_owed{projection="slack"}')).toBe(1);
  expect(value(text, 'outagebot_owed_oldest_seconds{projection="slack"}')).toBeGreaterThanOrEqual(240);
});

test('a copy that leads no longer says nothing of the events that it knew', async () => {
  const { rig } = world;
  const { port } = await rig.start({ env: { METRICS_TOKEN: TOKEN } });
  rig.slack.archive(rig.channel);
  rig.github.open({ name: 'Git is slow', impact: 'major' });
  await rig.pass(3);

  await losesLead(rig, 1);

  const { text } = await asked(port, '/metrics', TOKEN);
  expect(value(text, 'outagebot_leading')).toBe(0);
  expect(text).not.toMatch(/^outagebot_open_events\{/m);
  expect(text).not.toMatch(/^outagebot_owed(_oldest_seconds)?\{projection="(slack|tickets)"/m);
});

test('the details of health begin with whether the bot is well, and say what to do where it is not', async () => {
  const { rig } = world;
  const { port } = await rig.start({ env: { METRICS_TOKEN: TOKEN } });
  await rig.pass(2);

  const before = JSON.parse((await asked(port, '/healthz', TOKEN)).text);
  rig.slack.archive(rig.channel);
  rig.github.open({ name: 'Git is slow', impact: 'major' });
  await rig.pass(3);
  const after = JSON.parse((await asked(port, '/healthz', TOKEN)).text);

  expect(before).toMatchObject({ well: true, ailments: [] });
  expect(after).toMatchObject({ well: false, ailments: [expect.stringMatching(/takes nothing: .*channel/)] });
});

test('a stranger sees no metrics and a bare health; without a token there are no metrics at all', async () => {
  const { rig } = world;
  const open = await rig.start({ env: { METRICS_TOKEN: TOKEN } });

  expect(await asked(open.port, '/metrics')).toMatchObject({ status: 401 });
  expect(await asked(open.port, '/metrics', 'wrong')).toMatchObject({ status: 401 });
  expect(await asked(open.port, '/healthz')).toEqual({ status: 200, text: 'ok\n' });
  await open.stop();

  const closed = await rig.start();
  expect(await asked(closed.port, '/metrics')).toMatchObject({ status: 404 });
});

test('neither Slack nor storage nor a page being away makes the bot unhealthy', async () => {
  const { rig } = world;
  const { port } = await rig.start({ env: { METRICS_TOKEN: TOKEN } });
  await rig.slack.down(true);
  for (const page of rig.pages) page.break(503);

  await rig.pass(30);
  const health = await asked(port, '/healthz');
  const details = await asked(port, '/healthz', TOKEN);
  await rig.slack.down(false);

  expect(health).toEqual({ status: 200, text: 'ok\n' });
  expect(JSON.parse(details.text)).toMatchObject({
    platforms: expect.arrayContaining([expect.objectContaining({ cannotTell: expect.anything() })]),
  });
});

test('a copy that only follows knows that the other one looks', async () => {
  const { rig } = world;
  await rig.start();
  const { port } = await rig.start({ env: { METRICS_TOKEN: TOKEN } });

  await rig.pass(8);

  const { text } = await asked(port, '/healthz', TOKEN);
  expect(JSON.parse(text)).toMatchObject({ leading: false, unwatched: false });
});

test('a schedule of every ten minutes is kept, and is no sign that nobody looks', async () => {
  const { rig } = world;
  await rig.start({ env: { CHECK_SCHEDULE: '*/10 * * * *' } });
  const { port } = await rig.start({ env: { CHECK_SCHEDULE: '*/10 * * * *', METRICS_TOKEN: TOKEN } });

  await rig.pass(27);

  const { text } = await asked(port, '/healthz', TOKEN);
  expect(JSON.parse(text)).toMatchObject({ leading: false, well: true });
});
