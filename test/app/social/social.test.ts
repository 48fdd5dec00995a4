import { expect, test } from '@jest/globals';
import { deliveryOf, shown } from './bench.ts';
import { useBench } from './use-bench.ts';

const world = useBench();

test('a delivery puts the update on X once, whatever is redelivered', async () => {
  const copy = await world.bench.start();
  const incident = world.bench.page.open({ name: 'Logins fail', body: 'We are <b>looking</b> into it.' });
  const delivery = await world.bench.delivery(incident.id);

  const answers = [await world.bench.send(copy, delivery), await world.bench.send(copy, delivery)];
  await world.bench.pass(10);
  answers.push(await world.bench.send(copy, delivery));
  await world.bench.pass(1);

  expect(answers).toEqual([200, 200, 200]);
  expect(world.bench.x.texts()).toEqual([
    expect.stringMatching(/^\[status\] Investigating: We are looking into it\. https:\/\/stspg\.io\/\w+$/),
  ]);
  expect(copy.social.status()).toEqual({ lastPost: expect.any(Number), waiting: 0, skipped: 0 });
});

test('a lost delivery is posted all the same, a forged one never', async () => {
  const copy = await world.bench.start();
  world.bench.page.open({ name: 'Logins fail', body: 'True.' });
  const forged = deliveryOf({
    id: 'forged1',
    name: 'x',
    status: 'investigating',
    incident_updates: [
      { id: 'f1', status: 'investigating', body: 'Buy now!', created_at: '2026-11-20T10:00:00Z' },
    ],
  });

  const answer = await world.bench.send(copy, forged);
  await world.bench.pass(15);

  expect(answer).toBe(200);
  expect(world.said()).toEqual(['[status] Investigating: True.']);
  expect(world.bench.lines.join()).toContain(
    'never showed what a delivery announced: it is not posted until it does',
  );
});

test('the first reading of a page with fifty old incidents posts nothing', async () => {
  world.bench.page.resolvedHistory(48);
  world.bench.page.open({ name: 'Still open' }).update({ status: 'identified' });
  world.bench.page.schedule({
    name: 'Work',
    scheduledFor: '2026-11-21T00:00:00Z',
    scheduledUntil: '2026-11-21T02:00:00Z',
  });

  const copy = await world.bench.start();
  await world.bench.pass(30);

  expect(world.bench.x.texts()).toEqual([]);
  expect(copy.social.status()).toEqual({ waiting: 0, skipped: 0 });
});

test('the very update that a delivery announces is posted even on the first reading', async () => {
  world.bench.page.resolvedHistory(5);
  const incident = world.bench.page.open({ name: 'Logins fail', body: 'First.' });
  incident.update({ status: 'identified', body: 'Second.' });
  world.bench.page.break(503);
  const copy = await world.bench.start();

  await world.bench.send(copy, await world.bench.delivery(incident.id).catch(() => deliveryFor(incident.id)));
  await world.bench.pass(1);
  world.bench.page.mend();
  await world.bench.pass(5);

  expect(world.said()).toEqual(['[status] Identified: Second.']);

  function deliveryFor(id: string) {
    const updates = incident.updateIds().map((update, i) => ({
      id: update,
      status: 'identified',
      body: '',
      created_at: `2026-11-20T10:00:0${i}Z`,
    }));
    return deliveryOf({ id, name: 'x', incident_updates: updates.toReversed() });
  }
});

test('an update that was there already is posted when its delivery comes, but never after a later one', async () => {
  const incident = world.bench.page.open({ name: 'Logins fail', body: 'First.' });
  const first = await world.bench.delivery(incident.id);
  const copy = await world.bench.start();
  await world.bench.clock.advance(1_000);
  incident.update({ status: 'identified', body: 'Second.' });

  await world.bench.send(copy, await world.bench.delivery(incident.id));
  await world.bench.pass(1);
  await world.bench.send(copy, first);
  await world.bench.pass(1);

  expect(world.said()).toEqual(['[status] Identified: Second.']);
});

test('each update of an incident is posted in its order, maintenance too', async () => {
  await world.bench.start();
  const incident = world.bench.page.open({ name: 'Logins fail', body: 'One.' });
  incident.update({ status: 'identified', body: 'Two.' });
  await world.bench.pass(6);
  const work = world.bench.page.schedule({
    name: 'Work',
    body: 'Planned.',
    scheduledFor: '2026-11-21T00:00:00Z',
    scheduledUntil: '2026-11-21T02:00:00Z',
  });
  await world.bench.pass(6);
  work.update({ status: 'in_progress', body: 'Begun.' });
  incident.resolve('Three.');
  await world.bench.pass(6);

  expect(world.said().slice(0, 3)).toEqual([
    '[status] Investigating: One.',
    '[status] Identified: Two.',
    '[status] Scheduled: Planned.',
  ]);
  expect(world.said().slice(3).sort()).toEqual(['[status] In progress: Begun.', '[status] Resolved: Three.']);
});

