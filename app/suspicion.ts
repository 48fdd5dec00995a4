/** What speaks for a page that answers, but may not mean it. Times in milliseconds. */
export interface Signs {
  /** Where its answers come from now, if not from its own address. */
  movedTo?: string | undefined;
  /** How much it speaks of (components, services) now, and at most so far. */
  scope?: number | undefined;
  widest?: number | undefined;
  /** Since when that is less, as in a row. */
  narrowerSince?: string | undefined;
  /** Since when it says the same, and how long it ever did before. */
  sameSince?: number | undefined;
  longestSame?: number | undefined;
}

const DAY_MS = 24 * 60 * 60_000;
/** A quiet page may say the same for weeks; far longer than ever before is another thing. */
const LONG = { atLeast: 60 * DAY_MS, times: 3 };

const WEEK_MS = 7 * DAY_MS;

/** How much a page speaks of, at most so far, and since when it is less than that. */
export interface Breadth {
  scope: number;
  widest: number;
  narrowerSince?: string;
}

/** The breadth after a look. What has been less for a week is meant so, and from then on the measure. */
export function breadthAfter(before: Partial<Breadth>, scope: number, lookAt: number): Breadth {
  const { widest = 0, narrowerSince } = before;
  if (scope >= widest) return { scope, widest: scope };
  const fell = before.scope === undefined || scope < before.scope;
  const since = fell || narrowerSince === undefined ? new Date(lookAt).toISOString() : narrowerSince;
  if (isMeant(since, lookAt)) return { scope, widest: scope };
  return { scope, widest, narrowerSince: since };
}

function isMeant(narrowerSince: string | undefined, now: number): boolean {
  return narrowerSince !== undefined && now - Date.parse(narrowerSince) >= WEEK_MS;
}

/** Why an answer may not be the page's own list, or not all of it: what it lacks may well go on. */
export function mayLack({ movedTo, scope, widest = 0 }: Signs): string | undefined {
  if (movedTo !== undefined) return `its status page has moved to ${movedTo}`;
  if (scope !== undefined && scope < widest / 2) {
    return `its status page speaks of ${scope} things only, and did of ${widest}`;
  }
  return undefined;
}

/** Why a page should not be believed without a look by a person; `undefined` when nothing speaks against it. */
export function suspicion(signs: Signs, now: number): string | undefined {
  const { narrowerSince, sameSince, longestSame = 0 } = signs;
  // Where only incidents have it measured, it may not be for long.
  const lacking = mayLack(isMeant(narrowerSince, now) ? { ...signs, scope: undefined } : signs);
  if (lacking !== undefined) return lacking;
  if (sameSince !== undefined && now - sameSince > Math.max(LONG.atLeast, LONG.times * longestSame)) {
    return `its status page has not changed for ${Math.floor((now - sameSince) / DAY_MS)} days`;
  }
  return undefined;
}
