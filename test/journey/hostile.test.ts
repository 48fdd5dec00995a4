import { expect, test } from '@jest/globals';
import { FEW, replies, replyTexts, theRoot, theRootText, useRig } from './use-rig.ts';

const world = useRig({ watched: FEW });

test.each([
  ['a channel ping', '<!channel> <!here> <!everyone>'],
  ['plain pings', '@channel @here @everyone #general'],
  ['a person', '<@U012AB3CD> <!subteam^S012AB3CD>'],
  ['bold, italic, code', '*bold* _italic_ ~strike~ `code` ```block```'],
  ['a disguised link', '<https://evil.example|click here>'],
  ['bare links', 'https://evil.example/login and www.evil.example'],
  ['entities', '&lt;!channel&gt; &amp;lt;b&amp;gt;'],
  ['three thousand emoji', '🔥'.repeat(3000)],
  ['emoji families', '👩‍👩‍👧‍👦'.repeat(300)],
  ['right-to-left overrides', '\u202Eevil\u202C \u2066x\u2069 الخدمة'],
  ['control characters and line breaks', 'a\u0000b\u0007c\r\nd\te'],
  ['nothing but blanks', '   \u00a0  '],
  ['ten thousand words', 'word '.repeat(10_000)],
])('%s in title, text and names pings nobody, links nowhere and is taken by Slack', async (_what, words) => {
  const { rig } = world;
  await rig.start();
  rig.github.setComponents([words.slice(0, 100), 'Actions']);
  const incident = rig.github.open({ name: words, impact: 'minor', components: ['Actions'], body: words });
  await rig.pass(2);
  incident.update({ body: `${words} again`, impact: 'major' });
  await rig.pass(2);
  incident.resolve(words);
  await rig.pass(2);

  expect(theRootText(rig)).toMatch(/Resolved after/);
  expect(replies(rig)).toHaveLength(2);
  for (const message of [theRoot(rig), ...replies(rig)]) {
    for (const link of rig.slack.links(message))
      expect(link).toMatch(/^https:\/\/www\.githubstatus\.com\/incidents\//);
  }
});

test('what was written is shown as it was written', async () => {
  const { rig } = world;
  await rig.start();
  const words = 'Use <b>care</b> & *stars* with `ticks` at 5 < 6';
  const incident = rig.github.open({ name: 'A & B <C>', impact: 'minor', body: 'First' });
  await rig.pass(2);
  incident.update({ body: words });
  await rig.pass(2);

  expect(theRootText(rig)).toMatch(/A & B <C>/);
  expect(replyTexts(rig).join()).toMatch(/Use care & \*stars\* with `ticks` at 5 < 6/);
});

test('sixty updates before they can be told still make one valid reply that says how many it leaves out', async () => {
  const { rig } = world;
  await rig.start();
  const incident = rig.github.open({ name: 'Busy', impact: 'minor' });
  await rig.pass(2);
  for (let i = 0; i < 60; i++) incident.update({ body: `News ${i}. ${'x'.repeat(2_000)}` });
  await rig.pass(2);

  expect(replyTexts(rig)).toEqual([expect.stringMatching(/earlier updates left out.*News 59\./s)]);
});
