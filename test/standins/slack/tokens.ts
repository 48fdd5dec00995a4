import { Refusal } from './refusal.ts';

/** The two tokens of the app, what they may do, and what has become of them. */
export class Tokens {
  readonly bot = 'xoxb-1111111111-2222222222-loopbackloopback';
  readonly app = 'xapp-1-A0OUTAGEBOT-3333333333-loopbackloopback';
  readonly scopes: Set<string>;
  readonly #refused = new Map<'bot' | 'app', string>();

  constructor(scopes: string[]) {
    this.scopes = new Set(scopes);
  }

  /** From now on this token is refused with this code, until `restore`. */
  revoke(which: 'bot' | 'app', code = 'token_revoked'): void {
    this.#refused.set(which, code);
  }

  restore(which: 'bot' | 'app'): void {
    this.#refused.delete(which);
  }

  kind(authorization: string | undefined): 'bot' | 'app' | 'none' | 'unknown' {
    const token = tokenIn(authorization);
    if (!token) return 'none';
    if (token === this.bot) return 'bot';
    return token === this.app ? 'app' : 'unknown';
  }

  /** Documented: `not_authed`, `invalid_auth`, `not_allowed_token_type`; revoked ones by script. */
  check(authorization: string | undefined, wanted: 'bot' | 'app'): void {
    const kind = this.kind(authorization);
    if (kind === 'none') throw new Refusal('not_authed');
    if (kind === 'unknown') throw new Refusal('invalid_auth');
    const refused = this.#refused.get(kind);
    if (refused) throw new Refusal(refused, {}, { scripted: true });
    if (kind !== wanted) throw new Refusal('not_allowed_token_type');
  }
}

function tokenIn(authorization: string | undefined): string | undefined {
  return /^Bearer\s+(\S+)$/i.exec(authorization ?? '')?.[1];
}
