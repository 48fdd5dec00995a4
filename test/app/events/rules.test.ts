import { describe, expect, test } from '@jest/globals';
import { audience, type Choosable, isMuted, type Rule } from '../../../app/events/rules.ts';
import type { Affected, Severity } from '../../../checkers/checker.ts';
import { incident, T0 } from './samples.ts';

const NOW = T0;
const LATER = new Date(NOW + 60_000).toISOString();
const EARLIER = new Date(NOW - 60_000).toISOString();
const ACTIONS: Affected[] = [{ id: 'c1', name: 'Actions' }];

function decide(
  settings: Choosable | undefined,
  {
    severity = 'major',
    affected = ACTIONS,
    ...rule
  }: { severity?: Severity; affected?: Affected[] } & Partial<Rule> = {},
) {
  return audience(incident({ severity, affected }), {
    platform: { name: 'GitHub', relevantBy: 'name' },
    settings,
    wanted: undefined,
    channel: 'C1',
    now: NOW,
    ...rule,
  });
}

describe('without settings', () => {
  test('the channel of the environment hears of everything', () => {
    expect(decide(undefined)).toEqual({ channels: ['C1'], why: 'everything of GitHub concerns us' });
  });

  test.each(['notice', 'maintenance'] as const)('%s is ours, but told in no channel', (severity) => {
    expect(decide(undefined, { severity })).toEqual({
      channels: [],
      why: expect.stringMatching(/everything of GitHub concerns us; .* shown on App Home only/),
    });
  });

  test('what the environment does not name is elsewhere, with what it affects and what we use', () => {
    expect(decide(undefined, { wanted: ['Pages', 'Copilot'] })).toEqual({
      elsewhere: 'it affects Actions, and of GitHub we use Pages, Copilot',
    });
  });

  test('what the environment names is told, with the name and where it was chosen', () => {
    expect(decide(undefined, { wanted: ['Pages', 'actions'] })).toEqual({
      channels: ['C1'],
      why: 'it affects actions, chosen in the environment',
    });
  });
});

describe('a floor', () => {
  test.each<[Severity, Choosable['floor'], boolean]>([
    ['notice', 'minor', false],
    ['minor', 'minor', true],
    ['minor', 'major', false],
    ['major', 'major', true],
    ['critical', 'major', true],
    ['major', 'critical', false],
  ])('with %s below or at %s: told is %s', (severity, floor, told) => {
    const decided = decide({ ...(floor ? { floor } : {}) }, { severity });

    expect('channels' in decided && decided.channels).toEqual(told ? ['C1'] : false);
  });

  test('says what was too little', () => {
    expect(decide({ floor: 'major' }, { severity: 'minor' })).toEqual({
      elsewhere: 'it is minor, and of GitHub we hear from major on',
    });
  });

  test('at notice lets notices into the channel', () => {
    expect(decide({ floor: 'notice' }, { severity: 'notice' })).toEqual({
      channels: ['C1'],
      why: 'everything of GitHub concerns us, and notices are told too',
    });
  });

  test('is nothing to planned maintenance', () => {
    expect(decide({ floor: 'critical', maintenance: 'channel' }, { severity: 'maintenance' })).toMatchObject({
      channels: ['C1'],
    });
  });
});

describe('what concerns us', () => {
  test('by the settings, whatever the environment says', () => {
    expect(decide({ wanted: ['Actions'] }, { wanted: ['Pages'] })).toEqual({
      channels: ['C1'],
      why: 'it affects Actions, chosen in the settings',
    });
  });

  test('everything, when the settings name none', () => {
    expect(decide({ wanted: [] }, { wanted: ['Pages'] })).toMatchObject({
      why: 'everything of GitHub concerns us',
    });
  });

  test('what says nothing of its reach, which is not taken for something chosen', () => {
    expect(decide({ wanted: ['Pages'] }, { affected: [] })).toMatchObject({
      channels: ['C1'],
      why: 'GitHub does not say what is affected, so it may concern us',
    });
    expect(
      decide({ wanted: ['West Europe'] }, { platform: { name: 'Azure', relevantBy: 'group' } }),
    ).toMatchObject({ channels: ['C1'], why: 'it is not known where it is, so it may concern us' });
  });

  test('many long names are told in few words', () => {
    const wanted = Array.from({ length: 300 }, (_, i) => `${i} ${'x'.repeat(240)}`);

    const decided = decide({ wanted });

    expect('elsewhere' in decided && decided.elsewhere.length).toBeLessThan(600);
    expect(decided).toMatchObject({ elsewhere: expect.stringMatching(/ and 295 more$/) });
  });
});

describe('maintenance', () => {
  test.each([
    ['off', { elsewhere: 'maintenance of GitHub is switched off in the settings' }],
    [
      'home',
      {
        channels: [],
        why: 'everything of GitHub concerns us; planned maintenance is shown on App Home only',
      },
    ],
    [
      'channel',
      {
        channels: ['C1'],
        why: 'everything of GitHub concerns us, and planned maintenance is told in the channel',
      },
    ],
  ] as const)('%s', (maintenance, expected) => {
    expect(decide({ maintenance }, { severity: 'maintenance' })).toEqual(expected);
  });
});

describe('channels', () => {
  test('those that are set hear of it, and the one of the environment no more', () => {
    expect(decide({ channels: ['C2', 'C3'] })).toMatchObject({ channels: ['C2', 'C3'] });
  });

  test('none set in a row made by hand is the one of the environment', () => {
    expect(decide({ channels: [] })).toMatchObject({ channels: ['C1'] });
  });
});

describe('a mute', () => {
  test('keeps it ours, and tells nobody', () => {
    expect(decide({ mutedUntil: LATER })).toEqual({
      channels: [],
      why: 'everything of GitHub concerns us; GitHub was muted when it appeared',
    });
  });

  test('that is over does nothing', () => {
    expect(decide({ mutedUntil: EARLIER })).toMatchObject({ channels: ['C1'] });
  });

  test('until a time that makes no sense does nothing', () => {
    expect(isMuted({ mutedUntil: 'soon' }, NOW)).toBe(false);
  });

  test('does not hide what is elsewhere anyway', () => {
    expect(decide({ mutedUntil: LATER, floor: 'critical' })).toHaveProperty('elsewhere');
  });
});
