import type { App } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import { type Clock, sleep } from '../clock.ts';
import type { Log } from '../log.ts';
import { isFatal } from './fatal.ts';
import { outcome } from './outcome.ts';

/** The way into Slack: who we are there, and when we know it. */
export interface Connecting {
  /** Lets people in, and asks who we are, however long Slack keeps us waiting. Never rejects. */
  open(): Promise<void>;
  /** Resolves once Slack has told who we are. */
  ready: Promise<void>;
  bot(): { botId: string; userId: string; teamId: string; workspaceUrl: string };
}

const RETRY_MS = 3_000;

/** Joins Bolt, the web client and patience. `fatal` hears of tokens that only a person can mend. */
export function connect({
  app,
  client,
  clock,
  log,
  stopping,
  fatal,
}: {
  app: App;
  client: WebClient;
  clock: Clock;
  log: Log;
  stopping: AbortSignal;
  fatal(error: Error): void;
}): Connecting {
  let bot = { botId: '', userId: '', teamId: '', workspaceUrl: '' };
  const { promise: ready, resolve: isReady } = Promise.withResolvers<void>();
  stopping.addEventListener('abort', () => isReady(), { once: true });

  async function open(): Promise<void> {
    void app.start();
    while (!stopping.aborted) {
      try {
        const me = await client.auth.test();
        bot = {
          botId: me.bot_id ?? '',
          userId: me.user_id ?? '',
          teamId: me.team_id ?? '',
          workspaceUrl: me.url ?? '',
        };
        isReady();
        log.info({ team: me.team_id, bot: bot.botId }, 'Connected to Slack');
        return;
      } catch (error) {
        if (isFatal(error)) {
          fatal(new Error(`Slack refuses the bot token: ${error.data.error}. Check SLACK_BOT_TOKEN.`));
          return;
        }
        const failure = outcome(error);
        log.warn({ failure }, 'Slack does not answer yet');
        const asked = failure.kind === 'ratelimited' ? failure.retryAfterMs : 0;
        await sleep(clock, Math.max(RETRY_MS, asked), stopping);
      }
    }
  }

  return { open, ready, bot: () => bot };
}
