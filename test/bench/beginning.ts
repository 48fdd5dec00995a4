import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { platforms } from '../../checkers/index.ts';
import { NODE_FLAGS, START_ENV } from '../node-flags.ts';
import { quietPort } from '../standins/quiet-port.ts';
import type { LoopbackSlack } from '../standins/slack/index.ts';
import { endsWithUs } from './ending.ts';
import { compared, type Figure, mustBe } from './figure.ts';
import { type Pages, startPages } from './pages.ts';
import { startSide } from './side.ts';
import { median } from './statistics.ts';
import { startSurroundings } from './surroundings.ts';

const ROUNDS = 5;
const PATIENCE_MS = 30_000;
const MAIN = fileURLToPath(new URL('../../app/main.ts', import.meta.url));
const LOOPBACK_ONLY = new URL('./loopback-only.ts', import.meta.url).href;
const REGISTRATION = {
  AZURE_TENANT_ID: '5a4db0c5-0000-4000-8000-00000000000a',
  AZURE_CLIENT_ID: '5a4db0c5-0000-4000-8000-00000000000b',
  AZURE_CLIENT_SECRET: 'made-up-for-the-bench',
};

/** From the start of the process until it is of use: app/main.ts as it is deployed, with all eight platforms. */
export const beginning: Figure = {
  name: 'start',
  about: 'process start to Socket Mode hello and to the first look',
  async measure() {
    const hosts = platforms.map(({ address }) => new URL(address).hostname);
    const pages = await startPages([...hosts, 'login.microsoftonline.com']);
    const [ourPlace, barePlace] = await Promise.all([startSurroundings(), startSurroundings()]);
    const [hellos, looks, bareHellos]: [number[], number[], number[]] = [[], [], []];
    try {
      // Before the first round, nothing has been read from the disk or compiled yet.
      for (let round = 0; round <= ROUNDS; round++) {
        const ours = await startMain(pages, { ...ourPlace.env(), LOG_LEVEL: 'debug' }, ourPlace.slack);
        const bareBegan = performance.now();
        const starting = startSide('bare-bolt.js', { env: barePlace.env() });
        const bareMs = await hello(barePlace.slack, bareBegan);
        await (await starting).stop();
        await silence(barePlace.slack);
        if (round === 0) continue;
        hellos.push(ours.helloMs);
        looks.push(ours.lookedMs);
        bareHellos.push(bareMs);
      }
      const [ours, look, bare] = [median(hellos), median(looks), median(bareHellos)];
      return [
        compared('process start to Socket Mode hello', { ours, bare, most: 1.5, unit: 'ms' }),
        {
          ...compared('process start to the first look finished', {
            ours: look,
            bare: ours,
            most: 1,
            unit: 'ms',
            note: 'the bare column is our own hello',
          }),
          budget: 'not behind hello',
        },
      ];
    } finally {
      await pages.stop();
      await Promise.all([ourPlace.close(), barePlace.close()]);
    }
  },
};

async function startMain(
  pages: Pages,
  env: Record<string, string>,
  slack: LoopbackSlack,
): Promise<{ helloMs: number; lookedMs: number }> {
  const port = await quietPort();
  const began = performance.now();
  const child = spawn(process.execPath, [...NODE_FLAGS, '--import', LOOPBACK_ONLY, MAIN], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      TMPDIR: process.env.TMPDIR,
      ...START_ENV,
      ...pages.env,
      ...env,
      ...REGISTRATION,
      PORT: String(port),
      BENCH_HTTPS_PORT: String(pages.port),
    },
  });
  const forget = endsWithUs(child.pid);
  let said = '';
  let lookedMs: number | undefined;
  const hear = (chunk: Buffer) => {
    said += chunk.toString();
    if (said.includes('"Looked"')) lookedMs ??= performance.now() - began;
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  const ended = once(child, 'exit');
  const helloMs = await hello(slack, began);
  while (lookedMs === undefined && performance.now() < began + PATIENCE_MS) await sleep(2);
  mustBe(lookedMs !== undefined, `no look was finished: ${said.slice(-2_000)}`);
  // Not killed: the next one would wait until its lease is nobody's.
  child.kill('SIGTERM');
  await ended;
  forget();
  await silence(slack);
  return { helloMs, lookedMs };
}

async function hello(slack: LoopbackSlack, began: number): Promise<number> {
  while (slack.sockets.live() === 0 && performance.now() < began + PATIENCE_MS) await sleep(2);
  mustBe(slack.sockets.live() > 0, 'Slack has not said hello');
  return performance.now() - began;
}

async function silence(slack: LoopbackSlack): Promise<void> {
  while (slack.sockets.routable().length > 0) await sleep(2);
}
