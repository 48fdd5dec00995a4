import { expect, test } from '@jest/globals';
import { useRig } from './use-rig.ts';

const world = useRig();
const TOKEN = 'm'.repeat(64);

/** How many requests storage was sent so far, by method. */
async function tableCalls(port: number): Promise<Record<string, number>> {
  const headers = { authorization: `Bearer ${TOKEN}` };
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`, { headers })).text();
  const calls: Record<string, number> = { all: 0 };
  for (const [, method = '', count] of text.matchAll(
    /^outagebot_table_calls_total\{operation="(\w+)".*\} (\d+)$/gm,
  )) {
    calls[method] = (calls[method] ?? 0) + Number(count);
    calls.all = (calls.all ?? 0) + Number(count);
  }
  return calls;
}

test('a quiet hour writes no event, sends nothing to the channel, and costs at most 500 table transactions', async () => {
  const { rig } = world;
  rig.snowflake.resolvedHistory(20);
  const { port } = await rig.start({ env: { METRICS_TOKEN: TOKEN } });
  rig.github.open({ name: 'A long one', impact: 'minor', components: ['Actions'] });
  await rig.pass(5);
  const before = { rows: await rig.store.events.open(), calls: rig.slack.calls.length };
  const requests = () => rig.pages.reduce((sum, page) => sum + page.requests.length, 0);
  const looks = requests();
  const calls = await tableCalls(port);

  await rig.pass(60);

  const { all = 0 } = await tableCalls(port);
  expect(all - (calls.all ?? 0)).toBeGreaterThan(360);
  expect(all - (calls.all ?? 0)).toBeLessThanOrEqual(500);
  expect(await rig.store.events.open()).toEqual(before.rows);
  expect(rig.slack.calls.slice(before.calls)).toEqual([]);
  expect(requests() - looks).toBeGreaterThan(200);
});

test('unchanged pages answer 304 and are still believed: what vanished meanwhile ends', async () => {
  const { rig } = world;
  await rig.start();
  const incident = rig.github.open({ name: 'Short', impact: 'minor' });
  await rig.pass(2);
  incident.remove();
  await rig.pass(2);

  const statuses = rig.github.requests
    .filter(({ path }) => path.includes('unresolved'))
    .map(({ status }) => status);
  expect(statuses).toContain(304);
  expect(await rig.open()).toEqual([]);
});
