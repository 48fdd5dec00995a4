import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Row, Rows } from '../store/rows.ts';
import type { PageMark } from './columns.ts';
import { keep, tellEnded } from './keep.ts';
import { withdrawn } from './merge.ts';
import type { Page, PageNow, PageTrouble } from './page.ts';
import { changeMark } from './page-mark.ts';
import type { PageIncident, SeenIncident } from './record.ts';

/** Reads our own Statuspage, which is the truth, into the table. */
export interface Reader {
  /**
   * A delivery announces this update: read now, and again until the page shows it. Resolves when what the page does
   * not say is kept, or storage has failed.
   */
  announced(updateId: string, incident: SeenIncident): Promise<void>;
  /** Reads at once. */
  read(): void;
  trouble(): PageTrouble | undefined;
  stop(): Promise<void>;
}

const FIRST_PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 60_000;
/** What is announced and not shown for so long never will be, or was never true. */
const AWAITED_MS = 10 * 60_000;
const KEPT_ANNOUNCED = 200;
const KEPT_MUTED = 500;

/** What deliveries announce, until the page has shown it. */
interface Hint {
  since: number;
  incident: string;
  /** The updates that it says are not to be told. */
  muted: string[];
}

/** Reads when told to, one reading at a time; `kept` hears when there may be something to tell. */
export function createReader({
  incidents,
  marks,
  page,
  clock,
  log,
  leading,
  kept,
}: {
  incidents: Rows<PageIncident>;
  marks: Rows<PageMark>;
  page: Page;
  clock: Clock;
  log: Log;
  /** Whether this copy goes on trying though no delivery is waited for. */
  leading(): boolean;
  kept(): void;
}): Reader {
  const hints = new Map<string, Hint>();
  let again = false;
  let stopped = false;
  let failures = 0;
  let waits = 0;
  let cancel = () => {};
  let working: Promise<void> | undefined;
  let seenAt: number | undefined;

  return {
    async announced(updateId, { id, backfilled, updates }) {
      const muted = updates.filter(({ notify }) => backfilled || !notify).map((one) => one.id);
      if (!hints.has(updateId)) hints.set(updateId, { since: clock.now(), incident: id, muted });
      for (const oldest of hints.keys()) {
        if (hints.size <= KEPT_ANNOUNCED) break;
        hints.delete(oldest);
      }
      waits = 0;
      const keeping = muted.length > 0 && marked().catch(() => undefined);
      read();
      await keeping;
    },
    read,
    // Who does not read the page any more knows nothing of how it is now.
    trouble: () => (leading() || hints.size > 0 ? page.trouble() : undefined),
    async stop() {
      stopped = true;
      cancel();
      await working;
    },
  };

  function read(): void {
    if (stopped) return;
    again = true;
    working ??= work().finally(() => {
      working = undefined;
      if (again) read();
    });
  }

  async function work(): Promise<void> {
    while (again && !stopped) {
      again = false;
      cancel();
      try {
        await readOnce();
        failures = 0;
      } catch (error) {
        failures += 1;
        log.warn({ err: error }, 'Our own Statuspage could not be read or kept');
      }
      if (!again) readLater();
    }
    if (stopped) again = false;
  }

  function readLater(): void {
    for (const [id, { since, incident }] of hints) {
      if (failures > 0 || clock.now() - since < AWAITED_MS) continue;
      hints.delete(id);
      log.warn(
        { incident, update: id },
        'The page never showed what a delivery announced: it is not posted until it does',
      );
    }
    const wanted = hints.size > 0 || (failures > 0 && leading());
    if (stopped || !wanted) return;
    const times = failures > 0 ? failures : ++waits;
    cancel = clock.after(Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (times - 1)), read);
  }

  async function readOnce(): Promise<void> {
    const now = clock.now();
    const mark = await marked();
    const seen = await page.read();
    // What is not seen at the first look would be news later.
    if (seen.failure !== undefined && mark.baselineAt === undefined) throw seen.failure;
    const announced = new Set([...hints.keys(), ...mark.announced]);
    const muted = new Set([...mark.muted, ...[...hints.values()].flatMap((hint) => hint.muted)]);
    const baseline = mark.baselineAt === undefined ? ('all' as const) : undefined;
    const light = { now, baseline, announced, seenAt, whole: true };
    const rows = new Map((await incidents.list('social')).map((row) => [row.value.id, row]));
    for (const incident of seen.incidents) {
      await keep({ rows: incidents, log }, rows.get(incident.id), hinted(incident, muted), light);
    }
    for (const row of rows.values()) await withdraw(row, seen);
    const shown = new Set(seen.incidents.flatMap(({ updates }) => updates.map(({ id }) => id)));
    if (baseline || mark.muted.some((id) => shown.has(id))) await settle(now, shown);
    if (baseline) {
      log.info(
        { incidents: seen.incidents.length },
        'What our Statuspage shows at the first look is not posted, but for what a delivery announces',
      );
    }
    if (seen.failure === undefined) seenAt = now;
    for (const id of shown) hints.delete(id);
    kept();
    if (seen.failure !== undefined) throw seen.failure;
  }

  /** A delivery is only a hint: it speaks for the updates that it names, not for what follows. */
  function hinted(incident: SeenIncident, muted: ReadonlySet<string>): SeenIncident {
    if (!incident.updates.some(({ id }) => muted.has(id))) return incident;
    return {
      ...incident,
      updates: incident.updates.map((one) => (muted.has(one.id) ? { ...one, notify: false } : one)),
    };
  }

  /**
   * Keeps what only deliveries say: until the first reading, what they announce, which is told all the same; until
   * the page shows it, what is not to be told.
   */
  function marked(): Promise<PageMark> {
    return changeMark(marks, (held) => {
      const muted = [...new Set([...held.muted, ...[...hints.values()].flatMap((hint) => hint.muted)])];
      const announced = [...new Set([...held.announced, ...hints.keys()])];
      const isNews = held.baselineAt === undefined && announced.length > held.announced.length;
      if (!isNews && muted.length === held.muted.length) return held;
      return { ...held, announced: isNews ? announced : held.announced, muted: muted.slice(-KEPT_MUTED) };
    });
  }

  /** The page was read: from now on what it shows is known by itself. */
  async function settle(now: number, shown: ReadonlySet<string>): Promise<void> {
    await changeMark(marks, (held) => ({
      ...held,
      baselineAt: held.baselineAt ?? new Date(now).toISOString(),
      announced: [],
      muted: held.muted.filter((id) => !shown.has(id)),
    }));
  }

  /** Deleted from the page, and not just too old for its list. */
  async function withdraw(
    { value: { id, updates } }: Row<PageIncident>,
    { incidents: shown, since }: PageNow,
  ): Promise<void> {
    if (shown.some((one) => one.id === id) || !(Date.parse(updates[0]?.at ?? '') > since)) return;
    for (;;) {
      const row = await incidents.get('social', id);
      const next = row && withdrawn(row.value);
      if (!next) return;
      if (await incidents.replace(row, next)) {
        tellEnded(log, row.value, next);
        return;
      }
    }
  }
}
