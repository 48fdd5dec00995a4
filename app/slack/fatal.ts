import { WebAPIPlatformError } from '@slack/web-api';

/** What Slack says when the token, the app or the workspace has to be put right by a person. */
const onlyAPersonCanMend = new Set([
  'access_denied',
  'account_inactive',
  'enterprise_is_restricted',
  'forbidden_team',
  'invalid_auth',
  'missing_scope',
  'no_permission',
  'not_allowed_token_type',
  'not_authed',
  'org_login_required',
  'team_access_not_granted',
  'team_disabled',
  'token_expired',
  'token_revoked',
  'two_factor_setup_required',
  'user_removed_from_team',
]);

/** True when trying again cannot help until a person has changed something in Slack or in our settings. */
export function isFatal(error: unknown): error is WebAPIPlatformError {
  return error instanceof WebAPIPlatformError && isFatalCode(error.data.error);
}

/** The same of an error code. */
export function isFatalCode(code: string): boolean {
  return onlyAPersonCanMend.has(code);
}
