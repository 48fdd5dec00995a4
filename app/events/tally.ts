/** Looks that must agree before what is told is taken back: an absence, a presence after an end, a lost update. */
export const AGREEING = { complete: 2, recent: 3, again: 2, lacking: 3 };

/** An old edge of a CDN catches up sooner than this, however often it was asked. */
const OLDEST_EDGE_MS = 3 * 60_000;

/** How many looks in a row spoke against what we hold, and when the last of them began. */
export interface Tally {
  looks: number;
  lookAt: number;
  /** Those apart that listed it without updates we hold, since when, and what each of them said of it. */
  lacking?: { looks: number; since: number; lookAt: number; said: string };
}

const NONE: Tally = { looks: 0, lookAt: Number.NEGATIVE_INFINITY };

/** Counts a look once, however often its report is replayed. */
export function count(tally: Map<string, Tally>, id: string, lookAt: number): number {
  const before = tally.get(id) ?? NONE;
  if (lookAt <= before.lookAt) return before.looks;
  tally.set(id, { ...before, looks: before.looks + 1, lookAt });
  return before.looks + 1;
}

/**
 * Counts a look that lacks updates, and tells whether they are gone for good. Other words begin anew; an absence
 * counted so far stays counted.
 */
export function goneForGood(
  tally: Map<string, Tally>,
  id: string,
  { lookAt, said }: { lookAt: number; said: string },
): boolean {
  const before = tally.get(id) ?? NONE;
  const { lacking } = before;
  if (lacking && lookAt <= lacking.lookAt) return lacking.said === said && isLong(lacking);
  const { looks, since } = lacking?.said === said ? lacking : { looks: 0, since: lookAt };
  const after = { looks: looks + 1, since, lookAt, said };
  tally.set(id, { ...before, lacking: after });
  return isLong(after);
}

function isLong({ looks, since, lookAt }: NonNullable<Tally['lacking']>): boolean {
  return looks >= AGREEING.lacking && lookAt - since >= OLDEST_EDGE_MS;
}

/** A look that agrees with what we hold ends what was counted; not a delayed one, which began before. */
export function agree(tally: Map<string, Tally>, id: string, lookAt: number): void {
  const { lookAt: counted, lacking } = tally.get(id) ?? NONE;
  if (lookAt >= Math.max(counted, lacking?.lookAt ?? counted)) tally.delete(id);
}
