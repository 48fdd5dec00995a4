import type { HomeView } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { outcome } from '../slack/outcome.ts';
import { createTurns, type Ran } from './turns.ts';

/** Why and how somebody's Home should be published. */
export interface Wish {
  /** They have just done something: before all others. */
  urgent?: boolean;
  /** Even when it looks as it did when this copy published it last. */
  anyway?: boolean;
}

/** Brings people's Homes up to date, at Slack's pace. */
export interface Publisher {
  want(user: string, wish?: Wish): void;
  /** They act upon a Home with this hash: if theirs is another by then, the next one is made anew. */
  saw(user: string, hash: string | undefined): void;
  /** Starts nothing more; resolves when what is under way is over. */
  stop(): Promise<void>;
}

/** Somebody's Home at this moment, and a fingerprint of what matters in it. */
export interface Rendered {
  view: HomeView;
  print: string;
}

/** A hash that does not fit any more is tried without so often. */
const MOST_CONFLICTS = 2;

/** Slack has no Home for these people, and will have none by itself. */
const GONE: ReadonlySet<string> = new Set([
  'not_enabled',
  'user_not_found',
  'user_not_visible',
  'user_disabled',
  'invalid_user_id',
  'account_inactive',
]);

/**
 * Publishes Homes: one at a time for each person, the newest state only, and only when it is another than this
 * copy published last. What fails for other reasons than haste waits until somebody wants it again.
 */
export function createPublisher({
  client,
  clock,
  log,
  render,
  gone,
}: {
  client: Pick<WebClient, 'views'>;
  clock: Clock;
  log: Log;
  render(user: string): Promise<Rendered>;
  /** There is no Home of this person. */
  gone(user: string): void;
}): Publisher {
  const shown = new Map<string, string>();
  const hashes = new Map<string, string>();
  const turns = createTurns<Wish>({ clock, merge, urgent: ({ urgent }) => urgent === true, run });

  return {
    want: (user, wish = {}) => turns.want(user, wish),
    saw(user, hash) {
      if (hash !== undefined) hashes.set(user, hash);
    },
    stop: () => turns.stop(),
  };

  async function run(user: string, wish: Wish): Promise<Ran<Wish>> {
    let hash = hashes.get(user);
    hashes.delete(user);
    let used = false;
    for (let conflicts = 0; ; conflicts++) {
      let rendered: Rendered;
      try {
        rendered = await render(user);
      } catch (error) {
        log.error({ err: error }, 'A Home could not be made');
        return { used };
      }
      const { view, print } = rendered;
      if (!wish.anyway && conflicts === 0 && shown.get(user) === print) return { used };
      used = true;
      try {
        await client.views.publish({ user_id: user, view, ...(hash === undefined ? {} : { hash }) });
        shown.set(user, print);
        return { used };
      } catch (error) {
        const failure = outcome(error);
        // What is on their screen is not certain any more.
        shown.delete(user);
        if (failure.kind === 'ratelimited') {
          return { used, again: wish, pauseMs: failure.retryAfterMs };
        }
        const conflict = failure.kind === 'refused' && failure.code === 'hash_conflict';
        if (conflict && conflicts < MOST_CONFLICTS) {
          hash = undefined;
          continue;
        }
        if (failure.kind === 'refused' && GONE.has(failure.code)) gone(user);
        else log.warn({ failure }, 'A Home could not be published');
        return { used };
      }
    }
  }
}

function merge(a: Wish, b: Wish): Wish {
  return {
    urgent: a.urgent === true || b.urgent === true,
    anyway: a.anyway === true || b.anyway === true,
  };
}
