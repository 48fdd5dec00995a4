import type { Clock } from './clock.ts';
import type { Log } from './log.ts';
import type { Row, Rows } from './store/rows.ts';
import type { Lease } from './store/state.ts';

/** Who of several copies looks. Correctness never rests on it: every write is conditional. */
export interface LeaseKeeper {
  start(): void;
  leading(): boolean;
  /** For how long nobody is known to hold it, in milliseconds. */
  freeMs(): number;
  /** Gives the lease up, so that another copy need not wait. */
  stop(): Promise<void>;
}

const RENEW_MS = 10_000;
const FOLLOW_MS = 5_000;
/** A lease whose ETag stands still for so long, on our own monotonic clock, belongs to nobody. */
const STALE_MS = 25_000;

/** Holds or awaits the lease. `changed` hears of each gain and loss. */
export function createLease(options: {
  rows: Rows<Lease>;
  clock: Clock;
  log: Log;
  copy: string;
  lastGoodLooks(): Record<string, string>;
  /** Hears what whoever holds it knows. */
  learn(lastGoodLooks: Readonly<Record<string, string>>): void;
  changed(leading: boolean): void;
}): LeaseKeeper {
  const { rows, clock, log, copy } = options;
  let held: Row<Lease> | undefined;
  let watched: { etag: string; since: number } | undefined;
  /** When somebody was last seen to hold it. */
  let heldAt = clock.monotonic();
  let stopped = false;
  let cancel = () => {};
  let ticking: Promise<void> = Promise.resolve();

  return {
    start: () => schedule(0),
    leading: () => held !== undefined,
    freeMs: () => (held ? 0 : clock.monotonic() - heldAt),
    async stop() {
      stopped = true;
      cancel();
      await ticking;
      if (held) await rows.replace(held, mine(held.value.renewals + 1, ''));
      held = undefined;
    },
  };

  function schedule(ms: number): void {
    if (stopped) return;
    cancel = clock.after(ms, () => {
      ticking = tick()
        .catch((error: unknown) => log.warn({ err: error }, 'The lease could not be read or renewed'))
        .then(() => schedule(held ? RENEW_MS : FOLLOW_MS));
    });
  }

  function mine(renewals: number, holder = copy): Lease {
    return { holder, renewals, lastGoodLooks: options.lastGoodLooks() };
  }

  async function tick(): Promise<void> {
    if (held) {
      const renewed = await take(held);
      if (renewed) held = renewed;
      else lose();
      return;
    }
    const row = await rows.get('lease', 'leader');
    if (!row) return gain(await rows.insert(mine(1)));
    const { holder } = row.value;
    if (row.etag !== watched?.etag) {
      watched = { etag: row.etag, since: clock.monotonic() };
      if (holder !== '') heldAt = watched.since;
    }
    const free = holder === '' || holder === copy || clock.monotonic() - watched.since >= STALE_MS;
    // A follower answers people too: it must know how fresh everything is.
    options.learn(row.value.lastGoodLooks);
    if (!free) return;
    gain(await take(row));
  }

  /** When an answer is lost, our client asks again, and hears that somebody has moved first: that was us. */
  async function take(row: Row<Lease>): Promise<Row<Lease> | undefined> {
    const written = await rows.replace(row, mine(row.value.renewals + 1));
    if (written) return written;
    const moved = await rows.get('lease', 'leader');
    return moved?.value.holder === copy ? moved : undefined;
  }

  function gain(row: Row<Lease> | undefined): void {
    if (!row || stopped) return;
    held = row;
    log.info({ copy }, 'This copy now looks at the platforms');
    options.changed(true);
  }

  function lose(): void {
    held = undefined;
    heldAt = clock.monotonic();
    watched = undefined;
    log.info({ copy }, 'Another copy looks at the platforms now');
    options.changed(false);
  }
}
