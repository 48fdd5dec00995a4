import { z } from 'zod';

/** The schema of a text that may be missing. What is no text is none. */
export const word = z.string().nullish().catch(undefined);

/** The schema of an id that is a text. Half a character would survive in no address and no table. */
export const textId = z
  .string()
  .min(1)
  .transform((id) => id.toWellFormed());

/** The schema of an id: a text or a number, always compared as a text. */
export const someId = z.union([textId, z.number()]).transform(String);

/** The schema of an id that may be missing. */
export const maybeId = someId.nullish().catch(undefined);

/** What a foreign word stands for in a table of words. */
export function meaning<T>(table: Readonly<Record<string, T>>, foreign: string): T | undefined {
  const key = spelt(foreign);
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

/** A foreign word as our tables spell it. */
export function spelt(foreign: string): string {
  return foreign
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_');
}

/** As we write instants ourselves, on a day that every month has: most are, and need not be calculated. */
const OURS = /^2\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;

/** A time as an instant in UTC. What is no time, or the zero of some clock, is none. */
export function instant(written: string | null | undefined): string | undefined {
  const text = written?.trim() ?? '';
  if (OURS.test(text)) return text;
  // ISO 8601, or as in a feed: "Thu, 03 Sep 2026 16:20:00 +0000".
  if (!/^(?:\d{4}-\d\d-\d\d|[A-Z][a-z]{2}, +\d{1,2} [A-Z][a-z]{2} \d{4} )/.test(text)) return undefined;
  // Without a zone the machine's own would be taken.
  const ms = Date.parse(/(?:Z|UTC|GMT|[CEMP][DS]T|[+-]\d\d:?\d\d)$/i.test(text) ? text : `${text}Z`);
  return ms >= Date.UTC(2000) && ms < Date.UTC(10_000) ? new Date(ms).toISOString() : undefined;
}

/** Orders instants, earliest first. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
