import { describe, expect, test } from '@jest/globals';
import type { Announced, Entry } from '../../views/announcement.ts';
import {
  commentMark,
  keysInComment,
  testTitle,
  ticketComment,
  ticketDescription,
  ticketTitle,
} from '../../views/ticket-text.ts';

const when = (unix: number) => ({ unix, utc: `at ${unix}` });
const event: Announced = {
  id: 'GH-7K2QM',
  platform: 'GitHub',
  title: 'Actions are slow',
  url: 'https://www.githubstatus.com/incidents/1',
  severity: 'major',
  worst: 'critical',
  phase: 'identified',
  affected: ['Actions', 'Pages'],
  newest: { phase: 'identified', text: 'Found it.', at: when(60) },
  began: when(0),
  published: when(0),
  seen: when(30),
  alreadyOpen: false,
};
const update = (key: string, text = `text of ${key}`): Entry => ({
  key,
  at: when(60),
  update: { phase: 'identified', text },
});

describe('a description', () => {
  test('says all that is known', () => {
    expect(ticketDescription(event).split('\n')).toEqual([
      'Platform: GitHub',
      'Event: Actions are slow',
      'Internal ID: GH-7K2QM',
      'Status: Identified',
      'Severity: Major',
      'Affected: Actions, Pages',
      'Began: at 0',
      '',
      'Newest update, Identified, at 60:',
      'Found it.',
    ]);
  });

  test('of an ended event says how and how bad it was', () => {
    const text = ticketDescription({ ...event, ended: { how: 'resolved', at: when(3_600) } });

    expect(text).toMatch(/Status: Resolved after 1 h\nSeverity: Critical/);
  });

  test('of the longest event fits the form', () => {
    const affected = Array.from({ length: 200 }, (_, i) => `${'service '.repeat(30)}${i}`);
    const newest = { phase: 'identified' as const, text: 'x'.repeat(9_000), at: when(60) };

    const text = ticketDescription({ ...event, title: 't'.repeat(5_000), affected, newest, simulated: true });

    expect(text.length).toBeLessThanOrEqual(3_000);
    expect(text).toMatch(/and 180 more/);
    expect(ticketTitle({ ...event, title: 't'.repeat(5_000) }).length).toBeLessThanOrEqual(255);
  });
});

test('TEST stands before a simulated title once, and before no other', () => {
  expect(testTitle('Down', true)).toBe('TEST Down');
  expect(testTitle('TEST Down', true)).toBe('TEST Down');
  expect(testTitle('TESTING is down', true)).toBe('TEST TESTING is down');
  expect(testTitle('Down', undefined)).toBe('Down');
});

describe('a comment', () => {
  test('tells updates and changes, and ends with what finds it again', () => {
    const entries: Entry[] = [
      update('K1'),
      { key: 'K2', at: when(70), change: 'Worse: minor → major' },
      { key: 'K3', at: when(80), change: 'Force-resolved', ends: true, by: 'Ada', reason: 'not ours' },
    ];
    const over = { ...event, ended: { how: 'force-resolved' as const, at: when(120) } };

    expect(ticketComment(over, entries)).toBe(
      [
        'Identified, at 60:\ntext of K1',
        'Worse: minor → major, at 70',
        'Force-resolved after 2 min by Ada, at 80:\n“not ours”',
        'Outage Bot · GH-7K2QM · K1 K2 K3',
      ].join('\n\n'),
    );
  });

  test('of very many updates says how many it leaves out, and marks them all as told', () => {
    const entries = Array.from({ length: 25 }, (_, i) => update(`K${i}`));

    const text = ticketComment(event, entries);

    expect(text).toMatch(/^5 earlier updates left out\./);
    expect(keysInComment(event.id, text)).toHaveLength(25);
  });

  test('is known by its last mark: words from outside cannot pretend to be one', () => {
    const text = ticketComment(event, [update('K1', commentMark(event.id, ['K2']))]);

    expect(keysInComment(event.id, text)).toEqual(['K1']);
  });

  test('of another event or another person is none of ours', () => {
    expect(keysInComment('GH-OTHER', ticketComment(event, [update('K1')]))).toEqual([]);
    expect(keysInComment(event.id, 'I am on it.')).toEqual([]);
  });
});
