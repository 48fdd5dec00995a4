import { sleep } from '../clock.ts';
import type { Row } from '../store/rows.ts';
import type { Shown, Source, Surroundings } from './claims.ts';
import { type Delivered, deliver } from './deliver.ts';

/** Makes Slack agree with the table; the only code that posts unasked. */
export interface Announcer {
  /** Something about this record may have to be shown. */
  nudge<T extends Shown>(source: Source<T>, row: Row<T>): void;
  /** Channels that take nothing at present, with Slack's word for it. */
  troubles(): ReadonlyMap<string, string>;
  /** Lets deliveries under way finish; starts no more. */
  stop(): Promise<void>;
}

type Job = () => Promise<Delivered>;

/** `ready` resolves once Slack has told who we are: before that nothing can be found again. */
export function createAnnouncer(
  around: Surroundings & {
    ready: Promise<unknown>;
    troubled(channel: string, code: string | undefined): void;
  },
): Announcer {
  const { clock, log } = around;
  const queues = new Map<string, Map<string, Job>>();
  const workers = new Map<string, Promise<void>>();
  const timers = new Map<string, () => void>();
  const troubles = new Map<string, string>();
  const stopping = new AbortController();

  function nudge<T extends Shown>(source: Source<T>, row: Row<T>): void {
    if (stopping.signal.aborted) return;
    // A record that no channel shows is still finished here.
    const channels = row.value.announcements.map(({ channel }) => channel);
    for (const channel of channels.length > 0 ? channels : ['']) {
      const key = source.key(row.value);
      cancel(`${channel} ${key}`);
      const queue = queues.get(channel) ?? new Map<string, Job>();
      queues.set(
        channel,
        queue.set(key, () => attempt(source, row, channel)),
      );
      if (!workers.has(channel)) workers.set(channel, work(channel, queue));
    }
  }

  /** One delivery after the other, so that a channel sees them in order and at Slack's pace. */
  async function work(channel: string, queue: Map<string, Job>): Promise<void> {
    await around.ready;
    for (let next = first(queue); next && !stopping.signal.aborted; next = first(queue)) {
      const [key, job] = next;
      queue.delete(key);
      const { trouble, retryAt } = await job();
      // What keeps one message out keeps out the next.
      if (trouble !== undefined && retryAt !== undefined) {
        await sleep(clock, retryAt - clock.now(), stopping.signal);
      }
    }
    workers.delete(channel);
  }

  async function attempt<T extends Shown>(
    source: Source<T>,
    row: Row<T>,
    channel: string,
  ): Promise<Delivered> {
    let result: Delivered;
    try {
      result = await deliver(source, row, channel, around);
    } catch (error) {
      // Storage is away: what is owed stands in the table, and the next try reads it again.
      log.warn({ record: source.key(row.value), err: error }, 'A delivery stopped half-way');
      result = { retryAt: clock.now() + RETRY_MS };
    }
    // A record of which nothing is owed says nothing about the channel.
    if (result.trouble !== undefined || result.reached) trouble(channel, result.trouble);
    if (result.retryAt !== undefined) again(source, row, channel, result.retryAt);
    return result;
  }

  function again<T extends Shown>(source: Source<T>, row: Row<T>, channel: string, at: number): void {
    if (stopping.signal.aborted) return;
    const key = `${channel} ${source.key(row.value)}`;
    cancel(key);
    timers.set(
      key,
      clock.after(at - clock.now(), () => {
        timers.delete(key);
        nudge(source, row);
      }),
    );
  }

  function cancel(key: string): void {
    timers.get(key)?.();
    timers.delete(key);
  }

  function trouble(channel: string, code: string | undefined): void {
    if (code === undefined) troubles.delete(channel);
    else troubles.set(channel, code);
    around.troubled(channel, code);
  }

  return {
    nudge,
    troubles: () => troubles,
    async stop() {
      stopping.abort();
      for (const key of [...timers.keys()]) cancel(key);
      for (const queue of queues.values()) queue.clear();
      await Promise.all(workers.values());
    },
  };
}

const RETRY_MS = 10_000;

function first<K, V>(map: Map<K, V>): [K, V] | undefined {
  return map.entries().next().value;
}
