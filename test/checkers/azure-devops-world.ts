import { readFileSync } from 'node:fs';
import { azureDevops } from '../../checkers/azure-devops.ts';
import type { HeldIncident, Platform, Report, World } from '../../checkers/checker.ts';
import { worldOf } from './world.ts';

export const platform: Platform = {
  id: 'azure-devops',
  name: 'Azure DevOps',
  prefix: 'AD',
  page: 'https://status.dev.azure.com',
  address: 'https://status.dev.azure.com/_apis/status/health?api-version=7.2-preview.1',
  list: 'complete',
  relevantBy: 'group',
  check: azureDevops,
};

/** The text of an Azure DevOps fixture. */
export function fixture(name: string): string {
  return readFileSync(new URL(`../fixtures/azure-devops/${name}.json`, import.meta.url), 'utf8');
}

/** A look at a fixed answer. */
export function look(
  body: string,
  held: readonly HeldIncident[] = [],
  more: Partial<Pick<World, 'ended' | 'lookAt'>> = {},
): Promise<Report> {
  return azureDevops(platform, worldOf({ [platform.address]: body }, held, more));
}

/** An episode that we hold as open. */
export function episode(id: string): HeldIncident {
  return { id, beganAt: '2026-09-03T14:00:00.000Z', listedAt: '2026-09-03T14:00:00.000Z' };
}
