import { channel } from 'node:diagnostics_channel';
import { promisify } from 'node:util';
import { deflateRaw } from 'node:zlib';
import { onLeftHanging } from './standins/left-hanging.ts';

/** Counts the HTTP requests that this process has sent and that are not over. */
export interface InFlight {
  /**
   * Resolves when nothing is under way, or when what is left has hung for a while. `between`: only timers have gone
   * off since the last rest, and more will; a few rounds show whether any of them has begun something.
   */
  quiet(options?: { between?: boolean }): Promise<void>;
  stop(): void;
}

interface Emitter {
  getHeader?(name: string): unknown;
  once(event: 'close', listener: () => void): unknown;
}

/** How long a request may stand still before time moves on over it: a page that hangs does so for ever. */
const HANGS_MS = 800;
/** The same for a host that never hangs: only our machine may be slow. */
const SLOW_MS = 10_000;
/** And for how many rounds of the event loop, since our machine may have stood still instead. */
const HANGS_ROUNDS = 300;
/** Rounds of the event loop in which nothing may begin, so that what follows an answer has begun too. */
const ROUNDS = 12;
/** The same where nothing was under way and nothing has begun since: then no answer is on its way through anything. */
const IDLE_ROUNDS = 4;

const THREADS = 4;
const pack = promisify(deflateRaw);
/** The least to allocate: by itself each would clear a quarter of a megabyte. */
const SMALL = { windowBits: 9, memLevel: 1 };

/** What was given to other threads before, such as an answer to unpack, has come back as a rule. */
async function throughThePool(): Promise<void> {
  await Promise.all(Array.from({ length: THREADS }, () => pack('', SMALL)));
}

/**
 * Watches node:http (got, Azure's client) and fetch (Slack's client) from outside. `sound` is a host that never hangs;
 * `busy` knows of what is under way though no request shows it.
 */
export function watchInFlight({
  sound,
  busy = () => false,
}: {
  sound?: string;
  busy?: () => boolean;
} = {}): InFlight {
  let open = 0;
  /** Of the open ones, those to the sound host. */
  let slow = 0;
  let moves = 0;
  /** Of the open ones, those that have been found to hang. */
  let hung = 0;
  /** Of the open ones, those of which a stand-in has said so. */
  let left = 0;
  /** How many moves there were when all had come to rest. */
  let restedAt = -1;
  const began = (message: unknown) => {
    const { request } = message as { request: Emitter | object };
    moves += 1;
    open += 1;
    if (!('once' in request)) return;
    request.once('close', ended);
    // The table service is as sound, by whatever way it is asked.
    const tables = request.getHeader?.('x-ms-version') !== undefined;
    if (!tables && (sound === undefined || request.getHeader?.('host') !== sound)) return;
    slow += 1;
    request.once('close', () => {
      slow -= 1;
    });
  };
  const ended = () => {
    moves += 1;
    open -= 1;
    hung = Math.min(hung, open);
  };
  const stuck = () => open <= Math.max(hung, left);
  const unhear = onLeftHanging((response) => {
    if (response.destroyed) return;
    moves += 1;
    left += 1;
    response.once('close', () => {
      left -= 1;
    });
  });
  const subscriptions: [string, (message: unknown) => void][] = [
    ['http.client.request.start', began],
    ['undici:request:create', began],
    ['undici:request:trailers', ended],
    ['undici:request:error', ended],
  ];
  for (const [name, hear] of subscriptions) channel(name).subscribe(hear);

  return {
    async quiet({ between = false } = {}) {
      let still = { since: performance.now(), moves, rounds: 0 };
      const idle = { moves: restedAt, rounds: between && stuck() ? IDLE_ROUNDS : 0 };
      for (let calm = 0; calm < ROUNDS; calm++) {
        if (idle.rounds > 0 && calm === idle.rounds && moves === idle.moves && !busy()) return;
        await new Promise((resolve) => setImmediate(resolve));
        if (calm === ROUNDS / 2) await throughThePool();
        still.rounds += 1;
        if (moves !== still.moves) still = { since: performance.now(), moves, rounds: 0 };
        const lasted = performance.now() - still.since;
        const waits = busy() && lasted < SLOW_MS;
        if (stuck() && moves === still.moves && !waits) continue;
        if (lasted > (slow > 0 ? SLOW_MS : HANGS_MS) && still.rounds > HANGS_ROUNDS) hung = open;
        calm = 0;
      }
      restedAt = moves;
    },
    stop() {
      for (const [name, hear] of subscriptions) channel(name).unsubscribe(hear);
      unhear();
    },
  };
}
