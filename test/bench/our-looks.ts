import { createNoticeKeeper } from '../../app/announce/notice-keeper.ts';
import { realClock } from '../../app/clock.ts';
import type { TrackedEvent } from '../../app/events/event.ts';
import type { PlatformSettings } from '../../app/events/rules.ts';
import { createLog, quietly } from '../../app/log.ts';
import { createLooker } from '../../app/look.ts';
import { createPlatformBook } from '../../app/platforms.ts';
import { createRuleBook } from '../../app/rule-book.ts';
import { createEventStore } from '../../app/store/events.ts';
import type { Notice, PlatformState } from '../../app/store/state.ts';
import { createWatch } from '../../app/watch.ts';
import type { Platform } from '../../checkers/checker.ts';
import { createHttp } from '../../checkers/http.ts';
import { memoryRows } from '../app/home/memory-rows.ts';
import { inParallel } from './in-parallel.ts';
import { createLateness } from './lateness.ts';
import { loopback } from './loopback.ts';
import { platformsOn } from './pages.ts';
import { serve } from './serve.ts';

/** What came of so many looks. */
export interface LooksMade {
  told: number;
  failed: number;
  changed: number;
}

const { port, count } = JSON.parse(process.argv[2] ?? '') as { port: number; count: number };
const clock = realClock;
const log = createLog({ level: 'silent' });
/** As which this one is told from others. */
const deployment = 'bench';
const lateness = createLateness(deployment);
const platforms = platformsOn(port, count).map((row) => ({
  ...row,
  check(...[platform, world]: Parameters<Platform['check']>) {
    lateness.begins(platform.id);
    return row.check(platform, world);
  },
}));

// The parts of the bot that look, wired as in app/wiring.ts, with tables in memory.
const http = createHttp({ clock, hosts: {}, userAgent: 'OutageBot/bench', lookup: loopback });
const book = createPlatformBook(
  platforms,
  memoryRows<PlatformState>(({ id }) => id),
  log,
  clock.now,
);
const rules = createRuleBook({
  rows: memoryRows<PlatformSettings>(({ platform }) => platform),
  clock,
  relevance: {},
  channel: 'C1',
});
const events = createEventStore(
  memoryRows<TrackedEvent>(({ id }) => id),
  memoryRows<TrackedEvent>(({ id }) => id),
);
const looker = createLooker({
  clock,
  log,
  events,
  platforms: book,
  get: http.get,
  subscriptions: undefined,
  movedTo: http.movedTo,
  audience: rules.audience,
  testSession: async () => undefined,
  testChannels: () => [],
  written: () => {},
  crashpoint: () => {},
});
const notices = createNoticeKeeper({
  rows: memoryRows<Notice>(({ id }) => id),
  clock,
  announcer: { nudge: () => {}, troubles: () => new Map(), stop: async () => {} },
  opsChannel: 'C1',
  troubled: book.troubled,
  platforms: platforms.length,
  channels: { closed: () => new Map(), recall: () => undefined },
});
const watch = createWatch({
  platforms,
  clock,
  deployment,
  schedule: undefined,
  busy: looker.busy,
  look,
});
const made: LooksMade = { told: 0, failed: 0, changed: 0 };
let next = 0;

serve({
  /** Looks flat out, at one page after the other. */
  async looks({ count: wanted }: { count: number }): Promise<LooksMade> {
    reset();
    await inParallel(wanted, async () => {
      const platform = platforms[next++ % platforms.length];
      if (platform) await look(platform);
    });
    return { ...made };
  },
  startWatch(): void {
    watch.start();
  },
  /** How many pages have been looked at by now. */
  lookedAt: () => Object.keys(book.lastGoodLooks()).length,
  /** From now on looks count for the window. */
  openWindow(): void {
    reset();
    lateness.reset();
  },
  window: () => ({ ...made, ...lateness.worst() }),
});

async function look(platform: Platform): Promise<void> {
  const looked = await looker.look(platform);
  await quietly(log, notices.keep(), 'Notices could not be kept');
  if (looked.kind === 'told') made.told += 1;
  else made.failed += 1;
  if (looked.kind === 'told' && looked.changed.length > 0) made.changed += 1;
}

function reset(): void {
  Object.assign(made, { told: 0, failed: 0, changed: 0 });
}
