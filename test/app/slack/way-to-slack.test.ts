import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

const SOCKETS = new URL('../../../app/slack/sockets.ts', import.meta.url).href;

test('the way to Slack is opened without Bolt, which takes its time to be loaded', async () => {
  // V8's coverage names every script that was loaded.
  const folder = mkdtempSync(join(tmpdir(), 'loaded-'));
  try {
    const child = spawn(
      process.execPath,
      ['--input-type=module', '-e', `import ${JSON.stringify(SOCKETS)}`],
      {
        env: { NODE_V8_COVERAGE: folder },
        stdio: 'ignore',
      },
    );
    await once(child, 'exit');
    const loaded = readdirSync(folder).flatMap((file) => {
      const { result } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as {
        result: { url: string }[];
      };
      return result.map(({ url }) => url);
    });

    expect(loaded).toContainEqual(expect.stringMatching(/@slack\/socket-mode/));
    expect(loaded.filter((url) => /node_modules\/(@slack\/bolt|express)\//.test(url))).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
