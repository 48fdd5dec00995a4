import { readFileSync } from 'node:fs';
import type { HeldIncident, Platform } from '../../checkers/checker.ts';
import { slackStatus } from '../../checkers/slack-status.ts';

export const platform: Platform = {
  id: 'slack',
  name: 'Slack',
  prefix: 'SL',
  page: 'https://slack-status.com',
  address: 'https://slack-status.com/api/v2.0.0/current',
  list: 'complete',
  relevantBy: 'name',
  check: slackStatus,
};

/** Where the last words of an incident are. */
export const historyAddress = 'https://slack-status.com/api/v2.0.0/history';

/** The text of a Slack fixture. */
export function fixture(name: string): string {
  return readFileSync(new URL(`../fixtures/slack-status/${name}.json`, import.meta.url), 'utf8');
}

/** An incident that we hold as open. */
export function heldIncident(id: string): HeldIncident {
  return { id, beganAt: '2026-09-03T15:00:00.000Z', listedAt: '2026-09-03T15:00:00.000Z' };
}
