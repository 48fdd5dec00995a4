import type { ReceiverEvent } from '@slack/bolt';
import { SocketModeClient, type SocketModeOptions } from '@slack/socket-mode';
import type { FetchFunction } from '@slack/web-api';
import type { Log } from '../log.ts';
import { slackLogger } from './logger.ts';
import { goodbye, isHandled, life, type Message, parse } from './message.ts';

/** One Socket Mode connection, from its opening to its end. It is never opened again: a new one is. */
export interface Line {
  /** True while envelopes can come and acknowledgements can go. */
  active(): boolean;
  /** Closes when everything that came has been answered, in a lull that long if there is one soon. */
  retire(lullMs: number): Promise<void>;
  /** Closes at once. */
  drop(): Promise<void>;
}

/** What a line tells its keeper. */
export interface LineEvents {
  /** Slack said hello, and how long it means to keep the connection. */
  hello(lifeMs: number | undefined): void;
  /** Slack wants the connection to go. It stays open until it is retired or Slack closes it. */
  leaving(reason: string): void;
  /** An envelope came; must not reject. */
  envelope(event: ReceiverEvent): Promise<void>;
  /** The connection is over. Told exactly once. */
  end(error: unknown): void;
}

export interface LineOptions {
  appToken: string;
  apiUrl?: string | undefined;
  /** How long the way from asking for an address to hello may take. */
  patienceMs: number;
  log: Log;
}

// Everything here waits for the network, so it waits in real time: an injected clock must not outrun a socket.

/** A line that is never quiet for long is closed right after an answer then: Slack closes a warned one after 10 s. */
const lullWithinMs = 2_000;
/** Slack has given up on an envelope after 3 s: an answer later than this helps nobody. */
const answersWithinMs = 5_000;
/** How long the other side may take to agree to a close. */
const closesWithinMs = 1_000;

/** Asks Slack for a connection and opens it. Nothing it does can reject or throw outside of `events`. */
export function openLine(options: LineOptions, events: LineEvents): Line {
  const { log } = options;
  const abandoned = new AbortController();
  const client = new GuardedClient(clientOptions(options, abandoned.signal), intercept, (error) =>
    log.error({ err: error }, 'An envelope from Slack could not be read'),
  );
  let lifeMs: number | undefined;
  let greeted = false;
  let trouble: unknown;
  let unanswered = 0;
  let lastEnvelopeAt = Number.NEGATIVE_INFINITY;
  let ended = false;
  let closed = Promise.resolve();
  /** Called when the last answer that was owed has gone. */
  let answeredAll = () => {};

  const patience = setTimeout(() => end(new Error('Slack did not say hello in time')), options.patienceMs);
  client.on('error', (error: unknown) => {
    trouble = error;
  });
  client.on('connecting', () => {
    // It ended between getting the address and using it: the socket that is being made now must not outlive us.
    if (ended) queueMicrotask(() => void close());
  });
  client.on('connected', () => {
    if (ended || greeted) return;
    greeted = true;
    clearTimeout(patience);
    events.hello(lifeMs);
  });
  client.on('disconnected', () => end(trouble));
  client.on('slack_event', receive);
  client.start().catch((error: unknown) => end(error ?? trouble));

  return {
    active: () => !ended && (client.websocket?.isActive() ?? false),
    retire(lullMs) {
      const asked = performance.now();
      return new Promise((resolve) => {
        const look = (justAnswered: boolean) => {
          const now = performance.now();
          const lull = now - Math.max(asked, lastEnvelopeAt) >= lullMs;
          // In a stream that does not pause, what comes next is the furthest away just after an answer.
          const gap = justAnswered && now - asked > lullWithinMs;
          const calm = (unanswered === 0 && (lull || gap)) || now - asked > answersWithinMs;
          if (!calm && !ended) return;
          clearInterval(timer);
          answeredAll = () => {};
          resolve(end(undefined));
        };
        // Looks after the sockets have been read: what has already arrived must count.
        const timer = setInterval(() => setImmediate(look, false), 20);
        setImmediate(look, false);
        answeredAll = () => setImmediate(look, true);
      });
    },
    drop: () => end(undefined),
  };

  function end(error: unknown): Promise<void> {
    if (ended) return closed;
    ended = true;
    clearTimeout(patience);
    abandoned.abort();
    closed = close();
    events.end(error);
    return closed;
  }

  async function close(): Promise<void> {
    // The library waits 30 s for the other side to agree; its second `disconnect` cuts the socket.
    const force = setTimeout(() => client.websocket?.disconnect(), closesWithinMs);
    await client.disconnect();
    clearTimeout(force);
    // Clears a timer of 30 s that the library leaves behind when a socket is closed before it was open.
    client.websocket?.disconnect();
  }

  /** What is ours to handle rather than the library's. True when the library must not see it. */
  function intercept(message: Message | undefined): boolean {
    if (message?.type === 'hello') {
      lifeMs = life(message);
      return false;
    }
    const reason = goodbye(message);
    if (reason !== undefined) {
      // The library would close at once, and lose what is on its way or not yet answered.
      if (!ended) events.leaving(reason);
      return true;
    }
    if (isHandled(message)) return false;
    // `app_rate_limited` has no inner event, which ends the process in socket-mode 3.1.0.
    log.warn({ type: message?.payload?.type ?? message?.type }, 'Slack sent something that is no event');
    if (message?.envelope_id !== undefined) {
      client.websocket?.send(JSON.stringify({ envelope_id: message.envelope_id, payload: {} }), () => {});
    }
    return true;
  }

  function receive({ ack, body, retry_num, retry_reason }: SlackEvent): void {
    let acknowledged = false;
    let answered = false;
    const settle = () => {
      if (answered) return;
      answered = true;
      unanswered -= 1;
      if (unanswered === 0) answeredAll();
    };
    unanswered += 1;
    lastEnvelopeAt = performance.now();
    const event: ReceiverEvent = {
      body,
      ...(retry_num === undefined ? {} : { retryNum: retry_num }),
      ...(retry_reason === undefined ? {} : { retryReason: retry_reason }),
      customProperties: {},
      async ack(response?: unknown) {
        if (acknowledged) return log.warn('An envelope was acknowledged twice');
        acknowledged = true;
        try {
          await ack(response);
        } catch (error) {
          // Not thrown: the person has seen an error already, and the listener should still do its work.
          log.warn({ err: error }, 'An acknowledgement came too late: its connection was closed');
        } finally {
          settle();
        }
      },
    };
    void events.envelope(event).finally(settle);
  }
}

