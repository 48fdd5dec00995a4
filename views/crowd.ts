import { counted } from './text.ts';

/** A list that is longer than a message or a Home may hold. */
export interface Crowd<T> {
  shown: readonly T[];
  left: readonly T[];
}

/** Cuts a list, from which those that have something to tell are not left out while others are shown. */
export function crowd<T>(all: readonly T[], most: number, tells: (one: T) => boolean): Crowd<T> {
  if (all.length <= most) return { shown: all, left: [] };
  const ordered = [...all.filter(tells), ...all.filter((one) => !tells(one))];
  return { shown: ordered.slice(0, most), left: ordered.slice(most) };
}

/** `and 940 platforms more, 3 of them in doubt`: what is counted as none is not mentioned; `calm` when all are none. */
export function leftWords(left: number, counts: Readonly<Record<string, number>>, calm: string): string {
  const told = Object.entries(counts).flatMap(([what, count]) =>
    count > 0 ? `${count} of them ${what}` : [],
  );
  return `and ${counted(left, 'platform')} more, ${told.length > 0 ? told.join(', ') : calm}`;
}
