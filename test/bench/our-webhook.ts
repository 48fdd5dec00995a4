import { realClock } from '../../app/clock.ts';
import { startHttpServer } from '../../app/http/server.ts';
import { createLog } from '../../app/log.ts';
import { createSocial } from '../../app/social/social.ts';
import { createStore } from '../../app/store/store.ts';
import { createHttp } from '../../checkers/http.ts';
import { serve } from './serve.ts';

/** The part of the bot that takes deliveries, wired as in app/wiring.ts, over real tables. */
const { connectionString, hosts, pageId } = JSON.parse(process.argv[2] ?? '') as {
  connectionString: string;
  hosts: Record<string, string>;
  pageId: string;
};
const clock = realClock;
const log = createLog({ level: 'error' });
const store = createStore(
  { connectionString, eventsTable: 'FloodOpen', resolvedTable: 'FloodResolved', stateTable: 'FloodState' },
  () => {},
  clock.now,
);
await store.prepare();
const http = createHttp({ clock, hosts, userAgent: 'OutageBot/bench' });
const social = createSocial({
  config: {
    pageId,
    pageUrl: `https://${pageId}.statuspage.io`,
    confirm: false,
    dailyLimit: 1,
    trustProxyHops: 1,
    consumerKey: 'consumer.Key',
    consumerSecret: 'consumer.Secret',
    accessToken: '2244994945-access.Token',
    accessTokenSecret: 'access.Token.Secret',
  },
  hosts,
  rows: store.social,
  get: http.get,
  clock,
  log,
  hide: (text) => text,
  copy: 'bench',
  crashpoint: () => {},
  leading: () => true,
  heard: () => {},
});
const server = await startHttpServer({
  port: 0,
  host: '127.0.0.1',
  token: undefined,
  health: () => ({}),
  webhook: social.webhook,
  log,
});

serve({
  port: () => server.port,
  stored: async () => (await store.social.incidents.list('social')).length,
});
