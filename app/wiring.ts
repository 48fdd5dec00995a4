import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Platform } from '../checkers/checker.ts';
import { createHttp } from '../checkers/http.ts';
import { platforms as everyPlatform } from '../checkers/index.ts';
import { createAnnouncer } from './announce/announcer.ts';
import { createMessages } from './announce/messages.ts';
import { createNoticeKeeper } from './announce/notice-keeper.ts';
import { xNotice } from './announce/notices.ts';
import { createPace } from './announce/pace.ts';
import type { Scene } from './announce/present.ts';
import { createChoiceBook } from './choices.ts';
import { sleep } from './clock.ts';
import { createTokens } from './credential.ts';
import { createDuties } from './duties.ts';
import { createEventDesk } from './event-desk.ts';
import type { TrackedEvent } from './events/event.ts';
import type { TestSession } from './events/simulation.ts';
import { createFollower } from './follower.ts';
import type { Hide } from './hide.ts';
import { createHomeEvents } from './home/events.ts';
import { createHome } from './home/home.ts';
import { createViewers } from './home/viewers.ts';
import { startHttpServer } from './http/server.ts';
import { createLease } from './lease.ts';
import { afterHomePress } from './listeners/home.ts';
import { bindListeners } from './listeners/index.ts';
import { type Log, quietly } from './log.ts';
import { createLooker, type Looked } from './look.ts';
import { createMetrics, METRICS_TYPE, noMetrics } from './metrics.ts';
import { createPlatformBook } from './platforms.ts';
import { createProjections } from './projections.ts';
import { createReadings } from './readings.ts';
import { createRuleBook } from './rule-book.ts';
import { createApp } from './slack/app.ts';
import { createChannelBook } from './slack/channel-book.ts';
import { createClients } from './slack/clients.ts';
import { connect } from './slack/connect.ts';
import { onlyOnce } from './slack/once.ts';
import { createRights } from './slack/rights.ts';
import type { Sockets } from './slack/sockets.ts';
import type { Outside, Running } from './start.ts';
import { createStatus, healthDetails } from './status.ts';
import type { Row } from './store/rows.ts';
import { createStore } from './store/store.ts';
import { createTestMode } from './test-mode.ts';
import { createWatch } from './watch.ts';

/** What is there before the rest. */
export interface Early {
  log: Log;
  hide: Hide;
  /** On their way to Slack. */
  sockets: Sockets;
}

/** What has not finished by then is picked up after the next start. */
const STOP_MS = 7_500;