/** The parts that we use of what the library hands over for an envelope. */
interface SlackEvent {
  ack(response?: unknown): Promise<void>;
  body: ReceiverEvent['body'];
  retry_num?: number;
  retry_reason?: string;
}

/** The library's client with somebody at the door: `intercept` first, and nothing rejects into the void. */
class GuardedClient extends SocketModeClient {
  readonly #intercept: (message: Message | undefined) => boolean;
  readonly #failed: (error: unknown) => void;

  constructor(
    options: SocketModeOptions,
    intercept: (message: Message | undefined) => boolean,
    failed: (error: unknown) => void,
  ) {
    super(options);
    this.#intercept = intercept;
    this.#failed = failed;
  }

  protected override async onWebSocketMessage(data: string | ArrayBuffer, isBinary: boolean): Promise<void> {
    try {
      if (!this.#intercept(parse(data))) await super.onWebSocketMessage(data, isBinary);
    } catch (error) {
      this.#failed(error);
    }
  }
}

function clientOptions({ appToken, apiUrl, log }: LineOptions, abandoned: AbortSignal): SocketModeOptions {
  const fetchUntilAbandoned: FetchFunction = (url, init) =>
    fetch(url, { ...init, signal: AbortSignal.any([abandoned, ...(init?.signal ? [init.signal] : [])]) });
  return {
    appToken,
    // Ours to decide: the library waits before it asks again, and its failures then reject into the void.
    autoReconnectEnabled: false,
    // Notices a silent peer within 4 to 7 s.
    clientPingTimeout: 4_000,
    logger: slackLogger(log, { quiet: true }),
    // Never `headers`: the library would put its token into them, and never an object that others use.
    clientOptions: {
      ...(apiUrl === undefined ? {} : { slackApiUrl: apiUrl }),
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
      timeout: 10_000,
      fetch: fetchUntilAbandoned,
    },
  };
}
