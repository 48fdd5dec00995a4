import { RespondError, type RespondFn } from '@slack/bolt';
import { WebAPIRateLimitedError } from '@slack/web-api';
import { type Clock, sleep } from '../clock.ts';
import type { Log } from '../log.ts';

const pausesMs = [300, 1_000];
/** Whoever waits longer than that has gone on. */
const longestMs = 10_000;

/**
 * Answers through a response_url, trying again when Slack stumbles; says whether it arrived.
 * Never rejects: what a listener has done stays done, even if the answer to it is lost.
 * (The time-out of one try is in the fetch that `createApp` gives to Bolt.)
 */
export async function reply(
  respond: RespondFn,
  message: Parameters<RespondFn>[0],
  { clock, log }: { clock: Clock; log: Log },
): Promise<boolean> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      await respond(message);
      return true;
    } catch (error) {
      const pause = isPassing(error) ? pauseMs(error, attempt) : undefined;
      if (pause === undefined) {
        log.warn({ err: error, attempts: attempt + 1 }, 'A reply to a person could not be delivered');
        return false;
      }
      await sleep(clock, pause);
    }
  }
}

/** How long to wait before the next try, if there is to be one. */
function pauseMs(error: unknown, attempt: number): number | undefined {
  const usual = pausesMs[attempt];
  if (usual === undefined || !(error instanceof WebAPIRateLimitedError)) return usual;
  const asked = error.retryAfter * 1_000;
  return asked > longestMs ? undefined : Math.max(usual, asked);
}

/** A 4xx is final: the address has been used 5 times, is older than 30 min, or the message is wrong. */
function isPassing(error: unknown): boolean {
  if (!(error instanceof RespondError)) return true;
  return error.statusCode >= 500 || error.statusCode === 429 || error.statusCode === 408;
}
