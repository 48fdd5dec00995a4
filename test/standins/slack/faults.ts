import type { JsonObject } from './json.ts';

export type How =
  | 'reset'
  | 'hang'
  | 'ratelimited'
  | { status: number; headers?: Record<string, string>; body?: string }
  | { error: string };

export interface Fault {
  /** A Web API method, or `response_url`, or `upgrade` for the WebSocket's handshake (only `status` and `reset`). */
  method: string | RegExp;
  /** How often; once unless said otherwise. */
  times?: number;
  /** Before the effect (default), or after it, with the answer lost. */
  when?: 'before' | 'after';
  /** Without it the call is only delayed. */
  how?: How;
  /** Seconds, for `ratelimited`. */
  retryAfter?: number;
  /** On the clock. */
  delayMs?: number;
  match?: (args: JsonObject) => boolean;
}

export interface FaultHandle {
  /** How often it struck. */
  readonly hits: number;
  remove(): void;
}

/** Faults by script. */
export class Faults {
  readonly #scripted: { fault: Fault; hits: number }[] = [];

  add(fault: Fault): FaultHandle {
    const entry = { fault, hits: 0 };
    this.#scripted.push(entry);
    return {
      get hits() {
        return entry.hits;
      },
      remove: () => this.#drop(entry),
    };
  }

  clear(): void {
    this.#scripted.length = 0;
  }

  /** The fault that strikes this call, if any; it counts as a hit. */
  strike(method: string, args: JsonObject): Fault | undefined {
    const entry = this.#scripted.find(
      ({ fault, hits }) =>
        hits < (fault.times ?? 1) && concerns(fault.method, method) && (fault.match?.(args) ?? true),
    );
    if (!entry) return undefined;
    entry.hits += 1;
    return entry.fault;
  }

  #drop(entry: { fault: Fault; hits: number }): void {
    const index = this.#scripted.indexOf(entry);
    if (index >= 0) this.#scripted.splice(index, 1);
  }
}

function concerns(wanted: string | RegExp, method: string): boolean {
  return typeof wanted === 'string' ? wanted === method : wanted.test(method);
}

export function nameOfFault({ how, when }: Fault): string {
  const kind =
    typeof how === 'object' ? ('status' in how ? `HTTP ${how.status}` : how.error) : (how ?? 'slow');
  return `fault: ${kind}${when === 'after' ? ' after the effect' : ''}`;
}
