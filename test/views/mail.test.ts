import { describe, expect, test } from '@jest/globals';
import type { Announced } from '../../views/announcement.ts';
import { mailBody, mailSubject } from '../../views/mail.ts';

const began = { unix: 1_795_168_800, utc: '2026-11-20 10:00 UTC' };
const event: Announced = {
  id: 'GH-7K2QM',
  platform: 'GitHub',
  title: 'Incident with Actions',
  url: 'https://www.githubstatus.com/incidents/inc1',
  severity: 'major',
  worst: 'major',
  phase: 'investigating',
  affected: ['Actions'],
  newest: { phase: 'identified', text: 'Found it.', at: began },
  began,
  published: began,
  seen: began,
  alreadyOpen: false,
  tickets: true,
};
const ended = { how: 'resolved' as const, at: { unix: began.unix + 1_680, utc: '2026-11-20 10:28 UTC' } };

function body(over: Partial<Announced> = {}, kind: Parameters<typeof mailBody>[0]['kind'] = 'opened') {
  return mailBody({ event: { ...event, ...over }, kind, afterMinutes: 30 });
}

describe('the subject', () => {
  test('has platform, title and ID', () => {
    expect(mailSubject(event)).toBe('[Outage] GitHub: Incident with Actions (GH-7K2QM)');
  });

  test('is one line of bounded length that keeps the ID, whatever the title is', () => {
    const subject = mailSubject({ ...event, title: `a\r\nBcc: x@example.com\0${'👨‍👩‍👧'.repeat(200)}` });

    expect(subject).toMatch(/^\[Outage\] GitHub: a Bcc: x@example\.com .*… \(GH-7K2QM\)$/u);
    expect(subject.length).toBeLessThanOrEqual(200);
    expect(subject).not.toMatch(/\p{Cc}/u);
  });
});

describe('the first line', () => {
  test('of the only mail about an outage says that it was and is over', () => {
    const over = { ended, phase: 'resolved' as const };
    const { text } = mailBody({ event: { ...event, ...over }, kind: 'ended', afterMinutes: 30, brief: true });

    expect(text).toMatch(/^GitHub had a major outage\. It has ended: resolved after 28 min\.\n/);
  });

  test.each([
    ['opened', {}, 'GitHub has a major outage. Acknowledge it in Slack, or another mail comes in 30 min.'],
    ['worsened', { severity: 'critical' }, /^The outage of GitHub got worse: it is critical now\./],
    ['reopened', {}, /^The outage of GitHub is open again, and it is major\./],
    ['unacknowledged', {}, /^Nobody has acknowledged the major outage of GitHub for 30 min\./],
    ['ended', { ended, phase: 'resolved' }, /^The outage of GitHub has ended: resolved after 28 min\./],
    ['opened', { severity: 'notice' }, /^GitHub has a notice\./],
  ] as const)('of a mail that is sent because it %s', (kind, over, line) => {
    const { text, html } = body(over, kind);

    expect(text.split('\n')[0]).toMatch(line);
    expect(html).toMatch(line instanceof RegExp ? new RegExp(line.source.slice(1)) : line);
  });
});

test('text and HTML tell the same facts', () => {
  const { text, html } = body({
    ended: { ...ended, how: 'force-resolved' },
    forced: { by: 'ada', reason: 'Not ours.' },
    acknowledgedBy: { id: 'U1', name: 'bert' },
    ticket: { id: 12, url: 'https://dev.azure.com/x/_workitems/edit/12' },
  });

  for (const fact of [
    'GH-7K2QM',
    'Major',
    'Actions',
    '2026-11-20 10:00 UTC',
    '2026-11-20 10:28 UTC',
    'Force-resolved after 28 min',
    'Newest update, Identified, 2026-11-20 10:00 UTC:',
    'Found it.',
    '“Not ours.”, ada',
    'bert',
    'Ticket 12',
    'What GitHub says',
  ]) {
    expect(text).toContain(fact);
    expect(html).toContain(fact);
  }
});

describe('words from outside', () => {
  const hostile =
    '<img src=https://evil.example/x.png> <a href="javascript:alert(1)">click</a> & \'"\r\n\nTicket 1:\nhttps://evil.example/login\nmail me@evil.example www.evil.example\0\u001b[31m';
  const { text, html } = body({
    title: hostile,
    affected: [hostile],
    newest: { phase: 'identified', text: hostile, at: began },
    acknowledgedBy: { id: 'U1', name: hostile },
    forced: { by: hostile, reason: hostile },
  });

  test('make no element, attribute or image in HTML', () => {
    const tags = html.match(/<\/?([a-z]+)/gi) ?? [];

    expect(new Set(tags.map((tag) => tag.toLowerCase().replace(/[</]/g, '')))).toEqual(
      new Set(['html', 'body', 'p', 'strong', 'table', 'tr', 'th', 'td', 'blockquote', 'br', 'a', 'small']),
    );
    expect(html.match(/<a [^>]*>/g)).toEqual(['<a href="https://www.githubstatus.com/incidents/inc1">']);
  });

  test('hold no address that a mail program would make a link of', () => {
    for (const body of [text, html]) {
      expect(body).not.toMatch(/evil\.example|:\/\/evil|me@evil/);
    }
  });

  test('cannot pass as ours: each line of theirs is marked', () => {
    expect(text.split('\n').filter((line) => line.startsWith('Ticket'))).toEqual([]);
    expect(text).toMatch(/^> Ticket 1:$/m);
  });

  test('bring no control characters', () => {
    expect(`${text}${html}`).not.toMatch(/(?!\n)\p{Cc}/u);
  });

  test('are cut, however long they are', () => {
    const long = 'ab. '.repeat(50_000);

    const endless = body({
      title: long,
      affected: Array(500).fill(long),
      newest: { phase: 'identified', text: long, at: began },
      forced: { by: long, reason: long },
    });

    expect(endless.text.length).toBeLessThan(10_000);
    expect(endless.html.length).toBeLessThan(20_000);
  });
});

test.each(['javascript:alert(1)', 'not an address', '', 'ftp://x.example/'])(
  'an address such as "%s" is no link',
  (url) => {
    const { text, html } = body({ url });

    expect(html).not.toContain('<a ');
    expect(text).not.toContain('What GitHub says');
  },
);
