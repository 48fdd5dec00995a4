import { describe, expect, test } from '@jest/globals';
import { at, complete, ELSEWHERE, incident, kinds, later, Memory, recent, told, update } from './samples.ts';

const open = incident();
const resolved = later(open, [update('u9', 30, 'Fixed.', 'resolved')], { endedAt: at(30) });

/** A platform that was looked at before anything happened. */
function watched(): Memory {
  const memory = new Memory();
  memory.look(-1, complete());
  return memory;
}

/** A platform on which the open incident was seen at minute 1. */
function opened(): Memory {
  const memory = watched();
  memory.look(1, complete(open));
  return memory;
}

describe('opening', () => {
  test('first look ever: an incident already open is opened and marked so', () => {
    const memory = new Memory();

    const outcome = memory.look(180, complete(open));

    expect(kinds(outcome)).toEqual([['opened']]);
    expect(memory.get()).toMatchObject({ alreadyOpen: true, beganAt: at(0), seenAt: at(180), revision: 1 });
  });

  test('first look ever: an incident already resolved is nothing', () => {
    expect(new Memory().look(31, recent(at(0), resolved)).writes).toEqual([]);
  });

  test('an incident that appears is opened for its audience', () => {
    const memory = opened();

    expect(memory.get()).toMatchObject({
      alreadyOpen: false,
      announcements: [{ channel: 'C1', revision: 0 }],
    });
  });

  test('an incident that does not concern us is kept as elsewhere', () => {
    const memory = watched();
    memory.audience = () => ELSEWHERE;

    const outcome = memory.look(1, complete(open));

    expect(outcome).toMatchObject({ writes: [], elsewhere: [{ incident: { id: 'inc1' } }] });
  });

  test('an incident that was elsewhere and becomes relevant is opened', () => {
    const memory = watched();
    memory.audience = () => ELSEWHERE;
    memory.look(1, complete(open));
    memory.audience = () => told('C1');

    expect(kinds(memory.look(2, complete(open)))).toEqual([['opened']]);
  });

  test('an open event that stops matching stays ours to its end', () => {
    const memory = opened();
    memory.audience = () => ELSEWHERE;

    expect(kinds(memory.look(31, complete(resolved)))).toEqual([['resolved']]);
  });

  test('opened and resolved between two looks is one write, already ended', () => {
    const memory = watched();

    const outcome = memory.look(31, recent(at(-100), resolved));

    expect(kinds(outcome)).toEqual([['opened', 'resolved']]);
    expect(memory.get()).toMatchObject({ phase: 'resolved', ending: { how: 'resolved', at: at(30) } });
  });

  test.each([
    ['began before the last good look', { beganAt: at(-2) }, 31],
    ['ended more than an hour ago', {}, 91],
    ['began and ended in one instant (back-filled)', { beganAt: at(30) }, 31],
    [
      'began some milliseconds before it ended (back-filled)',
      { beganAt: '2026-11-20T10:30:30.155Z', endedAt: '2026-11-20T10:30:30.171Z' },
      31,
    ],
  ])('resolved when first seen and %s is nothing', (_why, over, minute) => {
    expect(watched().look(minute, recent(at(-100), { ...resolved, ...over })).writes).toEqual([]);
  });
});

