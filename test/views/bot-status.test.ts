import { expect, test } from '@jest/globals';
import { type BotStatus, botStatusMessage } from '../../views/bot-status.ts';
import { checkBlocks, tooLong } from '../standins/slack/blocks.ts';
import { at } from './home-samples.ts';

const well = (i: number) => ({ name: `Platform ${i}`, lastGoodLook: at(i % 10) });
const broken = (i: number) => ({ ...well(i), cannotTell: { since: at(0), why: 'because '.repeat(100) } });

function statusOf(platforms: BotStatus['platforms']): BotStatus {
  return {
    version: '1.0.0',
    upSeconds: 60,
    leading: true,
    unwatched: false,
    sockets: { live: 2, of: 2 },
    channels: [],
    platforms,
    notSetUp: [],
  };
}

function said(platforms: BotStatus['platforms']): string {
  const blocks = JSON.parse(JSON.stringify(botStatusMessage(statusOf(platforms)).blocks));
  expect(checkBlocks(blocks, { surface: 'message', at: '/blocks' })).toEqual([]);
  expect(tooLong(blocks)).toBe(false);
  return JSON.stringify(blocks);
}

const many = <T>(count: number, one: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => one(i));

test('sixty platforms have a line each', () => {
  const words = said(many(60, well));

  expect(words.match(/last good look/g)).toHaveLength(60);
  expect(words).not.toMatch(/ more/);
});

test('of five thousand that are well sixty have a line, and the others are counted', () => {
  const words = said(many(5_000, well));

  expect(words.match(/last good look/g)).toHaveLength(60);
  expect(words).toMatch(
    /and 4940 platforms more, all of them read well, the longest ago <!date\^1763632800\^/,
  );
});

test('of five thousand those that cannot be read come first', () => {
  const words = said(many(5_000, (i) => (i === 4_321 ? broken(i) : well(i))));

  expect(words).toMatch(/Cannot tell how Platform 4321 is: because/);
  expect(words).toMatch(/"Platform 4321: cannot tell since [^"]*\\nPlatform 0: last good look/);
});

test('when none of them can be read, that is said of all', () => {
  const words = said(many(5_000, broken));

  expect(words).toMatch(/and 4980 more of the kind/);
  expect(words).toMatch(/and 4940 platforms more, 4940 of them in doubt/);
});
