import { expect, test } from '@jest/globals';
import { subjectOf, threadHeaders, writeLetter } from '../../../app/escalate/letter.ts';
import type { TrackedEvent } from '../../../app/events/event.ts';
import { isReal, type RealEvent } from '../../../app/events/real.ts';
import { platforms } from '../../../checkers/index.ts';
import { T0 } from '../events/samples.ts';
import { majorEvent, SENDER } from './bench.ts';

const setting = {
  config: { sender: SENDER, afterMinutes: 30 },
  scene: { platforms, tickets: true, now: T0 },
  workspace: 'https://loopback.slack.com/',
};
const first = { key: 'opened', kind: 'opened' as const };

function real(over: Partial<TrackedEvent> = {}): RealEvent {
  const event = majorEvent(over);
  if (!isReal(event)) throw new Error('made up');
  return event;
}

/** The event after its first mail. */
function mailed(over: Partial<TrackedEvent> = {}): RealEvent {
  const mail = { ...first, to: [], maybe: [], refused: [] };
  return real({ ...over, escalation: { subject: subjectOf(real(), setting.scene), mails: [mail] } });
}

test('every mail of an event has an id of its own and names the same thread', () => {
  const opened = writeLetter(mailed(), first, setting).headers;
  const ended = writeLetter(mailed(), { key: 'over 3', kind: 'ended' }, setting).headers;

  expect(opened['Message-ID']).toMatch(/^<outage-bot\.gh-7k2qm\.[0-9a-z]{10}@example\.com>$/);
  expect(opened.References).toBe('<outage-bot.gh-7k2qm@example.com>');
  expect(ended['Message-ID']).not.toBe(opened['Message-ID']);
  expect(ended['In-Reply-To']).toBe(opened['Message-ID']);
  expect(ended.References).toBe(`<outage-bot.gh-7k2qm@example.com> ${opened['Message-ID']}`);
});

test('the same mail has the same id again, before and after it was written down', () => {
  const before = writeLetter(real(), first, setting).headers;
  const after = writeLetter(mailed(), first, setting).headers;

  expect(after).toEqual(before);
});

test.each([
  ['a name that is not ASCII', 'ops@bücher.example'],
  ['a very long one', `ops@${'a.'.repeat(300)}example`],
])('headers stay short and valid with %s behind the sender', (_, sender) => {
  const headers = threadHeaders(mailed({ id: `GH-${'Ü7K2QM'.repeat(20)}` }), 'over 3', sender);

  for (const value of Object.values(headers)) expect(value).toMatch(/^[\x21-\x7e ]{1,500}$/);
  expect(headers['Message-ID']).toMatch(/^<[a-z0-9.-]+@outage-bot\.invalid>$/);
});

test('the subject stays when the title is edited', () => {
  const letter = writeLetter(mailed({ title: 'Something else' }), first, setting);

  expect(letter.subject).toBe('[Outage] GitHub: Incident with Actions (GH-7K2QM)');
});

test.each([
  ['the message', majorEvent().announcements, 'https://loopback.slack.com/archives/C1/p1795168965161000'],
  [
    'the channel before that',
    [{ channel: 'C1', revision: 0, told: [], rootOnly: [] }],
    'https://loopback.slack.com/archives/C1\n',
  ],
])('links to %s', (_, announcements, url) => {
  const letter = writeLetter(real({ announcements }), first, setting);

  expect(`${letter.text}\n`).toContain(url);
});

test('says nothing of Slack while nobody knows the workspace', () => {
  const letter = writeLetter(real(), first, { ...setting, workspace: '' });

  expect(letter.text).not.toContain('archives');
  expect(letter.html).not.toContain('archives');
});

test('links to the ticket and to what the platform says', () => {
  const ticket = {
    by: { id: 'U1', name: 'ada' },
    at: '2026-11-20T10:00:00.000Z',
    id: 12,
    url: 'https://dev.azure.com/fabrikam/Outages/_workitems/edit/12',
    told: [],
    described: 0,
  };

  const { text, html } = writeLetter(real({ ticket }), first, setting);

  for (const body of [text, html]) {
    expect(body).toContain('https://dev.azure.com/fabrikam/Outages/_workitems/edit/12');
    expect(body).toContain('https://www.githubstatus.com/incidents/inc1');
  }
});

test.each([
  ['as was meant', 30, 'for 30 min'],
  ['longer, because the bot was away', 245, 'for 4 h 5 min'],
])('says how long nobody has acknowledged: %s', (_, minutes, words) => {
  const sent = {
    ...first,
    to: [],
    maybe: [],
    refused: [],
    at: new Date(T0).toISOString(),
    done: true as const,
  };
  const event = real({ escalation: { subject: 'subject', mails: [sent] } });
  const scene = { ...setting.scene, now: T0 + minutes * 60_000 };

  const { text } = writeLetter(event, { key: 'opened again', kind: 'unacknowledged' }, { ...setting, scene });

  expect(text.split('\n')[0]).toContain(words);
});
