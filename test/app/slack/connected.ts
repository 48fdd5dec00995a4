import type { App } from '@slack/bolt';
import { type Clock, realClock } from '../../../app/clock.ts';
import type { Log } from '../../../app/log.ts';
import { createApp } from '../../../app/slack/app.ts';
import { createSockets, type Sockets } from '../../../app/slack/sockets.ts';
import { type LoopbackSlack, startLoopbackSlack } from '../../standins/slack/index.ts';

/** A Slack, and our sockets with Bolt on them, which answers `/ping`. */
export interface Connected {
  slack: LoopbackSlack;
  sockets: Sockets;
  app: App;
  /** What was reported as beyond repair. */
  fatal: Error[];
  /** How often there was no connection at all, after the first one. */
  deaf: number;
  /** The words of every warning and error. */
  warned: string[];
  /** How often Slack could not be reached. */
  failures: number;
  /** The facts of every error. */
  errors: unknown[];
  log: Log;
  /** What a `/ping` waits for before its ack. */
  beforeAck: () => Promise<void>;
  ping(): Promise<{ acked: boolean; tookMs: number }>;
  end(): Promise<void>;
}

/** Connects to a fresh Slack. The connections are in real time unless told otherwise; Slack has a clock of its own. */
export async function connected({
  clock = realClock,
  slackClock = realClock,
}: {
  clock?: Clock;
  slackClock?: Clock;
} = {}): Promise<Connected> {
  const slack = await startLoopbackSlack({ clock: slackClock });
  const warned: string[] = [];
  const errors: unknown[] = [];
  const log = {
    debug: (_: unknown, words?: string) => count(words),
    info() {},
    warn(facts: unknown, words?: string) {
      count(words);
      warned.push(words ?? String(facts));
    },
    error(facts: unknown, words?: string) {
      errors.push(facts);
      warned.push(words ?? String(facts));
    },
  };
  const fatal: Error[] = [];
  function count(words: string | undefined): void {
    if (words === 'Slack cannot be reached') all.failures += 1;
  }
  let wasLive = false;
  const sockets = createSockets({
    appToken: slack.appToken,
    apiUrl: slack.apiUrl,
    clock,
    log,
    onFatal: (error) => void fatal.push(error),
    onState() {
      const { live } = sockets.health();
      if (wasLive && live === 0) all.deaf += 1;
      wasLive ||= live > 0;
    },
  });
  const app = createApp({ botToken: slack.botToken, sockets, apiUrl: slack.apiUrl, log });
  const channel = slack.channel('general');
  const all: Connected = {
    slack,
    sockets,
    app,
    fatal,
    deaf: 0,
    failures: 0,
    warned,
    errors,
    log,
    beforeAck: async () => {},
    async ping() {
      const began = performance.now();
      const { acked } = await slack.slash('ann', '/ping', '', channel);
      return { acked, tookMs: performance.now() - began };
    },
    async end() {
      await sockets.stop();
      await slack.close();
    },
  };
  app.command('/ping', async ({ ack }) => {
    await all.beforeAck();
    await ack('pong');
  });
  return all;
}

/** The machine's clock, that many times as fast. */
export function fastClock(times: number): Clock {
  return {
    now: () => realClock.now() * times,
    monotonic: () => realClock.monotonic() * times,
    after: (ms, run) => realClock.after(ms / times, run),
  };
}

/** Waits in real time for something to come true, and says how long that took. */
export async function until(come: () => boolean, withinMs = 10_000): Promise<number> {
  const began = performance.now();
  while (!come()) {
    if (performance.now() - began > withinMs)
      throw new Error(`not true within ${withinMs} ms: ${String(come)}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  return performance.now() - began;
}
