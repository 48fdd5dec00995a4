import { readFileSync } from 'node:fs';
import { CheckError, type HeldIncident, type Platform, type World } from '../../checkers/checker.ts';
import { reasonFor } from '../../checkers/failures.ts';
import { statuspage } from '../../checkers/statuspage.ts';

/**
 * A world of fixed answers, or statuses in their place, that remembers what it was asked. What is not in
 * `answers` is unreachable.
 */
export function worldOf(
  answers: Readonly<Record<string, string | number>>,
  held: readonly HeldIncident[] = [],
  more: Partial<Pick<World, 'ended' | 'lookAt' | 'partlySince' | 'subscriptions'>> = {},
): World & { asked: string[] } {
  const asked: string[] = [];
  return {
    held,
    ended: () => Promise.resolve([]),
    lookAt: '2026-09-03T16:00:00.000Z',
    ...more,
    asked,
    async get(url, translate) {
      asked.push(url);
      const [address = ''] = url.split('#');
      const body = answers[address];
      if (body === undefined) throw new CheckError('unreachable', `No answer for ${url}`);
      if (typeof body === 'number') throw refusal(body);
      return translate(body);
    },
  };
}

/** What a status other than 200 is to a checker. */
export function refusal(status: number): CheckError {
  return new CheckError(reasonFor(status), `answered ${status}`, { status });
}

/** The text of a Statuspage fixture. */
export function fixture(name: string): string {
  return readFileSync(new URL(`../fixtures/statuspage/${name}.json`, import.meta.url), 'utf8');
}

/** A Statuspage platform whose list is of the given kind. */
export function examplePage(list: Platform['list']): Platform {
  const page = 'https://status.example.com';
  const file = list === 'complete' ? 'incidents/unresolved.json' : 'incidents.json';
  return {
    id: 'example',
    name: 'Example',
    prefix: 'EX',
    page,
    address: `${page}/api/v2/${file}`,
    list,
    relevantBy: 'name',
    check: statuspage,
  };
}
