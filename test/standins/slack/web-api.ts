import { Args, opened, readArguments } from './arguments.ts';
import type { JsonObject } from './json.ts';
import type { Limits } from './limits.ts';
import { type Call, type Method, type Methods, perMinute } from './method.ts';
import { invalidArguments, isAppsFault, Refusal } from './refusal.ts';
import type { Tokens } from './tokens.ts';
import type { Workspace } from './workspace.ts';

/** Scopes of the least set (slack.md A4). Lacking one of these is the workspace's doing, wanting another the app's. */
export const leastScopes = [
  'chat:write',
  'commands',
  'users:read',
  'usergroups:read',
  'channels:history',
  'groups:history',
];

/** A request to the Web API, as it came in. */
export interface ApiRequest {
  method: string;
  authorization: string | undefined;
  contentType: string | undefined;
  body: string;
  query: URLSearchParams;
}

/** One call as it was judged. */
export interface ApiCall {
  method: string;
  at: number;
  token: 'bot' | 'app' | 'none' | 'unknown';
  args: JsonObject;
  /** `ok`, Slack's error code, or `fault: ...`. */
  outcome: string;
}

export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: JsonObject;
}

interface Settings {
  workspace: Workspace;
  tokens: Tokens;
  methods: Methods;
  limits: Limits;
  postsPerSecond: number;
  postBurst: number;
  tierLimits: boolean;
}

/** Judges calls of the Web API and carries them out. */
export class WebApi {
  readonly calls: ApiCall[] = [];
  readonly #settings: Settings;

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  /** The arguments, for faults that look at them; nothing when they cannot be read. */
  peek(request: ApiRequest): JsonObject {
    try {
      return opened(readArguments(request.contentType, request.body, request.query));
    } catch {
      return {};
    }
  }

  /** Writes the call down; its outcome follows. */
  record(request: ApiRequest): ApiCall {
    const { workspace, tokens } = this.#settings;
    const { token: given, ...args } = this.peek(request);
    const token = tokens.kind(
      request.authorization ?? (typeof given === 'string' ? `Bearer ${given}` : undefined),
    );
    const call: ApiCall = {
      method: request.method,
      at: workspace.clock.now(),
      token,
      args,
      outcome: 'unanswered',
    };
    this.calls.push(call);
    return call;
  }

  /** Carries the call out and says how Slack would answer. */
  answer(request: ApiRequest, call: ApiCall): Answer {
    try {
      const result = this.#run(request);
      call.outcome = 'ok';
      return this.#reply(200, { ok: true, ...result });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return this.#refuse(error, call);
    }
  }

  /** Refuses without carrying anything out, as a script or Slack wants it. */
  refuse(code: string, call: ApiCall, retryAfter?: number): Answer {
    call.outcome = code;
    return code === 'ratelimited'
      ? this.#tooMany(retryAfter ?? 1)
      : this.#reply(200, { ok: false, error: code });
  }

  #run(request: ApiRequest): JsonObject {
    const { workspace, tokens, methods } = this.#settings;
    const method = Object.hasOwn(methods, request.method) ? methods[request.method] : undefined;
    if (!method) throw new Refusal('unknown_method', { req_method: request.method });
    const raw = readArguments(request.contentType, request.body, request.query);
    const { token, ...args } = opened(raw);
    // Documented: apps.connections.open wants its token in the header. Guessed: so does every JSON body.
    const inBody =
      typeof token === 'string' && !/json/.test(request.contentType ?? '') && method.token === 'bot';
    tokens.check(request.authorization ?? (inBody ? `Bearer ${token}` : undefined), method.token);
    this.#limit(request.method, method);
    this.#noteUnknown(request.method, method, args);
    if (method.scope) this.#needScope(method.scope);
    const call = this.#callOf(request.method, new Args(args), workspace);
    const missing = (method.needs ?? []).filter((name) => !call.args.has(name));
    if (missing.length > 0)
      throw invalidArguments(...missing.map((name) => `missing required field: ${name}`));
    return method.run(call);
  }

  #callOf(method: string, args: Args, workspace: Workspace): Call {
    const { limits, postsPerSecond, postBurst } = this.#settings;
    return {
      args,
      workspace,
      needScope: (scope) => this.#needScope(scope),
      limitPosts: (channelId) => {
        const wait = limits.take(`${method} ${channelId}`, postsPerSecond, postBurst);
        if (wait > 0) throw new Refusal('ratelimited', { retry_after: wait });
      },
    };
  }

  /** Documented tiers, per method and workspace; the burst (a whole minute's worth) is generous on purpose. */
  #limit(name: string, { tier }: Method): void {
    const { limits, tierLimits, postsPerSecond } = this.#settings;
    if (!tierLimits || (tier === 'post' && !Number.isFinite(postsPerSecond))) return;
    const wait = limits.take(name, perMinute[tier] / 60, Math.max(perMinute[tier], 10));
    if (wait > 0) throw new Refusal('ratelimited', { retry_after: wait });
  }

  #needScope(scope: string): void {
    const { tokens } = this.#settings;
    if (tokens.scopes.has(scope)) return;
    throw new Refusal('missing_scope', { needed: scope, provided: [...tokens.scopes].join(',') });
  }

  /** Slack ignores arguments that it does not know; here they are told, for they are slips of the pen. */
  #noteUnknown(name: string, method: Method, args: JsonObject): void {
    for (const key of Object.keys(args)) {
      if (key === 'team_id' || method.args.includes(key)) continue;
      this.#settings.workspace.violation(`${name}: unknown argument ${key}`);
    }
  }

  #refuse(refusal: Refusal, call: ApiCall): Answer {
    const { code, extra } = refusal;
    call.outcome = code;
    if (code === 'ratelimited') return this.#tooMany(Number(extra.retry_after ?? 1));
    const scriptedScope = code === 'missing_scope' && leastScopes.includes(String(extra.needed));
    if (isAppsFault(code) && !refusal.scripted && !scriptedScope) {
      const why = Array.isArray(extra.errors)
        ? ` (${extra.errors.join('; ')})`
        : extra.needed
          ? ` (${extra.needed})`
          : '';
      this.#settings.workspace.violation(`${call.method}: ${code}${why}`);
    }
    return this.#reply(200, { ok: false, error: code, ...extra });
  }

  #tooMany(retryAfter: number): Answer {
    return this.#reply(429, { ok: false, error: 'ratelimited' }, { 'retry-after': String(retryAfter) });
  }

  #reply(status: number, body: JsonObject, headers: Record<string, string> = {}): Answer {
    const scopes = [...this.#settings.tokens.scopes].join(',');
    return { status, body, headers: { ...headers, 'x-oauth-scopes': scopes } };
  }
}
