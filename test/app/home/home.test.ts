import { beforeEach, expect, test } from '@jest/globals';
import { createHomeEvents } from '../../../app/home/events.ts';
import { createHome, type Home } from '../../../app/home/home.ts';
import { createViewers } from '../../../app/home/viewers.ts';
import { createLog } from '../../../app/log.ts';
import type { Viewer } from '../../../app/store/state.ts';
import { type ManualClock, manualClock } from '../../manual-clock.ts';
import { model } from '../../views/home-samples.ts';
import { complete, incident, Memory } from '../events/samples.ts';
import { type MemoryRows, memoryRows } from './memory-rows.ts';

let clock: ManualClock;
let home: Home;
let rows: MemoryRows<Viewer>;
let views: object[];
/** What Slack tells of everybody. */
let role: () => Promise<{ member: boolean; operator: boolean }>;
/** The title of each Home as it was published. */
let titles: string[];
/** How the table of open events answers. */
let answer: () => Promise<void>;

beforeEach(() => {
  clock = manualClock('2026-11-20T12:00:00.000Z');
  titles = [];
  views = [];
  role = async () => ({ member: true, operator: true });
  rows = memoryRows<Viewer>(({ id }) => id);
  answer = async () => undefined;
  const memory = new Memory();
  memory.look(0, complete(incident()));
  const row = { value: memory.get(), etag: '' };
  const events = {
    open: () => answer().then(() => [row]),
    ended: async () => undefined,
    endedSince: async () => [],
  };
  const publish = async ({ view }: { view: { blocks: { type: string; text: { text: string } }[] } }) => {
    views.push(view);
    titles.push(view.blocks.find(({ type }) => type === 'header')?.text.text ?? '');
    return { ok: true };
  };
  home = createHome({
    client: { views: { publish } } as never,
    clock,
    log: createLog({ level: 'silent' }),
    rights: {
      who: async (id) => ({ id, name: id, ...(await role()) }),
      operators: async () => 'ada',
      forgetGroups: () => undefined,
    },
    events: createHomeEvents({ events, clock }),
    viewers: createViewers({ rows, clock }),
    readPlatforms: async () => undefined,
    known: () => ({
      scene: { platforms: [], tickets: false, now: clock.now() },
      standings: [],
      mutedUntil: () => undefined,
      status: model().health,
    }),
  });
});

test('Home is shown once storage has answered', async () => {
  void home.opened('ada');
  await clock.advance(0);

  expect(titles).toEqual(['1 outage active']);
});

test('slow storage is not waited for: what is known is shown, and then the truth', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  answer = () => promise;
  void home.opened('ada');
  await clock.advance(600);
  expect(titles).toEqual([]);

  await clock.advance(200);
  expect(titles).toEqual(['Nothing known yet']);
  resolve();
  await clock.advance(0);

  expect(titles).toEqual(['Nothing known yet', '1 outage active']);
});

test('who is no full member is told so, and nothing of ours', async () => {
  role = async () => ({ member: false, operator: false });

  void home.opened('gwen');
  await clock.advance(0);

  expect(titles).toEqual(['']);
  expect(JSON.stringify(views)).toMatch(/for full members of this workspace/);
  expect(JSON.stringify(views)).not.toMatch(/outage active|action_id/);
});

test('whom Slack does not tell of sees nothing of ours until it does', async () => {
  role = () => Promise.reject(new Error('users.info does not answer'));
  await home.opened('ada');
  await clock.advance(0);
  expect(JSON.stringify(views)).toMatch(/Slack did not tell me who you are/);
  role = async () => ({ member: true, operator: false });

  await home.sweep();
  await clock.advance(2_000);

  expect(titles.at(-1)).toBe('1 outage active');
});

test('what was written while nobody looks at Home is not kept for them', async () => {
  const event = (i: number) => {
    const memory = new Memory();
    memory.look(0, complete(incident({ id: `inc${i}` })));
    return memory.get(`GH-inc${i}`);
  };
  for (let i = 0; i < 5; i++) home.note({ value: event(i), etag: '' });

  await home.sweep();
  answer = () => new Promise(() => undefined);
  void home.opened('ada');
  await clock.advance(5_000);

  expect(titles[0]).toBe('Nothing known yet');
});

test('who was a member stays one while Slack does not tell, and is none once it says so', async () => {
  await home.opened('ada');
  role = () => Promise.reject(new Error('users.info does not answer'));
  await home.opened('ada');
  await clock.advance(2_000);
  expect(titles.at(-1)).toBe('1 outage active');
  role = async () => ({ member: false, operator: false });

  await home.pressed('ada');
  await clock.advance(2_000);

  expect(JSON.stringify(views.at(-1))).toMatch(/for full members of this workspace/);
});

test('storage that is away still leaves something to read', async () => {
  answer = () => Promise.reject(new Error('away'));
  await home.opened('ada');
  await clock.advance(0);

  expect(titles).toEqual(['Nothing known yet']);
});

test('whoever opened Home elsewhere and presses something here sees what came of it', async () => {
  await rows.insert({ id: 'bob', openedAt: '2026-11-20T11:59:00.000Z', page: 0 });

  await home.pressed('bob');
  await clock.advance(0);

  expect(titles).toEqual(['1 outage active']);
});

test('a change that nobody could see asks nothing of the tables', async () => {
  let reads = 0;
  answer = async () => {
    reads += 1;
  };
  await home.opened('ada');
  home.changed();
  await clock.advance(1_000);
  const before = reads;

  for (let i = 0; i < 20; i++) {
    home.changed();
    await clock.advance(1_000);
  }

  expect(reads).toBe(before);
});

test('without anybody who looks, nothing is read or published', async () => {
  let reads = 0;
  answer = async () => {
    reads += 1;
  };

  home.changed();
  await home.sweep();
  await clock.advance(60_000);

  expect([reads, titles]).toEqual([0, []]);
});
