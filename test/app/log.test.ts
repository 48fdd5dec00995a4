import { expect, test } from '@jest/globals';
import { createLog } from '../../app/log.ts';

test('a secret is never printed, in whatever shape it turns up', () => {
  const lines: string[] = [];
  const secret = 'xoxb-quux"34/56&78';
  const log = createLog({
    level: 'info',
    secrets: [secret],
    destination: { write: (line) => lines.push(line) },
  });

  log.info({ token: secret, url: `https://x.test/?t=${encodeURIComponent(secret)}` }, `told ${secret}`);
  log.warn({ basic: `Basic ${Buffer.from(`:${secret}`).toString('base64')}` }, 'header');
  log.error({ err: new Error(`refused ${secret}`) }, 'failed');

  const printed = lines.join('');
  expect(lines).toHaveLength(3);
  expect(printed).not.toContain('quux');
  expect(printed).not.toContain(Buffer.from(`:${secret}`).toString('base64'));
  expect(() => lines.map((line) => JSON.parse(line))).not.toThrow();
});

test('a secret inside another leaves no tail', () => {
  const lines: string[] = [];
  const log = createLog({
    secrets: ['abcdef', 'abcdef-ghijkl'],
    destination: { write: (line) => lines.push(line) },
  });

  log.info('abcdef-ghijkl');

  expect(JSON.parse(lines[0] ?? '').msg).toBe('[secret]');
});

test('an empty or very short secret does not blot out the line', () => {
  const lines: string[] = [];
  const log = createLog({ secrets: ['', 'a'], destination: { write: (line) => lines.push(line) } });

  log.info('a fact');

  expect(JSON.parse(lines[0] ?? '').msg).toBe('a fact');
});

test('prints nothing below its level', () => {
  const lines: string[] = [];
  const log = createLog({ level: 'warn', destination: { write: (line) => lines.push(line) } });

  log.info('quiet');
  log.warn('loud');

  expect(lines).toHaveLength(1);
});
