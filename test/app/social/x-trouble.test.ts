import { expect, test } from '@jest/globals';
import { shown } from './bench.ts';
import { useBench } from './use-bench.ts';

const world = useBench();

test.each([
  ['an answer that is lost', 'lost'],
  ['a post that is made and answered with 503', 'made-and-503'],
  ['a line that breaks', 'reset'],
  ['silence', 'hang'],
  ['a 503', { status: 503 }],
] as const)('%s ends in one post', async (_what, fault) => {
  const copy = await world.bench.start();
  world.bench.x.break(fault, 1);
  const incident = world.bench.page.open({ name: 'A', body: 'Once.' });

  await world.bench.send(copy, await world.bench.delivery(incident.id));
  await world.bench.pass(3);
  // A request that hangs blurs what is still under way.
  for (let minutes = 3; world.said().length === 0 && minutes < 60; minutes++) await world.bench.pass(1);
  await world.bench.pass(3);

  expect(world.said()).toEqual(['[status] Investigating: Once.']);
  expect(copy.social.status()).toMatchObject({ waiting: 0, skipped: 0 });
  // What was made is found before it is made again.
  const tries = world.bench.x.requests.filter((request) => request === 'POST /2/tweets');
  expect(tries).toHaveLength(fault === 'lost' || fault === 'made-and-503' ? 1 : 2);
});

test('with posts that may not be listed, the refusal of duplicates does the same', async () => {
  const copy = await world.bench.start();
  world.bench.x.readable = false;
  world.bench.x.break('lost', 1);
  const incident = world.bench.page.open({ name: 'A', body: 'Once.' });

  await world.bench.send(copy, await world.bench.delivery(incident.id));
  await world.bench.pass(3);

  expect(world.said()).toEqual(['[status] Investigating: Once.']);
  expect(copy.social.status()).toMatchObject({ waiting: 0, skipped: 0 });
});

test('a rate limit is waited for, not a second longer', async () => {
  const copy = await world.bench.start();
  const reset = world.bench.clock.now() / 1000 + 600;
  world.bench.x.break(
    {
      status: 429,
      headers: {
        'x-rate-limit-reset': String(reset),
        'x-rate-limit-remaining': '0',
        'x-rate-limit-limit': '100',
      },
    },
    1,
  );
  const incident = world.bench.page.open({ name: 'A', body: 'Later.' });

  await world.bench.send(copy, await world.bench.delivery(incident.id));
  await world.bench.pass(9.9);
  const before = world.bench.x.texts().length;
  await world.bench.pass(0.2);

  expect([before, world.bench.x.texts().length]).toEqual([0, 1]);
});

test.each([401, 402, 403])('%i is told to operators once, and once when it is over', async (status) => {
  const copy = await world.bench.start();
  world.bench.x.break({ status, body: { title: 'Refused' } });
  const incident = world.bench.page.open({ name: 'A', body: 'At last.' });

  await world.bench.send(copy, await world.bench.delivery(incident.id));
  await world.bench.pass(20);
  world.bench.x.mend();
  await world.bench.pass(10);

  expect(copy.heard).toEqual([`X answered ${status}: Refused`, undefined]);
  expect(world.said()).toEqual(['[status] Investigating: At last.']);
});

test('with nothing left to post, asking tells that the keys are good again', async () => {
  const copy = await world.bench.start();
  world.bench.x.break({ status: 401 });
  world.bench.page.open({ name: 'A' });
  await world.bench.pass(6 * 60 + 10);
  world.bench.x.mend();
  await world.bench.pass(70);

  expect(world.bench.x.texts()).toEqual([]);
  expect(copy.heard).toEqual(['X answered 401', undefined]);
});

test('a text that X never takes holds up nothing', async () => {
  const copy = await world.bench.start();
  world.bench.x.break({ status: 400, body: { detail: 'Bad text.' } }, 1);
  const incident = world.bench.page.open({ name: 'A', body: 'One.' });
  incident.update({ body: 'Two.' });

  await world.bench.pass(7);

  expect(world.said()).toEqual(['[status] Investigating: Two.']);
  expect(copy.social.status()).toMatchObject({ waiting: 0, skipped: 1 });
});

test('a day has a ceiling, and the next one begins anew', async () => {
  const copy = await world.bench.start({ dailyLimit: 2 });
  await world.bench.pass(13 * 60);
  for (const body of ['One.', 'Two.', 'Three.']) world.bench.page.open({ name: body, body });
  await world.bench.pass(30);
  const [before, trouble] = [world.said().length, copy.social.status().trouble];
  await world.bench.pass(60);

  expect(before).toBe(2);
  expect(copy.heard).toEqual(["today's 2 posts are made (X_DAILY_LIMIT)", undefined]);
  expect(trouble).toContain('X_DAILY_LIMIT');
  expect(world.said().sort()).toEqual(
    ['One.', 'Three.', 'Two.'].map((body) => `[status] Investigating: ${body}`),
  );
});

