import { readFileSync } from 'node:fs';
import {
  CheckError,
  type HeldIncident,
  type Platform,
  type Report,
  type World,
} from '../../checkers/checker.ts';
import { microsoft365 } from '../../checkers/microsoft-365.ts';
import { worldOf } from './world.ts';

export const issues = 'https://graph.microsoft.com/v1.0/admin/serviceAnnouncement/issues';

export const platform: Platform = {
  id: 'm365',
  name: 'Microsoft 365',
  prefix: 'MS',
  page: 'https://admin.microsoft.com/Adminportal/Home#/servicehealth',
  address: `${issues}?$filter=isResolved%20eq%20false`,
  list: 'complete',
  relevantBy: 'name',
  needs: 'app registration',
  check: microsoft365,
};

/** The text of a Microsoft 365 fixture. */
export function fixture(name: string): string {
  return readFileSync(new URL(`../fixtures/microsoft-365/${name}.json`, import.meta.url), 'utf8');
}

/** A look at fixed answers: a list, and what else there is by its address. */
export function look(
  list: string,
  more: Record<string, string> = {},
  held: readonly HeldIncident[] = [],
): Promise<Report> {
  return microsoft365(platform, graphWorld({ [platform.address]: list, ...more }, held));
}

/** The world of such a look, which remembers what it was asked. */
export function graphWorld(
  answers: Record<string, string>,
  held: readonly HeldIncident[] = [],
  refused: readonly string[] = [],
): World & { asked: string[]; scopes: Set<string | undefined> } {
  const scopes = new Set<string | undefined>();
  const world = worldOf(answers, held);
  return {
    ...world,
    scopes,
    get(url, translate, options) {
      scopes.add(options?.scope);
      if (refused.includes(url))
        return Promise.reject(new CheckError('rejected', 'answered 404 (Not Found)'));
      return world.get(url, translate, options);
    },
  };
}

/** An issue that we hold as open. */
export function holding(id: string): HeldIncident {
  return { id, beganAt: '2026-09-03T14:00:00.000Z', listedAt: '2026-09-03T15:00:00.000Z' };
}
