import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { agreedClock, realClock } from '../../app/clock.ts';

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

test('a clock that is far off is put right by what it hears, and again when somebody sets it', () => {
  const HOUR = 60 * 60_000;
  let machine = 5 * HOUR;
  const clock = agreedClock({ ...realClock, now: () => machine });

  expect([clock.heard?.(2_000), clock.now()]).toEqual([2_000 - 5 * HOUR, 2_000]);
  machine += 10_000;
  expect([clock.heard?.(12_500), clock.now()]).toEqual([0, 12_000]);
  machine = 20_000;
  expect([clock.heard?.(21_000), clock.now()]).toEqual([5 * HOUR - 1_000, 21_000]);
});

test('a clock that is off by less than an answer may take is left as it is', () => {
  const clock = agreedClock({ ...realClock, now: () => 1_000_000 });

  expect([clock.heard?.(1_050_000), clock.heard?.(950_000), clock.now()]).toEqual([0, 0, 1_000_000]);
});
