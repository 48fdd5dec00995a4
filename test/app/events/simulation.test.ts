import { describe, expect, test } from '@jest/globals';
import {
  isForgotten,
  isOn,
  isSpent,
  simulatedReport,
  type TestSession,
} from '../../../app/events/simulation.ts';
import type { Report } from '../../../checkers/checker.ts';
import { platforms } from '../../../checkers/index.ts';
import { GITHUB, Rehearsal } from './rehearsal.ts';
import { at, T0 } from './samples.ts';

const by = { id: 'U1', name: 'Ada' };
const session: TestSession = { since: at(0), until: at(60), by };
function reportAt(minutes: number, over: Partial<TestSession> = {}): Report {
  return simulatedReport({
    session: { ...session, ...over },
    platform: GITHUB,
    held: [],
    now: T0 + minutes * 60_000,
  });
}

function stateAt(minutes: number): string | undefined {
  const [incident] = reportAt(minutes).incidents;
  return incident && `${incident.severity} ${incident.phase}`;
}

describe('the incident of a platform', () => {
  test('opens, is identified, worsens, eases and resolves', () => {
    const states = [0, 1, 3, 5, 9, 13, 59].map(stateAt);

    expect(states.slice(1)).toEqual([
      'minor investigating',
      'minor identified',
      'major identified',
      'minor monitoring',
      'minor resolved',
      'minor resolved',
    ]);
  });

  test('follows from the session, the platform and the time alone', () => {
    expect(reportAt(5)).toEqual(reportAt(5));
    expect(reportAt(5).incidents[0]?.updates.slice(0, 2)).toEqual(reportAt(3).incidents[0]?.updates);
  });

  test('stays as it is when the session is made longer', () => {
    expect(reportAt(5, { until: at(300) })).toEqual(reportAt(5));
  });

  test('is another one in another session', () => {
    const again = reportAt(30, { since: at(20) });

    expect(again.incidents[0]?.id).not.toBe(reportAt(5).incidents[0]?.id);
  });

  test('says in every text that it is a rehearsal', () => {
    const [incident] = reportAt(13).incidents;

    expect(incident?.title).toMatch(/^Simulated outage/);
    expect(incident?.updates).toHaveLength(5);
    for (const { text } of incident?.updates ?? []) expect(text).toMatch(/rehearsal/i);
  });

  test('is nowhere before the session and after it', () => {
    expect(reportAt(-1).incidents).toEqual([]);
    expect(reportAt(60).incidents).toEqual([]);
    expect(reportAt(5, { ended: { at: at(4), by } }).incidents).toEqual([]);
  });
});

test('every platform opens within the first minute, but not all at once, and some at once', () => {
  const openings = platforms.map((one) => {
    const now = T0 + 60_000;
    const [incident] = simulatedReport({ session, platform: one, held: [], now }).incidents;
    return Date.parse(incident?.beganAt ?? '') - T0;
  });

  expect(Math.min(...openings)).toBe(0);
  expect(Math.max(...openings)).toBeLessThan(60_000);
  expect(new Set(openings).size).toBe(3);
});

describe('told through the same rules as a real one', () => {
  test('is opened, worsened, eased and resolved, each once', () => {
    const rehearsal = new Rehearsal(session);

    const kinds = Array.from({ length: 45 }, (_, i) => rehearsal.look(i / 3)).flat();

    expect(kinds).toEqual(['opened', 'updated', 'worsened', 'eased', 'resolved']);
    expect(rehearsal.event()).toMatchObject({ simulated: true, ending: { how: 'resolved' } });
  });

  test('a look every five minutes sees it open, worsen and end', () => {
    const rehearsal = new Rehearsal(session);

    const kinds = [1, 6, 11, 16, 21].flatMap((minutes) => rehearsal.look(minutes));

    expect(kinds).toEqual(['opened', 'worsened', 'eased', 'resolved']);
  });

  test('is not opened when a first look comes after its end', () => {
    const rehearsal = new Rehearsal(session);

    expect([14, 15, 16].flatMap((minutes) => rehearsal.look(minutes))).toEqual([]);
  });

  test('ends with the session that is switched off, in one look', () => {
    const rehearsal = new Rehearsal(session);
    rehearsal.look(1);

    rehearsal.session = { ...session, ended: { at: at(3), by } };
    const kinds = rehearsal.look(3.5);

    expect(kinds).toEqual(['resolved']);
    expect(rehearsal.event().ending).toEqual({ how: 'resolved', at: at(3) });
    expect(rehearsal.event().updates.at(-1)?.text).toBe('Test mode is over: nothing was really wrong.');
  });

  test('ends with a short session', () => {
    const rehearsal = new Rehearsal({ ...session, until: at(3) });
    rehearsal.look(1);

    expect(rehearsal.look(4)).toEqual(['resolved']);
    expect(rehearsal.event().ending?.at).toBe(at(3));
  });

  test('ends when another session has begun, beside the new one', () => {
    const rehearsal = new Rehearsal(session);
    rehearsal.look(1);
    const before = rehearsal.event();

    rehearsal.session = { ...session, since: at(2) };

    expect(rehearsal.look(3).sort()).toEqual(['opened', 'resolved']);
    expect(rehearsal.get(before.id).ending).toEqual({ how: 'resolved', at: at(3) });
  });

  test('ends when nothing is known of any session', () => {
    const rehearsal = new Rehearsal(session);
    rehearsal.look(1);

    rehearsal.session = undefined;

    expect(rehearsal.look(2)).toEqual(['resolved']);
  });

  test('ends even when a clock that is ahead has told more than the end of the session', () => {
    const rehearsal = new Rehearsal(session);
    rehearsal.look(5);

    rehearsal.session = { ...session, ended: { at: at(3), by } };

    expect(rehearsal.look(5.1)).toEqual(['resolved']);
  });

  test('is left alone by a clock that is behind its opening', () => {
    const rehearsal = new Rehearsal(session);
    rehearsal.look(1);

    expect(rehearsal.look(-1)).toEqual([]);
    expect(rehearsal.look(-0.5)).toEqual([]);
    expect(rehearsal.look(-0.2)).toEqual([]);
  });
});

test('a session is on until its time or until it is switched off', () => {
  const ended = { ...session, ended: { at: at(3), by } };

  expect([0, 59.9, 60].map((minutes) => isOn(session, T0 + minutes * 60_000))).toEqual([true, true, false]);
  expect([2.9, 3].map((minutes) => isOn(ended, T0 + minutes * 60_000))).toEqual([true, false]);
  expect(isOn(undefined, T0)).toBe(false);
});

test('an ended event may go once no copy can take its incident for open', () => {
  const ending = { how: 'resolved' as const, at: at(12) };

  expect([12, 13.9, 14].map((minutes) => isSpent({ ending }, T0 + minutes * 60_000))).toEqual([
    false,
    false,
    true,
  ]);
  expect(isSpent({}, T0 + 60 * 60_000)).toBe(false);
});

test('an ended event whose end cannot be told goes after an hour, one that is open never', () => {
  const ending = { how: 'resolved' as const, at: at(12) };

  expect([12, 71, 72].map((minutes) => isForgotten({ ending }, T0 + minutes * 60_000))).toEqual([
    false,
    false,
    true,
  ]);
  expect(isForgotten({}, T0 + 600 * 60_000)).toBe(false);
});