/** Wires everything and starts it. No decision about outages is made here. */
export async function wire({
  config,
  version,
  clock,
  hosts,
  host,
  platforms: allPlatforms = everyPlatform,
  crashpoint,
  fatal,
  log,
  hide,
  sockets,
}: Outside & Early): Promise<Running> {
  const copy = `${hostname()}-${randomUUID().slice(0, 8)}`;
  const stopping = new AbortController();

  const metrics = config.metricsToken === undefined ? noMetrics : await createMetrics(() => readings.read());
  const store = createStore(
    config.storage,
    (key, error, columns) =>
      columns
        ? log.warn({ key, columns, err: error }, 'Columns of a row make no sense and are passed over')
        : log.error({ key, err: error }, 'A row cannot be read: mend or delete it by hand'),
    clock.now,
    metrics.tableCalled,
    () => {
      const told = clock.asks?.();
      return (at) => {
        const byMs = told?.(at) ?? 0;
        if (byMs !== 0)
          log.warn({ byMs }, 'The clock of this machine is wrong: the one of storage is followed');
      };
    },
  );
  const platforms = allPlatforms.filter(isSetUp);
  const rules = createRuleBook({
    rows: store.settings,
    clock,
    relevance: config.relevance,
    channel: config.slack.channel,
  });
  const testMode = createTestMode({
    rows: store.testSession,
    clock,
    changed() {
      home.changed();
      // Elsewhere the leader obeys at its next look.
      if (lease.leading()) for (const platform of platforms) void looker.rehearse(platform);
    },
  });
  const book = createPlatformBook(platforms, store.platforms, log, clock.now);
  const token = config.azure && createTokens({ ...config.azure, hosts, clock });
  const http = createHttp({ clock, hosts, userAgent: `OutageBot/${version}`, ...(token ? { token } : {}) });

  const clients = createClients({ ...config.slack, log, called: metrics.slackCalled });
  const app = createApp({ ...config.slack, sockets, log, called: metrics.slackCalled });
  const slack = connect({ app, client: clients.background, clock, log, stopping: stopping.signal, fatal });

  const channels = createChannelBook({
    client: clients.background,
    channels: () => [...rules.channels(), config.slack.opsChannel, config.slack.testChannel],
    clock,
    log,
  });
  const announcer = createAnnouncer({
    messages: createMessages(clients.background, createPace(clock), slack.bot),
    clock,
    log,
    copy,
    crashpoint,
    ready: slack.ready,
    troubled: channels.note,
  });
  const looker = createLooker({
    clock,
    log,
    events: store.events,
    platforms: book,
    get: http.get,
    subscriptions: config.azure?.subscriptions,
    movedTo: http.movedTo,
    audience: rules.audience,
    testSession,
    testChannels,
    written(row) {
      projections.nudge(row);
      home.note(row);
    },
    crashpoint,
  });
  const notices = createNoticeKeeper({
    rows: store.notices,
    clock,
    announcer,
    opsChannel: config.slack.opsChannel,
    troubled: book.troubled,
    platforms: platforms.length,
    channels,
  });
  const projections = createProjections({
    config,
    hosts,
    events: store.events,
    announcer,
    notices,
    metrics,
    clock,
    log,
    hide,
    copy,
    crashpoint,
    scene,
    watched: (id) => platforms.some((platform) => platform.id === id),
    workspace: () => slack.bot().workspaceUrl,
    written: (row) => looker.note(row),
    changed: (row) => home.note(row),
  });
  const watch = createWatch({
    platforms,
    clock,
    deployment: config.slack.channel,
    schedule: config.schedule,
    busy: looker.busy,
    async look(platform) {
      const began = clock.monotonic();
      const { kind } = await looker.look(platform);
      metrics.looked(platform.id, kind, (clock.monotonic() - began) / 1000);
      home.changed();
      await quietly(log, notices.keep(), 'Notices could not be kept');
    },
  });
  const lease = createLease({
    rows: store.lease,
    clock,
    log,
    copy,
    lastGoodLooks: book.lastGoodLooks,
    learn: book.learn,
    changed(leading) {
      if (leading) void duties.lead();
      else {
        watch.stop();
        notices.forget();
        readings.forget();
      }
    },
  });

  const social =
    config.social &&
    (await import('./social/social.ts')).createSocial({
      config: config.social,
      hosts,
      rows: store.social,
      get: http.get,
      clock,
      log,
      hide,
      copy,
      crashpoint,
      leading: lease.leading,
      counted: metrics,
      heard(refusal) {
        if (refusal === undefined && !notices.stands('x')) return;
        void quietly(log, notices.tell('x', xNotice(refusal)), 'Operators could not be told of X');
      },
    });

  const follower = createFollower({ lease, book, store, looker, log, stopping: stopping.signal });
  const notSetUp = allPlatforms.filter((platform) => !isSetUp(platform));
  const readings = createReadings({
    clock,
    sockets,
    lease,
    book,
    mail: projections.mail,
    social,
    scene,
  });
  const status = createStatus({
    version,
    clock,
    store,
    sockets,
    lease,
    watch,
    channels,
    book,
    notSetUp,
    testMode,
    tickets: projections.tickets,
    mail: projections.mail,
    social,
  });
  const rights = createRights({
    client: clients.interactive,
    clock,
    log,
    operators: config.slack.operators,
    team: () => slack.bot().teamId,
  });
  const viewers = createViewers({ rows: store.viewers, clock });
  const home = createHome({
    client: clients.home,
    clock,
    log,
    rights,
    events: createHomeEvents({ events: store.events, clock }),
    viewers,
    readPlatforms: follower.read,
    known: () => ({
      scene: scene(),
      standings: book.standings(),
      mutedUntil: (platform) => rules.settings(platform)?.mutedUntil,
      status: status(),
    }),
  });
  const duties = createDuties({
    clock,
    log,
    stopping: stopping.signal,
    store,
    book,
    rules,
    testMode,
    viewers,
    home,
    lease,
    looker,
    watch,
    channels,
    notices,
    projections,
    social,
    swept: readings.swept,
  });
  app.use(onlyOnce({ clock }));
  app.use(afterHomePress({ home }));
  bindListeners(app, {
    clock,
    log,
    client: clients.interactive,
    platforms,
    desk: createEventDesk({ events: store.events, platforms: allPlatforms, written }),
    home,
    rights,
    rules: { ...rules, change: changeRules },
    choices: createChoiceBook({ clock, log, get: http.get, subscriptions: config.azure?.subscriptions }),
    standings: follower.standings,
    testMode,
    testChannel: config.slack.testChannel,
    tickets: projections.tickets?.desk,
    scene,
    look: lookForPeople,
    status,
  });
  const server = await startHttpServer({
    port: config.port,
    host,
    token: config.metricsToken,
    health: () => healthDetails(status()),
    stalled: duties.stalled,
    metrics: config.metricsToken === undefined ? undefined : { type: METRICS_TYPE, text: metrics.text },
    webhook: social?.webhook,
    log,
  });
  // The first look needs it, and should not have to wait while it is read.
  if (config.azure) await import('@azure/identity');
  void duties.begin();
  void slack.open().then(() => channels.check());
  log.info(
    { version, copy, port: server.port, platforms: platforms.map(({ id }) => id) },
    'Outage Bot started',
  );

  return {
    port: server.port,
    async stop() {
      stopping.abort();
      watch.stop();
      const finished = new AbortController();
      await Promise.race([finish().finally(() => finished.abort()), sleep(clock, STOP_MS, finished.signal)]);
      http.close();
      log.info('Outage Bot stopped');
    },
  };

  async function finish(): Promise<void> {
    const delivered = [projections.stop(), social?.stop()];
    await Promise.all([sockets.stop(), announcer.stop(), home.stop(), server.close()]);
    await quietly(log, lease.stop(), 'The lease could not be given up');
    // Azure DevOps may take long; another copy may lead meanwhile.
    await Promise.all(delivered);
  }

  /** While it is on, its end is seen by the next look; that it is on, by the next sweep. */
  async function testSession(): Promise<TestSession | undefined> {
    if (testMode.state().on && store.awaySince() === undefined) {
      await quietly(log, testMode.load(), 'Test mode could not be read');
    }
    return testMode.session();
  }

  /** No rule about what concerns us holds simulated events back. */
  function testChannels({ id }: Platform): readonly string[] {
    if (config.slack.testChannel !== undefined) return [config.slack.testChannel];
    const chosen = rules.settings(id)?.channels ?? [];
    return chosen.length > 0 ? chosen : [config.slack.channel];
  }

  async function lookForPeople(...asked: Parameters<typeof follower.look>): Promise<Looked> {
    const looked = await follower.look(...asked);
    home.changed();
    return looked;
  }

  async function changeRules(...[platform, change]: Parameters<typeof rules.change>) {
    const changed = await rules.change(platform, change);
    home.changed();
    return changed;
  }

  function scene(): Scene {
    return { platforms: allPlatforms, tickets: config.ado !== undefined, now: clock.now() };
  }

  /** A person's act was written. */
  function written(row: Row<TrackedEvent>): void {
    looker.note(row);
    projections.nudge(row);
    home.note(row, row.value.changes.at(-1)?.by?.id);
  }

  function isSetUp({ needs }: Platform): boolean {
    return needs === undefined || config.azure !== undefined;
  }
}
