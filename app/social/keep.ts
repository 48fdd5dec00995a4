import type { Log } from '../log.ts';
import type { Row, Rows } from '../store/rows.ts';
import { type Light, merge } from './merge.ts';
import type { PageIncident, SeenIncident, UpdateState } from './record.ts';
import { NOT_POSTED } from './turn.ts';

/** Writes down what is new about an incident, wherever its record has moved on meanwhile. */
export async function keep(
  { rows, log }: { rows: Rows<PageIncident>; log: Log },
  start: Row<PageIncident> | undefined,
  seen: SeenIncident,
  light: Light,
): Promise<void> {
  for (let row = start; ; ) {
    const next = merge(row?.value, seen, light);
    if (!next) return;
    if (row ? await rows.replace(row, next) : await rows.insert(next)) {
      // At the very first look that is everything, which is said once.
      if (light.baseline !== 'all') tellEnded(log, row?.value, next);
      return;
    }
    const fresh = await rows.get('social', seen.id);
    // One that is there and cannot be read was told of in the log: what was posted of it nobody knows.
    if (!row && !fresh) return;
    row = fresh;
  }
}

/** Says in the log which updates nobody will read on X from now on, and why. */
export function tellEnded(log: Log, before: PageIncident | undefined, { id, updates }: PageIncident): void {
  const states = new Map(before?.updates.map((one) => [one.id, one.state]));
  for (const update of updates) {
    const why = WHY[update.state];
    if (why !== undefined && states.get(update.id) !== update.state) {
      log.info({ incident: id, update: update.id, at: update.at, why }, NOT_POSTED);
    }
  }
}

const WHY: Partial<Record<UpdateState, string>> = {
  baseline: 'it was there before the bot was',
  muted: 'it was entered after the fact, or without notifications',
  gone: 'it is no longer on the page',
};
