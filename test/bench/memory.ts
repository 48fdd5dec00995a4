import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ready } from '../sandbox/ready.ts';
import { startWorld, type World } from '../sandbox/world.ts';
import { endsWithUs } from './ending.ts';
import { type Figure, mustBe, quantity, type Row } from './figure.ts';
import { residentMb, startSide } from './side.ts';

const AFTER_MS = 2 * 60_000;
const MORE_MB = 30;

/** What the bot as it ships takes, two minutes after its start. */
export const memory: Figure = {
  name: 'memory',
  about: 'memory of the whole bot with the eight platforms, after 2 minutes',
  async measure() {
    const compiled = await mkdtemp(join(tmpdir(), 'outage-bot-bench-'));
    try {
      const [later, first, limit] = await Promise.all([
        inWorld(async (world) => {
          await weighed(world, {}, 0);
          return weighed(world, {}, AFTER_MS);
        }),
        inWorld((world) => weighed(world, { NODE_COMPILE_CACHE: compiled }, AFTER_MS)),
        libraries(),
      ]);
      const row = (figure: string, ours: number): Omit<Row, 'budget' | 'verdict'> => ({
        figure,
        ours: quantity(ours, 'MB'),
        bare: quantity(limit, 'MB'),
        ratio: ours / limit,
        note: 'the bare column only imports the libraries of a bot with tickets',
      });
      return [
        {
          ...row('memory with eight platforms, after 2 minutes', later),
          budget: `<= bare + ${MORE_MB} MB`,
          verdict: later <= limit + MORE_MB ? 'met' : 'missed',
        },
        {
          ...row('the same in a first start after an update, which compiles everything', first),
          budget: '',
          verdict: 'reported',
        },
      ];
    } finally {
      await rm(compiled, { recursive: true });
    }
  },
};

async function inWorld<T>(work: (world: World) => Promise<T>): Promise<T> {
  const world = await startWorld({ speed: 1 });
  const forget = endsWithUs(world.azurite.pid);
  try {
    return await work(world);
  } finally {
    await world.close();
    forget();
  }
}

/** The memory of a bot that has read all its pages, so many milliseconds after its start at the least. */
async function weighed(world: World, env: Record<string, string>, afterMs: number): Promise<number> {
  const app = await world.startApp({ env: { LOG_LEVEL: 'info', ...env } });
  try {
    const began = performance.now();
    await ready(world, app);
    await sleep(Math.max(0, began + afterMs - performance.now()));
    const unread = world.stages.filter(({ page }) => !page.requests.some(({ status }) => status === 200));
    mustBe(unread.length === 0, `${unread.map(({ name }) => name).join(', ')} could not be read`);
    mustBe(world.slack.sockets.live() > 0, 'the bot was not connected');
    return await residentMb(app.pid);
  } finally {
    await app.stop();
  }
}

async function libraries(): Promise<number> {
  const bare = await startSide('bare-libraries.js');
  try {
    await sleep(AFTER_MS);
    return await residentMb(bare.pid);
  } finally {
    await bare.stop();
  }
}
