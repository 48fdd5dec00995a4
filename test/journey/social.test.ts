import { expect, test } from '@jest/globals';
import type { Running } from '../../app/start.ts';
import type { IncidentHandle } from '../standins/platforms/statuspage.ts';
import { allClears, FEW, notices, types, useRig } from './use-rig.ts';

const world = useRig({ watched: FEW });

/** Delivers the newest update of an incident as Statuspage does, through one proxy. */
async function deliver(
  { port }: Running,
  incident: IncidentHandle,
  sender = '104.192.136.7:51234',
): Promise<number> {
  const [newest] = incident.updateIds().toReversed();
  const body = {
    meta: { generated_at: new Date(world.rig.now()).toISOString() },
    page: { id: 'jb7j80lkgqvb', status_indicator: 'minor', status_description: 'Partial System Outage' },
    incident: {
      id: incident.id,
      name: 'Logins fail',
      status: 'investigating',
      backfilled: false,
      shortlink: 'https://stspg.io/abc?u=subscriber',
      incident_updates: [{ id: newest, status: 'investigating', body: 'Not as the page says it.' }],
    },
  };
  const answer = await fetch(`http://127.0.0.1:${port}/webhooks/statuspage`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-forwarded-for': `203.0.113.5, ${sender}` },
    body: JSON.stringify(body),
  });
  return answer.status;
}

test('an incident of our own status page is on X once, update for update, and /botstatus says so', async () => {
  const { page, x } = await world.rig.startSocial();
  const [leader, follower] = [await world.rig.start(), await world.rig.start()];
  await world.rig.pass(1);
  const incident = page.open({ name: 'Logins fail', body: '<p>Logins fail for some.</p>' });

  const answers = [
    await deliver(leader, incident),
    await deliver(follower, incident),
    await deliver(leader, incident),
  ];
  await world.rig.pass(1);
  incident.update({ status: 'monitoring', body: 'A fix is in place, thanks to @contoso.' });
  answers.push(await deliver(follower, incident));
  await world.rig.pass(1);
  incident.resolve('Over.');
  await world.rig.pass(7);

  expect(answers).toEqual([200, 200, 200, 200]);
  expect(x.texts().map((text) => text.replace(/https:\/\/stspg\.io\/\w+$/, 'LINK'))).toEqual([
    '[status] Investigating: Logins fail for some. LINK',
    '[status] Monitoring: A fix is in place, thanks to @\u200bcontoso. LINK',
    '[status] Resolved: Over. LINK',
  ]);
  expect(x.violations).toEqual([]);
  expect(await types(world.rig, '/botstatus')).toMatch(/last post on X .*, 0 waiting, 0 skipped/);
});

test('what X refuses is told to operators once, and once when it is over', async () => {
  const { page, x } = await world.rig.startSocial();
  const bot = await world.rig.start();
  await world.rig.pass(1);
  x.break({ status: 401, body: { title: 'Unauthorized' } });
  const incident = page.open({ name: 'Logins fail', body: 'Late.' });

  await deliver(bot, incident);
  await world.rig.pass(20);
  const [told, status] = [notices(world.rig), await types(world.rig, '/botstatus', '', /not well/)];
  x.mend();
  await world.rig.pass(10);

  expect(told).toEqual([expect.stringContaining('X answered 401: Unauthorized')]);
  expect(status).toMatch(
    /Nothing gets onto X: X answered 401: Unauthorized\. 1 update of our own status page waits/,
  );
  expect(x.texts()).toEqual([expect.stringContaining('Late.')]);
  expect(allClears(world.rig)).toEqual([expect.stringContaining('X takes posts again')]);
  expect(await types(world.rig, '/botstatus')).toContain('Outage Bot is well');
});

test('strangers are refused, and do nothing', async () => {
  const { page, x } = await world.rig.startSocial();
  const bot = await world.rig.start();
  const incident = page.open({ name: 'Logins fail' });
  const requests = page.requests.length;

  const answer = await deliver(bot, incident, '203.0.113.9');
  await world.rig.rest();

  expect([answer, page.requests.length - requests, x.requests.length]).toEqual([403, 0, 0]);
});

test('a bot that posts nothing on X knows no webhook', async () => {
  const bot = await world.rig.start();

  const answer = await fetch(`http://127.0.0.1:${bot.port}/webhooks/statuspage`, {
    method: 'POST',
    body: '{}',
  });

  expect(answer.status).toBe(404);
});

test('metrics tell for how long updates wait for X', async () => {
  const { page, x } = await world.rig.startSocial();
  const token = 'm'.repeat(64);
  const bot = await world.rig.start({ env: { METRICS_TOKEN: token } });
  await world.rig.pass(1);
  x.break({ status: 503 });
  await deliver(bot, page.open({ name: 'Logins fail', body: 'Late.' }));
  await world.rig.pass(10);

  const answer = await fetch(`http://127.0.0.1:${bot.port}/metrics`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const age = /outagebot_owed_oldest_seconds\{projection="x"\} (\d+)/.exec(await answer.text())?.[1];

  expect(Number(age)).toBeGreaterThanOrEqual(600);
});
