import { expect, test } from '@jest/globals';
import { ready } from './ready.ts';
import { startWorld } from './world.ts';

test('what a copy that died had begun is finished by another one', async () => {
  const world = await startWorld({ speed: 60 });
  try {
    const { slack, channel } = world;
    const first = await world.startApp({ at: { crashpoint: 'root posted', nth: 1, signal: 'SIGKILL' } });
    await ready(world, first);
    const second = await world.startApp();
    const incident = world.github.open({ name: 'Pushes fail', impact: 'critical' });

    const exit = await first.exited;
    await slack.until(() => slack.roots(channel).length > 0, 20_000);
    incident.resolve();
    const ended = () => slack.roots(channel).some((root) => slack.plainText(root).startsWith('✅ Resolved'));
    await slack.until(ended, 20_000);

    expect(exit).toEqual({ code: null, signal: 'SIGKILL' });
    expect(first.running()).toBe(false);
    expect(second.running()).toBe(true);
    expect(slack.roots(channel)).toHaveLength(1);
    expect(slack.violations).toEqual([]);
  } finally {
    await world.close();
  }
});

test('a copy that sleeps is woken to be stopped', async () => {
  const world = await startWorld();
  const app = await world.startApp();
  await ready(world, app);

  app.signal('SIGSTOP');
  await world.close();

  expect(await app.exited).toEqual({ code: 0, signal: null });
  expect(app.log()).toContain('Outage Bot stopped');
});
