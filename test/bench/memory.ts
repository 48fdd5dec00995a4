import { setTimeout as sleep } from 'node:timers/promises';
import { ready } from '../sandbox/ready.ts';
import { startWorld } from '../sandbox/world.ts';
import { endsWithUs } from './ending.ts';
import { type Figure, mustBe, quantity } from './figure.ts';
import { residentMb, startSide } from './side.ts';

const AFTER_MS = 2 * 60_000;
const MORE_MB = 30;

/** What the bot as it ships takes, two minutes after its start. */
export const memory: Figure = {
  name: 'memory',
  about: 'memory of the whole bot with the eight platforms, after 2 minutes',
  async measure() {
    const world = await startWorld({ speed: 1 });
    endsWithUs(world.azurite.pid);
    try {
      // The first start after an update compiles everything, which takes 8 MB more: weighed is any other.
      const first = await world.startApp();
      await ready(world, first);
      await first.stop();
      const [app, bare] = await Promise.all([
        world.startApp({ env: { LOG_LEVEL: 'info' } }),
        startSide('bare-libraries.js'),
      ]);
      try {
        const began = performance.now();
        await ready(world, app);
        await sleep(began + AFTER_MS - performance.now());
        const [ours, limit] = await Promise.all([residentMb(app.pid), residentMb(bare.pid)]);
        const unread = world.stages.filter(({ page }) => !page.requests.some(({ status }) => status === 200));
        mustBe(unread.length === 0, `${unread.map(({ name }) => name).join(', ')} could not be read`);
        mustBe(world.slack.sockets.live() > 0, 'the bot was not connected');
        return [
          {
            figure: 'memory with eight platforms, after 2 minutes',
            ours: quantity(ours, 'MB'),
            bare: quantity(limit, 'MB'),
            ratio: ours / limit,
            budget: `<= bare + ${MORE_MB} MB`,
            verdict: ours <= limit + MORE_MB ? 'met' : 'missed',
            note: 'not its first start after an update; the bare column only imports the libraries of a bot with tickets',
          },
        ];
      } finally {
        await bare.stop();
      }
    } finally {
      await world.close();
    }
  },
};
