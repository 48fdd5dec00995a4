import type { Badness, Source, Turn } from './script.ts';

/** What a page has said about an incident. */
export interface Said {
  words: string;
  at: number;
  /** What was written over it later: what was told of it by then stands. */
  edited?: string;
}

/** An incident of the script as it went on its page, whoever may have seen it. */
export interface Incident {
  /** By the name that the script gives it. */
  name: string;
  source: Source;
  /** How the platform calls it; the beginning of that, where it adds a number of its own. */
  id: string;
  /** When its page showed it as open; the last one is still so without an end. */
  open: { from: number; to?: number }[];
  /** How bad it was, from when on. */
  badness: { from: number; is: Badness }[];
  /** Taken off the page as if it had never been. */
  vanished: boolean;
  said: Said[];
}

/** An incident in the hands of whoever plays the script. */
export interface Hand {
  id: string;
  /** Whether the page keeps texts of this incident. */
  speaks: boolean;
  turn(turn: Turn, next: { words: string; badness: Badness }): void;
}

const BADNESS: readonly Badness[] = ['minor', 'major', 'critical'];

/** Writes down what is done to an incident. */
export function follow(
  { name, source, badness, words }: { name: string; source: Source; badness: Badness; words: string },
  hand: Hand,
  now: () => number,
): { incident: Incident; turn(turn: Turn, words: string): void } {
  const incident: Incident = {
    name,
    source,
    id: hand.id,
    open: [{ from: now() }],
    badness: [{ from: now(), is: badness }],
    vanished: false,
    said: hand.speaks ? [{ words, at: now() }] : [],
  };

  return {
    incident,
    turn(turn, next) {
      const before = incident.badness.at(-1)?.is ?? badness;
      const after = turn === 'worsen' ? shifted(before, 1) : turn === 'ease' ? shifted(before, -1) : before;
      hand.turn(turn, { words: next, badness: after });
      if (after !== before) incident.badness.push({ from: now(), is: after });
      if (turn === 'vanish') incident.vanished = true;
      const open = incident.open.at(-1);
      if (open && (turn === 'resolve' || turn === 'vanish')) open.to ??= now();
      if (turn === 'reopen') incident.open.push({ from: now() });
      if (!hand.speaks || SILENT.includes(turn)) return;
      const newest = incident.said.at(-1);
      if (turn === 'edit' && newest) newest.edited = next;
      else incident.said.push({ words: next, at: now() });
    },
  };
}

/** Whether it is open on its page now. */
export function isOpen({ open }: Pick<Incident, 'open'>): boolean {
  return open.at(-1)?.to === undefined;
}

const SILENT: readonly Turn[] = ['rename', 'touch', 'vanish'];

function shifted(badness: Badness, by: number): Badness {
  if (badness === 'notice') return by > 0 ? 'minor' : 'notice';
  const at = BADNESS.indexOf(badness) + by;
  return BADNESS[Math.min(Math.max(at, 0), BADNESS.length - 1)] ?? 'minor';
}
