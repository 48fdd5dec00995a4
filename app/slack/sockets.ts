import type { App, Receiver, ReceiverEvent } from '@slack/bolt';
import { type Clock, sleep } from '../clock.ts';
import type { Log } from '../log.ts';
import { type LineEvents, openLine } from './line.ts';
import { createRefusals } from './refusals.ts';
import { type Connection, createSeat } from './seat.ts';

/** Bolt's receiver over two Socket Mode connections, of which one is always there while the other is renewed. */
export interface Sockets extends Receiver {
  /** Connects. What comes before the start waits for it. */
  open(): void;
  /** Resolves when the first connection is live, however long that takes, or when stopped. Never rejects. */
  start(): Promise<void>;
  health(): { live: number; connections: Connection[] };
  /** Lets running handlers answer and finish (at most 8 s), closes both connections. Never rejects. */
  stop(): Promise<void>;
}

export interface SocketsOptions {
  appToken: string;
  apiUrl?: string | undefined;
  clock: Clock;
  log: Log;
  /** Slack refuses the app-level token, and goes on to: only a person can mend that. Called once per spell. */
  onFatal(error: Error): void;
  /** The state of a connection has changed. */
  onState?(): void;
}

const secondAfterMs = 2_000;
const drainMs = 8_000;

/**
 * Two connections, because a Socket Mode connection is renewed every hour or so, and can die without a word.
 * The first gives up on a silent opening soon, to be back within 10 s of Slack's return;
 * the second has the patience for a Slack that is only slow.
 */
export function createSockets(options: SocketsOptions): Sockets {
  const { clock, log } = options;
  const running = new Set<Promise<void>>();
  let app: App | undefined;
  let stopping: Promise<void> | undefined;
  let opened = false;
  const { promise: live, resolve: isLive } = Promise.withResolvers<void>();
  /** False when it was told to stop before. */
  const { promise: started, resolve: isStarted } = Promise.withResolvers<boolean>();
  let cancelSecond = () => {};

  const refusals = createRefusals({
    clock,
    live: () => health().live > 0,
    onFatal: (code) =>
      options.onFatal(new Error(`Slack refuses the app-level token: ${code}. Check SLACK_APP_TOKEN.`)),
  });
  const first = seat('first', 8_000);
  const second = seat('second', 20_000);
  const seats = [first, second];

  return {
    init(bolt) {
      app = bolt;
    },
    open,
    start() {
      open();
      isStarted(true);
      return live;
    },
    health,
    stop() {
      stopping ??= stop();
      return stopping;
    },
  };

  function open(): void {
    // Told to stop already: nothing may be opened that nobody closes.
    if (opened || stopping) return;
    opened = true;
    first.open();
    cancelSecond = clock.after(secondAfterMs, () => second.open());
  }

  function seat(name: string, patienceMs: number) {
    return createSeat({
      name,
      clock,
      log,
      openLine: (events: LineEvents) =>
        openLine({ appToken: options.appToken, apiUrl: options.apiUrl, patienceMs, log }, events),
      envelope(event) {
        const work = handle(event).finally(() => running.delete(work));
        running.add(work);
        return work;
      },
      recycleAfterMs,
      onFailed: refusals.failed,
      onState() {
        if (health().live > 0) {
          isLive();
          refusals.greeted();
        }
        options.onState?.();
      },
    });
  }

  /** Both opened at about the same time would be renewed at the same time: then this one goes at half its life. */
  function recycleAfterMs(lifeMs: number): number | undefined {
    const young = seats.filter((each) => (each.liveForMs() ?? lifeMs) < lifeMs / 4);
    return young.length > 1 ? lifeMs / 2 : undefined;
  }

  async function handle(event: ReceiverEvent): Promise<void> {
    try {
      if (await started) await app?.processEvent(event);
    } catch (error) {
      log.error({ err: error }, 'An envelope from Slack could not be handled');
    }
  }

  function health(): { live: number; connections: Connection[] } {
    const connections = seats.map((each) => each.health());
    return { live: connections.filter(({ state }) => state === 'live').length, connections };
  }

  async function stop(): Promise<void> {
    cancelSecond();
    // What still waits has nobody to answer it.
    isStarted(false);
    const drained = new AbortController();
    await Promise.race([drain().finally(() => drained.abort()), sleep(clock, drainMs, drained.signal)]);
    if (running.size > 0) log.warn({ running: running.size }, 'Stopped while handlers were still running');
    await Promise.all(seats.map((each) => each.drop()));
    isLive();
  }

  /** The connections stay until the last answer has gone through them; what listeners do after that needs none. */
  async function drain(): Promise<void> {
    await Promise.all(seats.map((each) => each.stop()));
    while (running.size > 0) await Promise.all(running);
  }
}
