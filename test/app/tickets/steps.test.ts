import { expect, test } from '@jest/globals';
import { createLog } from '../../../app/log.ts';
import { comment } from '../../../app/tickets/steps.ts';
import { platforms } from '../../../checkers/index.ts';
import { manualClock } from '../../manual-clock.ts';
import { memoryEvents } from './memory-events.ts';
import { ticket, tracked } from './tracked.ts';

test('writes no comment about an event that another copy moved while this one claimed it', async () => {
  const clock = manualClock('2026-11-20T10:10:00.000Z');
  const { events, open } = memoryEvents(tracked({ ticket: ticket() }));
  const comments: string[] = [];
  const unused = () => Promise.reject(new Error('nobody should ask this'));
  const row = await events.openRow('github', tracked().id);
  if (!row) throw new Error('no row');
  open.next('gone');

  await comment(row, {
    boards: {
      form: unused,
      get: unused,
      comments: async () => [],
      comment: async (_id, html) => void comments.push(html),
      close: unused,
      findByTag: unused,
      create: unused,
    },
    events,
    clock,
    log: createLog({ level: 'silent' }),
    copy: 'copy',
    closing: false,
    scene: () => ({ platforms, tickets: true, now: clock.now() }),
    crashpoint: () => undefined,
    written: () => undefined,
  });

  expect(comments).toEqual([]);
});
