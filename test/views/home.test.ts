import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type HomeModel, homeView } from '../../views/home.ts';
import { closedHomeView } from '../../views/home-closed.ts';
import { type LoopbackSlack, startLoopbackSlack } from '../standins/slack/index.ts';
import type { Json, JsonObject } from '../standins/slack/json.ts';
import { call } from '../standins/slack/raw-client.ts';
import { at, model, outage, outages, platform } from './home-samples.ts';

let slack: LoopbackSlack;

beforeAll(async () => {
  slack = await startLoopbackSlack({ tierLimits: false });
});
afterAll(() => slack.close());

/** Publishes it and returns what the reader sees; fails when Slack would refuse it. */
async function shown(over: Partial<HomeModel> = {}) {
  const view = homeView(model(over));
  const answer = await call(slack, 'views.publish', {
    user_id: slack.user('ada').id,
    view: view as unknown as JsonObject,
  });
  expect(answer).toMatchObject({ ok: true });
  expect(view.blocks.length).toBeLessThanOrEqual(100);
  expect(Buffer.byteLength(JSON.stringify(view))).toBeLessThanOrEqual(250_000);
  return { text: slack.home('ada')?.text ?? '', view };
}

function actionIds(view: object): string[] {
  return [...JSON.stringify(view).matchAll(/"action_id":"([^"]+)"/g)].map(([, id]) => id ?? '');
}

const sixty = Array.from({ length: 60 }, (_, i) =>
  platform(`Platform ${i + 1}`, { cannotTell: { since: at(1), why: 'answered 503 '.repeat(50) } }),
);
const worstHealth = {
  ...model().health,
  storageAway: at(9),
  unwatched: true,
  sockets: { live: 0, of: 2 },
  channels: Array.from({ length: 20 }, (_, i) => ({ channel: `C${i}`, trouble: 'x'.repeat(500) })),
  notSetUp: Array.from({ length: 40 }, (_, i) => `Platform that nobody has set up ${i}`),
  testMode: { since: at(1), until: at(59), by: 'Ada' },
};
const crowd = {
  ended: outages(20, {
    ended: { how: 'force-resolved', at: at(90) },
    forced: { by: 'Ada', reason: 'x' },
    undo: true,
    ticket: { id: 9, url: 'https://dev.azure.com/x/_workitems/edit/9' },
  }).map((event, i) => ({ ...event, id: `SF-${i}` })),
  elsewhere: Array.from({ length: 500 }, () => ({
    platform: 'GitHub',
    title: 'x'.repeat(2_000),
    severity: 'minor' as const,
    url: 'https://x.example',
    why: 'y'.repeat(2_000),
  })),
  checking: sixty.map(({ name }) => ({
    platform: name,
    result: { kind: 'cannot tell' as const, message: 'x'.repeat(2_000) },
  })),
  health: worstHealth,
  dataFrom: at(5),
};

