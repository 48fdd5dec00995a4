import { Agent } from 'node:https';
import { connect } from 'node:net';
import type { TwitterApi } from 'twitter-api-v2';
import { type Clock, deadline } from '../clock.ts';
import type { SocialConfig } from '../config.ts';
import type { Hide } from '../hide.ts';
import { textHash, withoutLinks } from './status-text.ts';
import { answerOf, messageOf, NotSent, type XAnswer } from './x-answers.ts';

/** Our account on X. Its methods never throw. */
export interface X {
  post(text: string): Promise<XAnswer>;
  /** Whether our newest posts hold this one; `unknown` where the API does not let us look. */
  find(post: { text: string; link: string }): Promise<'there' | 'absent' | 'unknown'>;
  /** Whether X knows our keys; it says nothing of whether it takes posts. */
  knowsUs(): Promise<boolean>;
}

export type XConfig = Pick<
  SocialConfig,
  'consumerKey' | 'consumerSecret' | 'accessToken' | 'accessTokenSecret'
>;

const ORIGIN = 'https://api.x.com';
/** For a whole request; the library has no limit of its own. */
const REQUEST_MS = 15_000;

/** Speaks to X as the account of the keys. The library is loaded with the first call. */
export function createX({
  config,
  hosts,
  clock,
  hide,
}: {
  config: XConfig;
  hosts: Readonly<Record<string, string>>;
  clock: Clock;
  /** Keeps secrets out of what X says. */
  hide: Hide;
}): X {
  /** An access token begins with the id of its user. */
  let userId = /^(\d+)-/.exec(config.accessToken)?.[1];

  return {
    async post(text) {
      try {
        const { data } = await call((client) => client.v2.tweet(text));
        return { kind: 'posted', id: data.id };
      } catch (error) {
        return answerOf(error, clock.now(), hide);
      }
    },
    async find({ text, link }) {
      try {
        userId ??= (await call((client) => client.v2.me())).data.id;
        const user = userId;
        const newest = await call((client) =>
          client.v2.get<{ data?: FoundPost[] }>(`users/${user}/tweets`, {
            max_results: 20,
            'tweet.fields': 'entities',
          }),
        );
        const wanted = textHash(await withoutLinks(text));
        for (const post of newest.data ?? []) {
          if (isSame(post, text)) return 'there';
          if (leadsTo(post, link) && textHash(await withoutLinks(unescaped(post.text))) === wanted)
            return 'there';
        }
        return 'absent';
      } catch {
        return 'unknown';
      }
    },
    async knowsUs() {
      return call((client) => client.v2.me()).then(
        () => true,
        () => false,
      );
    },
  };

  /** One request with a line of its own, so that it can be cut off. */
  async function call<T>(ask: (client: TwitterApi) => Promise<T>): Promise<T> {
    const { TwitterApi } = await import('twitter-api-v2');
    const line = lineTo(hosts[ORIGIN]);
    const limit = deadline(clock, REQUEST_MS, () => new Error(`no answer within ${REQUEST_MS / 1000} s`));
    const client = new TwitterApi(
      {
        appKey: config.consumerKey,
        appSecret: config.consumerSecret,
        accessToken: config.accessToken,
        accessSecret: config.accessTokenSecret,
      },
      { httpAgent: line.agent, compression: 'identity' },
    );
    try {
      return await Promise.race([
        ask(client),
        new Promise<never>((_, reject) => {
          limit.signal.addEventListener('abort', () => reject(limit.signal.reason), { once: true });
        }),
      ]);
    } catch (error) {
      if (!line.made) throw new NotSent(line.broke ?? messageOf(error));
      throw line.broke === undefined ? error : new Error(line.broke, { cause: error });
    } finally {
      limit.clear();
      line.agent.destroy();
    }
  }
}

/** A post as X lists it: links in the text are shortened, the entities know where they lead. */
interface FoundPost {
  text: string;
  entities?: { urls?: { expanded_url?: string; unwound_url?: string }[] };
}

/** Word for word, where X lists a post as it was written: then nothing says where its links lead. */
function isSame({ text }: FoundPost, ours: string): boolean {
  return unescaped(text).normalize('NFC') === ours.normalize('NFC');
}

function leadsTo({ entities }: FoundPost, link: string): boolean {
  return (entities?.urls ?? []).some((one) => one.expanded_url === link || one.unwound_url === link);
}

/** X escapes what it lists. */
function unescaped(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/** A line to X of which is known whether anything can have been sent. */
interface Line {
  agent: Agent;
  made: boolean;
  /** Why it broke, as the system says. */
  broke?: string;
}

/**
 * The library speaks https to one fixed host; a stand-in gets the same requests over a plain line. What the system
 * says of a broken line, the library keeps to itself.
 */
function lineTo(standin: string | undefined): Line {
  const agent = new Agent({ keepAlive: false });
  const line: Line = { agent, made: false };
  const secure = agent.createConnection.bind(agent);
  agent.createConnection = (options, callback) => {
    const { hostname, port } = new URL(standin ?? ORIGIN);
    const socket = standin === undefined ? secure(options, callback) : connect(Number(port), hostname);
    socket?.once(standin === undefined ? 'secureConnect' : 'connect', () => {
      line.made = true;
    });
    socket?.once('error', (error: NodeJS.ErrnoException) => {
      line.broke = error.code ?? error.message;
    });
    return socket;
  };
  return line;
}
