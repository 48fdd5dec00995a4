import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type RawData, WebSocketServer } from 'ws';
import { Connection } from './connection.ts';
import type { JsonObject } from './json.ts';
import type { Timers } from './timers.ts';
import { bot, type Workspace } from './workspace.ts';

/** Guessed: how long a ticket is good for. That it is single-use is documented. */
const ticketLifeMs = 30_000;
const pingEveryMs = 10_000;

export interface RefreshOptions {
  /** Leave TCP open after the close handshake. */
  tcpOpen?: boolean;
  /** Say `warning` first and `refresh_requested` ten seconds later. */
  warning?: boolean;
  /** Every socket; otherwise the oldest one. */
  all?: boolean;
}

/** The WebSocket side of Socket Mode: tickets, hello, refresh, and every way of dying. */
export class Sockets {
  maxConnections = 10;
  approximateConnectionTime = 18_060;
  /** How many there have ever been. */
  total = 0;
  onMessage: (from: Connection, text: string) => void = () => {};
  onGone: (connection: Connection, code: number) => void = () => {};
  readonly #workspace: Workspace;
  readonly #timers: Timers;
  readonly #server = new WebSocketServer({ noServer: true, autoPong: false });
  readonly #connections = new Set<Connection>();
  readonly #tickets = new Map<string, number>();
  readonly #pings: NodeJS.Timeout;
  #saysHello = true;
  #refusal: number | undefined;

  constructor(workspace: Workspace, timers: Timers) {
    this.#workspace = workspace;
    this.#timers = timers;
    // In real time whatever the clock says, for the other side waits for them in real time.
    this.#pings = setInterval(() => this.#ping(), pingEveryMs).unref();
  }

  /** How many can carry an envelope now. */
  live(): number {
    return this.routable().filter((connection) => !connection.silent).length;
  }

  /** Every connection that Slack believes to be alive; a silent one may be among them. */
  routable(): Connection[] {
    return [...this.#connections].filter((connection) => connection.greeted && connection.open);
  }

  refresh({ tcpOpen = false, warning = false, all = false }: RefreshOptions = {}): void {
    for (const connection of all ? this.routable() : this.routable().slice(0, 1)) {
      if (tcpOpen) connection.keepLineOpen();
      if (!warning) {
        this.#dismiss(connection, 'refresh_requested', tcpOpen);
        continue;
      }
      connection.dismissed = true;
      connection.say(disconnect('warning'));
      this.#timers.after(10_000, () => this.#dismiss(connection, 'refresh_requested', tcpOpen));
    }
  }

  /** Sends a `disconnect` with this reason and closes; to all sockets for `link_disabled`, else to the oldest. */
  disconnect(reason: string): void {
    const chosen = reason === 'link_disabled' ? this.routable() : this.routable().slice(0, 1);
    for (const connection of chosen) this.#dismiss(connection, reason, false);
  }

  cut(): void {
    for (const connection of this.#connections) connection.cut();
  }

  /** Present sockets fall silent: no pong, no envelope arrives, no ack is heard. New ones are well. */
  silence({ deaf = false } = {}): void {
    for (const connection of this.#connections) connection.silence(deaf);
  }

  unsilence(): void {
    for (const connection of this.#connections) connection.unsilence();
  }

  noHello(on: boolean): void {
    this.#saysHello = !on;
  }

  /** Answers the next handshakes with this status; undefined ends it. */
  refuseUpgrade(status: number | undefined): void {
    this.#refusal = status;
  }

  newTicket(): string {
    const ticket = `${Math.floor(this.#workspace.random() * 1e9)}-${this.#tickets.size}`;
    this.#tickets.set(ticket, this.#timers.monotonic());
    return ticket;
  }

  upgrade(request: IncomingMessage, line: Duplex, head: Buffer): void {
    line.on('error', () => {}); // a line that breaks is nobody's bug here
    const ticket = new URL(request.url ?? '/', 'http://loopback').searchParams.get('ticket') ?? '';
    const issued = this.#tickets.get(ticket);
    this.#tickets.set(ticket, Number.NEGATIVE_INFINITY);
    const spent = issued === undefined || this.#timers.monotonic() - issued > ticketLifeMs;
    const status = this.#refusal ?? (spent ? 403 : undefined);
    if (status !== undefined) {
      line.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    this.#server.handleUpgrade(request, line, head, (ws) => this.#welcome(new Connection(ws, line)));
  }

  /** Says goodbye, so that a client that is leaving can finish; cuts whoever does not answer. */
  async close(): Promise<void> {
    clearInterval(this.#pings);
    for (const connection of this.#connections) {
      connection.dismissed = true;
      connection.ws.close(1001);
    }
    const patience = Date.now() + 200;
    while (this.#connections.size > 0 && Date.now() < patience)
      await new Promise((resolve) => setTimeout(resolve, 5));
    this.cut();
    this.#server.close();
  }

  #welcome(connection: Connection): void {
    const { ws } = connection;
    this.total += 1;
    this.#connections.add(connection);
    ws.on('error', () => {});
    ws.on('ping', (data: Buffer) => {
      if (!connection.silent && connection.open) ws.pong(data);
    });
    ws.on('message', (data: RawData) => {
      if (!connection.silent) this.onMessage(connection, String(data));
    });
    ws.on('close', (code: number) => {
      this.#connections.delete(connection);
      this.onGone(connection, code);
      this.#workspace.changed();
    });
    // Seen in SDK tests and issues, not in the documentation.
    if (this.#connections.size > this.maxConnections) this.#dismiss(connection, 'too_many_websockets', false);
    else if (this.#saysHello) this.#greet(connection);
    this.#workspace.changed();
  }

  #greet(connection: Connection): void {
    connection.say({
      type: 'hello',
      num_connections: this.#connections.size,
      connection_info: { app_id: bot.appId },
      debug_info: {
        host: 'applink-loopback',
        build_number: 1,
        approximate_connection_time: this.approximateConnectionTime,
      },
    });
    connection.greeted = true;
  }

  #dismiss(connection: Connection, reason: string, tcpOpen: boolean): void {
    connection.dismissed = true;
    connection.greeted = false;
    connection.say(disconnect(reason));
    if (!tcpOpen && connection.open) connection.ws.close(1000);
  }

  #ping(): void {
    for (const connection of this.#connections) {
      if (!connection.silent && connection.open) connection.ws.ping('Ping from loopback');
    }
  }
}

function disconnect(reason: string): JsonObject {
  return { type: 'disconnect', reason, debug_info: { host: 'applink-loopback' } };
}
