import { expect, test } from '@jest/globals';
import { platformArgument } from '../../../app/listeners/asked-platforms.ts';
import type { Platform } from '../../../checkers/checker.ts';
import { platforms } from '../../../checkers/index.ts';

test.each(['azure-devops', ' Azure   DevOps ', 'AZUREDEVOPS', 'azure_devops'])(
  '%j is Azure DevOps',
  (typed) => {
    expect(platformArgument(typed, platforms)).toMatchObject({
      platforms: [{ id: 'azure-devops' }],
      all: false,
    });
  },
);

test.each(['', '  ', 'ALL'])('%j is every platform', (typed) => {
  expect(platformArgument(typed, platforms)).toEqual({ platforms, all: true });
});

test.each([
  ['gtihub', '`github`'],
  ['xgithub', '`github`'],
  ['hithub', '`github`'],
  ['snwoflake', '`snowflake`'],
  ['devops', '`azure-devops`'],
  ['365', '`m365`'],
  ['azur', '`azure` or `azure-devops`'],
])('%j is answered with what was probably meant: %s', (typed, meant) => {
  expect(platformArgument(typed, platforms)).toEqual({
    problem: expect.stringMatching(new RegExp(`Did you mean ${meant}\\?`)),
  });
});

test.each(['???', 'xy', 'a', 'everything', 'x'.repeat(3_000)])('%.20s is like none of them', (typed) => {
  expect(platformArgument(typed, platforms)).toEqual({
    problem: expect.not.stringMatching(/Did you mean/),
  });
});

test('of two thousand platforms a part is named', () => {
  const [first] = platforms;
  const many = Array.from({ length: 2_000 }, (_, i) => ({ ...first, id: `page-${i}`, name: `Page ${i}` }));

  expect(platformArgument('???', many as Platform[])).toEqual({
    problem: expect.stringMatching(/Known: `page-0`, .*`page-59` and 1940 more, or `all`\.$/),
  });
});

test('another word is answered with what is near, what there is, and what else can be typed', () => {
  expect(platformArgument('githb <!channel>', platforms, ' Or `elsewhere`.')).toEqual({
    problem: expect.stringMatching(
      /called “githb &lt;!channel&gt;”\. Did you mean `github`\? Known: `azure`, .*or `all`\. Or `elsewhere`\.$/,
    ),
  });
});