describe('following', () => {
  test('a new update is an update', () => {
    const memory = opened();

    expect(kinds(memory.look(5, complete(later(open, [update('u2', 4)]))))).toEqual([['updated']]);
    expect(memory.get()).toMatchObject({
      revision: 2,
      updates: [{ id: 'u1' }, { id: 'u2' }],
      changes: [{ kind: 'opened' }],
    });
  });

  test('a higher severity is worse and clears the acknowledgement', () => {
    const memory = opened();
    memory.get().acknowledgedBy = { id: 'U1', name: 'Ada', at: at(2) };

    expect(kinds(memory.look(5, complete({ ...open, severity: 'major' })))).toEqual([['worsened']]);
    expect(memory.get().acknowledgedBy).toBeUndefined();
  });

  test('a channel that should hear of it only now is added, and none is taken away', () => {
    const memory = opened();
    memory.audience = (seen) => (seen.severity === 'minor' ? told() : told('C2'));
    expect(memory.look(2, complete(open)).writes).toEqual([]);

    memory.look(3, complete({ ...open, severity: 'major' }));

    expect(memory.get().announcements.map(({ channel }) => channel)).toEqual(['C1', 'C2']);
  });

  test('the worst it has been is remembered', () => {
    const memory = opened();
    for (const severity of ['critical', 'minor'] as const) memory.look(2, complete({ ...open, severity }));

    expect(memory.get()).toMatchObject({ severity: 'minor', worst: 'critical' });
  });

  test('a lower severity has eased and keeps the acknowledgement', () => {
    const memory = opened();
    memory.look(2, complete({ ...open, severity: 'critical' }));
    memory.get().acknowledgedBy = { id: 'U1', name: 'Ada', at: at(2) };

    expect(kinds(memory.look(5, complete({ ...open, severity: 'minor' })))).toEqual([['eased']]);
    expect(memory.get().acknowledgedBy).toEqual({ id: 'U1', name: 'Ada', at: at(2) });
  });

  test.each([
    ['title', { title: 'Incident with everything' }, 'Title changed'],
    ['affected list', { affected: [{ id: 'c2', name: 'Pages' }] }, 'What is affected changed'],
    ['phase without words', { phase: 'monitoring' as const }, 'Now monitoring'],
  ])('another %s is an update that the thread tells', (_what, over, text) => {
    const memory = opened();

    expect(kinds(memory.look(5, complete({ ...open, ...over })))).toEqual([['updated']]);
    expect(memory.get().changes.at(-1)).toMatchObject({ kind: 'updated', text });
  });

  test.each([
    ['timestamps', { publishedAt: at(3), beganAt: at(2), listedAt: at(3) }],
    ['the time of an update', { updates: [update('u1', 3)] }],
  ])('when only %s moved, nothing is written', (_what, over) => {
    const memory = opened();

    expect(memory.look(5, complete({ ...open, ...over })).writes).toEqual([]);
  });

  test('when only the order of what is affected changed, nothing is written', () => {
    const memory = watched();
    const [actions, pages] = [
      { id: 'c1', name: 'Actions' },
      { id: 'c2', name: 'Pages' },
    ];
    memory.look(1, complete({ ...open, affected: [actions, pages] }));

    expect(memory.look(2, complete({ ...open, affected: [pages, actions] })).writes).toEqual([]);
  });

  test('the edited text of a told update changes the record but tells nothing new', () => {
    const memory = opened();

    expect(kinds(memory.look(5, complete({ ...open, updates: [update('u1', 0, 'better words')] })))).toEqual([
      ['updated'],
    ]);
    expect(memory.get()).toMatchObject({
      updates: [{ id: 'u1', text: 'better words' }],
      changes: [{ kind: 'opened' }],
    });
  });

  test('a report of a look that began before the last change is ignored', () => {
    const memory = opened();
    memory.look(5, complete({ ...open, severity: 'major' }));

    expect(memory.look(4, complete(open)).writes).toEqual([]);
    for (const minute of [4, 4.2, 4.4]) expect(memory.look(minute, complete()).writes).toEqual([]);
  });

  test('an old edge of a CDN, which lacks an update we hold, is ignored', () => {
    const memory = opened();
    memory.look(5, complete(later({ ...open, severity: 'major' }, [update('u2', 4)])));

    expect(memory.look(6, complete(open)).writes).toEqual([]);
    expect(memory.get()).toMatchObject({ severity: 'major', revision: 2 });
  });

  describe('an update taken back', () => {
    /** The newest update was seen at minute 5; since then the page lacks it. */
    function holding(): Memory {
      const memory = opened();
      memory.look(5, complete(later(open, [update('u2', 4, 'posted in error')])));
      return memory;
    }
    const worse = complete({ ...open, severity: 'critical' });

    test('is believed when looks have said the same for three minutes, with all that was said meanwhile', () => {
      const memory = holding();

      for (const minute of [6, 7, 8, 8.9]) expect(memory.look(minute, worse).writes).toEqual([]);
      expect(kinds(memory.look(9, worse))).toEqual([['worsened']]);
      expect(memory.get()).toMatchObject({ severity: 'critical', updates: [{ id: 'u1' }] });
      expect(memory.look(10, worse).writes).toEqual([]);
    });

    test('is believed at the third look at the soonest', () => {
      const memory = holding();

      for (const minute of [6, 16]) expect(memory.look(minute, worse).writes).toEqual([]);
      expect(kinds(memory.look(26, worse))).toEqual([['worsened']]);
    });

    test('and nothing else: the record loses it, and the next change is seen at once', () => {
      const memory = holding();
      for (const minute of [6, 7, 8]) expect(memory.look(minute, complete(open)).writes).toEqual([]);

      expect(kinds(memory.look(9, complete(open)))).toEqual([['updated']]);
      expect(memory.get()).toMatchObject({ updates: [{ id: 'u1' }], changes: [{ kind: 'opened' }] });
      expect(kinds(memory.look(10, worse))).toEqual([['worsened']]);
    });

    test.each([
      ['without a time', {}],
      ['at a time before that update', { endedAt: at(3) }],
      ['without any update', { updates: [] }],
    ])('then resolved %s: ended', (_how, over) => {
      const memory = holding();
      const ended = complete({ ...open, phase: 'resolved', ...over });
      for (const minute of [6, 7, 8]) expect(memory.look(minute, ended).writes).toEqual([]);

      expect(kinds(memory.look(9, ended))).toEqual([['resolved']]);
    });

    test('with the end itself: open again', () => {
      const memory = opened();
      memory.look(31, complete(resolved));
      for (const minute of [32, 33, 34]) expect(memory.look(minute, complete(open)).writes).toEqual([]);

      expect(kinds(memory.look(35, complete(open)))).toEqual([['reopened']]);
      expect(memory.get()).toMatchObject({ updates: [{ id: 'u1' }] });
    });

    test('asked for once it is gone from the list: its absence stays counted, so that it is asked for again', () => {
      const memory = holding();
      memory.look(6, complete());
      const lastWords = complete({ ...open, phase: 'resolved' });

      for (const minute of [7, 8, 9]) memory.look(minute, lastWords);
      expect(memory.tally.get('GH-inc1')).toMatchObject({ looks: 1 });
      expect(kinds(memory.look(10, lastWords))).toEqual([['resolved']]);
    });

    test.each([
      ['other words begin the count again', 7, complete({ ...open, title: 'Another' })],
      ['the update itself ends the count', 7, complete(later(open, [update('u2', 4, 'posted in error')]))],
      ['a look that is heard twice counts once', 6, worse],
      ['a delayed look is none of them', 3, worse],
    ])('%s', (_what, minute, report) => {
      const memory = holding();
      memory.look(6, worse);

      expect(memory.look(minute, report).writes).toEqual([]);
      expect(memory.look(9, worse).writes).toEqual([]);
    });
  });

  test('only the newest fifty updates are kept, and older ones do not come back as new', () => {
    const memory = watched();
    const long = later(
      open,
      Array.from({ length: 60 }, (_, i) => update(`n${i}`, i + 1)),
    );

    memory.look(70, complete(long));

    expect(memory.get().updates).toHaveLength(50);
    expect(memory.look(71, complete(long)).writes).toEqual([]);
  });

  test('sixty updates of one instant do not take turns as news', () => {
    const memory = watched();
    const burst = later(
      open,
      Array.from({ length: 60 }, (_, i) => update(`n${i}`, 5)),
    );
    memory.look(6, complete(burst));

    expect(memory.look(7, complete(burst)).writes).toEqual([]);
  });
});

