import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { quietPort } from '../standins/quiet-port.ts';
import { type LoopbackSlack, startLoopbackSlack } from '../standins/slack/index.ts';
import { until } from '../until.ts';

const MAIN = fileURLToPath(new URL('../../app/main.ts', import.meta.url));
/** Nobody is there, and so it never leads, and asks nobody outside for anything. */
const STORAGE =
  'DefaultEndpointsProtocol=http;AccountName=a;AccountKey=YQ==;TableEndpoint=http://127.0.0.1:9/a;';

/** The real program, connected to a Slack, with storage away. */
function connected(run: (it: Started) => Promise<void>): Promise<void> {
  return started(async (it) => {
    await until(() => it.slack.sockets.live() === 2);
    await run(it);
  });
}

/** The real program on its way to a Slack, which `prepare` may have made different. */
async function started(
  run: (it: Started) => Promise<void>,
  { prepare, port }: { prepare?: (slack: LoopbackSlack) => void; port?: number } = {},
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
      AZURE_STORAGE_CONNECTION_STRING: STORAGE,
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

interface Started {
  slack: LoopbackSlack;
  exited: Promise<number | null>;
  signal(name: NodeJS.Signals): void;
  stderr(): string;
}

test.concurrent('SIGTERM lets an answer that is under way come, and ends the process with 0', () =>
  connected(async ({ slack, exited, signal, stderr }) => {
    slack.user('ada');
    const asked = await slack.slash('ada', '/listevents', '', slack.channel('general'));
    signal('SIGTERM');
    const code = await exited;

    expect(asked.acked).toBe(true);
    expect(asked.seen().join('\n')).toMatch(/storage does not answer/);
    expect({ code, stderr: stderr() }).toEqual({ code: 0, stderr: '' });
    expect(slack.sockets.live()).toBe(0);
  }));

test.concurrent('an app token that Slack does not take ends the process, which says what to do', () =>
  started(
    async ({ exited, stderr }) => {
      const code = await exited;

      expect(code).toBe(1);
      expect(stderr()).toMatch(
        /Outage Bot cannot go on.*refuses the app-level token: invalid_auth\. Check SLACK_APP_TOKEN/,
      );
    },
    { prepare: (slack) => slack.tokens.revoke('app', 'invalid_auth') },
  ));

test.concurrent('a moment in which Slack refuses a token that has worked ends nothing', () =>
  connected(async ({ slack, exited, signal, stderr }) => {
    const refusal = slack.faults.add({
      method: 'apps.connections.open',
      how: { error: 'invalid_auth' },
      times: 2,
    });
    slack.sockets.cut();
    await until(() => refusal.hits === 2 && slack.sockets.live() === 2);
    signal('SIGTERM');

    expect({ code: await exited, stderr: stderr() }).toEqual({ code: 0, stderr: '' });
  }));

test.concurrent('a port that is taken ends the process with one line, which says what to do', async () => {
  const other = createServer().listen(await quietPort());
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  try {
    await started(
      async ({ exited, stderr }) => {
        const code = await exited;

        expect(code).toBe(1);
        const [line = '', ...more] = stderr().trim().split('\n');
        expect(more).toEqual([]);
        expect(JSON.parse(line)).toMatchObject({
          msg: 'Outage Bot cannot start',
          message: `PORT ${port} is taken by another program: stop that one, or set another PORT.`,
        });
      },
      { port },
    );
  } finally {
    other.close();
  }
});
