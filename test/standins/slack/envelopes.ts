import { randomUUID } from 'node:crypto';
import type { Connection } from './connection.ts';
import { isObject, type JsonObject, parseJson } from './json.ts';
import type { Sockets } from './sockets.ts';
import type { Timers } from './timers.ts';
import type { Workspace } from './workspace.ts';

/** Documented: an envelope must be acknowledged within three seconds. */
const patienceMs = 3000;
/** What a person may do with it expires 3 s after the press. */
const HELD_MS = 1_000;

export type EnvelopeType = 'events_api' | 'slash_commands' | 'interactive';

export interface Envelope {
  type: EnvelopeType;
  payload: JsonObject;
  /** Fields beside the payload: `retry_attempt`, `retry_reason`. */
  beside?: JsonObject;
  /** Not acknowledging this one is no mistake. */
  lenient?: boolean;
  /** Sent twice, exactly alike. */
  twice?: boolean | undefined;
}

/** What became of one envelope. */
export interface Delivery {
  acked: boolean;
  ms: number;
  payload?: JsonObject;
  /** Why it was not acknowledged; `lost` is nobody's fault. */
  why?: 'no_socket' | 'timeout' | 'lost' | 'closed';
}

interface Pending {
  envelope: Envelope;
  to: Set<Connection>;
  since: number;
  over: boolean;
  finish(delivery: Omit<Delivery, 'ms'>): void;
}

/** So many are known after they are over, for acknowledgements that come late or twice. */
const REMEMBERED = 100;

/** Sends each envelope to exactly one live socket, any of them, and waits for the ack. */
export class Envelopes {
  readonly #workspace: Workspace;
  readonly #sockets: Sockets;
  readonly #timers: Timers;
  readonly #random: () => number;
  readonly #pending = new Map<string, Pending>();
  #duplicates = 0;
  #held: { wanted: number; sends: (() => void)[] } | undefined;
  /** When the last envelope left, on the clock. */
  lastSentAt: number | undefined;

  constructor(
    workspace: Workspace,
    sockets: Sockets,
    { timers, random }: { timers: Timers; random: () => number },
  ) {
    this.#workspace = workspace;
    this.#sockets = sockets;
    this.#timers = timers;
    this.#random = random;
    sockets.onMessage = (from, text) => this.#heard(from, text);
    sockets.onGone = (connection, code) => this.#gone(connection, code);
  }

  /** The next envelopes are sent twice, exactly alike. */
  duplicateNext(times = 1): void {
    this.#duplicates = times;
  }

  /** Holds the next envelopes back until there are so many, but not for long, then sends them in reverse. */
  outOfOrder(count = 2): void {
    this.#held = { wanted: count, sends: [] };
  }

  send(envelope: Envelope): Promise<Delivery> {
    return new Promise((resolve) => {
      const now = () => this.#sendNow(envelope, resolve);
      if (!this.#held) return now();
      const { sends, wanted } = this.#held;
      sends.push(now);
      if (sends.length === 1) this.#timers.after(HELD_MS, () => this.#release(sends));
      if (sends.length >= wanted) this.#release(sends);
    });
  }

  #release(sends: (() => void)[]): void {
    if (this.#held?.sends === sends) this.#held = undefined;
    for (const send of sends.splice(0).reverse()) send();
  }

  close(): void {
    for (const pending of this.#pending.values()) pending.finish({ acked: false, why: 'closed' });
  }

  #sendNow(envelope: Envelope, resolve: (delivery: Delivery) => void): void {
    const first = this.#choose();
    if (!first) {
      resolve({ acked: false, ms: 0, why: 'no_socket' });
      return;
    }
    const id = randomUUID();
    const stop = this.#timers.after(patienceMs, () => this.#tooLate(pending));
    const pending: Pending = {
      envelope,
      to: new Set([first]),
      since: this.#timers.monotonic(),
      over: false,
      finish: (delivery) => {
        if (pending.over) return;
        pending.over = true;
        stop();
        resolve({ ...delivery, ms: this.#timers.monotonic() - pending.since });
      },
    };
    this.#pending.set(id, pending);
    for (const [oldest, { over }] of this.#pending) {
      if (this.#pending.size <= REMEMBERED || !over) break;
      this.#pending.delete(oldest);
    }
    this.lastSentAt = this.#workspace.clock.now();
    const message = {
      envelope_id: id,
      type: envelope.type,
      payload: envelope.payload,
      accepts_response_payload: envelope.type !== 'events_api',
      ...envelope.beside,
    };
    first.say(message);
    if (!envelope.twice && this.#duplicates <= 0) return;
    if (!envelope.twice) this.#duplicates -= 1;
    this.#sayAgain(message, pending);
  }

  #sayAgain(message: JsonObject, pending: Pending): void {
    const second = this.#choose();
    if (!second) return;
    pending.to.add(second);
    second.say(message);
  }

  #choose(): Connection | undefined {
    const candidates = this.#sockets.routable();
    return candidates[Math.floor(this.#random() * candidates.length)];
  }

  #tooLate(pending: Pending): void {
    const { envelope, to } = pending;
    const excused =
      envelope.lenient || [...to].some((connection) => connection.silent || connection.dismissed);
    if (!excused && !pending.over) this.#blame(envelope, 'was not acknowledged within 3 seconds');
    pending.finish({ acked: false, why: excused ? 'lost' : 'timeout' });
  }

  #heard(from: Connection, text: string): void {
    const message = parseJson(text);
    const ack = isObject(message) ? message : {};
    const pending = typeof ack.envelope_id === 'string' ? this.#pending.get(ack.envelope_id) : undefined;
    if (!pending) {
      this.#workspace.violation(`sent what acknowledges nothing: ${text}`);
    } else if (!pending.to.has(from)) {
      // Guessed: an ack counts only on the socket that brought the envelope.
      this.#blame(pending.envelope, 'was acknowledged on another socket');
    } else {
      // A second ack does nothing, nor does a late one, which was blamed when time ran out.
      pending.finish({ acked: true, ...(isObject(ack.payload) && { payload: ack.payload }) });
    }
  }

  /** A crash and a line that breaks are nobody's fault; leaving cleanly with work unacknowledged is. */
  #gone(connection: Connection, code: number): void {
    for (const pending of this.#pending.values()) {
      if (pending.over || !pending.to.has(connection)) continue;
      if ([...pending.to].some((other) => other !== connection && other.open)) continue;
      const left = (code === 1000 || code === 1001 || code === 1005) && !connection.dismissed;
      if (left && !connection.silent && !pending.envelope.lenient) {
        const ms = Math.round(this.#timers.monotonic() - pending.since);
        this.#blame(
          pending.envelope,
          `was not acknowledged before the app closed its socket, ${ms} ms after it had been sent`,
        );
      }
      pending.finish({ acked: false, why: 'lost' });
    }
  }

  #blame({ type, payload }: Envelope, what: string): void {
    const event = isObject(payload.event) ? payload.event.type : undefined;
    const name = [type, payload.command ?? event ?? payload.type].filter(Boolean).join(' ');
    this.#workspace.violation(`${name} ${what}`);
  }
}
