import { createWriteStream, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { appManifest } from './app-manifest.ts';
import type { AppProcess } from './app-process.ts';
import { doings } from './doings.ts';
import type { SandboxOptions } from './options.ts';
import { operatorsSetting, type Player, welcome } from './people.ts';
import { ready } from './ready.ts';
import { type PageOfSandbox, startServer } from './server.ts';
import { snapshot } from './snapshot.ts';
import { type Telling, tell } from './telling.ts';
import type { SlackbotLine } from './typing.ts';
import { startWorld, type World } from './world.ts';

/** A sandbox that runs. */
export interface Sandbox {
  url: string;
  /** Where the app's log goes. */
  log: string;
  world: World;
  /** Whom one can be on the page. */
  players: readonly Player[];
  /** Resolves when the story has begun; without a story never. */
  begun: Promise<Telling>;
  /** Resolves with what happened when something has ended that should not have. */
  broken: Promise<string>;
  stop(): Promise<void>;
}

/** The story waits for somebody to see it, but not for ever. */
const LONGEST_WAIT_MS = 10_000;
const WATCH_MS = 500;

/** Starts all parts, the real application among them; `env` are more settings for it. */
export async function startSandbox(
  options: SandboxOptions,
  env: Readonly<Record<string, string>> = {},
): Promise<Sandbox> {
  const { speed, live, calm } = options;
  const log = join(mkdtempSync(join(tmpdir(), 'outage-bot-sandbox-')), 'app.log');
  const slackbot: SlackbotLine[] = [];
  let page: PageOfSandbox | undefined;
  let telling: Telling | undefined;
  const changed = () => page?.changed();

  const world = await startWorld({ speed, live, changed });
  try {
    const players = welcome(world);
    const manifest = appManifest();
    world.slack.onChange(changed);
    const app = await world.startApp({ env: { ...operatorsSetting(players), ...env } });
    keepLog(app, log, options.verbose);
    page = await startServer({
      port: options.port,
      about: { ...manifest, boardsUrl: world.boards.orgUrl },
      snapshot: () => snapshot({ world, app, players, telling, live, calm, log, slackbot }),
      doings: doings(world, { players, manifest, said: (line) => void slackbot.push(line) }),
    });
    await ready(world, app, { looked: !live });
    const stopWaiting = new AbortController();
    const begun = live || calm ? new Promise<Telling>(() => {}) : begin(page, stopWaiting.signal);
    const watching = watch(world, app);
    return {
      url: page.url,
      log,
      world,
      players,
      begun,
      broken: watching.broken,
      async stop() {
        watching.stop();
        stopWaiting.abort();
        telling?.stop();
        await page?.close();
        await world.close();
      },
    };
  } catch (error) {
    await page?.close();
    await world.close();
    throw error;
  }

  async function begin({ opened }: PageOfSandbox, signal: AbortSignal): Promise<Telling> {
    if (!options.once) await Promise.race([opened, patience(signal)]);
    telling = tell(world, changed);
    if (signal.aborted) telling.stop();
    changed();
    return telling;
  }
}

function patience(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, LONGEST_WAIT_MS);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

function keepLog(app: AppProcess, path: string, verbose: boolean): void {
  const file = createWriteStream(path);
  app.onLog((piece) => {
    file.write(piece);
    if (verbose) process.stdout.write(piece);
  });
  void app.exited.then(() => file.end());
}

/** Hears when a child process ends by itself. */
function watch({ azurite }: World, app: AppProcess): { broken: Promise<string>; stop(): void } {
  const { promise: broken, resolve } = Promise.withResolvers<string>();
  void app.exited.then(({ code, signal }) => {
    const tail = app.log().trimEnd().split('\n').slice(-10).join('\n');
    resolve(`The app has ended by itself (${signal ?? `exit code ${code}`}). The end of its log:\n${tail}`);
  });
  const timer = setInterval(() => {
    if (!exists(azurite.pid)) resolve('Azurite, which keeps the tables, has ended by itself.');
  }, WATCH_MS);
  return { broken, stop: () => clearInterval(timer) };
}

function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
