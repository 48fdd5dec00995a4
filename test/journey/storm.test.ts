import { expect, test } from '@jest/globals';
import { FEW, rootTexts, useRig } from './use-rig.ts';

const world = useRig({ watched: FEW });

const INCIDENTS = 200;
/** One a second in a channel is what Slack takes. */
const WITHIN_MINUTES = 4;

test(`${INCIDENTS} incidents at once are told within ${WITHIN_MINUTES} minutes, each once, and a form opens at once meanwhile`, async () => {
  const { rig } = world;
  const { slack } = rig;
  slack.user('ada');
  await rig.start({ env: { CHECK_SCHEDULE: '0 * * * * *' } });
  await rig.pass(2);
  for (let i = 0; i < INCIDENTS; i++) rig.github.open({ name: `Trouble ${i}.`, impact: 'minor' });
  while (rootTexts(rig).length === 0) await rig.pass(1 / 60);
  const began = rig.now();

  await rig.pass(1);
  const early = rootTexts(rig).length;
  slack.faults.add({ method: 'chat.postMessage', how: 'ratelimited', retryAfter: 10 });
  await rig.pass(1 / 20);
  const [root] = slack.roots(rig.channel);
  const id = /GH-\w+/.exec(root ? slack.plainText(root) : '')?.[0];
  const asked = rig.now();
  if (root) await slack.click('ada', root, `more:${id}`, 'force-resolve');
  const form = await slack.untilModal('ada', ({ submit }) => submit !== undefined);
  const opened = rig.now();
  await rig.pass(WITHIN_MINUTES - (opened - began) / 60_000);

  const told = rootTexts(rig).map((text) => /Trouble \d+\./.exec(text)?.[0]);
  expect(early).toBeLessThan(65);
  expect(form.text).toMatch(/Trouble/);
  expect(opened).toBe(asked);
  expect(told).toHaveLength(INCIDENTS);
  expect(new Set(told).size).toBe(INCIDENTS);
  const open = await rig.open();
  expect(open.filter(({ announcements }) => announcements[0]?.claim !== undefined)).toEqual([]);
});
