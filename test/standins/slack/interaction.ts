import type { Channel } from './channel.ts';
import type { Delivery } from './envelopes.ts';
import type { JsonObject } from './json.ts';
import type { StoredMessage } from './message.ts';
import { plainText } from './reading.ts';
import type { Response, ResponseContext } from './response-urls.ts';
import { type HomeSeen, homeSeen, type ModalSeen, modalSeen } from './screens.ts';
import { until } from './until.ts';
import type { Views } from './views.ts';
import type { Workspace } from './workspace.ts';

/** What came of something that a person did. */
export interface InteractionResult {
  /** Whether it reached Slack at all: a declined question and an incomplete form do not. */
  sent: boolean;
  acked: boolean;
  ackMs: number;
  /** What Slack tells the person when it went wrong. */
  error?: string;
  /** The dialog that asked for confirmation first. */
  asked?: JsonObject;
  /** The payload of the ack. */
  response?: JsonObject;
  /** Everything sent through the response_url, oldest first; grows. */
  responses: Response[];
  /** What the person sees of it now: answers in their present state, ephemeral messages of the bot, errors. */
  seen(): string[];
  /** The modal in front of the person now. */
  modal(): ModalSeen | undefined;
  /** The person's Home now. */
  home(): HomeSeen | undefined;
  /** The next response that was not handed out before (and fits). */
  next(fits?: (response: Response) => boolean, timeoutMs?: number): Promise<Response>;
  /** Resolves once the person sees this. */
  sees(what: string | RegExp, timeoutMs?: number): Promise<void>;
}

interface About {
  userId: string;
  /** Where it happened; nowhere for Home, modals and global shortcuts. */
  channel?: Channel | undefined;
}

/** Follows one interaction from the click to the last answer. */
export class Interaction {
  readonly responses: Response[] = [];
  readonly #workspace: Workspace;
  readonly #views: Views;
  readonly #userId: string;
  readonly #channel: Channel | undefined;
  readonly #since: string;
  readonly #errors: string[] = [];
  readonly #ways: ResponseContext[] = [];
  /** Answers that everybody sees, by ts. */
  readonly #posted = new Map<string, Channel>();
  #handedOut = new Set<Response>();

  constructor(workspace: Workspace, views: Views, { userId, channel }: About) {
    this.#workspace = workspace;
    this.#views = views;
    this.#userId = userId;
    this.#channel = channel;
    this.#since = workspace.newTs();
  }

  /** A way to answer it in this channel. */
  way(
    channel: Channel,
    { original, onMessage = false }: { original?: StoredMessage | undefined; onMessage?: boolean } = {},
  ): ResponseContext {
    const heard = (response: Response, byAck: boolean) => {
      if (!byAck) this.responses.push(response);
      if (response.responseType === 'in_channel') this.#posted.set(response.ts, channel);
    };
    const way = { channel, userId: this.#userId, original, onMessage, heard };
    this.#ways.push(way);
    return way;
  }

  /** The person is told that it did not work. */
  failed(error: string): void {
    this.#errors.push(error);
    this.#workspace.changed();
  }

  /** What came of it; without a delivery, Slack sent nothing. */
  result(delivery?: Delivery, asked?: JsonObject): InteractionResult {
    const [error] = this.#errors;
    const [workspace, views, userId] = [this.#workspace, this.#views, this.#userId];
    return {
      sent: delivery !== undefined,
      acked: delivery?.acked ?? false,
      ackMs: delivery?.ms ?? 0,
      ...(error !== undefined && { error }),
      ...(asked && { asked }),
      ...(delivery?.payload && { response: delivery.payload }),
      responses: this.responses,
      seen: () => this.#seen(),
      modal: () => {
        const top = views.top(userId);
        return top && modalSeen(top, workspace);
      },
      home: () => {
        const home = views.home(userId);
        return home && homeSeen(home, workspace);
      },
      next: (fits = () => true, timeoutMs = 5000) => this.#next(fits, timeoutMs),
      sees: (what, timeoutMs = 5000) => this.#sees(what, timeoutMs),
    };
  }

  #seen(): string[] {
    const mine = this.#workspace.ephemerals
      .filter(({ user }) => user === this.#userId)
      .filter(({ message, answers }) => {
        if (this.#ways.some((way) => way === answers || way.original === message)) return true;
        const here = this.#channel === undefined || message.channel === this.#channel.id;
        return answers === undefined && here && message.ts > this.#since;
      })
      .map(({ message }) => message);
    const posted = [...this.#posted].flatMap(([ts, channel]) => channel.find(ts) ?? []);
    const messages = [...mine, ...posted].sort((a, b) => (a.ts < b.ts ? -1 : 1));
    return [...this.#errors, ...messages.map((message) => plainText(message, this.#workspace))];
  }

  async #next(fits: (response: Response) => boolean, timeoutMs: number): Promise<Response> {
    const fresh = () => this.responses.find((one) => !this.#handedOut.has(one) && fits(one));
    const found = await until(
      this.#workspace,
      fresh,
      timeoutMs,
      () => `no such response; seen: ${this.#report()}`,
    );
    this.#handedOut.add(found);
    return found;
  }

  async #sees(what: string | RegExp, timeoutMs: number): Promise<void> {
    const matches = (text: string) => (typeof what === 'string' ? text.includes(what) : what.test(text));
    const seen = () => this.#seen().find(matches);
    await until(
      this.#workspace,
      seen,
      timeoutMs,
      () => `${String(what)} was never seen; seen: ${this.#report()}`,
    );
  }

  #report(): string {
    return JSON.stringify(this.#seen());
  }
}
