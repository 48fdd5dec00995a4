import { describe, expect, test } from '@jest/globals';
import { daysAfter } from '../../app/days.ts';
import type { Days } from '../../app/store/state.ts';

const instant = (text: string) => Date.parse(`2026-11-${text}:00Z`);
const good = (text: string, more: object = {}) => ({ lookAt: instant(text), good: true, ...more });
const bad = (text: string, more: object = {}) => ({ lookAt: instant(text), good: false, ...more });

/** The days after all these looks. */
function daysOf(...signs: Parameters<typeof daysAfter>[1][]): Days {
  return signs.reduce(daysAfter, {});
}

test('a day on which looks found nothing is ok, and nothing changes after its first look', () => {
  const days = daysOf(good('20T00:01'));

  expect(days).toEqual({ '2026-11-20': 'ok' });
  expect(daysAfter(days, good('20T00:02'))).toBe(days);
  expect(daysAfter(days, good('21T00:01'))).toEqual({ '2026-11-20': 'ok', '2026-11-21': 'ok' });
});

test('a day is as bad as the worst outage on it, also when that has eased or ended', () => {
  const days = daysOf(
    good('20T09:00'),
    good('20T10:00', { worst: 'major' }),
    good('20T11:00', { worst: 'minor' }),
    good('20T12:00'),
  );

  expect(days).toEqual({ '2026-11-20': 'major' });
});

test('an outage that stays open over midnight marks both days', () => {
  expect(daysOf(good('20T23:59', { worst: 'minor' }), good('21T00:00', { worst: 'minor' }))).toEqual({
    '2026-11-20': 'minor',
    '2026-11-21': 'minor',
  });
});

test('an outage that is open as far as we know marks a day that could not be seen', () => {
  expect(daysOf(bad('20T10:00', { worst: 'critical' }))).toEqual({ '2026-11-20': 'critical' });
});

describe('a page that cannot be read', () => {
  test('makes the day unknown when nothing better was seen on it', () => {
    expect(daysOf(bad('20T00:01'))).toEqual({ '2026-11-20': 'unknown' });
  });

  test('and comes back soon leaves the day ok', () => {
    const blindSince = instant('20T00:01');

    expect(daysOf(bad('20T00:01'), good('20T03:00', { blindSince }), good('20T03:01'))).toEqual({
      '2026-11-20': 'ok',
    });
  });

  test('for more than half of the day makes it unknown, however it began and ended', () => {
    const blindSince = instant('20T01:00');

    expect(
      daysOf(
        good('20T00:01'),
        bad('20T13:01', { blindSince }),
        good('20T20:00', { blindSince }),
        good('20T20:01'),
      ),
    ).toEqual({ '2026-11-20': 'unknown' });
  });

  test('since yesterday counts only with the part that is today', () => {
    const blindSince = instant('19T01:00');

    expect(daysOf(good('20T11:00', { blindSince }))).toEqual({ '2026-11-20': 'ok' });
    expect(daysOf(good('20T13:00', { blindSince }))).toEqual({ '2026-11-20': 'unknown' });
  });

  test('takes nothing away from an outage', () => {
    const blindSince = instant('20T00:02');

    expect(daysOf(good('20T00:01', { worst: 'minor' }), good('20T20:00', { blindSince }))).toEqual({
      '2026-11-20': 'minor',
    });
  });
});

test('the newest thirty days are kept', () => {
  const first = Date.parse('2026-10-01T12:00:00Z');
  const looks = Array.from({ length: 40 }, (_, i) => ({ lookAt: first + i * 86_400_000, good: true }));

  const dates = Object.keys(looks.reduce(daysAfter, {}));

  expect(dates).toHaveLength(30);
  expect([dates[0], dates.at(-1)]).toEqual(['2026-10-11', '2026-11-09']);
});
