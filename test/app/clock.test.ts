import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';

const CLOCK = new URL('../../app/clock.ts', import.meta.url).href;

test('a wait for what has passed already is over soon, and Node has nothing to warn of', async () => {
  const waiting = `import('${CLOCK}').then(({ realClock, sleep }) => sleep(realClock, -1500)).then(() => console.log('over'))`;

  const run = await promisify(execFile)(process.execPath, [
    '--disable-warning=ExperimentalWarning',
    '-e',
    waiting,
  ]);

  expect(run).toMatchObject({ stdout: 'over\n', stderr: '' });
});
