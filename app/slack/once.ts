import type { AnyMiddlewareArgs, Middleware } from '@slack/bolt';
import type { Clock } from '../clock.ts';

/** Slack's longest redelivery comes after five minutes. */
const REMEMBERED_MS = 10 * 60_000;

/**
 * Drops an envelope that has come before: acknowledged, but neither done nor answered a second time. What is done
 * is safe from repetition by itself; this spares people a second answer. Forms are left alone: an empty second
 * acknowledgement would close them.
 */
export function onlyOnce({ clock }: { clock: Clock }): Middleware<AnyMiddlewareArgs> {
  const seen = new Map<string, number>();

  return async ({ body, next, ...args }) => {
    const { trigger_id: id, type } = body as { trigger_id?: unknown; type?: unknown };
    if (typeof id !== 'string' || String(type).startsWith('view_')) return next();
    const now = clock.monotonic();
    for (const [old, at] of seen) {
      if (now - at < REMEMBERED_MS) break;
      seen.delete(old);
    }
    if (!seen.has(id)) {
      seen.set(id, now);
      return next();
    }
    if ('ack' in args) await (args.ack as () => Promise<void>)();
  };
}
