import type { Looked } from './look.ts';

/** What can be counted, and what can be read at the moment somebody asks. */
export interface Metrics {
  looked(platform: string, outcome: Looked['kind'], seconds: number): void;
  /** A call of Slack's Web API came to an HTTP status, or to `no answer`. */
  slackCalled(method: string, outcome: string): void;
  /** A request to Table Storage came to an HTTP status, or to `no answer`. */
  tableCalled(operation: string, outcome: string): void;
  webhook(result: string): void;
  posted(result: string): void;
  mailed(result: string): void;
  /** Prometheus text. */
  text(): Promise<string>;
}

/** What is read when somebody asks. */
export interface Readings {
  socketsLive: number;
  leading: boolean;
  /** Seconds since each platform's last good look; absent when there was none. */
  sinceGoodLook: Record<string, number>;
  /** By platform and severity. */
  open: { platform: string; severity: string; count: number }[];
  /** What is wanted and not delivered yet, by projection, and for how long at most. */
  owed: { projection: string; count: number; oldestSeconds: number }[];
}

/** The content type of `text()`. */
export const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** For a bot that nobody may ask for metrics: nothing is counted, and the library is not even loaded. */
export const noMetrics: Metrics = {
  looked() {},
  slackCalled() {},
  tableCalled() {},
  webhook() {},
  posted() {},
  mailed() {},
  text: async () => '',
};

/** Counts for Prometheus. */
export async function createMetrics(read: () => Readings): Promise<Metrics> {
  const { default: prometheus } = await import('prom-client');
  const { Counter, Gauge, Histogram } = prometheus;
  const registry = new prometheus.Registry();
  const registers = [registry];
  prometheus.collectDefaultMetrics({ register: registry });

  const counter = (name: string, help: string, labelNames: string[]) =>
    new Counter({ name, help, labelNames, registers });
  const looks = counter('outagebot_looks_total', 'Looks, by platform and outcome', ['platform', 'outcome']);
  const lookSeconds = new Histogram({
    name: 'outagebot_look_seconds',
    help: 'How long looks take',
    labelNames: ['platform'],
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers,
  });
  const slackCalls = counter('outagebot_slack_calls_total', 'Calls of Slack, by method and HTTP status', [
    'method',
    'outcome',
  ]);
  const tableCalls = counter('outagebot_table_calls_total', 'Requests to Table Storage, by HTTP status', [
    'operation',
    'outcome',
  ]);
  const webhooks = counter('outagebot_webhook_deliveries_total', 'Deliveries of our own Statuspage', [
    'result',
  ]);
  const posts = counter('outagebot_posts_total', 'Posts on X, by result', ['result']);
  const mails = counter('outagebot_mails_total', 'E-mails, by result', ['result']);

  const gauge = (name: string, help: string, labelNames: string[], set: (gauge: Filled) => void) =>
    new Gauge({
      name,
      help,
      labelNames,
      registers,
      collect() {
        this.reset();
        set(this);
      },
    });
  gauge('outagebot_sockets_live', 'Live Socket Mode connections', [], (it) => it.set({}, read().socketsLive));
  gauge('outagebot_leading', 'Whether this copy looks at the platforms', [], (it) =>
    it.set({}, read().leading ? 1 : 0),
  );
  gauge(
    'outagebot_seconds_since_good_look',
    'Time since the last look that succeeded',
    ['platform'],
    (it) => {
      for (const [platform, seconds] of Object.entries(read().sinceGoodLook)) it.set({ platform }, seconds);
    },
  );
  gauge(
    'outagebot_open_events',
    'Open events; only from the copy that looks',
    ['platform', 'severity'],
    (it) => {
      for (const { platform, severity, count } of read().open) it.set({ platform, severity }, count);
    },
  );
  gauge(
    'outagebot_owed',
    'Wanted and not delivered, by projection; slack and tickets only from the copy that looks',
    ['projection'],
    (it) => {
      for (const { projection, count } of read().owed) it.set({ projection }, count);
    },
  );
  gauge('outagebot_owed_oldest_seconds', 'How long the oldest of these is owed', ['projection'], (it) => {
    for (const { projection, oldestSeconds } of read().owed) it.set({ projection }, oldestSeconds);
  });

  return {
    looked(platform, outcome, seconds) {
      looks.inc({ platform, outcome });
      lookSeconds.observe({ platform }, seconds);
    },
    slackCalled: (method, outcome) => slackCalls.inc({ method, outcome }),
    tableCalled: (operation, outcome) => tableCalls.inc({ operation, outcome }),
    webhook: (result) => webhooks.inc({ result }),
    posted: (result) => posts.inc({ result }),
    mailed: (result) => mails.inc({ result }),
    text: () => registry.metrics(),
  };
}

/** A gauge as far as it is set here. */
interface Filled {
  set(labels: Record<string, string>, value: number): void;
}
