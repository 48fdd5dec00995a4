import type { JsonObject } from './json.ts';

/** Slack says no: `{ ok: false, error }` and what stands beside it. */
export class Refusal extends Error {
  readonly code: string;
  readonly extra: JsonObject;
  /** A test wanted it so: nothing to blame the app for. */
  readonly scripted: boolean;

  constructor(code: string, extra: JsonObject = {}, { scripted = false } = {}) {
    super(code);
    this.name = 'Refusal';
    this.code = code;
    this.extra = extra;
    this.scripted = scripted;
  }
}

/** `invalid_arguments` with Slack's own explanation lines. */
export function invalidArguments(...problems: string[]): Refusal {
  return new Refusal('invalid_arguments', {
    errors: problems,
    response_metadata: { messages: problems.map((problem) => `[ERROR] ${problem}`) },
  });
}

/**
 * Refusals that the world causes: a channel is archived, a person deleted the message, the workspace said no.
 * Every other one means that the app asked for something no Slack would grant.
 */
const worldly = new Set([
  'account_inactive',
  'already_pinned',
  'already_reacted',
  'channel_is_archived',
  'channel_not_found',
  'fatal_error',
  'hash_conflict',
  'internal_error',
  'is_archived',
  'is_inactive',
  'message_not_found',
  'no_pin',
  'no_reaction',
  'no_such_subteam',
  'not_enabled',
  'not_found',
  'not_in_channel',
  'plan_upgrade_required',
  'ratelimited',
  'request_timeout',
  'restricted_action',
  'restricted_action_read_only_channel',
  'restricted_action_thread_locked',
  'restricted_action_thread_only_channel',
  'service_unavailable',
  'thread_not_found',
  'token_revoked',
  'too_many_bookmarks',
  'too_many_reactions',
  'user_disabled',
  'user_not_found',
  'user_not_in_channel',
  'user_not_visible',
]);

/** Whether a refusal with this code is the app's own doing. */
export function isAppsFault(code: string): boolean {
  return !worldly.has(code);
}
