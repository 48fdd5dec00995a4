import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import extractUrlsWithIndices from '@ambassify/twitter-text/dist/extractUrlsWithIndices.js';
import parseTweet from '@ambassify/twitter-text/dist/parseTweet.js';
import type { Clock } from '../../../app/clock.ts';
import { leaveHanging } from '../left-hanging.ts';

/** How X can go wrong with a request. */
export type XFault =
  /** An answer with this status, and nothing done. */
  | { status: number; body?: object; headers?: Record<string, string> }
  /** Takes the request and says nothing; nothing done. */
  | 'hang'
  /** The connection is gone before any answer; nothing done. */
  | 'reset'
  /** The post is made, and its answer is lost. */
  | 'lost'
  /** The post is made, and the answer is a failure of theirs. */
  | 'made-and-503';

/** A post as the account shows it. */
export interface Post {
  id: string;
  text: string;
  at: number;
}

export interface XStandin {
  origin: string;
  posts: Post[];
  /** Requests as `POST /2/tweets`, oldest first. */
  requests: string[];
  /** Whatever was not as the real X would have it. */
  violations: string[];
  /** Whether the account's own posts may be listed. */
  readable: boolean;
  /** Posts are listed as they were written, and without entities. */
  plain: boolean;
  /** From now on: a fault for all posts, or one that each post is asked for. */
  break(how: XFault | ((attempt: number) => XFault | undefined), times?: number): void;
  mend(): void;
  /** From now on: no post that holds these words. */
  forbid(words: string): void;
  texts(): string[];
  openConnections(): number;
  close(): Promise<void>;
}

export interface XKeys {
  consumerKey: string;
  consumerSecret: string;
  accessToken: string;
  accessTokenSecret: string;
}

const DAY_MS = 24 * 60 * 60_000;

/** An account on X, API v2, on 127.0.0.1 over plain HTTP; signatures are checked as for `https://api.x.com`. */
export async function startX({ clock, keys }: { clock: Clock; keys: XKeys }): Promise<XStandin> {
  let fault: { how: (attempt: number) => XFault | undefined; times: number } | undefined;
  const sockets = new Set<Socket>();
  const forbidden: string[] = [];
  let attempts = 0;
  let made = 0;
  const server = createServer((request, response) => void answer(request, response));

  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });

  const self: XStandin = {
    origin: '',
    posts: [],
    requests: [],
    violations: [],
    readable: true,
    plain: false,
    break(how, times = Number.POSITIVE_INFINITY) {
      fault = { how: typeof how === 'function' ? how : () => how, times };
    },
    mend: () => {
      fault = undefined;
    },
    forbid: (words) => void forbidden.push(words),
    openConnections: () => sockets.size,
    texts: () => self.posts.map((post) => post.text),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };

  async function answer(request: IncomingMessage, response: ServerResponse) {
    const url = new URL(request.url ?? '/', 'https://api.x.com');
    self.requests.push(`${request.method} ${url.pathname}`);
    const body = await text(request).catch(() => '');
    if (!signed(request, url)) return refuse(response, 401, 'Unauthorized');
    if (request.method === 'POST' && url.pathname === '/2/tweets') return post(body, request, response);
    if (!self.readable) return refuse(response, 403, 'Forbidden');
    const user = keys.accessToken.split('-')[0];
    if (url.pathname === '/2/users/me') return send(response, 200, { data: { id: user } });
    if (url.pathname === `/2/users/${user}/tweets`) {
      const limit = Number(url.searchParams.get('max_results') ?? 10);
      return send(response, 200, {
        data: self.posts
          .slice(-limit)
          .toReversed()
          .map(self.plain ? asWritten : listed),
      });
    }
    self.violations.push(`asked for ${url.pathname}`);
    return refuse(response, 404, 'Not Found');
  }

  function post(body: string, request: IncomingMessage, response: ServerResponse) {
    const how = nextFault();
    if (how === 'hang') return void leaveHanging(response);
    if (how === 'reset') return request.socket.resetAndDestroy();
    if (typeof how === 'object') return send(response, how.status, how.body ?? {}, how.headers);
    const { text: words } = JSON.parse(body) as { text: string };
    const { valid, weightedLength } = parseTweet(words);
    if (!valid) {
      self.violations.push(`a text of ${weightedLength}: ${words}`);
      return refuse(response, 400, 'Your Tweet text is too long.');
    }
    if (forbidden.some((one) => words.includes(one))) {
      return refuse(response, 403, 'You are not allowed to post this.');
    }
    if (self.posts.some((one) => one.text === words && clock.now() - one.at < DAY_MS)) {
      return refuse(response, 403, 'You are not allowed to create a Tweet with duplicate content.');
    }
    const made = { id: nextId(), text: words, at: clock.now() };
    self.posts.push(made);
    if (how === 'lost') return request.socket.resetAndDestroy();
    if (how === 'made-and-503') return refuse(response, 503, 'Service Unavailable');
    send(response, 201, { data: { id: made.id, text: made.text, edit_history_tweet_ids: [made.id] } });
  }

  function nextFault(): XFault | undefined {
    attempts += 1;
    if (!fault) return undefined;
    const how = fault.how(attempts);
    fault.times -= 1;
    if (fault.times <= 0) fault = undefined;
    return how;
  }

  function nextId(): string {
    made += 1;
    return String(1_445_880_548_472_328_192n + BigInt(made));
  }

  /** OAuth 1.0a; https://datatracker.ietf.org/doc/html/rfc5849#section-3.4 */
  function signed({ method, headers }: IncomingMessage, url: URL): boolean {
    const fields = [...(headers.authorization ?? '').matchAll(/(oauth_\w+)="([^"]*)"/g)].map(
      ([, name = '', value = '']) => [name, decodeURIComponent(value)] as const,
    );
    const given = Object.fromEntries(fields);
    const parameters = [...fields.filter(([name]) => name !== 'oauth_signature'), ...url.searchParams]
      .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
      .sort()
      .join('&');
    const base = [method ?? '', url.origin + url.pathname, parameters].map(encoded).join('&');
    const key = `${encoded(keys.consumerSecret)}&${encoded(keys.accessTokenSecret)}`;
    const expected = createHmac('sha1', key).update(base).digest('base64');
    return (
      given.oauth_consumer_key === keys.consumerKey &&
      given.oauth_token === keys.accessToken &&
      given.oauth_signature === expected
    );
  }

  // The app loads these with its first post, and a clock that is set does not wait for that.
  await Promise.all([import('twitter-api-v2'), import('@ambassify/twitter-text/dist/extractMentions.js')]);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  self.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return self;
}

function asWritten({ id, text }: Post) {
  return { id, text };
}

/** As X lists a post: links are short ones of its own, the text is escaped. */
function listed({ id, text }: Post) {
  let shown = text;
  const urls = extractUrlsWithIndices(text).map(({ url, indices }, index) => {
    shown = shown.replace(url, `https://t.co/abcdefgh${index}${id.slice(-1)}`);
    return {
      expanded_url: /^https?:/i.test(url) ? url : `http://${url}`,
      start: indices[0],
      end: indices[1],
    };
  });
  const escaped = shown.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return { id, text: escaped, edit_history_tweet_ids: [id], entities: { urls } };
}

function refuse(response: ServerResponse, status: number, detail: string) {
  send(response, status, { detail, type: 'about:blank', title: 'Refused', status });
}

function send(response: ServerResponse, status: number, body: object, headers: Record<string, string> = {}) {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

function encoded(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
