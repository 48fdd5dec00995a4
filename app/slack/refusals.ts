import type { Clock } from '../clock.ts';
import { isFatal } from './fatal.ts';

/** Knows when a refusal of Slack's is for a person to mend, and not just a bad moment of Slack's. */
export interface Refusals {
  /** A connection is live. */
  greeted(): void;
  /** A connection could not be opened. */
  failed(error: unknown): void;
}

/** A token that has worked may be refused in a bad moment of Slack’s; it is tried for so long. */
const PATIENCE_MS = 60_000;

/** At the start a refusal counts at once; later only when nothing but refusals has come for a while. */
export function createRefusals({
  clock,
  live,
  onFatal,
}: {
  clock: Clock;
  /** Whether any connection is. */
  live(): boolean;
  /** Called once per spell, with Slack's word. */
  onFatal(code: string): void;
}): Refusals {
  let hasWorked = false;
  let told = false;
  let since: number | undefined;

  return {
    greeted() {
      hasWorked = true;
      told = false;
      since = undefined;
    },
    failed(error) {
      if (!isFatal(error)) since = undefined;
      else if (!live()) refused(error.data.error);
    },
  };

  function refused(code: string): void {
    const now = clock.monotonic();
    since ??= now;
    if (told || (hasWorked && now - since < PATIENCE_MS)) return;
    told = true;
    onFatal(code);
  }
}
