import type { Clock } from '../clock.ts';
import type { Row, Rows } from '../store/rows.ts';
import type { Account } from './columns.ts';
import type { Refusal } from './refusal.ts';

/** Until when no post may be made, and why; `ceiling`: because today's are made. */
export interface Block {
  until: number;
  why: string;
  ceiling: boolean;
}

/** What all copies share about our account on X: how many posts today, and whether X takes any. */
export interface AccountBook {
  load(): Promise<void>;
  /** As last known. */
  known(): Account | undefined;
  /** Counts a post against today's ceiling, or says until when none may be made. */
  reserve(): Promise<Block | undefined>;
  /** A post that was counted was not made after all. */
  giveBack(): Promise<void>;
  pause(until: number, why: string): Promise<void>;
  /** Something keeps posts from X, which is kept as it was first said; `true` when that is new. */
  refused(refusal: Omit<Refusal, 'since'>): Promise<boolean>;
  /** It is over; `true` when that is new. */
  accepted(): Promise<boolean>;
}

/** In a flood many wait for the same ceiling: none of them reads again what was read a moment ago. */
const FRESH_MS = 1_000;

/** Keeps the account's row. Every method but `known` throws when storage is away. */
export function createAccountBook({
  rows,
  clock,
  dailyLimit,
}: {
  rows: Rows<Account>;
  clock: Clock;
  dailyLimit: number;
}): AccountBook {
  let row: Row<Account> | undefined;
  let readAt = Number.NEGATIVE_INFINITY;

  return {
    load,
    known: () => row?.value,
    async reserve() {
      let blocked: ReturnType<typeof blockOf>;
      const count = () =>
        change((account) => {
          blocked = blockOf(account);
          return blocked ? undefined : { ...account, posts: account.posts + 1 };
        });
      await count();
      if (!blocked || clock.monotonic() - readAt < FRESH_MS) return blocked;
      // Another copy may have given one back.
      await load();
      await count();
      return blocked;
    },
    async giveBack() {
      await change((account) => ({ ...account, posts: Math.max(0, account.posts - 1) }));
    },
    async pause(until, why) {
      await change((account) => ({
        ...account,
        pausedUntil: new Date(until).toISOString(),
        pausedFor: why,
      }));
    },
    async refused({ kind, words }) {
      let news = false;
      await change((account) => {
        news = account.refusal?.kind !== kind && !(kind === 'ceiling' && account.refusal);
        const since = new Date(clock.now()).toISOString();
        return news ? { ...account, refusal: { kind, words, since } } : undefined;
      });
      return news;
    },
    async accepted() {
      let news = false;
      await change(({ refusal, ...account }) => {
        news = refusal !== undefined;
        return news ? account : undefined;
      });
      return news;
    },
  };

  async function load(): Promise<void> {
    row = await rows.get('social-state', 'account');
    readAt = clock.monotonic();
  }

  function blockOf({ posts, pausedUntil, pausedFor = 'X asked to wait' }: Account): Block | undefined {
    const until = Date.parse(pausedUntil ?? '');
    if (until > clock.now()) return { until, why: pausedFor, ceiling: false };
    if (posts < dailyLimit) return undefined;
    const why = `today's ${dailyLimit} posts are made (X_DAILY_LIMIT)`;
    return { until: tomorrow(clock.now()), why, ceiling: true };
  }

  async function change(next: (account: Account) => Account | undefined): Promise<void> {
    for (;;) {
      const today = new Date(clock.now()).toISOString().slice(0, 10);
      const held = row?.value ?? { day: today, posts: 0 };
      const wanted = next(held.day === today ? held : { ...held, day: today, posts: 0 });
      if (!wanted) return;
      const written = row ? await rows.replace(row, wanted) : await rows.insert(wanted);
      if (written) {
        row = written;
        return;
      }
      await load();
    }
  }
}

/** The next midnight, UTC. */
function tomorrow(now: number): number {
  return new Date(now).setUTCHours(24, 0, 0, 0);
}
