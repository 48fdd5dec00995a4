import { isPrivateLiteral } from '../../checkers/addresses.ts';
import type { World } from '../../checkers/checker.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Rows } from '../store/rows.ts';
import type { KeptRanges } from './columns.ts';
import { createRanges, readRanges } from './ranges.ts';
import { senderOf } from './sender.ts';
import { shippedRanges as shipped } from './shipped-ranges.ts';

/** Knows where Statuspage sends from. */
export interface Senders {
  /** Whether a request comes from Statuspage. */
  admits(request: { peer: string | undefined; forwardedFor: string | undefined }): Promise<boolean>;
  /** Takes up what is kept, and fetches it anew once a day. Never throws. */
  keep(): Promise<void>;
}

const PUBLISHED = 'https://ip-ranges.atlassian.com/';
const DAY_MS = 24 * 60 * 60_000;
/** How often a stranger may make us ask again. */
const ASKED_MS = 10 * 60_000;

/** Begins with the ranges that ship with the product. What cannot be read anew stays as it was. */
export function createSenders({
  rows,
  get,
  clock,
  log,
  hops,
}: {
  rows: Rows<KeptRanges>;
  get: World['get'];
  clock: Clock;
  log: Log;
  hops: number;
}): Senders {
  let known = { fetchedAt: Date.parse(shipped.asOf), ranges: createRanges(shipped.networks) };
  let askedAt = Number.NEGATIVE_INFINITY;
  let asking: Promise<void> | undefined;
  /** When each of the lines about senders was written last: none swallows another. */
  const toldAt = new Map<string, number>();

  return {
    async admits(request) {
      const sender = senderOf(request, hops);
      if (sender !== undefined && known.ranges.includes(sender)) return true;
      if (sender !== undefined) {
        await askAgain();
        if (known.ranges.includes(sender)) return true;
      }
      tell(sender, request.peer);
      return false;
    },
    async keep() {
      if (clock.now() - known.fetchedAt < DAY_MS) return;
      await takeUp();
      if (clock.now() - known.fetchedAt >= DAY_MS) await askAgain();
    },
  };

  /** What another copy, or the one before us, has fetched. */
  async function takeUp(): Promise<void> {
    try {
      const row = await rows.get('social-state', 'ranges');
      const at = Date.parse(row?.value.fetchedAt ?? '');
      if (row && at > known.fetchedAt) known = { fetchedAt: at, ranges: createRanges(row.value.networks) };
    } catch (error) {
      log.warn({ err: error }, 'The kept addresses of Statuspage could not be read');
    }
  }

  function askAgain(): Promise<void> {
    if (asking === undefined && clock.monotonic() - askedAt >= ASKED_MS) {
      askedAt = clock.monotonic();
      asking = ask().finally(() => {
        asking = undefined;
      });
    }
    return asking ?? Promise.resolve();
  }

  async function ask(): Promise<void> {
    try {
      const networks = await get(PUBLISHED, readRanges);
      known = { fetchedAt: clock.now(), ranges: createRanges(networks) };
      void store(networks);
    } catch (error) {
      log.warn({ err: error }, 'The addresses of Statuspage could not be fetched: the last ones known stay');
    }
  }

  async function store(networks: string[]): Promise<void> {
    try {
      const value = { fetchedAt: new Date(clock.now()).toISOString(), networks };
      const row = await rows.get('social-state', 'ranges');
      // Should another copy be faster, its list is as good.
      await (row ? rows.replace(row, value) : rows.insert(value));
    } catch (error) {
      log.warn({ err: error }, 'The addresses of Statuspage could not be kept');
    }
  }

  function tell(sender: string | undefined, peer: string | undefined): void {
    if (sender === undefined && hops > 0) {
      say('A webhook came with fewer addresses in X-Forwarded-For than TRUST_PROXY_HOPS', {
        peer,
        hops,
        advice: 'TRUST_PROXY_HOPS is more than the proxies that a request comes through',
      });
    } else if (hops === 0 && peer !== undefined && isPrivateLiteral(peer)) {
      say('A webhook came from a private address: a proxy stands before the bot', {
        sender,
        peer,
        advice: 'set TRUST_PROXY_HOPS to the number of proxies before the bot (App Service: 1)',
      });
    } else say('A webhook came from an address that is not of Statuspage', { sender, peer });
  }

  /** Strangers must not fill the log. */
  function say(line: string, facts: object): void {
    if (clock.monotonic() - (toldAt.get(line) ?? Number.NEGATIVE_INFINITY) < ASKED_MS / 10) return;
    toldAt.set(line, clock.monotonic());
    log.warn(facts, line);
  }
}
