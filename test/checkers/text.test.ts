import { describe, expect, test } from '@jest/globals';
import { cut, plainLine, plainText, visibleText } from '../../checkers/text.ts';

describe('plain text', () => {
  test.each([
    ['line breaks', 'one<br />two<br>three', 'one\ntwo\nthree'],
    ['paragraphs', '<p>one</p><p class="x">two</p>', 'one\n\ntwo'],
    [
      'lists',
      'Affected:<ul><li>Builds</li><li>Pages</li></ul>Sorry.',
      'Affected:\n\n• Builds\n• Pages\nSorry.',
    ],
    ['inline tags', 'a <b>bold</b> <a href="https://x.example">claim</a>', 'a bold claim'],
    ['table cells', '<tr><td>a</td><td>b</td></tr>', 'a b'],
    ['comments, scripts and styles', 'a<!-- b --><script>c()</script><style>d{}</style>e', 'ae'],
    ['entities, once', '&lt;b&gt; &amp;amp; &quot;x&quot; &#39;y&#x27; &hellip;', '<b> &amp; "x" \'y\' …'],
    ['Windows quotes written as numbers', 'it&#146;s', 'it’s'],
    ['impossible entities', 'a&#0;b&#xD800;c&#1114112;d &bogus; &amp', 'abcd &bogus; &amp'],
    [
      'what only looks like a tag',
      'error <nil> for <service> if a < b > c',
      'error <nil> for <service> if a < b > c',
    ],
    ['line ends of every kind', 'a\r\nb\rc\u2028d', 'a\nb\nc\nd'],
    ['too much space', '  a \t\u00a0 b  \n\n\n\n  c  ', 'a b\n\nc'],
    ['control characters', 'a\u0000b\u0007c\u009bd', 'abcd'],
    ['turns of the reading direction', '\u202eabc\u2066\u200f', 'abc'],
    ['half a character', 'a\ud800b', 'a\ufffdb'],
  ])('understands %s', (_, written, plain) => {
    expect(plainText(written)).toBe(plain);
  });

  test('keeps emoji that are joined of several', () => {
    expect(plainText('👨‍👩‍👧 & 🏴󠁧󠁢󠁥󠁮󠁧󠁿')).toBe('👨‍👩‍👧 & 🏴󠁧󠁢󠁥󠁮󠁧󠁿');
  });

  test('is one line where a line is asked for', () => {
    expect(plainLine(' Builds<br>are\n slow ')).toBe('Builds are slow');
  });

  test.each(['<!--', '<a ', '<script', '&#', ' \n', '\u0301'])('copes with a megabyte of %j', (piece) => {
    const text = plainText(piece.repeat(1_000_000 / piece.length));

    expect(text.length).toBeLessThanOrEqual(3000);
  });
});

describe('cutting', () => {
  test('leaves short text alone', () => {
    expect(cut('abc', 3)).toBe('abc');
  });

  test('says that something is missing', () => {
    expect(cut('abcdef', 4)).toBe('abc…');
  });

  test('never halves a character that people see as one', () => {
    expect(cut('ab👨‍👩‍👧cd', 6)).toBe('ab…');
    expect(cut('abe\u0301cdef', 5)).toBe('abe\u0301…');
  });

  test('keeps its limit when one character has no end', () => {
    expect(cut(`e${'\u0301'.repeat(500)}`, 50)).toHaveLength(50);
  });
});

test('what people type keeps its marks and lines, and loses only what nobody sees', () => {
  const typed = visibleText('<b>R&amp;D</b>\tis\u202e down\u200b:\u0007\nnow \ud800👨‍👩‍👧');

  expect(typed).toBe('<b>R&amp;D</b>\tis down:\nnow \ufffd👨‍👩‍👧');
});
