import { expect, test } from '@jest/globals';
import { createPace } from '../../../app/announce/pace.ts';
import { manualClock } from '../../manual-clock.ts';

test('whoever asks when its turn is has a place in the line, however often it asks', async () => {
  const clock = manualClock();
  const pace = createPace(clock);
  const inMs = (who: string) => pace.inMs('edit', 1_000, who);
  expect(['a', 'b', 'c', 'b'].map(inMs)).toEqual([0, 1_000, 2_000, 1_000]);

  await pace.turn('edit', 1_000, 'a');
  await clock.advance(1_000);

  expect(['b', 'c', 'a'].map(inMs)).toEqual([0, 1_000, 2_000]);
});

test('those who were held up past their turns do not all come at once', async () => {
  const clock = manualClock();
  const pace = createPace(clock);
  const inMs = (who: string) => pace.inMs('edit', 1_000, who);
  ['a', 'b', 'c'].map(inMs);

  await clock.advance(60_000);

  expect(['b', 'c', 'a'].map(inMs)).toEqual([0, 1_000, 2_000]);
});
