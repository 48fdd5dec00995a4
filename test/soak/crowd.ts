import type { Platform } from '../../checkers/checker.ts';
import { platforms as known } from '../../checkers/index.ts';
import { statuspage } from '../../checkers/statuspage.ts';
import type { Rig } from '../rig.ts';
import { type Statuspage, startStatuspage } from '../standins/platforms/statuspage.ts';

/** Pages beside those of the rig, and how the application finds them. */
export interface Crowd {
  /** All on which a script can open incidents: these, and three of the rig. */
  pages: readonly Statuspage[];
  hosts: Record<string, string>;
  /** All that is watched: one more is one more row. */
  platforms: readonly Platform[];
  close(): Promise<void>;
}

/** Has so many platforms to watch in all. */
export async function startCrowd({ github, retool, snowflake, now }: Rig, count: number): Promise<Crowd> {
  const clock = { now, monotonic: now, after: () => () => {} };
  const rows = Array.from({ length: count - known.length }, (_, i) => rowOf(i));
  const pages = await Promise.all(
    rows.map(({ id, name, page }) => startStatuspage({ clock, pageId: id, name, url: page })),
  );
  for (const page of pages) {
    page.setComponents(['Login', 'Search', 'Uploads']);
    page.resolvedHistory(3);
  }
  return {
    pages: [github, retool, snowflake, ...pages],
    platforms: [...known, ...rows],
    hosts: Object.fromEntries(rows.map(({ page }, i) => [page, pages[i]?.origin ?? ''])),
    close: async () => void (await Promise.all(pages.map((page) => page.close()))),
  };
}

/** Half of them list what is open, half all that there was. */
function rowOf(i: number): Platform {
  const page = `https://status-${i}.example.com`;
  const list = i % 2 === 0 ? ('complete' as const) : ('recent' as const);
  return {
    id: `example-${i}`,
    name: `Example ${i}`,
    prefix: `E${String.fromCharCode(65 + (i % 26))}`,
    page,
    address: `${page}/api/v2/incidents${list === 'complete' ? '/unresolved' : ''}.json`,
    list,
    relevantBy: 'name',
    check: statuspage,
  };
}
