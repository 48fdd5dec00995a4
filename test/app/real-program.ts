import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { quietPort } from '../standins/quiet-port.ts';
import { type LoopbackSlack, startLoopbackSlack } from '../standins/slack/index.ts';
import { until } from '../until.ts';

const MAIN = fileURLToPath(new URL('../../app/main.ts', import.meta.url));
/** Nobody is there, and so it never leads, and asks nobody outside for anything. */
const STORAGE =
  'DefaultEndpointsProtocol=http;AccountName=a;AccountKey=YQ==;TableEndpoint=http://127.0.0.1:9/a;';

/** The real program, connected to a Slack, with storage away unless given. */
export function connected(
  run: (it: Started) => Promise<void>,
  options: { storage?: string } = {},
): Promise<void> {
  return started(async (it) => {
    await until(() => it.slack.sockets.live() === 2);
    await run(it);
  }, options);
}

/** The real program on its way to a Slack, which `prepare` may have made different. */
export async function started(
  run: (it: Started) => Promise<void>,
  {
    prepare,
    port,
    storage = STORAGE,
  }: { prepare?: (slack: LoopbackSlack) => void; port?: number; storage?: string } = {},
): Promise<void> {
  const slack = await startLoopbackSlack();
  prepare?.(slack);
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      PATH: process.env.PATH,
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_APP_TOKEN: slack.appToken,
      SLACK_API_URL: slack.apiUrl,
      SLACK_CHANNEL: slack.channel('outages'),
      AZURE_STORAGE_CONNECTION_STRING: storage,
      PORT: String(port ?? (await quietPort())),
    },
  });
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const exited = once(child, 'close').then(([code]) => code as number | null);
  try {
    await run({ slack, exited, signal: (name) => child.kill(name), stderr: () => stderr });
  } finally {
    child.kill('SIGKILL');
    await exited;
    await slack.close();
  }
}

/** The program as a test meets it. */
export interface Started {
  slack: LoopbackSlack;
  exited: Promise<number | null>;
  signal(name: NodeJS.Signals): void;
  stderr(): string;
}
