/** Chance that is the same for the same seed. */
export interface Dice {
  /** From 0 up to 1. */
  roll(): number;
  /** Whether something comes to pass that does so in this share of all cases. */
  chance(share: number): boolean;
  /** A whole number from `least` to `most`. */
  whole(least: number, most: number): number;
  pick<T>(from: readonly T[]): T;
  /** So many of them at most, each once, in the order of the list. */
  some<T>(from: readonly T[], most: number): T[];
}

/** Dice that fall the same way for the same seed (mulberry32). */
export function dice(seed: number): Dice {
  let state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b);

  function roll(): number {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
  const whole = (least: number, most: number) => least + Math.floor(roll() * (most - least + 1));

  return {
    roll,
    whole,
    chance: (share) => roll() < share,
    pick(from) {
      if (from.length === 0) throw new Error('nothing to pick from');
      return from[Math.floor(roll() * from.length)] as (typeof from)[number];
    },
    some(from, most) {
      const left = from.map((_, i) => i);
      while (left.length > most) left.splice(Math.floor(roll() * left.length), 1);
      return left.flatMap((i) => from[i] ?? []);
    },
  };
}
