import type Mailer from '@sendgrid/mail';
import { type Clock, deadline } from '../clock.ts';
import type { MailConfig } from '../config.ts';
import type { Hide } from '../hide.ts';
import { answerFailure, networkFailure } from './failures.ts';

/** A mail as it is sent, but for its recipient. */
export interface Letter {
  subject: string;
  text: string;
  html: string;
  headers: Record<string, string>;
}

/** The way to SendGrid. */
export interface Post {
  /** Hands a mail over for one address. Fails as a MailError. */
  send(letter: Letter, to: string): Promise<void>;
  /** Has SendGrid check a mail that it does not send. Fails as a MailError. */
  check(letter: Letter): Promise<void>;
}

/** Its typings hide the class, and the client that each mailer has of its own. */
interface Library {
  MailService: new () => Pick<typeof Mailer, 'setApiKey' | 'send'> & {
    client: { setDefaultRequest(defaults: Record<string, unknown>): unknown };
  };
}

const LIMIT_MS = 10_000;
const MAX_ANSWER = 256 * 1024;
const HOSTS = { global: 'https://api.sendgrid.com', eu: 'https://api.eu.sendgrid.com' };

/** Sends through @sendgrid/mail, which is loaded by the first mail. */
export function createPost(
  config: Pick<MailConfig, 'apiKey' | 'sender' | 'region'>,
  { hosts, clock, hide }: { hosts: Readonly<Record<string, string>>; clock: Clock; hide: Hide },
): Post {
  const origin = HOSTS[config.region];
  const baseUrl = `${hosts[origin] ?? origin}/`;

  async function hand(letter: Letter, to: string, sandboxed: boolean): Promise<void> {
    const { MailService } = (await import('@sendgrid/mail')) as unknown as Library;
    const limit = deadline(clock, LIMIT_MS, () => new Error('Too slow'));
    const mailer = new MailService();
    mailer.setApiKey(config.apiKey);
    // After the key, which resets the address.
    mailer.client.setDefaultRequest({
      baseUrl,
      signal: limit.signal,
      timeout: LIMIT_MS * 1.5,
      maxRedirects: 0,
      maxContentLength: MAX_ANSWER,
      // What is no success is sorted here: the library's own error breaks on some working directories.
      validateStatus: () => true,
    });
    try {
      const [{ statusCode, headers, body }] = await mailer
        .send({
          to,
          from: { email: config.sender, name: 'Outage Bot' },
          subject: letter.subject,
          headers: letter.headers,
          text: letter.text,
          html: letter.html,
          // Both would put addresses of others into the mail.
          trackingSettings: { clickTracking: { enable: false }, openTracking: { enable: false } },
          ...(sandboxed ? { mailSettings: { sandboxMode: { enable: true } } } : {}),
        })
        .catch((error: unknown) => {
          throw networkFailure(error, limit.signal.aborted ? LIMIT_MS : undefined);
        });
      const failure = answerFailure(
        { status: statusCode, headers, body },
        // A check is answered 200; something that stands in for SendGrid may not tell the two apart.
        { taken: sandboxed ? [200, 202] : [202], now: clock.now(), hide },
      );
      if (failure) throw failure;
    } finally {
      limit.clear();
    }
  }

  return {
    send: (letter, to) => hand(letter, to, false),
    check: (letter) => hand(letter, config.sender, true),
  };
}
