import type { ClientSecretCredential, ClientSecretCredentialOptions } from '@azure/identity';
import { CheckError } from '../checkers/checker.ts';
import { reasonFor } from '../checkers/failures.ts';
import { whereabouts } from '../checkers/http.ts';
import { waitMs } from '../checkers/waits.ts';
import { type Clock, deadline } from './clock.ts';

/** The app registration, and the surroundings in which it logs in. */
export interface TokenOptions {
  tenantId: string;
  clientId: string;
  clientSecret: string;
  /** Where an origin really lives, for stand-ins; empty in production. */
  hosts: Readonly<Record<string, string>>;
  clock: Clock;
}

/** A token for a scope, other than the one that was `refused`. Throws CheckError, never with the secret. */
export type Tokens = (scope: string, refused?: string) => Promise<string>;

type Policy = NonNullable<ClientSecretCredentialOptions['additionalPolicies']>[number];

const LOGIN = 'https://login.microsoftonline.com';
const NAME = new URL(LOGIN).host;
/** Less than a look has in all, so that the login is named as what does not answer. */
const ANSWER_MS = 8_000;

/** https://learn.microsoft.com/entra/identity-platform/reference-error-codes */
const WORDS: Readonly<Record<string, string>> = {
  AADSTS7000215: 'the client secret is wrong',
  AADSTS7000222: 'the client secret has expired',
  AADSTS700016: 'the app registration is not in this tenant',
  AADSTS90002: 'the tenant does not exist',
};

/** Tokens of one app registration by client credentials, each remembered for as long as it is good. */
export function createTokens(options: TokenOptions): Tokens {
  const { clock } = options;
  const logins = new Map<string, Login>();
  let busyUntil = Number.NEGATIVE_INFINITY;

  return async (scope, refused) => {
    const known = logins.get(scope);
    // What was lent is forgotten only with the whole login: its memory cannot be told of a refusal.
    const login = known && (refused === undefined || known.lent !== refused) ? known : open(scope);
    try {
      login.lent = await login.token();
      return login.lent;
    } catch (error) {
      // A failed login remembers its failure for a while; whether to ask again is for us to say.
      if (logins.get(scope) === login) logins.delete(scope);
      throw error;
    }
  };

  function open(scope: string): Login {
    if (clock.monotonic() < busyUntil) throw new CheckError('unreachable', `${NAME} asked to wait`);
    const login = openLogin(scope, options, (retryAfter) => {
      busyUntil = clock.monotonic() + waitMs(retryAfter, clock.now());
    });
    logins.set(scope, login);
    return login;
  }
}

interface Login {
  token(): Promise<string>;
  /** The last token that was lent. */
  lent?: string;
}

/** What came back over the wire: the library's own errors tell it in too many ways. */
interface Heard {
  status?: number;
  code?: string;
}

function openLogin(
  scope: string,
  { tenantId, clientId, clientSecret, hosts, clock }: TokenOptions,
  wait: (retryAfter: string) => void,
): Login {
  let heard: Heard = {};
  let asking: Promise<string> | undefined;

  const wire: Policy = {
    position: 'perCall',
    policy: {
      name: 'wire',
      async sendRequest(request, next) {
        heard = {};
        // The library takes https authorities only: a stand-in gets its requests out here.
        if (Object.hasOwn(hosts, LOGIN)) {
          request.url = whereabouts(new URL(request.url), hosts).href;
          request.allowInsecureConnection = true;
          delete request.agent;
        }
        const limit = deadline(clock, ANSWER_MS, () => new Error('No answer'));
        request.abortSignal = limit.signal;
        try {
          const response = await next(request);
          const code = /\bAADSTS\d+/.exec(response.bodyAsText ?? '')?.[0];
          heard = { status: response.status, ...(code && { code }) };
          const retryAfter = response.headers.get('retry-after');
          if (retryAfter && (response.status === 429 || response.status === 503)) wait(retryAfter);
          return response;
        } catch (error) {
          if (error instanceof Error && 'code' in error) heard = { code: String(error.code) };
          throw error;
        } finally {
          limit.clear();
        }
      },
    },
  };

  let opened: Promise<ClientSecretCredential> | undefined;

  /** The library is heavy: nothing else waits for it at start. */
  async function openCredential(): Promise<ClientSecretCredential> {
    const { ClientSecretCredential } = await import('@azure/identity');
    return new ClientSecretCredential(tenantId, clientId, clientSecret, {
      authorityHost: LOGIN,
      // The tenant is a setting: nobody needs to be asked where its login lives.
      disableInstanceDiscovery: true,
      additionalPolicies: [wire],
      retryOptions: { maxRetries: 0 },
    });
  }

  async function ask(): Promise<string> {
    opened ??= openCredential();
    const credential = await opened;
    try {
      return (await credential.getToken(scope)).token;
    } catch {
      // The library's error is left behind on purpose: it holds the request, and that the secret.
      throw failure(heard);
    }
  }

  return {
    token() {
      asking ??= ask().finally(() => {
        asking = undefined;
      });
      return asking;
    },
  };
}

function failure({ status, code }: Heard): CheckError {
  if (status === undefined) {
    return new CheckError('unreachable', `${NAME} does not answer${code ? ` (${code})` : ''}`);
  }
  const reason = reasonFor(status);
  if (reason !== 'rejected') {
    const how = status === 200 ? 'without a token' : String(status);
    return new CheckError(reason, `${NAME} answered ${how}`);
  }
  const words = code && Object.hasOwn(WORDS, code) ? `${WORDS[code]}, ` : '';
  return new CheckError('rejected', `${NAME} refused the app registration: ${words}${code ?? status}`);
}
