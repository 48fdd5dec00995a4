import { expect, test } from '@jest/globals';
import { createLog } from '../../../app/log.ts';
import type { Boards } from '../../../app/tickets/boards.ts';
import { BoardsError } from '../../../app/tickets/failures.ts';
import { type Around, comment, look } from '../../../app/tickets/steps.ts';
import { isTicketSettled } from '../../../app/tickets/work.ts';
import { platforms } from '../../../checkers/index.ts';
import { manualClock } from '../../manual-clock.ts';
import { at } from '../events/samples.ts';
import { memoryEvents } from './memory-events.ts';
import { ticket, tracked } from './tracked.ts';

const clock = manualClock('2026-11-20T10:10:00.000Z');
const unused = () => Promise.reject(new Error('nobody should ask this'));

function around({ events }: ReturnType<typeof memoryEvents>, over: Partial<Boards>): Around {
  return {
    boards: {
      form: unused,
      get: unused,
      comments: unused,
      comment: unused,
      close: unused,
      findByTag: unused,
      create: unused,
      ...over,
    },
    events,
    clock,
    log: createLog({ level: 'silent' }),
    copy: 'copy',
    closing: false,
    scene: () => ({ platforms, tickets: true, now: clock.now() }),
    crashpoint: () => undefined,
    written: () => undefined,
  };
}

test('writes no comment about an event that another copy moved while this one claimed it', async () => {
  const store = memoryEvents(tracked({ ticket: ticket() }));
  const comments: string[] = [];
  const row = await store.events.openRow('github', tracked().id);
  if (!row) throw new Error('no row');
  store.open.next('gone');

  await comment(
    row,
    around(store, { comments: async () => [], comment: async (_id, html) => void comments.push(html) }),
  );

  expect(comments).toEqual([]);
});

test('where nobody can look for it, an item in doubt stays in doubt and holds nothing up', async () => {
  const { id: _, url: __, ...unmade } = ticket({ verifyAt: at(9), told: [] });
  const store = memoryEvents(tracked({ ticket: unmade }));
  const row = await store.events.openRow('github', tracked().id);
  if (!row) throw new Error('no row');

  await look(row, around(store, { findByTag: () => Promise.reject(new BoardsError('refused', 'No.')) }));

  const after = await store.events.openRow('github', tracked().id);
  expect(after?.value.ticket).toMatchObject({ by: unmade.by, trouble: expect.stringMatching(/found out/) });
  expect(after && isTicketSettled(after.value)).toBe(true);
});
