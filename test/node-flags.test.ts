import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from '@jest/globals';
import { ENDS_WITH_US } from './node-flags.ts';

test('a process that was started for a test ends with whoever started it', async () => {
  const child = spawn(process.execPath, [...ENDS_WITH_US, '-e', 'setInterval(() => {}, 1_000)'], {
    stdio: ['pipe', 'ignore', 'ignore'],
  });

  // What the system does when the other end is killed.
  child.stdin.destroy();

  expect(await once(child, 'exit')).toEqual([1, null]);
});
