import { expect, test } from '@jest/globals';
import { sendOne } from '../../../app/escalate/steps.ts';
import { createLog } from '../../../app/log.ts';
import { platforms } from '../../../checkers/index.ts';
import { manualClock } from '../../manual-clock.ts';
import { at } from '../events/samples.ts';
import { memoryEvents } from '../tickets/memory-events.ts';
import { ADA, KEY, majorEvent, SENDER } from './bench.ts';

test('mails nothing of an event that another copy mailed and moved while this one claimed it', async () => {
  const clock = manualClock(at(1));
  const { events, open } = memoryEvents(majorEvent());
  const sent: string[] = [];
  const row = await events.openRow('github', majorEvent().id);
  if (!row) throw new Error('no row');
  open.next('gone');

  const stepped = await sendOne(row, {
    config: {
      apiKey: KEY,
      sender: SENDER,
      to: [ADA],
      afterMinutes: 30,
      minSeverity: 'major',
      region: 'global',
    },
    post: { send: async (_letter, to) => void sent.push(to), check: async () => undefined },
    events,
    clock,
    log: createLog({ level: 'silent' }),
    copy: 'copy',
    scene: () => ({ platforms, tickets: true, now: clock.now() }),
    workspace: () => '',
    crashpoint: () => undefined,
    written: () => undefined,
    stopping: new AbortController().signal,
  });

  expect(stepped).toEqual({ kind: 'passed over' });
  expect(sent).toEqual([]);
});
