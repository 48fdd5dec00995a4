import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { quietPort } from './standins/quiet-port.ts';
import { startLoopbackSlack } from './standins/slack/index.ts';
import { until } from './until.ts';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const dockerfile = readFileSync(new URL('../Dockerfile', import.meta.url), 'utf8');
/** What the image does to have everything compiled, and how it starts. */
const compiling = /^RUN (node .*)$/m.exec(dockerfile)?.[1] ?? '';
const starting = JSON.parse(/^CMD (.*)$/m.exec(dockerfile)?.[1] ?? '[]') as string[];

/** Says at the end whether Node has loaded its compiler of TypeScript: 18 MB for good, and a tenth of a second. */
const TELLS = `process.on('exit', () => {
  const compiler = process.moduleLoadList.some((name) => name.includes('amaro'));
  process._rawDebug(compiler ? 'has compiled' : 'has compiled nothing');
});`;

test('a container starts from what the image has compiled', async () => {
  const cache = mkdtempSync(join(tmpdir(), 'compiled-'));
  const slack = await startLoopbackSlack();
  let child: ChildProcess | undefined;
  try {
    const env = { PATH: process.env.PATH, NODE_COMPILE_CACHE: cache };
    await promisify(execFile)('sh', ['-c', compiling], { cwd: ROOT, env });
    const [node = '', ...args] = starting;
    child = spawn(node, args, {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...env,
        NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(TELLS)}`,
        SLACK_BOT_TOKEN: slack.botToken,
        SLACK_APP_TOKEN: slack.appToken,
        SLACK_API_URL: slack.apiUrl,
        SLACK_CHANNEL: slack.channel('outages'),
        // Nobody is there, and so it never leads, and asks nobody outside for anything.
        AZURE_STORAGE_CONNECTION_STRING:
          'DefaultEndpointsProtocol=http;AccountName=a;AccountKey=YQ==;TableEndpoint=http://127.0.0.1:9/a;',
        AZURE_TENANT_ID: '00000000-0000-0000-0000-00000000000a',
        AZURE_CLIENT_ID: '00000000-0000-0000-0000-00000000000b',
        AZURE_CLIENT_SECRET: 'a.Secret~',
        STATUSPAGE_PAGE_ID: 'jb7j80lkgqvb',
        TWITTER_CONSUMER_KEY: 'consumer.Key',
        TWITTER_CONSUMER_SECRET: 'consumer.Secret',
        TWITTER_ACCESS_TOKEN: '2244994945-access.Token',
        TWITTER_ACCESS_TOKEN_SECRET: 'access.Token.Secret',
        PORT: String(await quietPort()),
      },
    });
    let log = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      log += chunk.toString();
    });
    const said = text(child.stderr ?? process.stdin);
    await until(() => log.includes('Outage Bot started') && slack.sockets.live() > 0);
    child.kill('SIGTERM');
    await once(child, 'exit');

    expect(await said).toMatch(/^has compiled nothing$/m);
  } finally {
    child?.kill('SIGKILL');
    await slack.close();
    rmSync(cache, { recursive: true });
  }
});
