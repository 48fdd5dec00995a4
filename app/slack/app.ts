import { App, MultipleListenerError } from '@slack/bolt';
import type { Log } from '../log.ts';
import { type Called, interactiveOptions } from './clients.ts';
import { slackLogger } from './logger.ts';
import { outcome } from './outcome.ts';
import type { Sockets } from './sockets.ts';

/** Bolt on our sockets. It asks Slack nothing by itself: what people do is acknowledged whatever Slack tells us. */
export function createApp({
  botToken,
  sockets,
  apiUrl,
  log,
  called,
}: {
  botToken: string;
  sockets: Sockets;
  apiUrl?: string | undefined;
  log: Log;
  called?: Called;
}): App {
  const app = new App({
    // With a token alone, Bolt keeps all that comes waiting until Slack has told whose it is.
    authorize: async () => ({ botToken }),
    receiver: sockets,
    convoStore: false,
    extendedErrorHandler: true,
    clientOptions: interactiveOptions(apiUrl, called),
    logger: slackLogger(log),
  });
  app.error(async ({ error, body }: Failure) => report({ error, body }, log));
  return app;
}

interface Failure {
  error: Error;
  body: object;
}

/** A listener that fails is a fault of ours: it is told in full, but never with what the person typed. */
function report({ error, body }: Failure, log: Log): void {
  const errors = error instanceof MultipleListenerError ? error.originals : [error];
  for (const each of errors) {
    log.error({ err: each, outcome: outcome(each), ...facts(body) }, 'A listener failed');
  }
}

/** Which listener it was, without anything that a person wrote. */
function facts(body: object): Record<string, unknown> {
  const { type, command, callback_id: callbackId, actions } = body as Partial<Record<string, unknown>>;
  const ids = Array.isArray(actions) ? actions.map((action) => action?.action_id) : undefined;
  return { type, command, callbackId, actions: ids };
}
