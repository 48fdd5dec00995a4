import type { Clock } from '../../../app/clock.ts';

/** Message timestamps as Slack makes them: seconds, a dot, six digits, never twice the same, never going back. */
export function timestamps(clock: Clock): () => string {
  let last = 0;
  return () => {
    last = Math.max(last + 1, Math.floor(clock.now() * 1000));
    return fromMicros(last);
  };
}

function fromMicros(micros: number): string {
  return `${Math.floor(micros / 1e6)}.${String(micros % 1e6).padStart(6, '0')}`;
}

/** Microseconds since 1970, or undefined for anything that is not a timestamp. */
export function micros(ts: string): number | undefined {
  const parts = /^(\d{1,10})(?:\.(\d{1,6}))?$/.exec(ts);
  if (!parts) return undefined;
  return Number(parts[1]) * 1e6 + Number((parts[2] ?? '').padEnd(6, '0'));
}
