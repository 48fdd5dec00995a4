import { describe, expect, test } from '@jest/globals';
import { choose, chooseNothing, type SettingsWish } from '../../../app/events/choose.ts';
import type { Defaults, PlatformSettings } from '../../../app/events/rules.ts';

const ADA = { by: 'UADA', at: '2026-11-20T10:00:00.000Z' };
const BOB = { by: 'UBOB', at: '2026-11-20T11:00:00.000Z' };

function chosen(
  wish: SettingsWish,
  { present, ...over }: { present?: PlatformSettings } & Partial<Defaults> = {},
): PlatformSettings {
  const defaults = { wanted: undefined, channel: 'C1', ...over };
  return choose(present, wish, { platform: 'github', defaults, mark: BOB });
}

const PRESENT: PlatformSettings = {
  platform: 'github',
  floor: 'major',
  channels: ['C2'],
  mutedUntil: '2026-11-21T00:00:00.000Z',
  marks: { floor: ADA, channels: ADA, mutedUntil: ADA },
  ...ADA,
};

test('a choice is kept with who made it, beside what others chose', () => {
  expect(chosen({ floor: 'critical', maintenance: 'off' }, { present: PRESENT })).toEqual({
    ...PRESENT,
    floor: 'critical',
    maintenance: 'off',
    marks: { floor: BOB, channels: ADA, mutedUntil: ADA, maintenance: BOB },
    ...BOB,
  });
});

describe('back to the default', () => {
  test.each<[string, SettingsWish]>([
    ['everything', { floor: 'everything' }],
    ['no channel', { channels: [] }],
    ['the channel of the environment', { channels: ['C1'] }],
    ['maintenance on Home', { maintenance: 'home' }],
    ['no mute', { mute: {} }],
    ['no names', { wanted: [] }],
    ['the names of the environment', { wanted: ['actions', 'PAGES'] }],
  ])('%s leaves nothing set', (_what, wish) => {
    const present = chosen(
      {
        floor: 'major',
        channels: ['C2'],
        maintenance: 'off',
        mute: { until: '2027-01-01T00:00:00.000Z' },
        wanted: ['Copilot'],
      },
      { wanted: ['Pages', 'Actions'] },
    );

    const after = chosen(wish, { present, wanted: ['Pages', 'Actions'] });

    expect(Object.keys(present.marks)).toHaveLength(5);
    expect(Object.keys(after.marks)).toHaveLength(4);
  });

  test('of all at once', () => {
    expect(chooseNothing('github', BOB)).toEqual({ platform: 'github', marks: {}, ...BOB });
  });
});

describe('everything', () => {
  test('is a choice where the environment names some', () => {
    expect(chosen({ wanted: ['*'] }, { wanted: ['Pages'] })).toMatchObject({ wanted: [] });
  });

  test('is the default where the environment names none', () => {
    expect(chosen({ wanted: ['*'] })).not.toHaveProperty('wanted');
  });
});

test('a name chosen twice is kept once', () => {
  expect(chosen({ wanted: ['Pages', 'Pages'] })).toMatchObject({ wanted: ['Pages'] });
});
