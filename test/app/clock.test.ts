import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';

const CLOCK = new URL('../../app/clock.ts', import.meta.url).href;

test('a wait for what has passed already is over soon, and Node has nothing to warn of', async () => {
  expect(await run("sleep(realClock, -1500).then(() => console.log('over'))")).toMatchObject({
    stdout: 'over\n',
    stderr: '',
  });
});

test('a wait of months is not over at once, and Node has nothing to warn of', async () => {
  const months = "const cancel = realClock.after(2 ** 32, () => console.log('over'))";

  expect(await run(`${months}; sleep(realClock, 20).then(cancel)`)).toMatchObject({ stdout: '', stderr: '' });
});

function run(body: string) {
  const script = `import('${CLOCK}').then(({ realClock, sleep }) => { ${body} })`;
  return promisify(execFile)(process.execPath, ['--disable-warning=ExperimentalWarning', '-e', script]);
}
