import type { Dice } from './dice.ts';
import type { Badness, Source, Step, Turn } from './script.ts';

/** What each source can do to an incident of its own. */
export const TURNS: Readonly<Record<Source, readonly Turn[]>> = {
  azure: ['update', 'worsen', 'ease', 'rename', 'edit', 'touch', 'resolve', 'reopen', 'vanish'],
  // It has no incidents, only services that are unwell: neither texts nor titles of their own.
  'azure-devops': ['worsen', 'ease', 'touch', 'resolve', 'reopen'],
  github: ['update', 'worsen', 'ease', 'rename', 'edit', 'touch', 'resolve', 'reopen', 'vanish'],
  m365: ['update', 'worsen', 'ease', 'rename', 'edit', 'touch', 'resolve', 'reopen', 'vanish'],
  // A feed has no severity.
  retool: ['update', 'rename', 'edit', 'touch', 'resolve', 'reopen', 'vanish'],
  salesforce: ['update', 'worsen', 'ease', 'edit', 'touch', 'resolve', 'reopen', 'vanish'],
  slack: ['update', 'worsen', 'ease', 'rename', 'edit', 'touch', 'resolve', 'reopen', 'vanish'],
  snowflake: ['update', 'worsen', 'ease', 'rename', 'edit', 'touch', 'resolve', 'reopen', 'vanish'],
};

const SOURCES = Object.keys(TURNS) as Source[];
/** How much more often than others something happens. */
const OFTEN: Partial<Record<Turn, number>> = { update: 4, worsen: 2 };

/** Outages that open and go on within the day, until `until`. */
export function outages(dice: Dice, until: number): Step[] {
  const steps: Step[] = [];
  const count = dice.whole(2, 6);
  const used: Source[] = [];
  for (let i = 0; i < count; i += 1) {
    const free = SOURCES.filter((source) => source !== 'azure-devops' || !used.includes(source));
    const source = dice.pick(free);
    used.push(source);
    const incident = `${source}-${i + 1}`;
    const opens = dice.whole(0, Math.round(until * 0.65));
    steps.push({
      at: opens,
      do: {
        kind: 'outage opens',
        source,
        incident,
        badness: badnessOf(dice, source),
        words: words(incident, 0),
      },
    });
    steps.push(...turns(dice, { source, incident, opens, until }));
  }
  return steps;
}

function turns(
  dice: Dice,
  { source, incident, opens, until }: { source: Source; incident: string; opens: number; until: number },
): Step[] {
  const times = Array.from({ length: dice.whole(0, 6) }, () => dice.whole(opens + 3_000, until)).sort(
    (a, b) => a - b,
  );
  const steps: Step[] = [];
  let over = false;
  for (const [i, at] of times.entries()) {
    // Most outages end, and most of those that have ended stay so.
    if (over && !dice.chance(0.4)) continue;
    const last = i === times.length - 1 && dice.chance(0.6);
    const turn: Turn = over ? 'reopen' : last ? 'resolve' : dice.pick(likely(TURNS[source]));
    if (turn === 'reopen' && !over) continue;
    steps.push({ at, do: { kind: 'outage turns', incident, turn, words: words(incident, i + 1) } });
    over = turn === 'resolve' ? true : turn === 'reopen' ? false : over;
    if (turn === 'vanish') break;
  }
  return steps;
}

function likely(turns: readonly Turn[]): Turn[] {
  return turns.flatMap((turn) => Array.from({ length: OFTEN[turn] ?? 1 }, () => turn));
}

function badnessOf(dice: Dice, source: Source): Badness {
  if (source === 'retool') return 'minor';
  const all: Badness[] = ['minor', 'minor', 'major', 'major', 'critical'];
  // Only these two can say that something is a mere advice.
  return dice.pick(source === 'm365' || source === 'slack' ? [...all, 'notice'] : all);
}

/** Words by which each text is known again, wherever it is told. */
function words(incident: string, nth: number): string {
  return `Word ${nth} about ${incident} ends here.`;
}