test('a text that was posted before gets the id of its update on its link', async () => {
  await world.bench.start();
  const incident = world.bench.page.open({ name: 'Logins fail', status: 'monitoring', body: 'Still on it.' });
  await world.bench.pass(6);
  world.bench.x.break({ status: 503 }, 3);
  const second = incident.update({ status: 'monitoring', body: 'Still on it.' });
  await world.bench.pass(10);

  const [first = '', again = ''] = world.bench.x.texts();
  expect(again).toBe(`${first}#${second}`);
  expect(world.bench.x.texts()).toHaveLength(2);
});

test('what is edited before its turn is posted as it reads then, and what is deleted is not', async () => {
  await world.bench.start();
  world.bench.x.break({ status: 503 });
  const first = world.bench.page.open({ name: 'A', body: 'Held up.' });
  await world.bench.pass(6);
  const edited = first.update({ status: 'identified', body: 'Teh fix.' });
  const deleted = world.bench.page.open({ name: 'B', status: 'investigating', body: 'By mistake.' });
  world.bench.x.break({
    status: 429,
    headers: { 'x-rate-limit-reset': String(world.bench.clock.now() / 1000 + 900) },
  });
  await world.bench.pass(6);
  first.edit(edited, 'The fix.');
  deleted.remove();
  await world.bench.pass(6);
  world.bench.x.mend();
  await world.bench.pass(20);

  expect(world.said()).toEqual(['[status] Investigating: Held up.', '[status] Identified: The fix.']);
});

test('what was entered only later is not posted', async () => {
  const copy = await world.bench.start();
  world.bench.page.open({ name: 'A', body: 'News.' });
  const past = world.bench.page.backfill({ name: 'B', startedAt: '2026-11-20T09:59:00.000Z' });
  world.bench.page.backfill({ name: 'C', startedAt: '2026-11-18T09:59:00.000Z' });

  const answer = await world.bench.send(copy, await world.bench.delivery(past.id, { backfilled: true }));
  await world.bench.pass(11);

  expect(answer).toBe(200);
  expect(world.said()).toEqual(['[status] Investigating: News.']);
  expect(shown(copy.social.status())).toEqual({ waiting: 0, skipped: 0 });
});

test('what a delivery says is not to be told is not posted, though the page does not say so', async () => {
  const { bench } = world;
  const copy = await bench.start();
  const incident = bench.page.open({ name: 'A', body: 'Quiet please.' });
  const delivery = await bench.delivery(incident.id);
  const [update] = (delivery as { incident: { incident_updates: object[] } }).incident.incident_updates;
  Object.assign(update ?? {}, { deliver_notifications: false });

  await bench.send(copy, delivery);
  await bench.pass(6);
  incident.update({ status: 'identified', body: 'Aloud.' });
  await bench.pass(6);

  expect(world.said()).toEqual(['[status] Identified: Aloud.']);
});

test('what a delivery calls backfilled stays so when the bot restarts before the page shows it', async () => {
  const { bench } = world;
  const copy = await bench.start();
  await bench.pass(1);
  const incident = bench.page.open({ name: 'A', body: 'Long ago.' });
  const delivery = await bench.delivery(incident.id, { backfilled: true });
  bench.page.break(503);
  const answer = await bench.send(copy, delivery);
  await copy.stop();
  bench.page.mend();

  await bench.start();
  await bench.pass(6);

  expect(answer).toBe(200);
  expect(world.said()).toEqual([]);
  expect(await bench.store.social.mark.get('social-state', 'page')).toMatchObject({ value: { muted: [] } });
});

test('from trusting deliveries back to looking first: what was there before is not news', async () => {
  const { bench } = world;
  for (const body of ['Old 1.', 'Old 2.']) bench.page.open({ name: body, body });
  await bench.pass(1);
  const copy = await bench.start({ confirm: false });
  await bench.pass(1);
  const incident = bench.page.open({ name: 'A', body: 'Trusted.' });
  await bench.send(copy, await bench.delivery(incident.id));
  await bench.pass(1);
  await copy.stop();

  await bench.start();
  await bench.pass(6);
  bench.page.open({ name: 'B', body: 'Seen.' });
  await bench.pass(6);

  expect(world.said()).toEqual(['[status] Investigating: Trusted.', '[status] Investigating: Seen.']);
});

test('an update that is older than six hours at its turn is skipped and shown', async () => {
  const copy = await world.bench.start();
  world.bench.x.break({ status: 500 });
  const incident = world.bench.page.open({ name: 'A', body: 'Old news.' });
  await world.bench.pass(6);
  expect(shown(copy.social.status())).toEqual({
    waiting: 1,
    skipped: 0,
    trouble: expect.stringContaining('X answered 500'),
  });

  await world.bench.pass(6 * 60);
  world.bench.x.mend();
  incident.resolve('All is well.');
  await world.bench.pass(10);

  expect(world.said()).toEqual(['[status] Resolved: All is well.']);
  expect(shown(copy.social.status())).toEqual({ waiting: 0, skipped: 1 });
});

