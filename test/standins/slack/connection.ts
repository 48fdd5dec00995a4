import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { JsonObject } from './json.ts';

/** One WebSocket of the app, and the ways in which it can be unwell. */
export class Connection {
  readonly ws: WebSocket;
  /** Hello was said and nobody asked it to leave: envelopes may come here. */
  greeted = false;
  /** Told to go (refresh, too many, cut): what is still on the way is lost without anybody's fault. */
  dismissed = false;
  /** Nothing is answered and nothing is sent any more, as on a dead line. */
  silent = false;
  readonly #line: Duplex;

  constructor(ws: WebSocket, line: Duplex) {
    this.ws = ws;
    this.#line = line;
  }

  get open(): boolean {
    return this.ws.readyState === this.ws.OPEN;
  }

  say(message: JsonObject): void {
    if (this.open && !this.silent) this.ws.send(JSON.stringify(message));
  }

  /** The close handshake is answered and the TCP connection left standing, as Slack is reported to do. */
  keepLineOpen(): void {
    this.#line.end = () => this.#line;
  }

  /** The line breaks: no close frame, a reset. */
  cut(): void {
    this.dismissed = true;
    this.greeted = false;
    if (this.#line instanceof Socket) this.#line.resetAndDestroy();
    this.ws.terminate();
  }

  /** `deaf` also stops reading, so that not even a close frame is noticed. */
  silence(deaf: boolean): void {
    this.silent = true;
    if (deaf) this.ws.pause();
  }

  unsilence(): void {
    this.silent = false;
    if (this.ws.isPaused) this.ws.resume();
  }
}
