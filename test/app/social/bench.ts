import { randomUUID } from 'node:crypto';
import { startHttpServer } from '../../../app/http/server.ts';
import { createLog } from '../../../app/log.ts';
import { createSocial, type Social, type SocialStatus } from '../../../app/social/social.ts';
import { createStore } from '../../../app/store/store.ts';
import { createHttp } from '../../../checkers/http.ts';
import { watchInFlight } from '../../in-flight.ts';
import { ahead, type ManualClock, manualClock } from '../../manual-clock.ts';
import { type AtlassianRanges, startAtlassianRanges } from '../../standins/atlassian-ranges.ts';
import type { Azurite } from '../../standins/azurite.ts';
import { type Statuspage, startStatuspage } from '../../standins/platforms/statuspage.ts';
import { startX, type XStandin } from '../../standins/x/index.ts';

export const PAGE_ID = 'jb7j80lkgqvb';
/** An address from which Statuspage sends, as a proxy before the bot hands it on. */
export const GENUINE = { 'x-forwarded-for': '198.51.100.9, 104.192.136.7:51234' };
export const KEYS = {
  consumerKey: 'consumer.Key',
  consumerSecret: 'consumer.Secret',
  accessToken: '2244994945-access.Token',
  accessTokenSecret: 'access.Token.Secret',
};

/** One copy of the part of the bot that tells our own Statuspage on X. */
export interface Copy {
  port: number;
  social: Social;
  /** Refusals of X that operators would be told of, as they are heard. */
  heard: (string | undefined)[];
  /** The same with each repetition. */
  all: (string | undefined)[];
  /** What was counted. */
  webhooks: string[];
  posted: string[];
  stop(): Promise<void>;
}

/** Everything around it, on a clock that stands still. */
export interface Bench {
  clock: ManualClock;
  page: Statuspage;
  x: XStandin;
  ranges: AtlassianRanges;
  lines: string[];
  store: ReturnType<typeof createStore>;
  start(options?: CopyOptions): Promise<Copy>;
  /** Lets time pass, with a sweep of every copy each minute. */
  pass(minutes: number): Promise<void>;
  rest(): Promise<void>;
  /** Posts a body to a copy's webhook as Statuspage would, and returns the status of the answer. */
  send(copy: Copy, body: unknown, headers?: Record<string, string>): Promise<number>;
  /** What Statuspage would deliver now about an incident. */
  delivery(id: string, changes?: object): Promise<object>;
  close(): Promise<void>;
}

export interface CopyOptions {
  confirm?: boolean;
  dailyLimit?: number;
  hops?: number;
  leading?: boolean;
  leads?: () => boolean;
  connectionString?: string;
  crashpoint?: (name: string) => Promise<void> | void;
  /** The clock of its machine is ahead by so much. */
  aheadMs?: number;
}

