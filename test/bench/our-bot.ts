import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import { realClock } from '../../app/clock.ts';
import { readConfig } from '../../app/config.ts';
import { start } from '../../app/start.ts';
import type { Platform } from '../../checkers/checker.ts';
import { createLateness } from './lateness.ts';
import { loopback } from './loopback.ts';
import { platformsOn } from './pages.ts';
import { serve } from './serve.ts';

/** The whole bot, with so many pages in place of those that it ships with. */
const { port, count } = JSON.parse(process.argv[2] ?? '') as { port: number; count: number };
const looked = new Set<string>();
const made = { told: 0, failed: 0 };

dns.lookup = loopback as typeof dns.lookup;
syncBuiltinESMExports();

const read = readConfig(process.env);
if ('problems' in read) throw new Error(read.problems.join('\n'));
const { config } = read;
const lateness = createLateness(config.slack.channel);
config.port = 0;
config.storage.stateTable = config.storage.eventsTable.replace('Open', 'State');
await start({
  config,
  version: 'bench',
  clock: realClock,
  hosts: {},
  host: '127.0.0.1',
  platforms: platformsOn(port, count).map((row) => ({ ...row, check: watched(row) })),
  crashpoint: () => {},
  fatal(error) {
    throw error;
  },
});

serve({
  /** How many pages have been looked at by now. */
  lookedAt: () => looked.size,
  /** From now on looks count for the window. */
  openWindow(): void {
    Object.assign(made, { told: 0, failed: 0 });
    lateness.reset();
  },
  window: () => ({ ...made, ...lateness.worst() }),
});

function watched({ check }: Platform): Platform['check'] {
  return async (platform, world) => {
    lateness.begins(platform.id);
    try {
      const report = await check(platform, world);
      made.told += 1;
      return report;
    } catch (error) {
      made.failed += 1;
      throw error;
    } finally {
      looked.add(platform.id);
    }
  };
}
