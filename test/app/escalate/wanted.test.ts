import { describe, expect, test } from '@jest/globals';
import { isMailSettled, mailWork, recipientKey, wantedMails } from '../../../app/escalate/wanted.ts';
import type { Change, Mail, TrackedEvent } from '../../../app/events/event.ts';
import { isReal, type RealEvent } from '../../../app/events/real.ts';
import { at, T0 } from '../events/samples.ts';
import { ADA, BERT, endedAt, majorEvent } from './bench.ts';

const rules = { to: [ADA], afterMinutes: 30, minSeverity: 'major' as const };
const ack = { id: 'U1', name: 'ada', at: at(1) };

function real(over: Partial<TrackedEvent> = {}): RealEvent {
  const event = majorEvent(over);
  if (!isReal(event)) throw new Error('made up');
  return event;
}

function change(kind: Change['kind'], minutes: number, id = `${minutes}-${kind}`): Change {
  return { id, kind, at: at(minutes), text: kind };
}

function mailed(key: string, kind: Mail['kind'], over: Partial<Mail> = {}): Mail {
  return { key, kind, at: at(0), to: [recipientKey(ADA)], maybe: [], refused: [], done: true, ...over };
}

function history(...mails: Mail[]) {
  return { escalation: { subject: 'subject', mails } };
}

const opened = mailed('opened', 'opened');
const openedChange = change('opened', 0, 'opened');

describe('who wants what', () => {
  test.each<[string, Partial<TrackedEvent>, Mail['kind'] | undefined]>([
    ['an open major event wants its first mail', {}, 'opened'],
    ['a critical one as well', { severity: 'critical' }, 'opened'],
    ['one below the floor wants none', { severity: 'minor' }, undefined],
    ['maintenance wants none', { severity: 'maintenance' }, undefined],
    ['one that no channel hears of wants none', { announcements: [] }, undefined],
    ['an acknowledged one wants none', { acknowledgedBy: ack }, undefined],
    ['one that ended before anybody was mailed wants none', endedAt(1), undefined],
    ['one that opened and ended in one write wants a mail about that', endedAt(0), 'ended'],
    ['but not below the floor', { ...endedAt(0), worst: 'minor', severity: 'minor' }, undefined],
    ['nor where no channel hears of it', { ...endedAt(0), announcements: [] }, undefined],
    ['nor twice', { ...history(mailed('over over-0', 'ended')), ...endedAt(0) }, undefined],
    ['one that was mailed wants a second one', history(opened), 'unacknowledged'],
    ['an acknowledged one wants no second one', { ...history(opened), acknowledgedBy: ack }, undefined],
    [
      'one that eased below the floor wants no second one',
      { ...history(opened), severity: 'minor' },
      undefined,
    ],
    [
      'after the second there is no third',
      history(opened, mailed('opened again', 'unacknowledged')),
      undefined,
    ],
    ['one that was mailed and ended wants the last one', { ...history(opened), ...endedAt(9) }, 'ended'],
    [
      'also where it was acknowledged and had eased',
      { ...history(opened), ...endedAt(9), acknowledgedBy: ack, severity: 'minor' },
      'ended',
    ],
    [
      'after the last one there is none',
      { ...history(opened, mailed('over over-9', 'ended')), ...endedAt(9) },
      undefined,
    ],
    [
      'worse is a new start',
      { ...history(opened), severity: 'critical', changes: [openedChange, change('worsened', 5)] },
      'worsened',
    ],
    [
      'and so is open again',
      {
        ...history(opened, mailed('over over-9', 'ended')),
        changes: [...(endedAt(9).changes ?? []), change('reopened', 12)],
      },
      'reopened',
    ],
    [
      'and a force-resolve that was undone',
      {
        ...history(opened, mailed('over 3-force-resolved', 'ended')),
        changes: [openedChange, change('force-resolved', 3), change('force-resolve undone', 4)],
      },
      'reopened',
    ],
    [
      'reopened, acknowledged before anybody was mailed, ended again: the first end was mailed, the second is no news',
      {
        ...history(opened, mailed('over over-9', 'ended')),
        ...endedAt(15),
        changes: [
          openedChange,
          change('resolved', 9, 'over-9'),
          change('reopened', 12),
          change('resolved', 15),
        ],
      },
      undefined,
    ],
    [
      'a start that only the mails remember is not told anew',
      {
        ...history(mailed('2-0-worsened', 'worsened'), mailed('2-0-worsened again', 'unacknowledged')),
        changes: [change('eased', 50)],
      },
      undefined,
    ],
  ])('%s', (_, over, kind) => {
    const wanted = wantedMails(real(over), rules);

    expect(wanted.map((mail) => mail.kind)).toEqual(kind === undefined ? [] : [kind]);
  });

  test('the floor can be lower', () => {
    const event = real({ severity: 'minor' });

    const wanted = wantedMails(event, { ...rules, minSeverity: 'minor' });

    expect(wanted).toHaveLength(1);
  });

  test('each address is meant once, whatever its case', () => {
    const wanted = wantedMails(real(), { ...rules, to: [ADA, BERT, 'Ada@Example.com'] });

    expect(wanted[0]?.to).toEqual([ADA, BERT]);
  });

  test('who has it or never will is left out', () => {
    const half = mailed('opened', 'opened', {
      to: [recipientKey(BERT)],
      refused: [recipientKey('c@example.com')],
    });
    const { done: _, ...open } = half;

    const wanted = wantedMails(real(history(open)), { ...rules, to: [BERT, 'c@example.com', ADA] });

    expect(wanted[0]).toMatchObject({ key: 'opened', to: [ADA] });
  });

  test('an end is told to whoever heard, or may have heard, of the beginning', () => {
    const part = mailed('opened', 'opened', { maybe: [recipientKey(BERT)] });
    const event = real({ ...history(part), ...endedAt(9) });

    const wanted = wantedMails(event, { ...rules, to: [ADA, BERT, 'c@example.com'] });

    expect(wanted[0]?.to).toEqual([ADA, BERT]);
  });
});

