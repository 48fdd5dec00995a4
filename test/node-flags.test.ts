import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { ENDS_WITH_US, NODE_FLAGS, START_ENV } from './node-flags.ts';

test('a process that was started for a test ends with whoever started it', async () => {
  const child = spawn(process.execPath, [...ENDS_WITH_US, '-e', 'setInterval(() => {}, 1_000)'], {
    stdio: ['pipe', 'ignore', 'ignore'],
  });

  // What the system does when the other end is killed.
  child.stdin.destroy();

  expect(await once(child, 'exit')).toEqual([1, null]);
});

test.each([
  ['Dockerfile', `CMD ["${['node', ...NODE_FLAGS, 'app/main.ts'].join('", "')}"]`],
  ['Dockerfile', `RUN node ${NODE_FLAGS.join(' ')} app/compile.ts`],
  ['package.json', `node ${NODE_FLAGS.join(' ')} app/compile.ts`],
  ['Dockerfile', `ENV MALLOC_MMAP_THRESHOLD_=${START_ENV.MALLOC_MMAP_THRESHOLD_}`],
  ['README.md', `\`node ${NODE_FLAGS.join(' ')} app/main.ts\``],
  ['README.md', '`NODE_COMPILE_CACHE='],
  ['README.md', `\`MALLOC_MMAP_THRESHOLD_=${START_ENV.MALLOC_MMAP_THRESHOLD_}\``],
])('%s gives to Node what npm start does', (file, command) => {
  expect(readFileSync(new URL(`../${file}`, import.meta.url), 'utf8')).toContain(command);
});
