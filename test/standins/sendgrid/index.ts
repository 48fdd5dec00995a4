import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Clock, realClock } from '../../../app/clock.ts';
import { misbehave, refuse, type SendgridFault } from './faults.ts';
import { type MailBody, type Objection, readBody } from './rules.ts';

export type { SendgridFault } from './faults.ts';

/** A mail that was sent. */
export interface SentMail {
  /** Milliseconds since 1970. */
  at: number;
  /** The one address that got it. */
  to: string;
  from: string;
  subject: string;
  text: string;
  html: string;
  headers: Record<string, string>;
  body: MailBody;
}

/** A stand-in for SendGrid on the loopback address. */
export interface SendgridStandin {
  origin: string;
  /** Oldest first, one for each recipient. */
  mails: SentMail[];
  /** With what each request was answered, if it was. */
  requests: { at: number; status?: number; sandboxed: boolean }[];
  /** Who may be the sender. */
  verified: Set<string>;
  /** Addresses that SendGrid finds fault with, in lower case. */
  refused: Set<string>;
  /** From now on another key is the right one. */
  setKey(key: string): void;
  /** Goes wrong: only for requests that `only` matches in their body, only some times, where said. */
  break(how: SendgridFault, where?: { only?: RegExp; times?: number }): void;
  mend(): void;
  close(): Promise<void>;
}

/** Starts a stand-in that knows one key and one sender. */
export async function startSendgrid({
  key,
  sender,
  clock = realClock,
}: {
  key: string;
  sender: string;
  clock?: Clock;
}): Promise<SendgridStandin> {
  let right = key;
  let fault: { how: SendgridFault; only?: RegExp; times?: number } | undefined;
  let closed: Promise<void> | undefined;

  const server = createServer((request, response) => {
    void receive(request, response).catch(() => request.socket.destroy());
  });

  async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString();
    const seen: SendgridStandin['requests'][number] = { at: clock.now(), sandboxed: false };
    self.requests.push(seen);
    response.on('finish', () => {
      seen.status = response.statusCode;
    });
    const how = faultFor(text);
    if (how !== undefined) {
      misbehave(how, { request, response, clock, doOnly: () => void take(text) });
      return;
    }
    const read = readRequest(request, text);
    if ('message' in read) {
      refuse(response, read.status, read.message, read.field);
      return;
    }
    seen.sandboxed = read.body.mail_settings?.sandbox_mode?.enable === true;
    if (!seen.sandboxed) deliver(read.body);
    response.writeHead(seen.sandboxed ? 200 : 202, { 'X-Message-Id': `id-${self.requests.length}` }).end();
  }

  function readRequest({ method, url, headers }: IncomingMessage, text: string) {
    if (`${method} ${url}` !== 'POST /v3/mail/send') return objection(404, 'Not Found');
    if (headers.authorization !== `Bearer ${right}`) {
      return objection(401, 'The provided authorization grant is invalid, expired, or revoked');
    }
    if (!/^application\/json\b/.test(headers['content-type'] ?? '')) {
      return objection(415, 'Unsupported Media Type');
    }
    if (text.length > 30_000_000) return objection(413, 'Payload Too Large');
    return readBody(text, self);
  }

  function take(text: string): void {
    const read = readBody(text, self);
    if ('body' in read) deliver(read.body);
  }

  function deliver(body: MailBody): void {
    const { from, subject = '', content, headers = {} } = body;
    const part = (wanted: string) => content.find(({ type }) => type === wanted)?.value ?? '';
    for (const { to, cc = [], bcc = [] } of body.personalizations) {
      for (const { email } of [...to, ...cc, ...bcc]) {
        self.mails.push({
          at: clock.now(),
          to: email,
          from: from.email,
          subject,
          text: part('text/plain'),
          html: part('text/html'),
          headers,
          body,
        });
      }
    }
  }

  function faultFor(text: string): SendgridFault | undefined {
    if (!fault || (fault.only && !fault.only.test(text))) return undefined;
    const { how } = fault;
    if (fault.times !== undefined) fault.times -= 1;
    if (fault.times === 0) fault = undefined;
    return how;
  }

  const self: SendgridStandin = {
    origin: '',
    mails: [],
    requests: [],
    verified: new Set([sender.toLowerCase()]),
    refused: new Set(),
    setKey: (next) => {
      right = next;
    },
    break: (how, where = {}) => {
      fault = { how, ...where };
    },
    mend: () => {
      fault = undefined;
    },
    close: () => {
      closed ??= new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      return closed;
    },
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  self.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return self;
}

function objection(status: number, message: string): Objection {
  return { status, message, field: null };
}
