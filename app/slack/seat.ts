import { WebAPIRateLimitedError } from '@slack/web-api';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Line, LineEvents } from './line.ts';

/** How one of the connections is, for health and App Home. */
export interface Connection {
  state: 'connecting' | 'live' | 'waiting' | 'stopped';
  /** Since when it is in this state, milliseconds since 1970. */
  since: number;
  /** When something last came through it. */
  lastEnvelopeAt?: number;
}

/** A place that always has a live connection in it, as far as Slack allows. */
export interface Seat {
  open(): void;
  health(): Connection;
  /** How long its present connection has been live. */
  liveForMs(): number | undefined;
  /** Closes it once what came has been answered. */
  stop(): Promise<void>;
  /** Closes it at once. */
  drop(): Promise<void>;
}

export interface SeatOptions {
  name: string;
  clock: Clock;
  log: Log;
  openLine(events: LineEvents): Line;
  envelope: LineEvents['envelope'];
  /** After a hello: how soon to replace the connection of our own accord, if at all. */
  recycleAfterMs(lifeMs: number): number | undefined;
  /** A connection could not be opened; the next try is planned. */
  onFailed(error: unknown): void;
  onState(): void;
}

/** A connection that lived this long was a good one: the next may be opened at once. */
const goodLifeMs = 5_000;
/** A replaced connection goes in a lull: what is on its way to us while we close is lost. */
const lullMs = 200;
/** How often a connection is looked at that should be alive. */
const watchEveryMs = 3_000;
/** What a hello that does not say gets: Slack's usual hour. */
const usualLifeMs = 3_600_000;

/** From opening to opening, after that many failures in a row: half a second, doubling to 5 s, a little less at random. */
export function backOffMs(failures: number, random: number): number {
  return Math.min(250 * 2 ** failures, 5_000) * (1 - 0.2 * random);
}

/**
 * Keeps one connection alive. Slack's warning opens the next connection while the old one still answers,
 * so a refresh costs no moment without one; anything else that ends it opens the next with a back-off.
 */
export function createSeat(options: SeatOptions): Seat {
  const { clock, name } = options;
  let current: Line | undefined;
  let opening: Line | undefined;
  /** Replaced lines that still have something to answer. */
  const old = new Set<Line>();
  let failures = 0;
  let liveAt = 0;
  let stopped = false;
  let planned: (() => void) | undefined;
  let cancelRecycle = () => {};
  let cancelWatch = () => {};
  let seen: Connection = { state: 'waiting', since: clock.now() };

  return {
    open() {
      openNow();
      watch(false);
    },
    health,
    liveForMs: () => (current ? clock.monotonic() - liveAt : undefined),
    stop() {
      finish();
      return each((line) => line.retire(0));
    },
    drop() {
      finish();
      return each((line) => line.drop());
    },
  };

  function openNow(): void {
    planned = undefined;
    const startedAt = clock.monotonic();
    const line = options.openLine({
      hello(lifeMs) {
        opening = undefined;
        const before = current;
        current = line;
        liveAt = clock.monotonic();
        options.log.info({ connection: name, attempt: failures + 1 }, 'Connected to Slack');
        recycle(lifeMs ?? usualLifeMs);
        if (before) {
          old.add(before);
          void before.retire(lullMs);
        }
        changed();
      },
      leaving(reason) {
        options.log.info({ connection: name, reason }, 'Slack wants a connection to go');
        if (reason !== 'warning' && reason !== 'refresh_requested') void line.retire(0);
        else if (line === current) openNext();
      },
      envelope(event) {
        seen = { ...seen, lastEnvelopeAt: clock.now() };
        return options.envelope(event);
      },
      end(error) {
        old.delete(line);
        if (stopped) return changed();
        if (line === opening) failed(error, clock.monotonic() - startedAt);
        if (line === current) lost(error);
        changed();
      },
    });
    opening = line;
    changed();
  }

  function failed(error: unknown, tookMs: number): void {
    opening = undefined;
    failures += 1;
    // Once per spell: an hour without Slack is one line, not a thousand.
    options.log[failures === 1 ? 'warn' : 'debug'](
      { connection: name, err: error },
      'Slack cannot be reached',
    );
    const wait = backOffMs(failures, Math.random()) - tookMs;
    plan(error instanceof WebAPIRateLimitedError ? Math.max(wait, error.retryAfter * 1000) : wait);
    options.onFailed(error);
  }

  function lost(error: unknown): void {
    current = undefined;
    cancelRecycle();
    if (!opening && !planned) {
      options.log.warn({ connection: name, err: error }, 'A connection to Slack was lost');
      openNext();
    }
  }

  /** Opens the next line: at once after a good life, with a back-off when the last one had hardly lived. */
  function openNext(): void {
    if (stopped || opening || planned) return;
    failures = clock.monotonic() - liveAt >= goodLifeMs ? 0 : failures + 1;
    plan(failures === 0 ? 0 : backOffMs(failures, Math.random()));
  }

  function plan(ms: number): void {
    if (ms <= 0) openNow();
    else planned = clock.after(ms, openNow);
  }

  function recycle(lifeMs: number): void {
    cancelRecycle();
    const after = options.recycleAfterMs(lifeMs);
    if (after === undefined) return;
    cancelRecycle = clock.after(after, () => {
      if (!stopped && !opening && !planned) openNow();
    });
  }

  /** The library has been seen to keep a dead socket for half a minute; two looks are enough here. */
  function watch(wasDead: boolean): void {
    cancelWatch = clock.after(watchEveryMs, () => {
      const dead = current !== undefined && !current.active();
      if (dead && wasDead) void current?.drop();
      if (!stopped) watch(dead);
    });
  }

  function finish(): void {
    stopped = true;
    planned?.();
    planned = undefined;
    cancelRecycle();
    cancelWatch();
  }

  async function each(close: (line: Line) => Promise<void>): Promise<void> {
    const open = [...old, ...(current ? [current] : [])];
    await Promise.all([...open.map(close), opening?.drop()]);
  }

  function health(): Connection {
    changed();
    return { ...seen };
  }

  function changed(): void {
    const state = stateNow();
    if (state === seen.state) return;
    seen = { ...seen, state, since: clock.now() };
    options.onState();
  }

  function stateNow(): Connection['state'] {
    if (current?.active()) return 'live';
    if (stopped) return 'stopped';
    return opening ? 'connecting' : 'waiting';
  }
}
