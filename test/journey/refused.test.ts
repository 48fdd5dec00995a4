import { expect, test } from '@jest/globals';
import { subscriptions } from '../rig.ts';
import { allClears, notices, rootTexts, theRootText, useRig } from './use-rig.ts';

const world = useRig();

test('a wrong secret: operators are told once for Azure and once for Microsoft 365, with what to do', async () => {
  const { rig } = world;
  await rig.start({ env: { AZURE_CLIENT_SECRET: 'an.Old~Secret' } });
  const other = rig.github.open({ name: 'Pages fail', impact: 'major' });
  await rig.pass(30);

  expect(notices(rig).sort()).toEqual([
    expect.stringMatching(/Cannot tell how Azure is\. .*refuses us.*credentials.*client secret is wrong/s),
    expect.stringMatching(/Cannot tell how Microsoft 365 is\. .*refuses us.*client secret is wrong/s),
  ]);
  expect(notices(rig).join()).not.toMatch(/an\.Old~Secret/);
  expect(theRootText(rig)).toMatch(/Pages fail/);
  other.resolve();
  rig.login.setSecret('an.Old~Secret');
  await rig.pass(5);

  expect(notices(rig)).toHaveLength(2);
  expect(allClears(rig)).toHaveLength(2);
  expect(theRootText(rig)).toMatch(/Resolved/);
});

test('a secret that expires ends nothing, and what is open is followed to its end with the next one', async () => {
  const { rig } = world;
  await rig.start();
  const event = rig.azure.open({ title: 'Machines do not start' });
  const issue = rig.microsoft365.open({ title: 'Mail is late' });
  await rig.pass(2);
  rig.login.break('expired-secret');
  rig.login.revoke();
  await rig.pass(10);
  expect(rootTexts(rig).filter((text) => /Resolved/.test(text))).toEqual([]);
  expect(notices(rig)).toHaveLength(2);
  expect(notices(rig).join()).toMatch(/client secret has expired/);

  rig.login.mend();
  event.resolve();
  issue.resolve();
  await rig.pass(5);

  expect(rootTexts(rig).filter((text) => /Resolved/.test(text))).toHaveLength(2);
  expect(allClears(rig)).toHaveLength(2);
});

test('one of two subscriptions refused: nothing it shows is absent, and the other goes on as usual', async () => {
  const { rig } = world;
  await rig.start();
  const [ours, theirs] = subscriptions as [string, string];
  const seen = rig.azure.open({ title: 'Seen by one', subscriptions: [theirs] });
  const other = rig.azure.open({ title: 'Seen by the other', subscriptions: [ours] });
  await rig.pass(2);
  expect(rootTexts(rig)).toHaveLength(2);

  rig.azure.forbid(theirs);
  other.resolve();
  await rig.pass(20);
  expect(rootTexts(rig).sort()).toEqual([
    expect.stringMatching(/Resolved.*Seen by the other/),
    expect.stringMatching(/investigating.*Seen by one/),
  ]);
  expect(notices(rig)).toEqual([
    expect.stringMatching(/Cannot tell for sure how Azure is: .*subscription.*rejected/s),
  ]);
  expect(allClears(rig)).toEqual([]);
  rig.azure.allow(theirs);
  seen.resolve();
  await rig.pass(3);

  expect(rootTexts(rig).join('\n')).toMatch(/Resolved.*Seen by one/);
  expect(notices(rig)).toHaveLength(1);
  expect(allClears(rig)).toEqual([expect.stringMatching(/Azure can be read in full again/)]);
});

test('a part refused, then all, then a part again: one notice that says how it is, and one all-clear', async () => {
  const { rig } = world;
  await rig.start();
  const [ours, theirs] = subscriptions as [string, string];
  rig.azure.forbid(theirs);
  await rig.pass(7);
  rig.azure.forbid(ours);
  await rig.pass(7);
  expect(notices(rig)).toEqual([expect.stringMatching(/Cannot tell how Azure is\. .*refuses us/)]);

  rig.azure.allow(ours);
  await rig.pass(7);
  expect(notices(rig)).toEqual([expect.stringMatching(/Cannot tell for sure how Azure is/)]);
  expect(allClears(rig)).toEqual([]);
  rig.azure.allow(theirs);
  await rig.pass(3);

  expect(notices(rig)).toHaveLength(1);
  expect(allClears(rig)).toEqual([expect.stringMatching(/Azure can be read in full again/)]);
});

test('every subscription refused: nothing ends, and operators are told once', async () => {
  const { rig } = world;
  await rig.start();
  rig.azure.open({ title: 'Machines do not start' });
  await rig.pass(2);
  for (const one of subscriptions) rig.azure.forbid(one);

  await rig.pass(20);

  expect(theRootText(rig)).toMatch(/investigating/);
  expect(notices(rig)).toEqual([expect.stringMatching(/Cannot tell how Azure is\. .*refuses us/)]);
});
