import { expect, test } from '@jest/globals';
import { checkEverything } from '../../../app/listeners/home.ts';
import { manualCheck } from '../../../app/listeners/manual-check.ts';
import type { Parts } from '../../../app/listeners/parts.ts';
import { createLog } from '../../../app/log.ts';
import { platforms } from '../../../checkers/index.ts';
import { manualClock } from '../../manual-clock.ts';

/** A bot of which Ada asks for looks, and how it is asked for each. */
function bot() {
  const looks: unknown[] = [];
  const look: Parts['look'] = async (platform, options) => {
    looks.push(options?.ofAll ?? false);
    return { platform, kind: 'cannot tell', message: 'it hangs' };
  };
  const parts = {
    clock: manualClock(),
    log: createLog({ level: 'silent' }),
    rights: { who: async () => ({ id: 'U1', name: 'ada', member: true, operator: true }) },
    platforms,
    home: { checking: () => undefined },
    look,
  } as unknown as Parts;
  const command = (text: string) => ({
    command: { user_id: 'U1', text } as never,
    ack: async () => undefined,
    respond: (async () => undefined) as never,
  });
  return { parts, command, looks };
}

const eachInTurn = platforms.map(() => true);

test.each([
  ['all', eachInTurn],
  ['', eachInTurn],
  ['github', [false]],
])('looks that /manualcheck %s asks for take turns when they are all', async (text, expected) => {
  const { parts, command, looks } = bot();

  await manualCheck(parts)(command(text));

  expect(looks).toEqual(expected);
});

test('"Check everything now" has them take turns', async () => {
  const { parts, looks } = bot();

  await checkEverything(parts)({
    ack: async () => undefined,
    body: { user: { id: 'U1' } } as never,
    respond: undefined as never,
  });

  expect(looks).toEqual(eachInTurn);
});