test.each([
  [403, 'X answered 403: Not configured with the permissions'],
  [402, 'X answered 402: Not configured with the permissions'],
])(
  'that our keys are known is no sign that X takes posts again after %i',
  async (status, words) => {
    const copy = await world.bench.start();
    world.bench.x.break({ status, body: { detail: 'Not configured with the permissions.' } });
    world.bench.page.open({ name: 'A' });
    await world.bench.pass(6 * 60 + 80);
    const before = [...copy.heard];
    world.bench.x.mend();
    world.bench.page.open({ name: 'B', body: 'Through.' });
    await world.bench.pass(7);

    expect(before).toEqual([words]);
    expect(copy.heard).toEqual([words, undefined]);
    expect(world.said()).toEqual(['[status] Investigating: Through.']);
  },
  90_000,
);

test('a text that X does not want is told once, does not hide the others, and holds up its own for minutes', async () => {
  const copy = await world.bench.start();
  const post = world.bench.x;
  post.forbid('bad link');
  const bad = world.bench.page.open({ name: 'A', body: 'See bad link.' });
  const good = world.bench.page.open({ name: 'B', body: 'One.' });
  await world.bench.send(copy, await world.bench.delivery(bad.id));
  await world.bench.pass(1 / 60);
  const early = shown(copy.social.status());
  good.update({ status: 'identified', body: 'Two.' });
  bad.resolve('Over.');
  await world.bench.pass(10);

  const words = 'X answered 403: You are not allowed to post this';
  expect(early).toEqual({ waiting: 1, skipped: 0, trouble: words });
  expect(copy.heard).toEqual([words, undefined]);
  expect(world.said().sort()).toEqual([
    '[status] Identified: Two.',
    '[status] Investigating: One.',
    '[status] Resolved: Over.',
  ]);
  expect(shown(copy.social.status())).toEqual({ waiting: 0, skipped: 1 });
});

test('a pause says why it is made', async () => {
  const copy = await world.bench.start();
  world.bench.x.break({ status: 402, body: { title: 'No credits' } }, 1);
  const incident = world.bench.page.open({ name: 'A' });
  await world.bench.send(copy, await world.bench.delivery(incident.id));
  await world.bench.pass(1);

  const { value } = (await world.bench.store.social.account.get('social-state', 'account')) ?? {};

  expect(value).toMatchObject({ pausedFor: 'X answered 402: No credits' });
});

test('a copy that starts while X refuses us never says that it is over', async () => {
  const first = await world.bench.start();
  world.bench.x.break({ status: 401 });
  const incident = world.bench.page.open({ name: 'A' });
  await world.bench.send(first, await world.bench.delivery(incident.id));
  await world.bench.pass(2);
  await first.stop();

  const heir = await world.bench.start();
  await world.bench.pass(2);

  expect(new Set(heir.all)).toEqual(new Set(['X answered 401']));
});

test('how long the oldest update waits is known', async () => {
  const copy = await world.bench.start();
  world.bench.x.break({ status: 503 });
  const incident = world.bench.page.open({ name: 'A' });
  const at = world.bench.clock.now();
  await world.bench.send(copy, await world.bench.delivery(incident.id));
  await world.bench.pass(7);

  expect(copy.social.status().oldestWaiting).toBe(at);
});

test('after silence what is new is posted as soon as X answers, and what waited by its own back-off', async () => {
  const { bench } = world;
  const copy = await bench.start();
  bench.x.break('hang');
  for (const name of ['a', 'b', 'c']) {
    await bench.send(copy, await bench.delivery(bench.page.open({ name, body: name }).id));
  }
  await bench.pass(4);
  // A request that hangs blurs what is still under way.
  while (bench.x.openConnections() > 0) await bench.pass(1 / 12);
  bench.x.mend();
  const back = bench.clock.now();
  await bench.send(copy, await bench.delivery(bench.page.open({ name: 'new', body: 'new' }).id));
  for (let i = 0; i < 120 && bench.x.texts().length < 4; i++) await bench.pass(1 / 12);

  const waited: Record<string, number> = Object.fromEntries(
    bench.x.posts.map(({ text, at }) => [/: (\w+) /.exec(text)?.[1], (at - back) / 1000]),
  );
  // By now nobody's own pause is longer than 80 s.
  expect(Object.keys(waited).sort()).toEqual(['a', 'b', 'c', 'new']);
  expect(waited.new).toBeLessThanOrEqual(15);
  expect(Math.max(...Object.values(waited))).toBeLessThanOrEqual(95);
});
