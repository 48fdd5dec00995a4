import { type DestinationStream, type Logger, pino, stdSerializers } from 'pino';
import { createHide, type Hide } from './hide.ts';

/** What the rest of the code may do with the log: fixed sentences with the facts beside them. */
export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>;

/** A log that never prints what `hide` knows, wherever in a line it turns up. */
export function createLog({
  level = 'info',
  secrets = [],
  hide = createHide(secrets),
  destination,
}: {
  level?: string;
  /** Unless `hide` is given. */
  secrets?: readonly string[];
  hide?: Hide;
  destination?: DestinationStream;
}): Logger {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { err: stdSerializers.err, error: stdSerializers.err },
    hooks: { streamWrite: hide },
  };
  return destination ? pino(options, destination) : pino(options);
}

/** Does what may fail without anybody waiting for it; the log hears of a failure. Never rejects. */
export async function quietly(log: Log, work: Promise<unknown>, failed: string): Promise<void> {
  await work.catch((error: unknown) => log.warn({ err: error }, failed));
}
