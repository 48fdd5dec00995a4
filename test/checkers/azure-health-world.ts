import { readFileSync } from 'node:fs';
import { azureHealth } from '../../checkers/azure-health.ts';
import type { HeldIncident, Platform, Report, World } from '../../checkers/checker.ts';
import { refusal, worldOf } from './world.ts';

export const platform: Platform = {
  id: 'azure',
  name: 'Azure',
  prefix: 'AZ',
  page: 'https://azure.status.microsoft/en-us/status',
  address: 'https://management.azure.com',
  list: 'recent',
  relevantBy: 'group',
  needs: 'app registration',
  check: azureHealth,
};

export const one = '00000000-0000-0000-0000-000000000001';
export const two = '11111111-0000-0000-0000-000000000002';

/** Where a subscription's events are listed, or one of them stands. */
export function events(subscription: string, id?: string): string {
  const list = `${platform.address}/subscriptions/${subscription}/providers/Microsoft.ResourceHealth/events`;
  return `${list}${id === undefined ? '' : `/${id}`}?api-version=2024-02-01`;
}

/** The text of an Azure fixture. */
export function fixture(name: string): string {
  return readFileSync(new URL(`../fixtures/azure-health/${name}.json`, import.meta.url), 'utf8');
}

interface Setting {
  held?: readonly HeldIncident[];
  subscriptions?: readonly string[];
  lookAt?: string;
  /** Addresses that answer 404; what is in neither is unreachable. */
  refused?: readonly string[];
}

/** A look at fixed answers. Unless said otherwise, at one subscription. */
export async function look(answers: Record<string, string | number>, setting: Setting = {}): Promise<Report> {
  return azureHealth(platform, azureWorld(answers, setting));
}

/** The world of such a look, which remembers what it was asked. */
export function azureWorld(
  answers: Record<string, string | number>,
  { held = [], subscriptions = [one], refused = [], lookAt = '2026-09-03T16:00:00.000Z' }: Setting = {},
): World & { asked: string[]; scopes: Set<string | undefined> } {
  const scopes = new Set<string | undefined>();
  const world = worldOf(answers, held, { lookAt, ...(subscriptions.length > 0 && { subscriptions }) });
  return {
    ...world,
    scopes,
    get(url, translate, options) {
      scopes.add(options?.scope);
      if (refused.includes(url)) {
        world.asked.push(url);
        return Promise.reject(refusal(404));
      }
      return world.get(url, translate, options);
    },
  };
}

/** An event that we hold as open. */
export function holding(id: string, listedAt = '2026-09-03T15:00:00.000Z'): HeldIncident {
  return { id, beganAt: '2026-09-03T14:00:00.000Z', listedAt };
}
