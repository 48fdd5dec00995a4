import type { Dice } from './dice.ts';
import type { Delivery, Press, Step } from './script.ts';

/** Who is in the workspace: the operators first. */
export const OPERATORS = ['ada', 'cleo'] as const;
export const PEOPLE = [...OPERATORS, 'ben'] as const;

const PRESSES: readonly Press[] = [
  'acknowledge',
  'acknowledge',
  'acknowledge',
  'force-resolve',
  'force-resolve',
  'undo',
  'ticket',
  'ticket',
  'ticket',
  'why',
  'check',
];
const COMMANDS = [
  '/listevents',
  '/botstatus',
  '/manualcheck all',
  '/manualcheck github',
  '/listevents retool',
];

/** What people do from the first minute until `until`. */
export function people(dice: Dice, until: number): Step[] {
  const at = () => dice.whole(40_000, until);
  const presses = Array.from({ length: dice.whole(3, 12) }, (): Step => {
    const action = {
      kind: 'press' as const,
      who: dice.pick(PEOPLE),
      what: dice.pick(PRESSES),
      pick: dice.whole(0, 99),
      twice: dice.chance(0.15),
    };
    return { at: at(), do: action };
  });
  const commands = Array.from({ length: dice.whole(0, 2) }, (): Step => {
    const [command = '', text = ''] = dice.pick(COMMANDS).split(' ');
    return { at: at(), do: { kind: 'command', who: dice.pick(PEOPLE), command, text } };
  });
  const homes = dice
    .some(PEOPLE, dice.whole(0, 2))
    .map((who): Step => ({ at: at(), do: { kind: 'home', who } }));
  return [...presses, ...commands, ...homes, ...rehearsal(dice, until)];
}

/** Test mode, on some days. */
function rehearsal(dice: Dice, until: number): Step[] {
  if (!dice.chance(0.2)) return [];
  const on = dice.whole(20_000, until / 2);
  const steps: Step[] = [
    { at: on, do: { kind: 'command', who: dice.pick(OPERATORS), command: '/testmodeon', text: '20' } },
  ];
  if (dice.chance(0.5)) {
    const off = dice.whole(on + 30_000, until);
    steps.push({
      at: off,
      do: { kind: 'command', who: dice.pick(OPERATORS), command: '/testmodeoff', text: '' },
    });
  }
  return steps;
}

const DELIVERIES: readonly Delivery[] = ['once', 'once', 'twice', 'late', 'lost'];

/** What happens on our own Statuspage. */
export function ownPage(dice: Dice, until: number): Step[] {
  const steps: Step[] = [];
  for (let i = 1; i <= dice.whole(0, 2); i += 1) {
    const incident = `own-${i}`;
    const times = Array.from({ length: dice.whole(1, 4) }, () => dice.whole(20_000, until)).sort(
      (a, b) => a - b,
    );
    for (const [nth, at] of times.entries()) {
      const last = nth === times.length - 1 && dice.chance(0.6);
      const turn = nth === 0 ? 'open' : last ? 'resolve' : 'update';
      const words = `Word ${nth} of ${incident} ends here.`;
      steps.push({ at, do: { kind: 'own page', incident, turn, words, delivery: dice.pick(DELIVERIES) } });
    }
  }
  return steps;
}
