import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { agreedClock, type Clock, realClock } from '../../app/clock.ts';

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

describe('a clock that hears what time it is', () => {
  const HOUR = 60 * 60_000;
  let machine: number;
  let monotonic: number;
  let clock: Clock;
  beforeEach(() => {
    [machine, monotonic] = [5 * HOUR, 0];
    clock = agreedClock({ ...realClock, now: () => machine, monotonic: () => monotonic });
  });
  /** An answer that comes after so long. */
  const hears = (at: number, { afterMs = 100 } = {}) => {
    const told = clock.asks?.();
    monotonic += afterMs;
    return told?.(at);
  };

  test('is put right where it is far off, and again when somebody sets it', () => {
    expect([hears(2_000), clock.now()]).toEqual([2_000 - 5 * HOUR, 2_000]);
    machine += 10_000;
    expect([hears(12_500), clock.now()]).toEqual([0, 12_000]);
    machine = 20_000;
    expect([hears(21_000), clock.now()]).toEqual([5 * HOUR - 1_000, 21_000]);
  });

  test('is left as it is where it is off by less than an answer may take', () => {
    expect([hears(machine + 14_000), hears(machine - 14_000), clock.now()]).toEqual([0, 0, machine]);
  });

  test('does not believe what was left lying while the process slept', () => {
    expect([hears(2_000, { afterMs: 50_000 }), clock.now()]).toEqual([0, machine]);
  });
});

function run(body: string) {
  const script = `import('${CLOCK}').then(({ realClock, sleep }) => { ${body} })`;
  return promisify(execFile)(process.execPath, ['--disable-warning=ExperimentalWarning', '-e', script]);
}
