import { expect, test } from '@jest/globals';
import { manualClock } from '../../manual-clock.ts';
import { play } from './timeline.ts';

test('a timeline plays its steps in the order of their times', async () => {
  const clock = manualClock();
  const heard: string[] = [];
  const { done } = play(clock, [
    { at: 2000, do: () => heard.push('second') },
    { at: 1000, do: () => heard.push('first') },
    { at: 5000, do: () => heard.push('third') },
  ]);

  await clock.advance(2000);
  const halfWay = [...heard];
  await clock.advance(3000);
  await done;

  expect(halfWay).toEqual(['first', 'second']);
  expect(heard).toEqual(['first', 'second', 'third']);
});

test('a timeline that is stopped plays no more and is done', async () => {
  const clock = manualClock();
  const heard: string[] = [];
  const { done, stop } = play(clock, [{ at: 1000, do: () => heard.push('first') }]);

  stop();
  await done;
  await clock.advance(2000);

  expect(heard).toEqual([]);
});

test('a timeline fails when one of its steps does', async () => {
  const clock = manualClock();
  const { done } = play(clock, [
    {
      at: 1000,
      do: () => {
        throw new Error('no such incident');
      },
    },
  ]);
  const failure = done.catch((error: unknown) => error);

  await clock.advance(1000);

  expect(await failure).toEqual(new Error('no such incident'));
});
