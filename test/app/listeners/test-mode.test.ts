import { expect, test } from '@jest/globals';
import { testModeOff, testModeOn } from '../../../app/listeners/test-mode.ts';
import { createLog } from '../../../app/log.ts';
import type { TestMode } from '../../../app/test-mode.ts';
import { manualClock } from '../../manual-clock.ts';

const away = () => Promise.reject(new Error('connect ECONNREFUSED'));

/** A bot whose storage is away, and what Ada is told by it, in order. */
function bot() {
  const heard: string[] = [];
  const parts = {
    clock: manualClock(),
    log: createLog({ level: 'silent' }),
    rights: {
      who: async () => ({ id: 'U1', name: 'ada', member: true, operator: true }),
      operators: async () => 'ada',
      forgetGroups: () => undefined,
    },
    client: {} as never,
    platforms: [],
    testMode: { switchOn: away, switchOff: away } as unknown as TestMode,
    testChannel: undefined,
  };
  const typed = (text: string) => ({
    command: { user_id: 'U1', text } as never,
    ack: async () => void heard.push('acked'),
    respond: (async (message: { text: string }) => void heard.push(message.text)) as never,
  });
  return { parts, typed, heard };
}

test.each([
  ['/testmodeon', testModeOn, ''],
  ['/testmodeon 30', testModeOn, '30'],
  ['/testmodeoff', testModeOff, ''],
])('%s with storage away is acked first, changes nothing and says so', async (_, listener, text) => {
  const { parts, typed, heard } = bot();

  await listener(parts)(typed(text));

  expect(heard).toEqual(['acked', expect.stringMatching(/^Nothing has changed: storage does not answer/)]);
});
