import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

const MAIN = fileURLToPath(new URL('../../app/main.ts', import.meta.url));

/** Runs the product as it is with nothing but `env`. */
async function run(env: Record<string, string>) {
  const child = spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  return { code: child.exitCode, stdout, stderr };
}

test('without settings: one readable list of what is missing, exit code 1', async () => {
  const { code, stdout, stderr } = await run({});

  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  const lines = stderr.trim().split('\n');
  expect(lines[0]).toMatch(/cannot start/);
  for (const name of [
    'SLACK_BOT_TOKEN',
    'SLACK_APP_TOKEN',
    'SLACK_CHANNEL',
    'AZURE_STORAGE_CONNECTION_STRING',
  ]) {
    expect(lines.filter((line) => line.includes(`- ${name} is not set:`))).toHaveLength(1);
  }
});

test('nothing heavy is loaded before the settings are found good', async () => {
  // V8's coverage names every script that was loaded.
  const folder = mkdtempSync(join(tmpdir(), 'loaded-'));
  try {
    await run({ NODE_V8_COVERAGE: folder });
    const loaded = readdirSync(folder).flatMap((file) => {
      const { result } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as {
        result: { url: string }[];
      };
      return result.map(({ url }) => url);
    });

    expect(loaded).toContainEqual(expect.stringMatching(/app\/config\.ts$/));
    expect(
      loaded.filter((url) => /node_modules\/(@slack|@azure|got|pino|zod)\b|app\/start\.ts/.test(url)),
    ).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a wrong value is named without being printed', async () => {
  const { code, stderr } = await run({ SLACK_BOT_TOKEN: 'hunter2-secret' });

  expect(code).toBe(1);
  expect(stderr).toMatch(/SLACK_BOT_TOKEN/);
  expect(stderr).not.toContain('hunter2');
});

test('what nobody handled is told without the secrets in it', async () => {
  // Rejects as soon as somebody listens for that, before anything is asked of anybody.
  const rejects = `
    const timer = setInterval(() => {
      if (process.listenerCount('unhandledRejection') === 0) return;
      clearInterval(timer);
      Promise.reject(new Error('refused ' + process.env.SLACK_BOT_TOKEN));
      setImmediate(() => process.exit(3));
    });`;

  const { code, stderr } = await run({
    SLACK_BOT_TOKEN: 'xoxb-1-2-nobodyMaySeeThis',
    SLACK_APP_TOKEN: 'xapp-1-A1-2-neitherThis',
    SLACK_CHANNEL: 'C0123456789',
    AZURE_STORAGE_CONNECTION_STRING: 'UseDevelopmentStorage=true',
    NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(rejects)}`,
  });

  expect({ code, stderr }).toEqual({ code: 3, stderr: expect.stringContaining('refused [secret]') });
  expect(stderr).not.toContain('nobodyMaySeeThis');
});