/** Builds a world with a table of its own. */
export async function startBench(azurite: Azurite, startAt = '2026-11-20T10:00:00.000Z'): Promise<Bench> {
  const clock = manualClock(startAt);
  const page = await startStatuspage({ clock, pageId: PAGE_ID, name: 'Contoso' });
  const x = await startX({ clock, keys: KEYS });
  const ranges = await startAtlassianRanges({ clock });
  const inFlight = watchInFlight({ sound: `127.0.0.1:${azurite.port}` });
  const mark = `T${randomUUID().replaceAll('-', '').slice(0, 12)}`;
  const storeAt = (connectionString: string) =>
    createStore(
      {
        connectionString,
        eventsTable: `${mark}Open`,
        resolvedTable: `${mark}Resolved`,
        stateTable: `${mark}State`,
      },
      () => undefined,
      clock.now,
    );
  const store = storeAt(azurite.connectionString);
  await store.prepare();
  const lines: string[] = [];
  const log = createLog({ level: 'debug', destination: { write: (line) => void lines.push(line) } });
  const running = new Set<Copy>();
  let copies = 0;

  async function pass(minutes: number): Promise<void> {
    for (let left = minutes * 60_000; ; ) {
      await inFlight.quiet();
      const next = clock.nextInMs();
      if (next === undefined || next > left) {
        await clock.advance(left);
        return inFlight.quiet();
      }
      await clock.advance(next);
      left -= next;
    }
  }

  return {
    clock,
    page,
    x,
    ranges,
    lines,
    store,
    async start({
      confirm = true,
      dailyLimit = 10_000,
      hops = 1,
      leading = true,
      leads = () => leading,
      connectionString,
      crashpoint = () => undefined,
      aheadMs = 0,
    } = {}) {
      const ownClock = ahead(clock, aheadMs);
      const hosts = {
        [`https://${PAGE_ID}.statuspage.io`]: page.origin,
        'https://api.x.com': x.origin,
        'https://ip-ranges.atlassian.com': ranges.origin,
      };
      const http = createHttp({ clock: ownClock, hosts, userAgent: 'OutageBot/0' });
      const own = connectionString === undefined ? store : storeAt(connectionString);
      const heard: (string | undefined)[] = [];
      const all: (string | undefined)[] = [];
      const webhooks: string[] = [];
      const posted: string[] = [];
      const social = createSocial({
        config: {
          pageId: PAGE_ID,
          pageUrl: `https://${PAGE_ID}.statuspage.io`,
          confirm,
          dailyLimit,
          trustProxyHops: hops,
          ...KEYS,
        },
        hosts,
        rows: own.social,
        get: http.get,
        clock: ownClock,
        log,
        hide: (text) => text,
        copy: `copy-${++copies}`,
        crashpoint,
        leading: leads,
        heard: (refusal) => {
          all.push(refusal?.words);
          if (heard.at(-1) !== refusal?.words) heard.push(refusal?.words);
        },
        counted: { webhook: (result) => webhooks.push(result), posted: (result) => posted.push(result) },
      });
      const server = await startHttpServer({
        port: 0,
        host: '127.0.0.1',
        token: undefined,
        health: () => ({}),
        webhook: social.webhook,
        log,
      });
      let cancel = () => {};
      const sweep = async () => {
        cancel = clock.after(60_000, () => void sweep());
        await social.sweep().catch(() => undefined);
      };
      const copy: Copy = {
        port: server.port,
        social,
        heard,
        all,
        webhooks,
        posted,
        async stop() {
          running.delete(copy);
          cancel();
          await Promise.all([social.stop(), server.close()]);
          http.close();
        },
      };
      running.add(copy);
      void sweep();
      await pass(0);
      return copy;
    },
    pass,
    rest: () => inFlight.quiet(),
    async send({ port }, body, headers = GENUINE) {
      const answer = await fetch(`http://127.0.0.1:${port}/webhooks/statuspage`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      });
      return answer.status;
    },
    async delivery(id, changes = {}) {
      for (const [list, name] of [
        ['incidents', 'incidents'],
        ['scheduled_maintenances', 'scheduled-maintenances'],
      ] as const) {
        const answer = await fetch(`${page.origin}/api/v2/${name}.json`);
        const document = (await answer.json()) as Record<string, { id: string }[]>;
        const incident = document[list]?.find((one) => one.id === id);
        if (incident) return deliveryOf({ backfilled: false, ...incident, ...changes });
      }
      throw new Error(`no incident ${id}`);
    },
    async close() {
      await Promise.all([...running].map((copy) => copy.stop()));
      inFlight.stop();
      await Promise.all([page.close(), x.close(), ranges.close()]);
    },
  };
}

/** The envelope in which Statuspage delivers an incident. */
export function deliveryOf(incident: object): object {
  return {
    meta: { unsubscribe: 'http://x', documentation: 'http://y', generated_at: '2026-11-20T10:00:00.000Z' },
    page: { id: PAGE_ID, status_indicator: 'minor', status_description: 'Partial System Outage' },
    incident,
  };
}

/** How posting goes, without when. */
export function shown({
  lastPost: _,
  oldestWaiting: __,
  ...rest
}: SocialStatus): Omit<SocialStatus, 'lastPost' | 'oldestWaiting'> {
  return rest;
}
