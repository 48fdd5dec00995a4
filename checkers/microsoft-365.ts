import { CheckError, type Platform, type Report, type World } from './checker.ts';
import { type Issue, incidentOf, readIssue, readIssues } from './microsoft-365-issue.ts';
import { readPages } from './pages.ts';

/** What a token for Graph is asked for. */
export const scope = 'https://graph.microsoft.com/.default';
const MAX_REMARKS = 20;

/** Reads the service issues of our Microsoft 365 tenant. */
export async function microsoft365({ address, page }: Platform, world: World): Promise<Report> {
  const { items, cut } = await readPages(address, (url) => world.get(url, readIssues, { scope }));
  // An issue leaves the list when it is resolved; its last words stand under its id. Two looks without it end it, and
  // each of them asks: one answer may fail.
  const listed = new Set(items.map(({ id }) => id));
  const gone = cut ? [] : world.held.filter(({ id }) => !listed.has(id));
  const last = await Promise.all(gone.map(({ id }) => lastWords(id, address, world)));

  const remarks = new Set(cut ? [`the list could not be read to its end: ${cut.reason}`] : []);
  const about = { page, lookAt: world.lookAt, remarks };
  const issues = new Map([...items, ...last.flat()].map((issue) => [issue.id, issue]));
  return {
    incidents: [...issues.values()].map((issue) => incidentOf(issue, about)),
    list: { kind: 'complete' },
    asked: [],
    unsure: cut ? ['*'] : [],
    remarks: [...remarks].slice(0, MAX_REMARKS),
  };
}

async function lastWords(id: string, address: string, world: World): Promise<Issue[]> {
  const url = new URL(address);
  url.pathname += `/${encodeURIComponent(id)}`;
  url.search = '';
  try {
    const issue = await world.get(url.href, readIssue, { scope });
    return issue.id === id ? [issue] : [];
  } catch (error) {
    if (error instanceof CheckError) return [];
    throw error;
  }
}