describe('ending', () => {
  test('the platform says resolved', () => {
    const memory = opened();

    expect(kinds(memory.look(31, complete(resolved)))).toEqual([['resolved']]);
    expect(memory.get()).toMatchObject({ phase: 'resolved', ending: { how: 'resolved', at: at(30) } });
  });

  test('resolved without another word is resolved all the same', () => {
    expect(kinds(opened().look(31, complete({ ...open, phase: 'resolved', endedAt: at(30) })))).toEqual([
      ['resolved'],
    ]);
  });

  test('an end that also lowers the severity keeps the severity it had', () => {
    const memory = opened();
    memory.look(2, complete({ ...open, severity: 'critical' }));

    memory.look(31, complete(resolved));

    expect(memory.get()).toMatchObject({ severity: 'critical' });
  });

  test('gone from a complete list: resolved at the second agreeing look, not the first', () => {
    const memory = opened();

    expect(memory.look(2, complete()).writes).toEqual([]);
    expect(kinds(memory.look(3, complete()))).toEqual([['resolved']]);
    expect(memory.get().ending).toEqual({ how: 'no longer listed', at: at(3) });
  });

  test('back on the list between two absences starts the count again', () => {
    const memory = opened();
    memory.look(2, complete());
    memory.look(3, complete(open));

    expect(memory.look(4, complete()).writes).toEqual([]);
  });

  test('a delayed look that still lists it takes nothing from the absences counted since', () => {
    const memory = opened();
    memory.look(3, complete());
    memory.look(2, complete(open));

    expect(kinds(memory.look(4, complete()))).toEqual([['resolved']]);
  });

  test('gone from a recent list though newer than its oldest entry: withdrawn at the third look', () => {
    const memory = opened();
    const list = recent(at(-60));

    expect([memory.look(2, list), memory.look(3, list)].flatMap((outcome) => outcome.writes)).toEqual([]);
    expect(kinds(memory.look(4, list))).toEqual([['withdrawn']]);
    expect(memory.get().ending).toEqual({ how: 'withdrawn', at: at(4) });
  });

  test('scrolled out of a recent list says nothing; asked for one by one and absent twice is resolved', () => {
    const memory = opened();
    for (const minute of [2, 3, 4, 5]) expect(memory.look(minute, recent(at(1))).writes).toEqual([]);
    const asked = { ...recent(at(1)), asked: ['inc1'] };

    expect(memory.look(6, asked).writes).toEqual([]);
    expect(kinds(memory.look(7, asked))).toEqual([['resolved']]);
  });

  test.each([['inc1'], ['*']])('what a look is unsure about (%s) is never absent', (unsure) => {
    const memory = opened();

    for (const minute of [2, 3, 4]) {
      expect(memory.look(minute, { ...complete(), unsure: [unsure] }).writes).toEqual([]);
    }
  });

  test('an edit after the end (a post-mortem) is nothing', () => {
    const memory = opened();
    memory.look(31, complete(resolved));

    const postmortem = later(resolved, [update('u10', 99, 'What we learned', 'resolved')]);
    expect(memory.look(100, recent(at(-1), postmortem)).writes).toEqual([]);
  });

  test('open again upstream is reopened under the same ID, not acknowledged', () => {
    const memory = opened();
    memory.get().acknowledgedBy = { id: 'U1', name: 'Ada', at: at(2) };
    for (const announcement of memory.get().announcements) announcement.revision = 1;
    memory.look(31, complete(resolved));

    const again = later(resolved, [update('u10', 40)]);
    delete again.endedAt;
    expect(kinds(memory.look(41, complete(again)))).toEqual([['reopened']]);
    expect(memory.get()).toMatchObject({ id: 'GH-inc1', phase: 'investigating' });
    // As new, so that the resolved table is read before it is shown.
    expect(memory.get().announcements.map(({ revision }) => revision)).toEqual([0]);
    expect(memory.get()).not.toHaveProperty('ending');
    expect(memory.get().acknowledgedBy).toBeUndefined();
  });

  describe.each([
    ['"no longer listed"', complete()],
    ['an end without a word', complete({ ...open, phase: 'resolved' })],
  ])('after %s', (_how, over) => {
    function ended(): Memory {
      const memory = opened();
      memory.look(2, over);
      memory.look(3, over);
      return memory;
    }

    test('the same old entry must be seen twice to reopen', () => {
      const memory = ended();

      expect(memory.look(4, complete(open)).writes).toEqual([]);
      expect(kinds(memory.look(5, complete(open)))).toEqual([['reopened']]);
    });

    test('the same old entry seen twice, but not in a row, is nothing', () => {
      const memory = ended();

      for (const [minute, report] of [complete(open), over, complete(open), over].entries()) {
        expect(memory.look(4 + minute, report).writes).toEqual([]);
      }
    });
  });

  test('after "no longer listed", an entry that only went on before that must be seen twice too', () => {
    const memory = opened();
    for (const minute of [4, 5]) memory.look(minute, complete());
    const old = complete(later(open, [update('u2', 3)]));

    expect(memory.look(6, old).writes).toEqual([]);
    expect(kinds(memory.look(7, old))).toEqual([['reopened']]);
  });

  test('an absence that was counted before an end says nothing of an entry seen after it', () => {
    const memory = opened();
    memory.look(10, complete());
    memory.look(8, complete({ ...open, phase: 'resolved' }));

    expect(memory.look(11, complete(open)).writes).toEqual([]);
  });

  test('an end whose last words an old edge lacks now and then is not taken back for it', () => {
    const memory = opened();
    memory.look(31, complete(resolved));

    for (const minute of [32, 33, 34, 35]) {
      expect(memory.look(minute, complete(open)).writes).toEqual([]);
      expect(memory.look(minute + 0.5, complete(resolved)).writes).toEqual([]);
    }
  });

  test('of what is in no table that a look reads any more, nothing is counted', () => {
    const memory = opened();
    memory.look(2, complete());
    memory.look(3, complete());
    memory.look(4, complete(open));
    expect([...memory.tally.keys()]).toEqual(['GH-inc1']);
    memory.events.clear();

    memory.look(5, complete());

    expect([...memory.tally.keys()]).toEqual([]);
  });
});
