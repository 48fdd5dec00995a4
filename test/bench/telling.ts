import { setTimeout as sleep } from 'node:timers/promises';
import type { LoopbackSlack } from '../standins/slack/index.ts';
import { outageName } from './documents.ts';
import { compared, type Figure, mustBe } from './figure.ts';
import { type Pages, startPages } from './pages.ts';
import { type Side, startSide } from './side.ts';
import { quantile } from './statistics.ts';
import { startSurroundings } from './surroundings.ts';

const OUTAGES = 24;
/** Slack takes one post a second in a channel. */
const PAUSE_MS = 1_100;
const PATIENCE_MS = 20_000;

/** From the answer in which the page shows an outage to the post that tells of it. */
export const telling: Figure = {
  name: 'telling',
  about: 'change visible on the page to chat.postMessage leaving',
  async measure() {
    const [around, pages] = await Promise.all([startSurroundings(), startPages()]);
    const sides: Side[] = [];
    try {
      const [ours, bare] = await Promise.all([
        startSide('our-bot.ts', {
          argument: { port: pages.port, count: 1 },
          env: { ...pages.env, ...around.env(), CHECK_SCHEDULE: '* * * * * *' },
        }),
        startSide('bare-tables.ts', { argument: { connectionString: around.azurite.connectionString } }),
      ]);
      sides.push(ours, bare);
      await settled(ours, around.slack);
      const [told, written]: [number[], number[]] = [[], []];
      for (let number = 1; number <= OUTAGES + 1; number++) {
        await pages.outage();
        const ms = await toldAfter(number, pages, around.slack);
        // Not while the bot still writes down what it has told.
        await sleep(PAUSE_MS / 2);
        const { value } = await bare.ask<number>('pair');
        await sleep(PAUSE_MS / 2);
        // The very first of each pays for what is made once.
        if (number > 1) {
          told.push(ms);
          written.push(value);
        }
      }
      return [
        { name: 'p50', share: 0.5, most: 1.5 },
        { name: 'p99', share: 0.99, most: 4 },
      ].map(({ name, share, most }) =>
        compared(`change visible to post leaving, ${name}`, {
          ours: quantile(told, share),
          bare: quantile(written, share),
          most,
          unit: 'ms',
          note: `${told.length} outages`,
        }),
      );
    } finally {
      await Promise.all([...sides, pages].map((one) => one.stop()));
      await around.close();
    }
  },
};

/** Connected, and past the first look, before which nothing is news. */
async function settled(ours: Side, slack: LoopbackSlack): Promise<void> {
  const until = performance.now() + PATIENCE_MS;
  const isReady = async () => slack.sockets.live() > 1 && (await ours.ask<number>('lookedAt')).value > 0;
  while (!(await isReady())) {
    mustBe(performance.now() < until, 'the bot was not ready in time');
    await sleep(100);
  }
  await sleep(2_000);
}

async function toldAfter(number: number, pages: Pages, slack: LoopbackSlack): Promise<number> {
  const until = performance.now() + PATIENCE_MS;
  const post = () =>
    slack.calls.find(
      ({ method, args }) =>
        method === 'chat.postMessage' && JSON.stringify(args).includes(outageName(number)),
    );
  for (;;) {
    const call = post();
    const shownAt = call && (await pages.shownAt());
    if (call && shownAt !== undefined) return call.at - shownAt;
    mustBe(performance.now() < until, `outage ${number} was not told`);
    await sleep(20);
  }
}
