import { expect, test } from '@jest/globals';
import { startLoopbackSlack } from '../standins/slack/index.ts';
import { ending } from './ending.ts';
import { ready } from './ready.ts';
import { expectedOutages } from './story.ts';
import { tell } from './telling.ts';
import { verdict } from './verdict.ts';
import { startWorld } from './world.ts';

test('half an hour on eight platforms is told once, kept true and visibly ended', async () => {
  const world = await startWorld({ speed: 50 });
  try {
    const app = await world.startApp();
    await ready(world, app);

    await tell(world).over;
    const wrong = await ending(world);

    // The log says why.
    expect(wrong.length === 0 ? wrong : [...wrong, app.log().slice(-8_000)]).toEqual([]);
    expect(app.running()).toBe(true);
  } finally {
    await world.close();
  }
});

test('a workspace in which nothing was told is not the end of the story', async () => {
  const slack = await startLoopbackSlack();
  const wrong = verdict({ slack, channel: slack.channel('outages'), opsChannel: slack.channel('ops') });
  await slack.close();

  expect(wrong).toHaveLength(expectedOutages.length + 1);
  expect(wrong[0]).toBe('Never told: GitHub · Workflow runs start late');
  expect(wrong.at(-1)).toBe('Operators should have 2 notices that are over, but have: none');
});
