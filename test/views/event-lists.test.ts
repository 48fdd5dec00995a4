import { describe, expect, test } from '@jest/globals';
import type { Announced } from '../../views/announcement.ts';
import { doubtBlocks } from '../../views/doubt.ts';
import { elsewhereListMessage } from '../../views/elsewhere-list.ts';
import { eventListMessage } from '../../views/event-list.ts';
import { whyWords } from '../../views/why.ts';
import { checkBlocks, tooLong } from '../standins/slack/blocks.ts';

const AT = { unix: 1_763_632_800, utc: '2026-11-20 10:00 UTC' };

function event(i: number, over: Partial<Announced> = {}): Announced {
  return {
    id: `GH-${String(i).padStart(5, '0')}`,
    platform: 'GitHub',
    title: `${i} <!channel> ${'long '.repeat(100)}`,
    url: 'https://www.githubstatus.com/incidents/x',
    severity: 'major',
    worst: 'major',
    phase: 'investigating',
    affected: [],
    began: AT,
    published: AT,
    seen: AT,
    alreadyOpen: false,
    tickets: true,
    ...over,
  };
}

function complaints(blocks: unknown): string[] {
  return checkBlocks(JSON.parse(JSON.stringify(blocks)), { surface: 'message', at: '/blocks' }).map(
    ({ text, at }) => `${text} ${at}`,
  );
}

describe('the list of events', () => {
  test.each([0, 1, 10, 11, 500])('of %i is one that Slack takes, with the buttons of each', (count) => {
    const doubtful = Array.from({ length: 20 }, (_, i) => ({
      name: `Platform ${i}`,
      cannotTell: { since: AT, why: 'no answer '.repeat(50) },
    }));
    const { blocks } = eventListMessage(
      Array.from({ length: count }, (_, i) => event(i, { acknowledgedBy: { id: 'UADA', name: 'Ada' } })),
      { testMode: { since: AT, until: AT, by: 'Ada' }, doubt: doubtBlocks(doubtful, AT) },
    );

    expect(complaints(blocks)).toEqual([]);
    expect(tooLong(JSON.parse(JSON.stringify(blocks)))).toBe(false);
    expect(blocks.filter(({ type }) => type === 'actions')).toHaveLength(Math.min(count, 10));
  });

  test('of few shows their whole titles', () => {
    const title = 'long '.repeat(36);

    expect(JSON.stringify(eventListMessage([event(0, { title })], {}))).toContain(title.trim());
  });

  test('says how many it left out, who takes care, and what is made up', () => {
    const events = Array.from({ length: 20 }, (_, i) => event(i));
    events[0] = event(0, { simulated: true, acknowledgedBy: { id: 'UADA', name: 'Ada' } });

    const said = JSON.stringify(eventListMessage(events, {}));

    expect(said).toMatch(/and 10 more: ask for one platform/);
    expect(said).toMatch(/acknowledged by <@UADA>/);
    expect(said).toMatch(/TEST · Major/);
  });
});

describe('the list of what is elsewhere', () => {
  const incidents = Array.from({ length: 20 }, (_, i) => ({
    title: `${i} <!channel> ${'long '.repeat(100)}`,
    severity: 'minor' as const,
    url: 'https://status.example/1',
    affected: ['Actions'],
    why: 'it is minor '.repeat(100),
  }));

  test('of everything is short enough for Slack, and says how much was left out', () => {
    const all = Array.from({ length: 60 }, (_, i) => ({ platform: `Platform ${i}`, incidents }));

    const { text, blocks } = elsewhereListMessage(all, {});

    expect(complaints(blocks)).toEqual([]);
    expect(text).toBe('Elsewhere: at least 1200 open incidents that do not concern us');
    expect(JSON.stringify(blocks)).toMatch(/and 1176 more/);
    expect(JSON.stringify(blocks).length).toBeLessThan(20_000);
  });

  test('of one platform holds all of it', () => {
    const { text, blocks } = elsewhereListMessage([{ platform: 'GitHub', incidents }], { of: 'GitHub' });

    expect(complaints(blocks)).toEqual([]);
    expect(text).toBe('Elsewhere on GitHub: at least 20 open incidents that do not concern us');
    expect(JSON.stringify(blocks)).not.toMatch(/more: ask/);
  });

  test('of nothing, where something cannot be told, does not call that good news', () => {
    const doubt = doubtBlocks([{ name: 'GitHub', cannotTell: { since: AT, why: 'it answered 503' } }]);

    const { text, blocks } = elsewhereListMessage([{ platform: 'GitHub', incidents: [] }], {
      of: 'GitHub',
      doubt,
    });

    expect(complaints(blocks)).toEqual([]);
    expect(text).toBe('Nothing is known to be elsewhere on GitHub.');
    expect(JSON.stringify(blocks)).toMatch(/GitHub: .*cannot tell since .*it answered 503/);
  });

  test('of nothing says so', () => {
    expect(elsewhereListMessage([{ platform: 'GitHub', incidents: [] }], {}).text).toMatch(
      /Nothing is elsewhere/,
    );
  });

  test('gives what it affects where an older version kept no reason', () => {
    const old = { title: 'Old', severity: 'minor' as const, url: '', affected: ['Actions'] };

    const { blocks } = elsewhereListMessage([{ platform: 'GitHub', incidents: [old] }], {});

    expect(JSON.stringify(blocks)).toMatch(/it affects Actions/);
  });
});

describe('what keeps a list from being sure', () => {
  test('is a line for each platform in doubt, and how many more there are', () => {
    const platforms = Array.from({ length: 60 }, (_, i) => ({
      name: `Platform ${i}`,
      lastGoodLook: AT,
      ...(i > 0 ? { suspicious: 'x'.repeat(2_000) } : {}),
    }));

    const blocks = doubtBlocks(platforms, AT);

    expect(complaints(blocks)).toEqual([]);
    expect(JSON.stringify(blocks)).not.toMatch(/Platform 0:/);
    expect(JSON.stringify(blocks)).toMatch(/Storage does not answer.*Platform 1:.*and 54 more/);
  });

  test('is nothing when all was read', () => {
    expect(doubtBlocks([{ name: 'GitHub', lastGoodLook: AT }])).toEqual([]);
  });
});

describe('why', () => {
  test('names the channels and the rule', () => {
    expect(whyWords({ id: 'GH-1', why: 'everything of GitHub concerns us', channels: ['C1', 'C2'] })).toMatch(
      /^`GH-1` is told in <#C1>, <#C2> because everything of GitHub concerns us\. Operators choose/,
    );
  });

  test('says when no channel hears of it', () => {
    expect(whyWords({ id: 'GH-1', why: 'GitHub was muted when it appeared', channels: [] })).toMatch(
      /is told in no channel, only shown on App Home: GitHub was muted/,
    );
  });

  test('cannot ping by a name from outside', () => {
    expect(whyWords({ id: 'GH-1', why: 'it affects <!channel>', channels: ['C1'] })).toMatch(
      /&lt;!channel&gt;/,
    );
  });
});