describe('whatever there is to show, Slack takes it', () => {
  test.each([0, 1, 12, 13, 500])('%d outages, for an operator and for somebody else', async (count) => {
    const open = outages(count, { tickets: true, title: 'x'.repeat(3_000), severity: 'critical' });

    for (const operator of [true, false]) {
      const { view } = await shown({ open, operator });
      expect(new Set(actionIds(view)).size).toBe(actionIds(view).length);
    }
  });

  test.each([8, 12, 60])('everything at once, with %d platforms', async (count) => {
    const open = [
      ...outages(500, { tickets: true }),
      ...outages(50, { severity: 'maintenance' }).map((event, i) => ({ ...event, id: `SL-${i}` })),
    ];

    const { text } = await shown({
      ...crowd,
      open,
      platforms: sixty.slice(0, count),
      operator: true,
      page: 1,
    });

    expect(text).toMatch(/500 outages active/);
    expect(text).toMatch(new RegExp(`Platform ${count} `));
    expect(text).toMatch(/Events 13 to 24 of 500/);
  });

  test('two thousand platforms: first those that one must know of, then some, and how many more', async () => {
    const many = Array.from({ length: 2_000 }, (_, i) => platform(`Platform ${i}`));
    many[1_700] = platform('Platform 1700', { cannotTell: { since: at(0), why: 'no answer' } });
    many[1_800] = platform('Platform 1800', { open: 1, worst: 'major' });

    const { text } = await shown({ ...crowd, platforms: many, operator: true });

    expect(text).toMatch(/Platform 1700[\s\S]*Platform 1800[\s\S]*Platform 0[\s\S]*Platform 97/);
    expect(text).toMatch(/and 1900 platforms more, with nothing open/);
  });

  test('of two thousand platforms in trouble, how many more are', async () => {
    const many = Array.from({ length: 2_000 }, (_, i) =>
      platform(`Platform ${i}`, i % 2 ? { open: 1, worst: 'major' } : { suspicious: 'it has moved' }),
    );

    const { text } = await shown({ ...crowd, platforms: many, operator: true });

    expect(text).toMatch(/and 1900 platforms more, 950 of them with something open, 950 of them in doubt/);
  });

  test('words from outside do nothing', async () => {
    const nasty = '<!channel> @everyone *b* `c` <https://evil.example|x> \n🧨'.repeat(20);
    const { view } = await shown({
      open: [outage(1, { title: nasty, platform: 'GitHub', url: 'javascript:alert(1)' })],
      ended: [
        outage(2, {
          title: nasty,
          ended: { how: 'force-resolved', at: at(9) },
          forced: { by: nasty, reason: nasty },
        }),
      ],
      elsewhere: [{ platform: 'GitHub', title: nasty, severity: 'minor', url: nasty, why: nasty }],
      platforms: [
        platform('GitHub', { cannotTell: { since: at(1), why: nasty } }),
        platform('X', { suspicious: nasty }),
      ],
      operators: nasty,
      health: { ...model().health, testMode: { since: at(1), until: at(2), by: nasty } },
    });

    const marked = [...objectsOf(view as unknown as Json)].filter(({ type }) => type === 'mrkdwn');

    expect(JSON.stringify(marked)).not.toMatch(/everyone|evil|channel>/);
    expect(slack.links({ text: '', blocks: view.blocks } as never)).not.toContain('https://evil.example');
    expect(JSON.stringify(view)).not.toMatch(/"url":"(?!https:)/);
  });
});

function* objectsOf(value: Json): Generator<JsonObject> {
  if (Array.isArray(value)) for (const one of value) yield* objectsOf(one);
  else if (typeof value === 'object' && value !== null) {
    yield value;
    for (const one of Object.values(value)) if (one !== undefined) yield* objectsOf(one);
  }
}

describe('the top line', () => {
  const cannotTell = { since: at(1), why: 'answered 503' };

  test.each<[string, Partial<HomeModel>, RegExp]>([
    ['nothing open', {}, /^All quiet/],
    ['one outage', { open: [outage(1)] }, /^1 outage active\nWorst: major, GitHub.*GH-00001/],
    ['tables never read', { known: false }, /^Nothing known yet/],
    [
      'tables never read since storage is away',
      { known: false, health: { ...model().health, storageAway: at(3) } },
      /^Cannot tell: storage does not answer\n.*since 10:03 UTC {2}· {2}no data yet/,
    ],
    [
      'storage away',
      { dataFrom: at(2), health: { ...model().health, storageAway: at(3) } },
      /^No outage known, but what is known is old\n.*since 10:03 UTC {2}· {2}data from 10:02 UTC/,
    ],
    [
      'no platform looked at',
      { platforms: [{ name: 'GitHub', page: 'https://x.example', open: 0, forced: 0, days: [] }] },
      /^Nothing looked at yet/,
    ],
    [
      'nobody looks',
      { health: { ...model().health, unwatched: true } },
      /^No outage known, but nobody is looking/,
    ],
    [
      'a page that cannot be read',
      { platforms: [platform('GitHub'), platform('Retool', { cannotTell })] },
      /^No outage known, but 1 platform cannot be told\n.*Cannot tell: Retool/,
    ],
    [
      'a suspicious page',
      { platforms: [platform('GitHub', { suspicious: 'it says the same for days' })] },
      /^No outage known, but 1 platform cannot be told/,
    ],
    [
      'a page of which only a part can be read',
      { platforms: [platform('Azure', { partly: 'one subscription is refused' })] },
      /^No outage known, but 1 platform cannot be told.*Azure {2}cannot tell for sure: one subscription is refused/s,
    ],
    [
      'an outage that was force-resolved and is open at the platform',
      { platforms: [platform('GitHub', { forced: 1 }), platform('Retool', { forced: 2 })] },
      /^Quiet here, but not over at 2 platforms\n.*still open there: GitHub, Retool.*GitHub {2}force-resolved here, still open at GitHub,.*Retool {2}2 outages force-resolved here/s,
    ],
    [
      'an outage and a page that cannot be read',
      { open: [outage(1)], platforms: [platform('Retool', { cannotTell })] },
      /^1 outage active\n.*\n.*Cannot tell: Retool/,
    ],
    [
      'maintenance only',
      { open: [outage(1, { severity: 'maintenance', title: 'Planned' })] },
      /^All quiet.*Maintenance and notices\n.*Planned/s,
    ],
    [
      'made-up events only',
      { open: [outage(1, { simulated: true })] },
      /^All quiet\nand 1 made-up event of test mode/,
    ],
  ])('with %s', async (_, over, wanted) => {
    const { text } = await shown(over);

    expect(text).toMatch(wanted);
  });
});

describe('events', () => {
  test('those that need somebody come first', async () => {
    const ada = { id: 'U1', name: 'Ada' };
    const open = [
      outage(1, { severity: 'critical', acknowledgedBy: ada, title: 'Taken' }),
      outage(2, { severity: 'minor', title: 'Small' }),
    ];

    const { text } = await shown({ open });

    expect(text).toMatch(/Needs you \(1\).*Small.*Taken care of \(1\).*Critical · GitHub · Taken/s);
  });

  test('with tickets set up, an acknowledged event without one still needs somebody', async () => {
    const acknowledgedBy = { id: 'U1', name: 'Ada' };
    const ticket = { id: 7, url: 'https://dev.azure.com/x/_workitems/edit/7' };
    const open = [
      outage(1, { acknowledgedBy, tickets: true, title: 'Without' }),
      outage(2, { acknowledgedBy, tickets: true, ticket, title: 'With' }),
    ];

    const { text } = await shown({ open });

    expect(text).toMatch(/Needs you \(1\).*Without.*no ticket.*Taken care of \(1\).*With.*ticket 7/s);
  });

  test.each([
    [0, '1 to 12', '0', ['home-page:1']],
    [1, '13 to 24', '1', ['home-page:0', 'home-page:2']],
    [2, '25 to 30', '2', ['home-page:1']],
    [99, '25 to 30', '2', ['home-page:1']],
    [Number.NaN, '1 to 12', '0', ['home-page:1']],
  ])('of thirty, page %d shows %s', async (page, events, kept, buttons) => {
    const { text, view } = await shown({ open: outages(30), page });

    expect(text).toMatch(`Events ${events} of 30`);
    expect(actionIds(view).filter((id) => id.startsWith('home-page'))).toEqual(buttons);
    expect(view.private_metadata).toBe(kept);
  });

  test('what is made up says so', async () => {
    const { text } = await shown({ open: [outage(1, { simulated: true })] });

    expect(text).toMatch(/TEST · Major · GitHub · Outage number 1/);
  });
});

describe('platforms', () => {
  test('the strip is also told in words', async () => {
    const days = platform('x').days.map((day, i) =>
      i === 0
        ? { label: day.label }
        : i === 28
          ? { ...day, state: 'critical' as const }
          : i === 29
            ? { ...day, state: 'unknown' as const }
            : day,
    );

    const { text } = await shown({ platforms: [platform('GitHub', { days })] });

    expect(text).toContain(`▫️${'🟩'.repeat(27)}🟥⬜`);
    expect(text).toContain('30 days: 1 critical (29 Nov), 1 could not tell (30 Nov), 27 ok, 1 no data');
  });

  test('a page that cannot be read is not well, and what was open is not forgotten', async () => {
    const gone = { open: 1, worst: 'major' as const, cannotTell: { since: at(3), why: 'answered 503' } };

    const { text } = await shown({ platforms: [platform('GitHub', gone)] });

    expect(text).toMatch(
      /GitHub {2}cannot tell since 10:03 UTC: answered 503; 1 outage \(major\) still open as far as we know/,
    );
  });

  test('muted and not set up are told', async () => {
    const health = { ...model().health, notSetUp: ['Azure'] };

    const { text } = await shown({ platforms: [platform('GitHub', { mutedUntil: at(59) })], health });

    expect(text).toMatch(/GitHub {2}ok, last good look 10:50 UTC, muted until 10:59 UTC/);
    expect(text).toMatch(/Not set up: Azure/);
  });
});

describe('what ended lately', () => {
  const ended = outages(8, { ended: { how: 'resolved', at: at(90) } });
  const forced = crowd.ended.map(({ ticket: _, ...event }) => event);
  const undos = (view: object) => actionIds(view).filter((id) => id.startsWith('undo:')).length;

  test('begins with all that can be taken back', async () => {
    const { text, view } = await shown({ ended: [...ended, ...forced.slice(0, 6)] });

    expect(undos(view)).toBe(6);
    expect(text).not.toMatch(/GH-00001|more/);
  });

  test('is filled up with what ended last', async () => {
    const { text, view } = await shown({ ended: [...ended, ...forced.slice(0, 3)] });

    expect(undos(view)).toBe(3);
    expect(text).toMatch(/SF-2.*GH-00001.*GH-00002/s);
    expect(text).not.toMatch(/GH-00003/);
  });

  test('says of how many the undo is found elsewhere, when Home is full', async () => {
    const quiet = outages(50, { severity: 'maintenance' }).map((event, i) => ({ ...event, id: `SL-${i}` }));
    const open = [...outages(24, { tickets: true }), ...quiet];
    const { text, view } = await shown({ ...crowd, open, platforms: sixty.slice(0, 8), operator: true });

    expect(undos(view)).toBeGreaterThanOrEqual(6);
    expect(text).toContain(`and ${20 - undos(view)} more: each can be undone where it was told`);
  });
});

describe('maintenance and notices', () => {
  test('can be pressed, the first of them', async () => {
    const open = outages(6, { severity: 'maintenance', tickets: true });

    const { text, view } = await shown({ open });

    expect(actionIds(view).filter((id) => id.startsWith('more:'))).toHaveLength(4);
    expect(text.match(/Outage number/g)).toHaveLength(6);
  });
});

test('the Home of whoever is not to see ours holds a sentence and nothing to press', async () => {
  for (const why of ['outsider', 'unknown'] as const) {
    const view = closedHomeView(why);

    const answer = await call(slack, 'views.publish', {
      user_id: slack.user('gwen').id,
      view: view as unknown as JsonObject,
    });

    expect(answer).toMatchObject({ ok: true });
    expect(view.blocks).toHaveLength(1);
  }
});

describe('operators', () => {
  test('have buttons, and while test mode is on the one that ends it', async () => {
    const testMode = { since: at(1), until: at(59), by: 'Ada' };

    const off = await shown({ operator: true });
    const on = await shown({ operator: true, health: { ...model().health, testMode } });

    expect(actionIds(off.view)).toEqual(['check-all:', 'settings:', 'test-mode:on']);
    expect(actionIds(on.view)).toEqual(['test-mode:off', 'check-all:', 'settings:']);
    expect(on.text).toMatch(/TEST MODE IS ON since 10:01 UTC until 10:59 UTC, switched on by Ada/);
  });

  test('others see the banner, no buttons, and who to ask', async () => {
    const testMode = { since: at(1), until: at(59), by: 'Ada' };

    const { text, view } = await shown({ health: { ...model().health, testMode } });

    expect(actionIds(view)).toEqual([]);
    expect(text).toMatch(/TEST MODE IS ON/);
    expect(text).toMatch(/for operators: Ada and Bob/);
  });
});
