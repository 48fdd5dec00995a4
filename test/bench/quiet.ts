import { type Rig, startRig } from '../rig.ts';
import type { PageServer } from '../standins/platforms/page-server.ts';
import { type CountingLine, countBytes } from './counting-line.ts';
import { countTransactions, type Transaction } from './counting-tables.ts';
import { type Figure, mustBe, quantity, type Row } from './figure.ts';
import { startTables } from './surroundings.ts';

const MOST_TRANSACTIONS = 500;
const SETTLE_MINUTES = 5;

/** An hour in which nothing happens, on a clock that is set. */
export const quiet: Figure = {
  name: 'quiet',
  about: 'table transactions and bytes in a quiet hour with eight platforms',
  async measure() {
    const azurite = await startTables();
    const tables = await countTransactions(azurite);
    const rig = await startRig(tables.azurite);
    const lines = new Map<string, { page: PageServer; line: CountingLine }>();
    try {
      rig.github.setComponents(['Actions', 'Pages']);
      rig.snowflake.setComponents(['Virtual Warehouses', 'Snowsight']);
      rig.snowflake.resolvedHistory(50);
      rig.retool.resolvedHistory(25);
      rig.slackStatus.resolvedHistory(10);
      for (const [origin, page] of pagesOf(rig))
        lines.set(origin, { page, line: await countBytes(page.origin) });
      await rig.start({ hosts: Object.fromEntries([...lines].map(([at, { line }]) => [at, line.origin])) });
      await rig.pass(SETTLE_MINUTES);
      tables.taken();
      for (const { line, page } of lines.values()) {
        line.bytes();
        page.requests.length = 0;
      }
      await rig.pass(60);
      const taken = tables.taken();
      return [transactions(taken), ...bytes([...lines.values()])];
    } finally {
      await rig.close();
      for (const { line } of lines.values()) line.close();
      tables.close();
      await azurite.stop();
    }
  },
};

function pagesOf(rig: Rig): [string, PageServer][] {
  return [
    ['https://management.azure.com', rig.azure],
    ['https://status.dev.azure.com', rig.azureDevops],
    ['https://www.githubstatus.com', rig.github],
    ['https://graph.microsoft.com', rig.microsoft365],
    ['https://status.retool.com', rig.retool],
    ['https://api.status.salesforce.com', rig.salesforce],
    ['https://slack-status.com', rig.slackStatus],
    ['https://status.snowflake.com', rig.snowflake],
  ];
}

function transactions(taken: readonly Transaction[]): Row {
  const eventWrites = taken.filter(
    ({ method, table }) => method !== 'GET' && !table.endsWith('State'),
  ).length;
  const groups = Map.groupBy(
    taken,
    ({ method, table }) => `${method} ${table.replace(/^T[0-9a-f]{12}/, '')}`,
  );
  const listed = [...groups].map(([key, { length }]) => `${length} x ${key}`).join(', ');
  return {
    figure: 'table transactions in a quiet hour, eight platforms',
    ours: String(taken.length),
    bare: '',
    budget: `<= ${MOST_TRANSACTIONS}, no event written`,
    verdict: taken.length <= MOST_TRANSACTIONS && eventWrites === 0 ? 'met' : 'missed',
    note: `${eventWrites} writes of events; ${listed}`,
  };
}

function bytes(lines: readonly { page: PageServer; line: CountingLine }[]): Row[] {
  const requests = lines.flatMap(({ page }) => page.requests);
  mustBe(requests.length >= 8 * 60, `only ${requests.length} requests in the hour`);
  const whole = requests.filter(({ status }) => status === 200);
  const odd = requests.filter(({ status }) => status !== 200 && status !== 304);
  const oddly = [...new Set(odd.map(({ status, path }) => `${status ?? 'nothing'} for ${path}`))].join(', ');
  const counted = lines.map(({ line }) => line.bytes());
  const all = counted.reduce((sum, { asked, answered }) => sum + asked + answered, 0);
  const paths = [...new Set(whole.map(({ path }) => path))].join(', ');
  return [
    {
      figure: 'bytes to and from pages in a quiet hour, eight platforms',
      ours: quantity(all / 1024, 'KB'),
      bare: '',
      budget: 'headers only',
      verdict: whole.length === 0 ? 'met' : 'missed',
      note:
        `${requests.length} requests, ${quantity(all / requests.length, 'bytes')} each both ways without TLS; ` +
        `${whole.length} answers had a body${paths && ` (${paths})`}, ${odd.length} were neither 200 nor 304${oddly && ` (${oddly})`}`,
    },
  ];
}