describe('when', () => {
  test('at once where the message in Slack stands', () => {
    expect(mailWork(real(), rules, T0).kind).toBe('send');
  });

  test('ten seconds later where it does not', () => {
    const event = real({ announcements: [{ channel: 'C1', revision: 0, told: [], rootOnly: [] }] });

    expect(mailWork(event, rules, T0)).toEqual({ kind: 'wait', until: T0 + 10_000 });
    expect(mailWork(event, rules, T0 + 10_000).kind).toBe('send');
  });

  test('the second one so long after the first was sent', () => {
    const late = mailed('opened', 'opened', { at: at(20) });

    expect(mailWork(real(history(late)), rules, T0)).toEqual({ kind: 'wait', until: T0 + 50 * 60_000 });
  });

  test('not while somebody is at it', () => {
    const claim = { by: 'other', until: at(1) };
    const event = real({ escalation: { subject: 'subject', mails: [], claim } });

    expect(mailWork(event, rules, T0)).toEqual({ kind: 'wait', until: T0 + 60_000 });
    expect(mailWork(event, rules, T0 + 60_000).kind).toBe('send');
  });

  test('an end that cannot be mailed for a day is given up, a beginning never', () => {
    const failing = (key: string) => ({
      escalation: { subject: 'subject', mails: [opened], failing: { key, since: at(10) } },
    });
    const over = real({ ...failing('over over-9'), ...endedAt(9) });
    const open = real({
      ...failing('5-worsened'),
      severity: 'critical',
      changes: [openedChange, change('worsened', 5)],
    });
    const dayLater = T0 + (10 + 24 * 60) * 60_000;

    expect(mailWork(over, rules, dayLater - 1).kind).toBe('send');
    expect(mailWork(over, rules, dayLater).kind).toBe('give up');
    expect(mailWork(open, rules, dayLater).kind).toBe('send');
  });
});

describe('an ended event', () => {
  test('stays until its last mail is out', () => {
    const before = real({ ...history(opened), ...endedAt(9) });
    const after = real({ ...history(opened, mailed('over over-9', 'ended')), ...endedAt(9) });

    expect(isMailSettled(before, rules)).toBe(false);
    expect(isMailSettled(after, rules)).toBe(true);
  });

  test('goes although somebody died at a mail that nobody wants any more', () => {
    const claim = { by: 'dead', until: at(1) };
    const event = real({ ...endedAt(9), escalation: { subject: 'subject', mails: [], claim } });

    expect(isMailSettled(event, rules)).toBe(true);
  });
});
