import { beforeEach, describe, expect, test } from '@jest/globals';
import { createLog } from '../../../app/log.ts';
import type { WorkItem } from '../../../app/tickets/answers.ts';
import type { Boards } from '../../../app/tickets/boards.ts';
import { createTicketDesk, type DeskParts } from '../../../app/tickets/desk.ts';
import type { TicketDraft } from '../../../app/tickets/draft.ts';
import { BoardsError } from '../../../app/tickets/failures.ts';
import type { TicketForm } from '../../../app/tickets/form.ts';
import { type ManualClock, manualClock } from '../../manual-clock.ts';
import { memoryEvents } from './memory-events.ts';
import { ada, bert, ended, tracked } from './tracked.ts';

const draft: TicketDraft = { type: 'Bug', title: 'Down', description: '', tags: ['outage-bot'] };
const wish = { by: ada, draft, told: [] };

let clock: ManualClock;
let items: WorkItem[];
/** What the next creation does instead of succeeding. */
let creating: (() => Promise<never>) | undefined;

beforeEach(() => {
  clock = manualClock('2026-11-20T10:10:00.000Z');
  items = [];
  creating = undefined;
});

const unused = () => Promise.reject(new Error('nobody should ask this'));
const boards: Boards = {
  form: unused,
  get: unused,
  comments: unused,
  comment: unused,
  close: unused,
  findByTag: async () => items,
  async create({ title }) {
    if (creating) return creating();
    const id = items.length + 1;
    const item = { id, url: `https://dev.azure.com/f/p/_workitems/edit/${id}`, state: 'New', title };
    items.push(item);
    return item;
  },
};

function desk(store: ReturnType<typeof memoryEvents>, over: Partial<DeskParts> = {}) {
  return createTicketDesk({
    boards,
    events: store.events,
    clock,
    log: createLog({ level: 'silent', secrets: [] }),
    copy: 'copy',
    crashpoint: () => undefined,
    written: () => undefined,
    ...over,
  });
}

describe('storage', () => {
  test('that is away before anything was asked for: nothing is made', async () => {
    const store = memoryEvents(tracked());
    store.open.next('away');

    await expect(desk(store).make(tracked(), wish)).rejects.toThrow('away');

    expect(items).toEqual([]);
  });

  test('that has moved the event in the very moment of the claim: the ticket is made under a claim all the same', async () => {
    const store = memoryEvents(tracked());
    await store.ended.insert(ended());
    store.open.next('gone');
    const claims: unknown[] = [];
    const { id } = tracked();
    const crashpoint = async () =>
      void claims.push((await store.open.get('github', id))?.value.ticket?.claim);

    await desk(store, { crashpoint }).make(tracked(), wish);

    expect(claims[0]).toMatchObject({ by: expect.any(String) });
    expect(items).toHaveLength(1);
  });

  test('that has moved the event in the very moment of the record: the ticket is written down all the same', async () => {
    const store = memoryEvents(tracked());
    await store.ended.insert(ended());
    store.open.next('done', 'gone');

    await desk(store).make(tracked(), wish);

    expect((await store.open.get('github', tracked().id))?.value.ticket?.id).toBe(1);
  });

  test('that loses the answer to a claim does not lose the claim', async () => {
    const store = memoryEvents(tracked());
    store.open.next('lost answer');

    const made = await desk(store).make(tracked(), wish);

    expect(made).toMatchObject({ kind: 'made', ticket: { id: 1 } });
    expect(items).toHaveLength(1);
  });

  test('that goes away after the creation: the person has their ticket, and asking again finds it', async () => {
    const store = memoryEvents(tracked());
    store.open.next('done', 'away');

    const made = await desk(store).make(tracked(), wish);
    await clock.advance(60_000);
    const again = await desk(store).make(tracked(), { ...wish, by: bert });

    expect(made).toMatchObject({ kind: 'made', ticket: { id: 1 } });
    expect(again).toMatchObject({ kind: 'made', ticket: { id: 1 } });
    expect(items).toHaveLength(1);
    expect((await store.open.get('', 'GH-inc1'))?.value.ticket?.verifyAt).toBeDefined();
  });
});

