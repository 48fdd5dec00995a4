import { Agent } from 'node:https';
import { text } from 'node:stream/consumers';
import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import got from 'got';
import { z } from 'zod';
import { socketLookup } from '../../checkers/addresses.ts';
import { openLine } from '../../checkers/exchange.ts';
import { inParallel } from './in-parallel.ts';
import { loopback } from './loopback.ts';
import { originOf } from './pages.ts';
import { serve } from './serve.ts';

/** How much is made of an answer with a body. */
export type Work = 'nothing' | 'JSON.parse' | 'JSON.parse and zod';

const { port, count, paths, work } = JSON.parse(process.argv[2] ?? '') as {
  port: number;
  count: number;
  paths: string[];
  work: Work;
};
const EVERY_MS = 60_000;
/** All connections of more pages than that would take gigabytes: got alone then has connections like ours. */
const KEPT_ALIVE = 1_000;
const lookup = socketLookup(loopback);
const agent =
  count <= KEPT_ALIVE ? { https: new Agent({ keepAlive: true, lookup }) } : openLine(lookup).agent;
const etags = new Map<string, string>();
const word = z.string().nullish();
const parts = z.array(z.object({ id: z.string(), name: word, status: word })).nullish();
const incident = z.object({
  id: z.string(),
  status: z.string(),
  name: word,
  impact: word,
  created_at: word,
  started_at: word,
  updated_at: word,
  resolved_at: word,
  scheduled_for: word,
  incident_updates: z
    .array(
      z.object({
        id: z.string(),
        status: word,
        body: word,
        created_at: word,
        display_at: word,
        affected_components: z.array(z.object({ code: word, name: word })).nullish(),
      }),
    )
    .nullish(),
  components: parts,
});
const document = z.object({
  page: z.object({ id: z.string(), updated_at: word }),
  incidents: z.array(incident).nullish(),
  scheduled_maintenances: z.array(incident).nullish(),
});
let next = 0;
let asked = 0;
let failed = 0;
let stopPace = () => {};

serve({
  async looks({ count: wanted }: { count: number }): Promise<number> {
    asked = 0;
    await inParallel(wanted, () => lookAt(next++ % count));
    return asked;
  },
  /** Looks at each page once a minute, all of them evenly spread. */
  startPace(): void {
    const stopping = new AbortController();
    stopPace = () => stopping.abort();
    for (let index = 0; index < count; index++) void keepLooking(index, stopping.signal);
  },
  openWindow(): void {
    failed = 0;
  },
  /** How many looks have failed. */
  window(): number {
    stopPace();
    return failed;
  },
});

async function keepLooking(index: number, signal: AbortSignal): Promise<void> {
  const began = performance.now() + (index / count) * EVERY_MS;
  for (let turn = 0; !signal.aborted; turn++) {
    const ms = Math.max(0, began + turn * EVERY_MS - performance.now());
    await sleep(ms, undefined, { signal }).catch(() => {});
    // A machine that is too busy loses a look now and then; how many is told.
    if (!signal.aborted) await lookAt(index).catch(() => failed++);
  }
}

async function lookAt(index: number): Promise<void> {
  // One after the other, so that one connection is enough for a page.
  for (const path of paths) await ask(originOf(index, port) + path);
}

/**
 * By got's stream: its promises destroy every request at its end, and with it the connection of every fourth answer
 * without a body, which would make the limit a matter of handshakes.
 */
async function ask(url: string): Promise<void> {
  const etag = etags.get(url);
  const stream = got.stream(url, {
    agent,
    headers: etag === undefined ? {} : { 'if-none-match': etag },
    throwHttpErrors: false,
    retry: { limit: 0 },
  });
  const body = await text(stream);
  const { statusCode, headers } = stream.response ?? {};
  // Only then the connection is free again.
  await setImmediate();
  asked += 1;
  if (statusCode === 304) return;
  if (statusCode !== 200) throw new Error(`${url} answered ${statusCode}`);
  if (headers?.etag !== undefined) etags.set(url, headers.etag);
  if (work === 'nothing') return;
  const parsed: unknown = JSON.parse(body);
  if (work === 'JSON.parse and zod') document.parse(parsed);
}
