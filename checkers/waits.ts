import type { IncomingHttpHeaders } from 'node:http';
import { CheckError } from './checker.ts';

/** Who has asked us to wait. */
export interface Waits {
  /** Throws a CheckError while this origin wants no requests. */
  obey(origin: string): void;
  /** Takes up what an answer asks for. */
  note(origin: string, answer: { status: number; headers: IncomingHttpHeaders }): void;
}

const MAX_WAIT_MS = 60 * 60_000;

/** Knows of nobody at first. */
export function createWaits(clock: { now(): number; monotonic(): number }): Waits {
  const waits = new Map<string, { until: number; words: string }>();

  return {
    obey(origin) {
      const wait = waits.get(origin);
      if (wait && clock.monotonic() < wait.until) throw new CheckError('unreachable', wait.words);
      waits.delete(origin);
    },
    note(origin, { status, headers }) {
      if (status !== 429 && status !== 503) return;
      const ms = waitMs(headers['retry-after'], clock.now());
      if (ms <= 0) return;
      for (const [old, { until }] of waits) if (until <= clock.monotonic()) waits.delete(old);
      const words = `asked to wait until ${new Date(clock.now() + ms).toISOString()}`;
      waits.set(origin, { until: clock.monotonic() + ms, words });
    },
  };
}

/** For how long a `Retry-After` asks to wait. Seconds or a date; https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3 */
export function waitMs(retryAfter: string | undefined, now: number): number {
  const value = retryAfter?.trim() ?? '';
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
  return Number.isNaN(ms) ? 0 : Math.min(ms, MAX_WAIT_MS);
}