describe('the form', () => {
  const form: TicketForm = { types: [], areas: ['P'], iterations: [] };
  /** What Azure DevOps answers, one after the other; then nothing at all. */
  const answering = (...answers: (TicketForm | BoardsError)[]) =>
    desk(memoryEvents(), {
      boards: {
        ...boards,
        form() {
          const answer = answers.shift();
          if (!answer) return new Promise(() => undefined);
          return answer instanceof BoardsError ? Promise.reject(answer) : Promise.resolve(answer);
        },
      },
    });

  test('is the last known one, however old, where Azure DevOps takes too long', async () => {
    const tickets = answering(form);
    await tickets.form();
    await clock.advance(24 * 60 * 60_000);

    const late = tickets.formWithin(2_000);
    await clock.advance(2_000);

    expect(await late).toBe(form);
  });

  test('is the last known one where Azure DevOps refuses', async () => {
    const tickets = answering(form, new BoardsError('rejected', 'Set ADO_PAT.'));
    await tickets.form();

    expect(await tickets.formWithin(2_000)).toBe(form);
  });

  test('is the fresh one where it comes in time', async () => {
    const fresh = { ...form, areas: ['P', 'P\\New'] };
    const tickets = answering(form, fresh);
    await tickets.form();

    expect(await tickets.formWithin(2_000)).toBe(fresh);
  });

  test('is none where nothing is known, and why', async () => {
    const tickets = answering(new BoardsError('rejected', 'Set ADO_PAT.'));

    await expect(tickets.formWithin(2_000)).rejects.toThrow('Set ADO_PAT.');
    const late = tickets.formWithin(2_000).catch((error: unknown) => error);
    await clock.advance(2_000);
    expect(await late).toMatchObject({ reason: 'unreachable', message: expect.stringMatching(/too long/) });
  });
});

describe('where Azure DevOps lets nobody look for an item', () => {
  const blind: Boards = { ...boards, findByTag: () => Promise.reject(new BoardsError('refused', 'No.')) };
  const look = /tag outage-bot-GH-inc1.*press Create again/;

  test('a first attempt needs no look', async () => {
    const made = await desk(memoryEvents(tracked()), { boards: blind }).make(tracked(), wish);

    expect(made).toMatchObject({ kind: 'made', ticket: { id: 1 } });
  });

  test('one in doubt is repeated only by somebody who has looked', async () => {
    const tickets = desk(memoryEvents(tracked()), { boards: blind });
    creating = () => Promise.reject(new BoardsError('unreachable', 'Lost.', { uncertain: true }));
    const lost = await tickets.make(tracked(), wish);
    creating = undefined;

    const refused = await tickets.make(tracked(), { ...wish, by: bert });
    const made = await tickets.make(tracked(), { ...wish, looked: true });

    expect(lost).toMatchObject({ kind: 'failed', look: true, problem: expect.stringMatching(look) });
    expect(refused).toMatchObject({ kind: 'failed', look: true, problem: expect.stringMatching(look) });
    expect(made).toMatchObject({ kind: 'made', ticket: { id: 1 } });
    expect(items).toHaveLength(1);
  });
});

describe('an attempt', () => {
  test('that is refused leaves the event as it was', async () => {
    const store = memoryEvents(tracked());
    creating = () => Promise.reject(new BoardsError('refused', 'No.'));

    const made = await desk(store).make(tracked(), wish);

    expect(made).toEqual({ kind: 'failed', problem: 'No.' });
    expect((await store.open.get('', 'GH-inc1'))?.value).toEqual(tracked());
  });

  test('of somebody else is in the way only while it can be alive', async () => {
    const store = memoryEvents(tracked());
    creating = () => new Promise<never>(() => undefined);
    void desk(store).make(tracked(), wish);
    await clock.advance(0);

    const early = await desk(store).make(tracked(), { ...wish, by: bert });
    creating = undefined;
    await clock.advance(46_000);
    const late = await desk(store).make(tracked(), { ...wish, by: bert });

    expect(early).toEqual({ kind: 'busy', by: ada });
    expect(late).toMatchObject({ kind: 'made', ticket: { id: 1, by: bert } });
  });

  test('for an ended event brings it back to where its item is looked after', async () => {
    const event = ended();
    const store = memoryEvents(event);

    const made = await desk(store).make(event, wish);

    expect(made).toMatchObject({ kind: 'made', ticket: { id: 1 } });
    expect((await store.open.get('', event.id))?.value.ticket?.id).toBe(1);
  });

  test('for an event that nobody knows makes nothing', async () => {
    const made = await desk(memoryEvents()).make(tracked(), wish);

    expect(made).toEqual({ kind: 'unknown event' });
    expect(items).toEqual([]);
  });

  test('that outlived its claim marks the event for another look and keeps what was recorded', async () => {
    const store = memoryEvents(tracked());
    const asleep = Promise.withResolvers<void>();
    const sleeper = desk(store, {
      crashpoint: (name) => (name === 'ticket created' ? asleep.promise : undefined),
    });
    const sleeping = sleeper.make(tracked(), wish);
    await clock.advance(50_000);
    items.unshift({
      id: 0,
      url: 'https://dev.azure.com/f/p/_workitems/edit/0',
      state: 'New',
      title: 'Older',
    });
    await desk(store).make(tracked(), { ...wish, by: bert });

    asleep.resolve();
    const made = await sleeping;

    expect(made).toMatchObject({ kind: 'had', ticket: { id: 0, by: bert } });
    expect((await store.open.get('', 'GH-inc1'))?.value.ticket).toMatchObject({
      id: 0,
      verifyAt: expect.anything(),
    });
  });
});
