import { format } from 'node:util';
import { type Logger, LogLevel } from '@slack/web-api';
import type { Log } from '../log.ts';

/**
 * Our log in the shape that Slack's libraries want.
 * With `quiet` all of it goes to debug: for a library whose every fault is reported by its caller anyway.
 */
export function slackLogger(log: Log, { quiet = false } = {}): Logger {
  const say =
    (level: 'debug' | 'warn' | 'error', words: string) =>
    (...said: unknown[]) =>
      log[quiet ? 'debug' : level]({ said: format(...said) }, words);
  return {
    // Dropped: at this level the libraries print whole payloads, response URLs and connection tickets.
    debug: () => {},
    info: say('debug', "Slack's library says"),
    warn: say('warn', "Slack's library warns"),
    error: say('error', "Slack's library complains"),
    // What is printed is decided by our own log; INFO keeps the libraries from building their debug lines.
    getLevel: () => LogLevel.INFO,
    setLevel: () => {},
    setName: () => {},
  };
}
