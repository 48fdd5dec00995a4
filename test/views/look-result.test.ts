import { expect, test } from '@jest/globals';
import { type LookLine, lookResultMessage } from '../../views/look-result.ts';
import { checkBlocks } from '../standins/slack/blocks.ts';

const events = Array.from({ length: 9 }, (_, i) => ({ id: `GH-0000${i}`, title: 'long '.repeat(100) }));
const quiet = { kind: 'told' as const, open: [], forced: [], changed: 0, elsewhere: 0 };

function complaints(lines: readonly LookLine[]): string[] {
  const { blocks } = lookResultMessage(lines);
  return checkBlocks(JSON.parse(JSON.stringify(blocks)), { surface: 'message', at: '/blocks' }).map(
    ({ text }) => text,
  );
}

function said(lines: readonly LookLine[]): string {
  return JSON.stringify(lookResultMessage(lines).blocks);
}

test.each<[string, NonNullable<LookLine['result']>]>([
  ['long lists of events', { ...quiet, open: events, forced: events, changed: 9, elsewhere: 9 }],
  ['long reasons', { kind: 'cannot tell', message: 'because '.repeat(100) }],
  ['much to doubt', { ...quiet, open: events, doubt: 'because '.repeat(100) }],
])('sixty platforms with %s are a message that Slack takes, with a line for each', (_, result) => {
  const lines = Array.from({ length: 60 }, (_, i) => ({ platform: `Platform number ${i}`, result }));

  expect(complaints(lines)).toEqual([]);
  expect(said(lines)).toMatch(/Platform number 59: /);
});

test('among sixty, the few with much to say have the room of those with little', () => {
  const lines = Array.from({ length: 60 }, (_, i) => ({
    platform: `Platform ${i}`,
    result: i === 7 ? { ...quiet, open: events } : quiet,
  }));

  expect(complaints(lines)).toEqual([]);
  expect(said(lines)).toMatch(/GH-00004.*and 4 more/);
});

test('of two thousand platforms those with something to tell come first, and the others are counted', () => {
  const lines: LookLine[] = Array.from({ length: 2_000 }, (_, i) => ({
    platform: `Platform ${i}`,
    result: quiet,
  }));
  lines[1_700] = { platform: 'Platform 1700', result: { kind: 'cannot tell', message: 'no answer' } };
  lines[1_800] = { platform: 'Platform 1800', result: { ...quiet, open: events } };
  const elsewhere = lines.with(1_900, { platform: 'Platform 1900', result: { ...quiet, elsewhere: 2 } });

  expect(complaints(lines)).toEqual([]);
  expect(said(lines)).toMatch(/Platform 1700: .*no answer.*Platform 1800: .*GH-00004.*Platform 0: /);
  expect(said(lines)).toMatch(/and 1940 platforms more, nothing open on any of them/);
  expect(said(elsewhere)).toMatch(/and 1940 platforms more, 1 of them with something elsewhere/);
});

test('of two thousand platforms that are not all looked at yet, it says so', () => {
  const lines: LookLine[] = Array.from({ length: 2_000 }, (_, i) => ({
    platform: `Platform ${i}`,
    ...(i < 1_500 ? { result: { ...quiet, open: events } } : {}),
  }));

  expect(complaints(lines)).toEqual([]);
  expect(said(lines)).toMatch(
    /and 1940 platforms more, 500 of them still to be looked at, 1440 of them with something to tell/,
  );
});

test('what was force-resolved and is open at the platform is not well', () => {
  const lines = [
    { platform: 'GitHub', result: { ...quiet, forced: [{ id: 'GH-1', title: 'Pushes fail' }] } },
  ];

  expect(said(lines)).toMatch(
    /nothing open here; force-resolved here, still open at GitHub: GH-1 Pushes fail/,
  );
  expect(said(lines)).not.toMatch(/white_check_mark/);
});

test('what could be read in part only, or should not be believed, is not well', () => {
  const lines = [{ platform: 'Azure', result: { ...quiet, doubt: 'one subscription could not be read' } }];

  expect(said(lines)).toMatch(/cannot tell for sure: one subscription could not be read; nothing open/);
  expect(said(lines)).not.toMatch(/white_check_mark/);
});
