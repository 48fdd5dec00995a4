import { expect, test } from '@jest/globals';
import { heldMb } from '../held.ts';
import type { Rig } from '../rig.ts';
import { FAULTS } from './faults.ts';
import { allClears, notices, rootTexts, useRig } from './use-rig.ts';

const world = useRig();

/** One open incident on each. */
function openAll(rig: Rig): void {
  rig.snowflake.resolvedHistory(3);
  rig.azure.open({ title: 'Machines do not start' });
  rig.azureDevops.open({ services: ['Boards'] });
  rig.github.open({ name: 'Actions are slow', components: ['Actions'] });
  rig.microsoft365.open({ title: 'Mail is late' });
  rig.retool.open({ name: 'Apps do not load' });
  rig.salesforce.open({ instances: ['NA224'] });
  rig.slackStatus.open({ title: 'Messages are late' });
  rig.snowflake.open({ name: 'Loading fails', impact: 'major' });
}

test('all eight sources broken in twelve ways for five minutes each: nothing opens, nothing ends, one notice and one all-clear at most for each way', async () => {
  const { rig } = world;
  // All at the same instant: what hangs then hangs together.
  await rig.start({ env: { CHECK_SCHEDULE: '0 * * * * *' } });
  openAll(rig);
  await rig.pass(4);
  expect(rootTexts(rig)).toHaveLength(8);
  const before = {
    roots: rootTexts(rig),
    rows: await rig.store.events.open(),
    calls: rig.slack.calls.length,
  };
  const heaps: number[] = [];

  for (const [i, fault] of FAULTS.entries()) {
    for (const page of rig.pages) page.break(fault);
    // Five minutes, from the first look that says nothing.
    await rig.pass(7);
    expect([fault, notices(rig).length, allClears(rig).length]).toEqual([fault, i + 1, i]);
    for (const page of rig.pages) page.mend();
    await rig.pass(4);
    expect([fault, notices(rig).length, allClears(rig).length]).toEqual([fault, i + 1, i + 1]);
    heaps.push(await heldMb());
  }

  for (const text of notices(rig)) expect(text).toMatch(/Over after .*Cannot tell how most platforms are/);
  expect(rootTexts(rig)).toEqual(before.roots);
  expect(await rig.store.events.open()).toEqual(before.rows);
  expect(rig.slack.history(rig.channel)).toHaveLength(8);
  // The stand-ins keep what they were asked; nothing else may grow.
  const [first = 0, last = 0] = [heaps[2], heaps.at(-1)];
  expect(last - first).toBeLessThan(10);
  for (const page of rig.pages) expect(page.openConnections()).toBeLessThan(10);
});
