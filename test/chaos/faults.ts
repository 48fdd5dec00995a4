import type { Dice } from './dice.ts';
import { TURNS } from './outages.ts';
import type { Action, Side, SocketTrouble, Source, Step } from './script.ts';

const SOURCES = Object.keys(TURNS) as Source[];

/** Real milliseconds of a call that seems to hang: as long as several claims on the fast clock. */
const HANGS_MS = 1_500;

const SLACK_CALLS = [
  'chat.postMessage',
  'chat.postMessage',
  'chat.update',
  'chat.update',
  'conversations.history',
  'conversations.replies',
  'views.open',
  'views.update',
  'views.publish',
  'users.info',
  'response_url',
  'chat.delete',
  'auth.test',
  'apps.connections.open',
] as const;

type Kind = (dice: Dice) => Action;

/** Every kind of fault on every side, each as likely as the next within its side. */
const SIDES: Readonly<
  Record<'slack' | 'sockets' | 'storage' | 'pages' | 'others' | 'people' | 'copies', readonly Kind[]>
> = {
  slack: [
    (dice) => slackCall(dice, { how: 'ratelimited', retryAfter: dice.whole(1, 40) }),
    (dice) => slackCall(dice, { how: { status: dice.pick([500, 502, 503]) } }),
    (dice) => slackCall(dice, { how: { status: 500 }, when: 'after' }),
    (dice) => slackCall(dice, { how: 'reset' }),
    (dice) => slackCall(dice, { how: 'reset', when: 'after' }),
    (dice) => slackCall(dice, { how: 'reset', when: 'after' }),
    (dice) => slackCall(dice, { how: 'reset', when: 'after', delayMs: HANGS_MS }),
    (dice) => slackCall(dice, { how: 'reset', delayMs: HANGS_MS }),
    (dice) => slackCall(dice, { delayMs: dice.whole(100, HANGS_MS) }),
    (dice) =>
      slackCall(dice, {
        how: { error: dice.pick(['internal_error', 'fatal_error', 'service_unavailable']) },
      }),
    (dice) => slackCall(dice, { how: { error: 'internal_error' }, when: 'after' }),
    (dice) => slackCall(dice, { how: { status: 200, body: '<h1>Welcome to our network</h1>' } }),
    (dice) => ({ kind: 'slack away', forMs: dice.whole(10_000, 90_000) }),
  ],
  sockets: (
    [
      'refresh',
      'refresh all',
      'warning',
      'cut',
      'silent',
      'refused',
      'too many',
      'rate limited',
      'no hello',
      'link disabled',
    ] as const
  ).map((how: SocketTrouble) => (dice: Dice) => ({
    kind: 'sockets',
    how,
    forMs: dice.whole(10_000, 60_000),
  })),
  storage: [
    (dice) => ({ kind: 'storage fails', how: 412, share: 0.4, forMs: dice.whole(10_000, 60_000) }),
    (dice) => ({ kind: 'storage fails', how: 409, share: 0.5, forMs: dice.whole(10_000, 60_000) }),
    (dice) => ({
      kind: 'storage fails',
      how: { status: dice.pick([429, 503]), retryAfterMs: dice.pick([100, 300, 1000]) },
      share: dice.pick([0.3, 1]),
      forMs: dice.whole(10_000, 60_000),
    }),
    (dice) => ({
      kind: 'storage fails',
      how: { status: 500 },
      share: dice.pick([0.3, 1]),
      forMs: dice.whole(10_000, 40_000),
    }),
    (dice) => ({ kind: 'storage fails', how: 'lost-before', share: 0.3, forMs: dice.whole(10_000, 60_000) }),
    (dice) => ({ kind: 'storage fails', how: 'lost-after', share: 0.3, forMs: dice.whole(10_000, 60_000) }),
    (dice) => ({ kind: 'storage fails', how: 'lost-after', share: 0.6, forMs: dice.whole(10_000, 40_000) }),
    (dice) => ({
      kind: 'storage fails',
      how: { slowMs: dice.whole(30, 500) },
      share: 0.5,
      forMs: dice.whole(10_000, 60_000),
    }),
    (dice) => ({ kind: 'storage away', forMs: dice.whole(20_000, 180_000) }),
  ],
  pages: (
    [
      404,
      500,
      503,
      { status: 429, retryAfter: 30 },
      { status: 503, retryAfter: 'soon' },
      { redirect: 'https://example.com/moved' },
      'hang',
      'drip',
      'endless',
      'cut',
      'reset',
      'redirect-loop',
      'redirect-private',
      'html',
      'broken-json',
      'other-shape',
      'empty',
      'stale',
    ] as const
  ).map((how) => (dice: Dice) => ({
    kind: 'page breaks',
    source: dice.pick(SOURCES),
    how,
    // What pours without end costs the machine too much to go on for long.
    forMs: how === 'endless' ? 20_000 : dice.whole(20_000, 120_000),
  })),
  others: [
    ...(
      [
        'reset',
        'cut',
        'lost-answer',
        500,
        { status: 429, retryAfter: 20 },
        'html',
        'other-shape',
        'sign-in',
        { slowMs: 20_000 },
      ] as const
    ).map((how) => (dice: Dice) => ({
      kind: 'boards fail' as const,
      how,
      times: dice.whole(1, 3),
      forMs: 60_000,
    })),
    ...(['reset', 'cut', 'lost-answer', 500, 503, { resetInMs: 30_000 }, 'html', 'hang'] as const).map(
      (how) => (dice: Dice) => ({ kind: 'mail fails' as const, how, times: dice.whole(1, 3), forMs: 60_000 }),
    ),
    ...(['hang', 'reset', 'lost', 'made-and-503', { status: 503 }, { status: 429 }] as const).map(
      (how) => (dice: Dice) => ({ kind: 'x fails' as const, how, times: dice.whole(1, 2), forMs: 60_000 }),
    ),
  ],
  people: [
    (dice) => ({ kind: 'root deleted', pick: dice.whole(0, 99) }),
    (dice) => ({
      kind: 'channel closes',
      how: dice.pick(['archive', 'kick']),
      forMs: dice.whole(20_000, 120_000),
    }),
    (dice) => ({ kind: 'envelopes', how: dice.pick(['twice', 'out of order']) }),
  ],
  copies: [
    (dice) => ({ kind: 'kill', copy: dice.whole(0, 2), forMs: dice.whole(1_000, 40_000) }),
    (dice) => ({ kind: 'kill', copy: dice.whole(0, 2), forMs: dice.whole(1_000, 40_000) }),
    (dice) => ({ kind: 'stop', copy: dice.whole(0, 2), forMs: dice.whole(1_000, 20_000) }),
    (dice) => ({ kind: 'pause', copy: dice.whole(0, 2), forMs: dice.whole(5_000, 150_000) }),
    (dice) => ({ kind: 'pause', copy: dice.whole(0, 2), forMs: dice.whole(30_000, 180_000) }),
    (dice) => ({ kind: 'deploy', copy: dice.whole(0, 2), forMs: dice.whole(10_000, 60_000) }),
  ],
};

