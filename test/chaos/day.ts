import { type Dice, dice } from './dice.ts';
import { absence, faults } from './faults.ts';
import { outages } from './outages.ts';
import { ownPage, people } from './people.ts';
import type { Day, Life, Side } from './script.ts';

const MINUTE_MS = 60_000;
/** From the first copy's first look until the world is healed. */
const LENGTH_MS = 5 * MINUTE_MS;
/** Before the side whose return is measured leaves, the others are well again. */
const QUIETER_MS = 2.5 * MINUTE_MS;
const BEGIN = Date.parse('2026-03-01T00:00:00Z');
const DAY_MS = 24 * 60 * MINUTE_MS;

/** Steps between which a crash would separate what is done from what is written down, by name. */
export const CRASHPOINTS = [
  'event written',
  'claimed',
  'sending',
  'root posted',
  'root edited',
  'replied',
  'recorded',
  'mail claimed',
  'mail sent',
  'ticket claimed',
  'ticket created',
  'ticket recorded',
  'ticket commented',
  'social: before a post',
  'social: after a post',
] as const;

/** Every so many days each copy believes that it leads. */
const LEADERS_EVERY = 5;

/** The script of a day: the same for the same seed. */
export function dayOf(
  seed: number,
  { leaders = seed % LEADERS_EVERY === 0 }: { leaders?: boolean } = {},
): Day {
  const chance = dice(seed);
  const copies = leaders ? chance.whole(2, 3) : chance.pick([1, 2, 2, 3]);
  const last = chance.pick<Side | undefined>([undefined, undefined, 'Slack', 'storage', 'pages']);
  const until = last ? QUIETER_MS : LENGTH_MS;
  const steps = [
    ...outages(chance, LENGTH_MS),
    ...people(chance, LENGTH_MS - 20_000),
    ...ownPage(chance, LENGTH_MS),
    ...faults(chance, until - 10_000, until),
    ...(last ? absence(chance, last, LENGTH_MS) : []),
  ].sort((a, b) => a.at - b.at);
  return {
    seed,
    epoch: BEGIN + chance.whole(0, 300) * DAY_MS + chance.whole(0, DAY_MS),
    leaders,
    copies,
    starts: Array.from({ length: copies }, (_, copy) => (copy === 0 ? 0 : chance.whole(0, 60_000))),
    lives: Array.from({ length: copies }, () => livesOf(chance, last !== undefined)),
    logLevel: chance.pick(['info', 'info', 'info', 'debug', 'trace']),
    last,
    length: LENGTH_MS,
    steps,
  };
}

function livesOf(chance: Dice, calm: boolean): Life[] {
  return Array.from({ length: 2 }, () => lifeOf(chance, calm));
}

/** Most lives are dealt nothing. On a day whose end is measured nobody dies or sleeps at its end. */
function lifeOf(chance: Dice, calm: boolean): Life {
  const crashpoint = chance.chance(0.35) && {
    crashpoint: chance.chance(0.2) ? '*' : chance.pick(CRASHPOINTS),
    nth: chance.whole(1, 4),
    signal: chance.pick(['SIGKILL', 'SIGSTOP'] as const),
    forMs: chance.whole(20_000, 180_000),
  };
  const jumps = chance.chance(0.1) && jumpsOf(chance);
  return calm ? {} : { ...(crashpoint && { at: crashpoint }), ...(jumps && { jumps }) };
}

/** Somebody sets the clock, and back again. */
function jumpsOf(chance: Dice): { at: number; byMs: number }[] {
  const byMs = chance.pick([-60, -10, -2, 2, 10, 60]) * MINUTE_MS;
  const at = chance.whole(20_000, LENGTH_MS / 2);
  const back = chance.whole(at + 20_000, LENGTH_MS);
  return [
    { at, byMs },
    { at: back, byMs: -byMs },
  ];
}
