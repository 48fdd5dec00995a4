import { expect, test } from '@jest/globals';
import { eventId } from '../../app/events/ids.ts';
import { FEW, rootTexts, useRig } from './use-rig.ts';

const world = useRig({ watched: FEW });

/** Two incident ids of GitHub whose internal IDs would be the same. */
function colliding(): [string, string] {
  const seen = new Map<string, string>();
  for (let i = 0; ; i++) {
    const id = eventId({ id: 'github', prefix: 'GH' }, `inc${i}`);
    const other = seen.get(id);
    if (other !== undefined) return [other, `inc${i}`];
    seen.set(id, `inc${i}`);
  }
}

test('two incidents whose short IDs collide are two events, told apart to their ends', async () => {
  const { rig } = world;
  await rig.start();
  const [one, two] = colliding();
  const first = rig.github.open({ id: one, name: 'First', impact: 'minor' });
  const second = rig.github.open({ id: two, name: 'Second', impact: 'minor' });
  await rig.pass(2);
  expect((await rig.open()).map(({ title }) => title).sort()).toEqual(['First', 'Second']);

  first.resolve('One is fixed.');
  await rig.pass(3);
  second.update({ body: 'Still at the other.' });
  await rig.pass(2);
  first.reopen('It is back.');
  await rig.pass(3);

  expect(rootTexts(rig).sort()).toEqual([
    expect.stringMatching(/First.*It is back\./s),
    expect.stringMatching(/Second.*Still at the other\./s),
  ]);
});
