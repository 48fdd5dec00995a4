import type { Delivery, Envelopes } from './envelopes.ts';
import type { JsonObject } from './json.ts';
import type { Timers } from './timers.ts';
import { bot, type Workspace } from './workspace.ts';

/** Documented: un-acked events come again at once, after a minute, after five minutes. */
const retriesAfterMs = [0, 60_000, 300_000];

export interface EventOutcome {
  eventId: string;
  acked: boolean;
  /** Every delivery that was tried, oldest first. */
  attempts: Delivery[];
}

/** The Events API: deliveries with their redeliveries. */
export class Events {
  readonly #workspace: Workspace;
  readonly #envelopes: Envelopes;
  readonly #timers: Timers;
  #count = 0;

  constructor(workspace: Workspace, envelopes: Envelopes, timers: Timers) {
    this.#workspace = workspace;
    this.#envelopes = envelopes;
    this.#timers = timers;
  }

  /** Sends an event and sends it again until it is acknowledged or Slack gives up. */
  send(type: string, inner: JsonObject): Promise<EventOutcome> {
    return this.begin(type, inner).outcome;
  }

  /** As `send`, for those who do not wait for redeliveries. */
  begin(type: string, inner: JsonObject, twice = false) {
    this.#count += 1;
    const eventId = `Ev0${String(this.#count).padStart(8, '0')}`;
    const payload = this.#payload(eventId, { type, ...inner });
    const first = this.#envelopes.send({ type: 'events_api', payload, twice });
    return { first, outcome: this.#follow(eventId, payload, first) };
  }

  async #follow(eventId: string, payload: JsonObject, first: Promise<Delivery>): Promise<EventOutcome> {
    const attempts = [await first];
    for (const [index, wait] of retriesAfterMs.entries()) {
      const last = attempts.at(-1);
      if (last?.acked || last?.why === 'closed') break;
      await this.#pause(wait);
      const beside = { retry_attempt: index + 1, retry_reason: 'timeout' };
      attempts.push(await this.#envelopes.send({ type: 'events_api', payload, beside }));
    }
    return { eventId, acked: attempts.at(-1)?.acked ?? false, attempts };
  }

  /** More than 30,000 events in an hour: an envelope without an inner event. */
  appRateLimited(): Promise<Delivery> {
    const payload = {
      type: 'app_rate_limited',
      token: 'loopback-verification',
      team_id: bot.teamId,
      api_app_id: bot.appId,
      minute_rate_limited: Math.floor(this.#workspace.clock.now() / 60_000) * 60,
    };
    return this.#envelopes.send({ type: 'events_api', payload, lenient: true });
  }

  #payload(eventId: string, event: JsonObject): JsonObject {
    return {
      token: 'loopback-verification',
      team_id: bot.teamId,
      context_team_id: bot.teamId,
      api_app_id: bot.appId,
      event: { ...event, event_ts: this.#workspace.newTs() },
      type: 'event_callback',
      event_id: eventId,
      event_time: Math.floor(this.#workspace.clock.now() / 1000),
      authorizations: [
        {
          enterprise_id: null,
          team_id: bot.teamId,
          user_id: bot.userId,
          is_bot: true,
          is_enterprise_install: false,
        },
      ],
      is_ext_shared_channel: false,
    };
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => this.#timers.after(ms, resolve));
  }
}
