import { setTimeout as sleep } from 'node:timers/promises';
import type { LoopbackSlack } from '../standins/slack/index.ts';
import { compared, type Figure, mustBe, type Row } from './figure.ts';
import { startPages } from './pages.ts';
import { type Side, startSide } from './side.ts';
import { quantile } from './statistics.ts';
import { startSurroundings } from './surroundings.ts';
import { warmedUp } from './watched.ts';

const PAGES = 1_000;
const A_SECOND = 50;
const SECONDS = 12;

/** From the envelope to its ack, while a thousand pages are watched. */
export const commands: Figure = {
  name: 'commands',
  about: `slash commands, ${A_SECOND} a second, while 1,000 pages are watched`,
  async measure() {
    // Each bot has a workspace of its own, so that each envelope finds the one that is meant.
    const [ourPlace, barePlace, pages] = await Promise.all([
      startSurroundings(),
      startSurroundings(),
      startPages(),
    ]);
    const sides: Side[] = [];
    try {
      const [ours, bare] = await Promise.all([
        startSide('our-bot.ts', {
          argument: { port: pages.port, count: PAGES },
          env: { ...pages.env, ...ourPlace.env() },
        }),
        startSide('bare-bolt.js', { env: barePlace.env() }),
      ]);
      sides.push(ours, bare);
      // The first look at a page is another matter: a handshake, and all of its body to read.
      const warm = await warmedUp(ours, PAGES);
      mustBe(warm === PAGES, `only ${warm} pages had been looked at after a minute`);
      const asked = await ourPlace.slack.slash('ada', '/botstatus', '', ourPlace.channel);
      await asked.sees(/Outage Bot is/);
      await Promise.all([typeFor(1, ourPlace), typeFor(1, barePlace)]);
      await ours.ask('openWindow');
      // At the same time, so that whatever else this machine does hits both.
      const [ourMs, bareMs] = await Promise.all([typeFor(SECONDS, ourPlace), typeFor(SECONDS, barePlace)]);
      const { value: window } = await ours.ask<{ told: number }>('window');
      mustBe(
        window.told > 0.8 * (PAGES / 60) * SECONDS,
        `only ${window.told} looks were made meanwhile, so the pages were not watched`,
      );
      return [line('p50', 0.5, 2, ourMs, bareMs), line('p99', 0.99, 3, ourMs, bareMs)];
    } finally {
      await Promise.all([...sides, pages].map((one) => one.stop()));
      await Promise.all([ourPlace.close(), barePlace.close()]);
    }
  },
};

function line(name: string, share: number, most: number, ours: number[], bare: number[]): Row {
  return compared(`slash command, envelope to ack, ${name}`, {
    ours: quantile(ours, share),
    bare: quantile(bare, share),
    most,
    unit: 'ms',
    note: `${ours.length} commands each`,
  });
}

/** Ada types a command many times a second; how long each ack took. */
async function typeFor(
  seconds: number,
  { slack, channel }: { slack: LoopbackSlack; channel: string },
): Promise<number[]> {
  const typed: Promise<number>[] = [];
  const began = performance.now();
  for (let i = 0; i < seconds * A_SECOND; i++) {
    await sleep(Math.max(0, began + (i * 1_000) / A_SECOND - performance.now()));
    typed.push(
      slack.slash('ada', '/botstatus', '', channel).then(({ acked, ackMs }) => {
        mustBe(acked, 'a command was not acknowledged');
        return ackMs;
      }),
    );
  }
  return Promise.all(typed);
}
