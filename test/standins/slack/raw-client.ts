import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { LoopbackSlack } from './index.ts';
import { isObject, type Json, type JsonObject, parseJson } from './json.ts';

/** One call of the Web API with plain fetch, as a form with JSON inside, as the real client does. */
export async function call(
  slack: LoopbackSlack,
  method: string,
  args: JsonObject = {},
  token = slack.botToken,
) {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(args)) {
    if (value !== undefined)
      form.set(name, typeof value === 'object' ? JSON.stringify(value) : String(value));
  }
  return answerOf(
    await fetch(slack.apiUrl + method, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: form,
    }),
  );
}

/** A POST of exactly this. */
export async function post(url: string, body: string, headers: Record<string, string>) {
  return answerOf(await fetch(url, { method: 'POST', headers, body: new TextEncoder().encode(body) }));
}

/** A POST of JSON. */
export function postJson(url: string, body: Json, headers: Record<string, string> = {}) {
  return post(url, JSON.stringify(body), { 'content-type': 'application/json', ...headers });
}

async function answerOf(response: Response) {
  const text = await response.text();
  const parsed = parseJson(text);
  const body = isObject(parsed) ? parsed : {};
  return { ...body, status: response.status, retryAfter: response.headers.get('retry-after'), text, body };
}

/** A Socket Mode client without a will of its own: it keeps what comes and acknowledges when told. */
export class RawSocket {
  readonly ws: WebSocket;
  readonly messages: JsonObject[] = [];
  closedWith: number | undefined;
  #waiting: { fits: (message: JsonObject) => boolean; give: (message: JsonObject) => void }[] = [];

  constructor(url: string) {
    this.ws = new WebSocket(url);
    this.ws.on('error', () => {});
    this.ws.on('close', (code: number) => {
      this.closedWith = code;
    });
    this.ws.on('message', (data) => this.#take(String(data)));
  }

  /** The next message of this type, whether it came already or not; each is given once. */
  next(type: string): Promise<JsonObject> {
    return new Promise((resolve) => {
      this.#waiting.push({ fits: (message) => message.type === type, give: resolve });
      this.#match();
    });
  }

  ack(envelope: JsonObject, payload?: JsonObject): void {
    this.ws.send(JSON.stringify({ envelope_id: envelope.envelope_id, ...(payload && { payload }) }));
  }

  /** Acknowledges whatever comes from now on. */
  ackEverything(): void {
    this.ws.on('message', (data) => {
      const message = parseJson(String(data));
      if (isObject(message) && message.envelope_id) this.ack(message);
    });
  }

  async closed(): Promise<void> {
    if (this.ws.readyState !== WebSocket.CLOSED) await once(this.ws, 'close');
  }

  #take(text: string): void {
    const message = parseJson(text);
    if (!isObject(message)) return;
    this.messages.push(message);
    this.#unread.push(message);
    this.#match();
  }

  readonly #unread: JsonObject[] = [];

  #match(): void {
    for (const waiting of [...this.#waiting]) {
      const index = this.#unread.findIndex(waiting.fits);
      const [message] = index < 0 ? [] : this.#unread.splice(index, 1);
      if (!message) continue;
      this.#waiting = this.#waiting.filter((other) => other !== waiting);
      waiting.give(message);
    }
  }
}

/** Asks for a URL and opens the socket; resolves after hello. */
export async function connect(slack: LoopbackSlack): Promise<RawSocket> {
  const socket = new RawSocket(await ticketUrl(slack));
  await socket.next('hello');
  return socket;
}

export async function ticketUrl(slack: LoopbackSlack): Promise<string> {
  const { body } = await call(slack, 'apps.connections.open', {}, slack.appToken);
  return String(body.url);
}
