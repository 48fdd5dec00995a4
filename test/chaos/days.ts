import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Azurite, startAzurite } from '../standins/azurite.ts';
import { dayOf } from './day.ts';
import { type Played, playDay } from './run.ts';

/** Days after which storage is started anew: it keeps everything in memory. */
const DAYS_OF_TABLES = 40;

/** Which days are played. */
export interface Days {
  seeds: readonly number[];
  /** Each copy believes that it leads, on every day. Otherwise the seed decides. */
  leaders?: boolean;
  /** How many at the same time. */
  jobs?: number;
}

/** Plays days, some at the same time; `over` hears of each, and where its papers are if it failed. */
export async function playDays(
  { seeds, leaders = false, jobs = 1 }: Days,
  stopping: AbortSignal,
  over: (played: Played, papers: string | undefined) => void,
): Promise<void> {
  for (let from = 0; from < seeds.length && !stopping.aborted; from += DAYS_OF_TABLES) {
    const left = seeds.slice(from, from + DAYS_OF_TABLES);
    const azurite = await startAzurite({ accounts: left.length });
    const accounts = [...azurite.connectionStrings];
    const job = async () => {
      for (let seed = left.shift(); seed !== undefined && !stopping.aborted; seed = left.shift()) {
        const tables: Azurite = { ...azurite, connectionString: accounts.shift() ?? '' };
        const played = await playDay(dayOf(seed, leaders ? { leaders } : {}), tables, stopping);
        if (!stopping.aborted) over(played, played.wrong.length > 0 ? keepPapers(played) : undefined);
      }
    };
    try {
      await Promise.all(Array.from({ length: jobs }, job));
    } finally {
      await azurite.stop();
    }
  }
}

/** The script of a day, its logs and what Slack was asked, for whoever looks into it. */
function keepPapers({ day, wrong, ending, calls }: Played): string {
  const folder = mkdtempSync(join(tmpdir(), `outage-bot-chaos-${day.seed}-`));
  const write = (name: string, content: unknown) =>
    writeFileSync(
      join(folder, name),
      typeof content === 'string' ? content : JSON.stringify(content, undefined, 1),
    );
  write('script.json', day);
  write('violations.json', wrong);
  write('slack-calls.json', calls);
  if (!ending) return folder;
  const { copies, output: _, secrets: __, ...rest } = ending;
  for (const copy of copies) write(`copy-${copy.name}.log`, copy.log);
  write('ending.json', rest);
  return folder;
}
