import { type Clock, realClock } from '../../../app/clock.ts';
import { Acting } from './acting.ts';
import { chatMethods } from './chat.ts';
import { conversationMethods } from './conversations.ts';
import { directoryMethods } from './directory-methods.ts';
import { Envelopes } from './envelopes.ts';
import { Events } from './events.ts';
import { Faults } from './faults.ts';
import { Hands } from './hands.ts';
import { Limits } from './limits.ts';
import { markMethods } from './marks.ts';
import type { Methods } from './method.ts';
import { seeded } from './random.ts';
import { ResponseUrls } from './response-urls.ts';
import { Door } from './server.ts';
import { Sockets } from './sockets.ts';
import { Timers } from './timers.ts';
import { Tokens } from './tokens.ts';
import { Triggers } from './triggers.ts';
import { viewMethods } from './view-methods.ts';
import { Views } from './views.ts';
import { leastScopes, WebApi } from './web-api.ts';
import { bot, Workspace } from './workspace.ts';

export interface LoopbackOptions {
  clock?: Clock;
  /** What it waits by, and measures what it waited for: `clock` unless given. */
  waits?: Clock;
  /** Decides which socket gets an envelope, and every generated id. */
  seed?: number;
  /** Bot scopes granted; by default the least set. */
  scopes?: string[];
  port?: number;
  /** chat.postMessage per channel; Infinity switches the limit off. */
  postsPerSecond?: number;
  /** How many posts a channel takes at once before that limit bites. */
  postBurst?: number;
  /** Requests per minute by tier, per method. */
  tierLimits?: boolean;
}

/** A Slack on 127.0.0.1, with the people in it. */
export class LoopbackSlack extends Hands {
  readonly tokens: Tokens;
  readonly sockets: Sockets;
  readonly faults = new Faults();
  readonly #api: WebApi;
  readonly #timers: Timers;
  readonly #envelopes: Envelopes;
  readonly #events: Events;
  readonly #responseUrls: ResponseUrls;
  readonly #door: Door;

  constructor({
    clock = realClock,
    waits = clock,
    seed = 1,
    scopes = leastScopes,
    ...limits
  }: LoopbackOptions) {
    const workspace = new Workspace(clock, seeded(seed));
    const timers = new Timers(waits);
    const triggers = new Triggers(workspace, timers);
    const views = new Views(workspace);
    const responseUrls = new ResponseUrls(workspace);
    const sockets = new Sockets(workspace, timers);
    const envelopes = new Envelopes(workspace, sockets, { timers, random: seeded(seed + 1) });
    const events = new Events(workspace, envelopes, timers);
    super(new Acting({ workspace, envelopes, events, responseUrls, triggers, views }));
    this.tokens = new Tokens(scopes);
    this.sockets = sockets;
    this.#timers = timers;
    this.#envelopes = envelopes;
    this.#events = events;
    this.#responseUrls = responseUrls;
    this.#api = new WebApi({
      workspace,
      tokens: this.tokens,
      methods: this.#methods(viewMethods(views, triggers)),
      limits: new Limits(clock),
      postsPerSecond: limits.postsPerSecond ?? 1,
      postBurst: limits.postBurst ?? 3,
      tierLimits: limits.tierLimits ?? true,
    });
    this.#door = new Door({
      api: this.#api,
      responseUrls,
      sockets: this.sockets,
      faults: this.faults,
      timers,
    });
  }

  get apiUrl(): string {
    return `${this.#address}/api/`;
  }

  get botToken(): string {
    return this.tokens.bot;
  }

  get appToken(): string {
    return this.tokens.app;
  }

  /** Every call of the Web API and how it ended. */
  get calls() {
    return this.#api.calls;
  }

  /** The envelope without an inner event. */
  appRateLimited() {
    return this.#events.appRateLimited();
  }

  /** The next envelopes come twice, exactly alike. */
  duplicateNext(times = 1): void {
    this.#envelopes.duplicateNext(times);
  }

  /** The next envelopes wait for each other and come in reverse. */
  outOfOrder(count = 2): void {
    this.#envelopes.outOfOrder(count);
  }

  /** The whole server is away: connections refused, open ones broken; back on the same port. */
  async down(on: boolean): Promise<void> {
    await (on ? this.#door.shut() : this.#door.open());
  }

  async start(port: number): Promise<this> {
    await this.#door.open(port);
    this.#responseUrls.origin = this.#address;
    return this;
  }

  async close(): Promise<void> {
    this.#envelopes.close();
    this.#timers.cancelAll();
    await this.sockets.close();
    await this.#door.shut();
  }

  get #address(): string {
    return `http://127.0.0.1:${this.#door.port}`;
  }

  #methods(views: Methods): Methods {
    const open = () => {
      const ticket = this.sockets.newTicket();
      return { url: `ws://127.0.0.1:${this.#door.port}/link/?ticket=${ticket}&app_id=${bot.appId}` };
    };
    return {
      ...chatMethods,
      ...conversationMethods,
      ...directoryMethods,
      ...markMethods,
      ...views,
      'apps.connections.open': { token: 'app', tier: 3, args: [], run: open },
    };
  }
}

/** A Slack of one's own, listening. */
export function startLoopbackSlack(options: LoopbackOptions = {}): Promise<LoopbackSlack> {
  return new LoopbackSlack(options).start(options.port ?? 0);
}
