import extractMentions from '@ambassify/twitter-text/dist/extractMentions.js';
import parseTweet from '@ambassify/twitter-text/dist/parseTweet.js';
import { expect, test } from '@jest/globals';
import { bareLink, statusText, statusWords } from '../../../app/social/status-text.ts';
import { plainText } from '../../../checkers/text.ts';

const link = 'https://stspg.io/wfp3k0n6vgxz';

function say(words: string, status = 'monitoring'): Promise<string> {
  return statusText({ status, words: plainText(words, 1_500), link });
}

/** What X would count. */
function weight(text: string): number {
  return parseTweet(text).weightedLength;
}

test('a short text stands whole between its status and its link', async () => {
  expect(await say('A fix is in place.')).toBe(`[status] Monitoring: A fix is in place. ${link}`);
});

test.each([
  ['in_progress', 'In progress'],
  ['investigating', 'Investigating'],
  ['POSTMORTEM', 'Postmortem'],
  ['', 'Update'],
  ['@everyone', 'Everyone'],
  ['a_very_new_word', 'A very new word'],
])('the status %s reads %s', (status, words) => {
  expect(statusWords(status)).toBe(words);
});

test('what is written as HTML is posted as text, on one line', async () => {
  const text = await say('<p>We are on it.</p><ul><li>Logins &amp; more</li></ul>Sorry<br />');

  expect(text).toBe(`[status] Monitoring: We are on it. • Logins & more Sorry ${link}`);
});

test('what was escaped to be read as it stands is posted as it stands', async () => {
  const text = await say('Requests with &lt;title&gt; and &lt;b&gt; tags fail at AT&amp;amp;T');

  expect(text).toBe(`[status] Monitoring: Requests with <title> and <b> tags fail at AT&amp;T ${link}`);
});

test('a long text is cut at a word, and the link stays whole', async () => {
  const words = 'Logins to the portal still fail for some people in Europe. '.repeat(10);

  const text = await say(words);

  const [, body = ''] = /^\[status\] Monitoring: (.*)… https:\/\/stspg\.io\/wfp3k0n6vgxz$/.exec(text) ?? [];
  expect(words.startsWith(body)).toBe(true);
  expect(words.charAt(body.length)).toMatch(/[\s.]/);
  expect(weight(text)).toBeLessThanOrEqual(280);
  expect(weight(text)).toBeGreaterThan(265);
});

test('exactly 280 fit, and one more is cut', async () => {
  const room = 280 - weight(`[status] Monitoring:  ${link}`);
  const fits = `${'abcd '.repeat(60)}`
    .slice(0, room - 1)
    .trimEnd()
    .padEnd(room, 'x');

  const [whole, over] = [await say(fits), await say(`${fits}y`)];

  expect(weight(whole)).toBe(280);
  expect(whole).toContain(fits);
  expect(over).toContain('…');
});

test.each([
  [
    'Japanese, where words have no spaces',
    '現在、一部のお客様がログインできない問題が発生しています。'.repeat(20),
  ],
  ['families of emoji', '👨‍👩‍👧‍👦'.repeat(300)],
  ['flags and skins', '🇩🇪👍🏽'.repeat(200)],
  ['bare domains', 'portal.example.com status.io www.githubstatus.com/abc '.repeat(20)],
  ['links that are longer than a post', `see https://example.com/${'a'.repeat(400)} and more `.repeat(5)],
  ['one word without an end', 'a'.repeat(3000)],
  ['letters under a hundred accents', `e${'\u0301'.repeat(100)} `.repeat(20)],
  ['nothing but spaces and breaks', '\n \n'],
  ['halves of characters', '\ud83d text \udc00'.repeat(50)],
  ['marks that X takes in no text', '\ufffe\ufeff\uffff\u202a text '.repeat(40)],
])('%s fit', async (_what, words) => {
  const text = await say(words);

  expect(parseTweet(text)).toMatchObject({ valid: true });
  expect(text.isWellFormed()).toBe(true);
  expect(text.endsWith(` ${link}`)).toBe(true);
  expect(weight(text)).toBeLessThanOrEqual(280);
});

test('Japanese uses the room there is', async () => {
  expect(
    weight(await say('現在、一部のお客様がログインできない問題が発生しています。'.repeat(20))),
  ).toBeGreaterThan(260);
});

test('a family is never torn apart', async () => {
  const text = await say('👨‍👩‍👧‍👦'.repeat(300));

  expect(text).toMatch(/^\[status\] Monitoring: (?:👨‍👩‍👧‍👦)+… /u);
});

test('a link in the text is posted whole or not at all', async () => {
  const text = await say(`${'word '.repeat(44)}https://example.com/help?about=logins and more words to come`);

  expect(text).not.toMatch(/https:\/\/example(?!\.com\/help\?about=logins)/);
});

test.each([
  'ask @contoso for help',
  '@contoso',
  '(@contoso)',
  'RT@contoso: x',
  '＠contoso',
  '.@contoso/list',
  'a@b @c',
  '@@contoso',
])('"%s" calls nobody', async (words) => {
  expect(extractMentions(await say(words))).toEqual([]);
});

test('an address of e-mail stays as it is', async () => {
  expect(await say('write to help@contoso.example.org')).toContain('help@contoso.example.org');
});

test.each([
  ['https://stspg.io/abc?u=subscriber1', 'https://stspg.io/abc'],
  ['http://stspg.io/646947c1e', 'http://stspg.io/646947c1e'],
  ['https://stspg.io/abc#part', 'https://stspg.io/abc'],
  [null, 'otherwise'],
  [undefined, 'otherwise'],
  ['', 'otherwise'],
  ['javascript:alert(1)', 'otherwise'],
  ['https://user:secret@stspg.io/abc', 'otherwise'],
  [`https://stspg.io/${'a'.repeat(300)}`, 'otherwise'],
])('the link %s becomes %s', (written, bare) => {
  expect(bareLink(written, 'otherwise')).toBe(bare);
});

// The counts that X documents: https://docs.x.com/fundamentals/counting-characters
test.each([
  ['plain', 5],
  ['日本語', 6],
  ['a…', 3],
  ['“x”', 3],
  ['👋', 2],
  ['👨‍👩‍👧‍👦', 2],
  ['👍🏽', 2],
  ['🇩🇪', 2],
  ['status.io', 23],
  ['https://example.com/a/very/long/path/that/never/ends/at/all', 23],
  ['api.v2.example.com/foo', 23],
  ['incident:https://a.com', 32],
  ['e\u0301', 1],
])('X counts %s as %i', (text, count) => {
  expect(weight(text)).toBe(count);
});