test('with STATUSPAGE_CONFIRM=false the sender alone is trusted, and the page is not read', async () => {
  const copy = await world.bench.start({ confirm: false });
  await world.bench.clock.advance(1_000);
  const incident = world.bench.page.open({ name: 'A', body: 'One.' });
  const first = await world.bench.delivery(incident.id);
  await world.bench.clock.advance(1_000);
  incident.update({ status: 'identified', body: 'Two.' });
  await world.bench.clock.advance(1_000);
  incident.resolve('Three.');
  const third = await world.bench.delivery(incident.id);
  const requests = world.bench.page.requests.length;

  const answers = [
    await world.bench.send(copy, third),
    await world.bench.send(copy, first),
    await world.bench.send(copy, third),
  ];
  await world.bench.pass(10);

  expect(answers).toEqual([200, 200, 200]);
  expect(world.said()).toEqual([
    '[status] Investigating: One.',
    '[status] Identified: Two.',
    '[status] Resolved: Three.',
  ]);
  expect(world.bench.page.requests.length).toBe(requests);
});

test('what is long over is forgotten, and its old entry on the page is no news', async () => {
  const first = await world.bench.start();
  world.bench.page.open({ name: 'A', body: 'Once.' }).resolve('Over.');
  await world.bench.pass(7);
  const kept = await world.bench.store.social.incidents.list('social');
  await first.stop();
  await world.bench.clock.advance(8 * 24 * 60 * 60_000);
  await world.bench.start();
  await world.bench.pass(7);

  expect(kept).toHaveLength(1);
  expect(await world.bench.store.social.incidents.list('social')).toEqual([]);
  expect(world.said()).toEqual(['[status] Investigating: Once.', '[status] Resolved: Over.']);
});

test('a delivery that calls a real incident backfilled silences nothing that it does not name', async () => {
  const copy = await world.bench.start();
  const incident = world.bench.page.open({ name: 'Logins fail', body: 'True.' });
  const named = incident.updateIds()[0];
  const forged = deliveryOf({
    id: incident.id,
    backfilled: true,
    incident_updates: [
      { id: 'forged1', status: 'resolved', created_at: '2026-11-20T10:00:01Z' },
      { id: named, status: 'investigating', created_at: '2026-11-20T10:00:00Z' },
    ],
  });

  await world.bench.send(copy, forged);
  await world.bench.pass(2);
  incident.update({ status: 'identified', body: 'Second.' });
  await world.bench.pass(10);

  expect(world.said()).toEqual(['[status] Identified: Second.']);
  const told = world.bench.lines.filter((line) => line.includes('will not be posted on X'));
  expect(told).toEqual([expect.stringContaining(`"update":"${named}"`)]);
});

test('an announced update of years ago is skipped, shown and told in the log', async () => {
  const copy = await world.bench.start({ confirm: false });
  const old = deliveryOf({
    id: 'i1',
    incident_updates: [{ id: 'old', status: 'resolved', body: 'x', created_at: '2017-12-26T07:31:00Z' }],
  });
  await world.bench.send(copy, old);
  await world.bench.pass(20);

  expect(world.said()).toEqual([]);
  expect(shown(copy.social.status())).toEqual({ waiting: 0, skipped: 1 });
  expect(copy.posted).toEqual(['skipped']);
  const told = world.bench.lines.filter((line) => line.includes('will not be posted on X'));
  expect(told).toEqual([expect.stringContaining('"update":"old"')]);
});

test('a copy that reads the page no longer says nothing of how it is', async () => {
  let leading = true;
  const copy = await world.bench.start({ leads: () => leading });
  world.bench.page.break(503);
  await world.bench.pass(20);
  const before = copy.social.status().trouble;
  leading = false;

  const after = copy.social.status().trouble;

  expect(before).toContain('cannot be read');
  expect(after).toBeUndefined();
});

test('an old update that shows up on the page with its delivery is skipped and told in the log', async () => {
  const copy = await world.bench.start();
  const past = world.bench.page.backfill({ name: 'C', startedAt: '2026-11-18T09:59:00.000Z' });
  await world.bench.send(copy, await world.bench.delivery(past.id, { backfilled: false }));
  await world.bench.pass(2);

  const told = world.bench.lines.filter((line) => line.includes('will not be posted on X'));
  const [newest] = past.updateIds().toReversed();
  expect(world.said()).toEqual([]);
  expect(copy.posted).toEqual(['skipped']);
  expect(told.join()).toContain(`"update":"${newest}"`);
});
