import { describe, expect, test } from '@jest/globals';
import { entriesOf } from '../../../app/announce/present.ts';
import type { Forced, Ticket, TrackedEvent } from '../../../app/events/event.ts';
import { isTicketSettled, ticketWork, untoldEntries } from '../../../app/tickets/work.ts';
import { at, T0 } from '../events/samples.ts';
import { ada, ended, ticket, tracked } from './tracked.ts';

/** Ten minutes after T0. */
const now = T0 + 600_000;
const soon = at(11);
const past = at(9);
const all = (event: TrackedEvent) => entriesOf(event).map(({ key }) => key);
const told = all(tracked());
const toldToTheEnd = all(ended());
const unmade = (over: Partial<Ticket>): Ticket => {
  const { id: _, url: __, ...rest } = ticket({ told, ...over });
  return rest;
};

function forced(when: string): Forced {
  return { by: ada, at: when, reason: 'not ours', again: 'never', severity: 'major', phase: 'identified' };
}

describe('what a ticket still needs', () => {
  test.each<[string, TrackedEvent, object]>([
    ['no ticket', tracked(), { kind: 'nothing' }],
    ['all told', tracked({ ticket: ticket({ told }) }), { kind: 'nothing' }],
    ['an untold update', tracked({ ticket: ticket() }), { kind: 'comment', doubt: false }],
    [
      'somebody is commenting',
      tracked({ ticket: ticket({ claim: { by: 'x', until: soon } }) }),
      { kind: 'wait', until: Date.parse(soon) },
    ],
    [
      'somebody was commenting, and all is told',
      tracked({ ticket: ticket({ told, claim: { by: 'x', until: past } }) }),
      { kind: 'comment', doubt: true },
    ],
    [
      'somebody is creating',
      tracked({ ticket: unmade({ claim: { by: 'x', until: soon } }) }),
      { kind: 'wait', until: Date.parse(soon) },
    ],
    [
      'somebody was creating',
      tracked({ ticket: unmade({ claim: { by: 'x', until: past } }) }),
      { kind: 'look' },
    ],
    [
      'it is uncertain whether it was created',
      tracked({ ticket: unmade({ verifyAt: soon }) }),
      { kind: 'wait', until: Date.parse(soon) },
    ],
    ['and time to look', tracked({ ticket: unmade({ verifyAt: past }) }), { kind: 'look' }],
    [
      'it cannot be found out whether it was created',
      tracked({ ticket: unmade({ trouble: 'Unknown.' }) }),
      { kind: 'nothing' },
    ],
    [
      'it could not be found out, and somebody was creating again',
      tracked({ ticket: unmade({ trouble: 'Unknown.', claim: { by: 'x', until: past } }) }),
      { kind: 'look' },
    ],
    [
      'a duplicate may have turned up',
      tracked({ ticket: ticket({ told, verifyAt: past }) }),
      { kind: 'look' },
    ],
    [
      'a duplicate may turn up later',
      tracked({ ticket: ticket({ told, verifyAt: soon }) }),
      { kind: 'wait', until: Date.parse(soon) },
    ],
    ['an untold end', ended({ ticket: ticket({ told }) }), { kind: 'comment', doubt: false }],
    ['a told end', ended({ ticket: ticket({ told: toldToTheEnd }) }), { kind: 'end' }],
    [
      'a told end that a person can take back',
      ended({ ticket: ticket({ told: toldToTheEnd }), forced: forced(at(9)) }),
      { kind: 'wait', until: Date.parse(at(19)) },
    ],
    [
      'a told end that a person can take back no more',
      ended({ ticket: ticket({ told: toldToTheEnd }), forced: forced(at(-1)) }),
      { kind: 'end' },
    ],
    [
      'an end that is over',
      ended({ ticket: ticket({ told: toldToTheEnd, ended: true }) }),
      { kind: 'nothing' },
    ],
    ['a deleted item', ended({ ticket: ticket({ gone: true }) }), { kind: 'nothing' }],
  ])('%s', (_what, event, work) => {
    expect(ticketWork(event, now)).toEqual(work);
  });
});

test('an ended event may go when its item needs nothing, now or later', () => {
  const settled = ticket({ told: toldToTheEnd, ended: true });

  expect(isTicketSettled(ended())).toBe(true);
  expect(isTicketSettled(ended({ ticket: settled }))).toBe(true);
  expect(isTicketSettled(ended({ ticket: { ...settled, verifyAt: soon } }))).toBe(false);
  expect(isTicketSettled(ended({ ticket: { ...settled, claim: { by: 'x', until: past } } }))).toBe(false);
  expect(isTicketSettled(ended({ ticket: ticket({ told }) }))).toBe(false);
});

test('that it was created the item tells by itself', () => {
  const event = tracked({ ticket: ticket({ told }) });
  const change = { id: '2-0-ticket', kind: 'ticket' as const, at: at(3), text: 'Ticket 7 created', by: ada };

  expect(untoldEntries({ ...event, changes: [...event.changes, change] })).toEqual([]);
});
