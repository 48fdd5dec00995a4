import { expect, test } from '@jest/globals';
import { createMemory, type Kept } from '../../checkers/memory.ts';
import { manualClock } from '../manual-clock.ts';

const HOUR_MS = 60 * 60_000;

const kept = (hash: string): Kept => ({
  from: 'https://status.example.com/a',
  etag: undefined,
  lastModified: undefined,
  hash,
  translation: hash,
});

test('a thousand addresses are all remembered, each as it said last', () => {
  const memory = createMemory(manualClock());

  for (const words of ['old', 'new'])
    for (let i = 0; i < 1_000; i += 1) memory.keep(`https://status.example.com/${i}`, kept(`${words} ${i}`));

  for (let i = 0; i < 1_000; i += 1)
    expect(memory.recall(`https://status.example.com/${i}`)?.translation).toBe(`new ${i}`);
});

test('what has not been asked for in a day is forgotten, and nothing else', async () => {
  const clock = manualClock();
  const memory = createMemory(clock);
  memory.keep('https://status.example.com/once', kept('once'));

  for (let hour = 0; hour < 25; hour += 1) {
    memory.keep('https://status.example.com/always', kept('always'));
    await clock.advance(HOUR_MS);
  }
  memory.keep('https://status.example.com/always', kept('always'));

  expect(memory.recall('https://status.example.com/once')).toBeUndefined();
  expect(memory.recall('https://status.example.com/always')?.translation).toBe('always');
});

test('addresses without end do not fill it', () => {
  const memory = createMemory(manualClock());

  for (let i = 0; i < 31_000; i += 1) memory.keep(`https://status.example.com/${i}`, kept('x'));

  expect(memory.recall('https://status.example.com/0')).toBeUndefined();
  expect(memory.recall('https://status.example.com/30999')).toBeDefined();
});