/** How many faults of each side a day has at most. */
const MOST = { slack: 4, sockets: 2, storage: 2, pages: 3, others: 3, people: 1, copies: 2 } as const;

/** Faults that strike before `until`; what lasts is over by `endsBy`. */
export function faults(dice: Dice, until: number, endsBy: number): Step[] {
  const steps: Step[] = [];
  for (const side of Object.keys(MOST) as (keyof typeof MOST)[]) {
    const count = dice.whole(0, MOST[side]);
    for (let i = 0; i < count; i += 1) {
      const at = dice.whole(5_000, until);
      const action = dice.pick(SIDES[side])(dice);
      const bounded = 'forMs' in action ? { ...action, forMs: Math.min(action.forMs, endsBy - at) } : action;
      steps.push({ at, do: bounded });
    }
  }
  return steps;
}

/** One side is away at the very end, until the world is healed. */
export function absence(dice: Dice, side: Side, length: number): Step[] {
  const at = length - dice.whole(60_000, 120_000);
  const forMs = length - at + 60_000;
  if (side === 'Slack') return [{ at, do: { kind: 'slack away', forMs } }];
  if (side === 'storage') return [{ at, do: { kind: 'storage away', forMs } }];
  return SOURCES.map((source) => ({ at, do: { kind: 'page breaks', source, how: 503, forMs } }));
}

function slackCall(
  dice: Dice,
  fault: Omit<Extract<Action, { kind: 'slack calls fail' }>['fault'], 'method'>,
): Action {
  return {
    kind: 'slack calls fail',
    fault: { method: dice.pick(SLACK_CALLS), times: dice.whole(1, 4), ...fault },
  };
}
