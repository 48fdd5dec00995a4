import { describe, expect, test } from '@jest/globals';
import type { Surroundings } from '../../../app/announce/claims.ts';
import { type Delivered, deliver } from '../../../app/announce/deliver.ts';
import type { Announcement } from '../../../app/events/event.ts';
import { type ManualClock, manualClock } from '../../manual-clock.ts';
import { type FakeChannel, fakeChannel } from './fake-channel.ts';
import { type MemorySource, memorySource, type Told } from './memory-source.ts';
import { rateLimit, refusal, silence } from './slack-errors.ts';

const log = { debug() {}, info() {}, warn() {}, error() {} };

/** One record, one channel, and copies of the bot that show it there. */
interface World {
  clock: ManualClock;
  channel: FakeChannel;
  source: MemorySource;
  /** One delivery by a copy; `at` is called between its steps. */
  attempt(copy?: string, at?: Surroundings['crashpoint']): Promise<Delivered>;
  /** Deliveries by one copy until nothing more is owed; answers what was wrong with the channel. */
  settle(copy?: string): Promise<(string | undefined)[]>;
  announcement(): Announcement;
}

function world(first: Partial<Told> = {}, options: Parameters<typeof memorySource>[1] = {}): World {
  const clock = manualClock();
  const channel = fakeChannel();
  const source = memorySource(first, options);

  function attempt(copy = 'a', crashpoint: Surroundings['crashpoint'] = () => {}): Promise<Delivered> {
    return deliver(source, source.row(), 'C1', { messages: channel, clock, log, copy, crashpoint });
  }

  return {
    clock,
    channel,
    source,
    attempt,
    async settle(copy) {
      const troubles: (string | undefined)[] = [];
      for (let tries = 0; tries < 50 && !source.moved(); tries++) {
        const { retryAt, trouble } = await attempt(copy);
        if (retryAt === undefined) return troubles;
        troubles.push(trouble);
        await clock.advance(Math.max(0, retryAt - clock.now()));
      }
      if (!source.moved()) throw new Error('It never came to an end');
      return troubles;
    },
    announcement() {
      const [announcement] = (source.moved() ?? source.row().value).announcements;
      if (!announcement) throw new Error('No announcement');
      return announcement;
    },
  };
}

/** A copy that dies at `point`; resolves when it is dead. */
function killedAt(point: string, { attempt }: World): Promise<void> {
  return new Promise((dead) => {
    void attempt('killed', (name) => {
      if (name !== point) return;
      dead();
      return new Promise(() => {});
    });
  });
}

/** A copy that sleeps at `point`, once, for longer than its claim lasts; meanwhile `meanwhile` happens. */
function sleepingAt(
  point: string,
  { attempt, clock }: World,
  meanwhile: () => Promise<unknown>,
): Promise<Delivered> {
  let slept = false;
  return attempt('sleeper', async (name) => {
    if (name !== point || slept) return;
    slept = true;
    await clock.advance(31_000);
    await meanwhile();
  });
}

const seconds = (clock: ManualClock, iso: string | undefined) =>
  iso === undefined ? undefined : (Date.parse(iso) - clock.now()) / 1000;

test('a record is told by one root, and what comes later by one reply each', async () => {
  const { source, channel, settle } = world({ keys: ['a'] });
  await settle();
  source.change({ keys: ['a', 'b'], text: 'worse' });
  await settle();
  source.change({ keys: ['a', 'b', 'c'] });
  await settle();

  expect(channel.rootsStanding().map(({ text }) => text)).toEqual(['worse']);
  expect(channel.thread()).toEqual(['(a) b', 'c']);
});

describe('when the answer to a post is lost', () => {
  test.each([
    ['a broken connection', silence('ECONNRESET')],
    ['a timeout', silence('UND_ERR_HEADERS_TIMEOUT')],
    ['a bad gateway', silence(502)],
    ['an internal error of Slack’s', refusal('internal_error')],
  ])('by %s, the root that stands is found and not posted again', async (_what, error) => {
    const { channel, settle, announcement } = world();
    channel.fail('root', 'after', error);

    await settle();

    expect(channel.rootsStanding()).toHaveLength(1);
    expect(announcement()).toMatchObject({ ts: channel.rootsStanding()[0]?.ts, revision: 1 });
    expect(announcement().claim).toBeUndefined();
  });

  test('a root that does not stand is posted after all', async () => {
    const { channel, settle } = world();
    channel.fail('root', 'before', silence('ECONNRESET'));

    await settle();

    expect(channel.rootsStanding()).toHaveLength(1);
  });

  test.each([
    ['a rate limit of the history', rateLimit(30), 1, 'ratelimited'],
    ['a channel that is archived for a while', refusal('is_archived'), 3, 'is_archived'],
    ['a Slack that cannot be reached for long', silence('ECONNREFUSED'), 20, 'ECONNREFUSED'],
    ['a history that gives no answer', silence('ECONNRESET'), 5, 'ECONNRESET'],
    ['a refusal of the history alone', refusal('invalid_cursor'), 2, undefined],
  ])('and then comes %s, there is still one root', async (_what, error, times, trouble) => {
    const { channel, settle, announcement } = world();
    channel.fail('root', 'after', silence('ECONNRESET'));
    channel.fail('roots', 'before', error, times);

    const troubles = await settle();

    expect(channel.rootsStanding()).toHaveLength(1);
    expect(announcement().ts).toBe(channel.rootsStanding()[0]?.ts);
    expect(troubles.slice(1, 1 + times)).toEqual(Array(times).fill(trouble));
  });

  test.each([
    ['a rate limit', rateLimit(30)],
    ['a Slack that cannot be reached', silence('ECONNREFUSED')],
  ])('of a reply, and then comes %s of the thread, it is told once', async (_what, error) => {
    const { source, channel, settle, announcement } = world();
    await settle();
    source.change({ keys: ['a'] });
    channel.fail('reply', 'after', silence('ECONNRESET'));
    channel.fail('replies', 'before', error, 2);

    await settle();

    expect(channel.thread()).toEqual(['a']);
    expect(announcement()).toMatchObject({ told: ['a'], rootOnly: [] });
  });

  test('the update that came meanwhile is told in the thread, whoever looks in the end', async () => {
    const there = world({ keys: ['a'] });
    const { source, channel, clock, attempt, settle } = there;
    await killedAt('root posted', there);
    source.change({ keys: ['a', 'b'], text: 'worse' });
    await clock.advance(31_000);
    channel.fail('roots', 'before', rateLimit(1));

    await attempt('b');
    await clock.advance(1_000);
    await settle('c');

    expect(channel.rootsStanding().map(({ text }) => text)).toEqual(['worse']);
    expect(channel.thread()).toEqual(['(a) b']);
  });
});

test('a post that never left is made again without a look', async () => {
  const { channel, settle } = world();
  channel.fail('root', 'before', silence('ECONNREFUSED'));

  expect(await settle()).toEqual(['ECONNREFUSED']);

  expect(channel.asked).toEqual(['root', 'root']);
});

test('after a kill between the post and its record, even a rate limit leaves one root', async () => {
  const there = world();
  const { channel, clock, settle, announcement } = there;
  await killedAt('root posted', there);
  await clock.advance(31_000);
  channel.fail('roots', 'before', rateLimit(20));

  await settle('b');

  expect(channel.rootsStanding()).toHaveLength(1);
  expect(announcement().ts).toBe(channel.rootsStanding()[0]?.ts);
});

test('what a look has found after a kill is kept, though Slack limits the rate right after it', async () => {
  const there = world();
  const { channel, clock, settle, announcement } = there;
  await killedAt('root posted', there);
  await clock.advance(31_000);
  channel.fail('edit', 'before', rateLimit(20));

  await settle('b');

  expect(channel.rootsStanding()).toHaveLength(1);
  expect(announcement().ts).toBe(channel.rootsStanding()[0]?.ts);
});

test('a claim that holds is waited for', async () => {
  const there = world();
  const { channel, clock, attempt } = there;
  await killedAt('claimed', there);
  await clock.advance(10_000);

  expect(await attempt('b')).toEqual({ retryAt: clock.now() + 20_000 });
  expect(channel.asked).toEqual([]);
});

test('a record that turns out to be over already is not shown', async () => {
  const { channel, attempt } = world({}, { superseded: true });

  expect(await attempt()).toEqual({});
  expect(channel.asked).toEqual([]);
});

test('a look is set after a claim was taken over, and no other once that look was made', async () => {
  const there = world();
  const { channel, clock, attempt, announcement } = there;
  await killedAt('root posted', there);
  await clock.advance(31_000);

  const { retryAt } = await attempt('b');
  expect(seconds(clock, announcement().verifyAt)).toBe(120);
  expect(retryAt).toBe(clock.now() + 120_000);

  channel.asked.length = 0;
  await clock.advance(120_000);
  expect(await attempt('b')).toEqual({ reached: true });
  expect(channel.asked).toEqual(['roots', 'replies', 'edit']);
  expect(announcement().verifyAt).toBeUndefined();
});

test('work before a later look is due leaves that look in place', async () => {
  const there = world();
  const { source, clock, attempt, announcement } = there;
  await killedAt('root posted', there);
  await clock.advance(31_000);
  await attempt('b');
  source.change({ keys: ['a'] });
  await clock.advance(20_000);

  await attempt('b');

  expect(announcement().told).toEqual(['a']);
  expect(seconds(clock, announcement().verifyAt)).toBe(100);
});

describe('of a claim', () => {
  test.each([
    ['with the time of a request left, a root is sent', 18_000, ['root']],
    ['with less left, nothing is sent', 18_001, []],
  ])('%s', async (_what, late, asked) => {
    const { channel, clock, attempt } = world();

    const { retryAt } = await attempt('a', (name) => (name === 'claimed' ? clock.advance(late) : undefined));

    expect(channel.asked).toEqual(asked);
    expect(retryAt).toBe(asked.length > 0 ? undefined : clock.now());
  });

  test('with too little left after an edit, no reply is sent before the next claim', async () => {
    const { source, channel, clock, attempt, settle } = world();
    await settle();
    source.change({ keys: ['a'], text: 'worse' });
    const late = (name: string) => (name === 'root edited' ? clock.advance(18_001) : undefined);

    expect(await attempt('a', late)).toEqual({ retryAt: clock.now() });
    expect(channel.thread()).toEqual([]);

    await settle();
    expect(channel.thread()).toEqual(['a']);
  });

  test('the lost answer is recognised, and not waited for', async () => {
    const { source, channel, attempt, announcement } = world();
    source.loseAnswer();

    expect(await attempt()).toEqual({ reached: true });
    expect(channel.asked).toEqual(['root']);
    expect(announcement().claim).toBeUndefined();
  });

  test('a conflict with a look is tried again on what that look wrote', async () => {
    const { source, channel, attempt } = world();
    source.beforeReplace(() => source.change({ text: 'worse' }));

    expect(await attempt()).toEqual({ reached: true });
    expect(channel.rootsStanding().map(({ text }) => text)).toEqual(['worse']);
  });
});

test('what a look changes during a delivery is shown next', async () => {
  const { source, channel, clock, attempt, settle } = world();
  const change = (name: string) => (name === 'root posted' ? source.change({ keys: ['a'] }) : undefined);

  expect(await attempt('a', change)).toEqual({ reached: true, retryAt: clock.now() });
  await settle();

  expect(channel.thread()).toEqual(['a']);
});

describe('an edit whose turn is far off', () => {
  test('is waited for without a claim', async () => {
    const { source, channel, clock, attempt, settle, announcement } = world();
    await settle();
    source.change({ text: 'worse' });
    channel.editInMs = () => 60_000;

    expect(await attempt()).toEqual({ retryAt: clock.now() + 60_000 });
    expect(channel.asked).toEqual(['root']);
    expect(announcement().claim).toBeUndefined();
  });

  test('leaves what was in doubt looked at, and is not in doubt itself', async () => {
    const there = world();
    const { source, channel, clock, attempt, settle, announcement } = there;
    await settle();
    source.change({ text: 'worse' });
    await killedAt('claimed', there);
    await clock.advance(31_000);
    channel.editInMs = () => 60_000;

    await attempt();

    expect(channel.asked).toEqual(['root', 'roots', 'replies']);
    expect(announcement().claim).toBeUndefined();
    expect(await attempt()).toEqual({ retryAt: clock.now() + 60_000 });
    expect(channel.asked).toEqual(['root', 'roots', 'replies']);
  });
});

describe('a copy that slept over its claim', () => {
  test('and sent has the new holder’s row looked after, so that one root is left', async () => {
    const there = world();
    const { channel, clock, settle, announcement } = there;
    await sleepingAt('sending', there, () => settle('b'));

    expect(channel.rootsStanding()).toHaveLength(2);
    expect(announcement().ts).toBe(channel.rootsStanding()[0]?.ts);
    expect(seconds(clock, announcement().verifyAt)).toBe(5);

    await settle('b');
    expect(channel.rootsStanding()).toHaveLength(1);
    expect(announcement().verifyAt).toBeUndefined();
  });

  test('and sent nothing writes nothing', async () => {
    const there = world();
    const { source, channel, settle } = there;
    let etag = '';
    await sleepingAt('claimed', there, async () => {
      await settle('b');
      etag = source.row().etag;
    });

    expect(channel.rootsStanding()).toHaveLength(1);
    expect(source.row().etag).toBe(etag);
  });

  test('and asks for a look while the new holder is at it is heard', async () => {
    const there = world();
    const { channel, attempt, clock, settle, announcement } = there;
    let wake = () => {};
    const slept = new Promise<void>((resolve) => {
      wake = resolve;
    });
    const sleeper = attempt('sleeper', (name) => (name === 'sending' ? slept : undefined));
    await clock.advance(31_000);
    await attempt('b', async (name) => {
      if (name !== 'root posted') return;
      wake();
      await sleeper;
    });

    expect(seconds(clock, announcement().verifyAt)).toBe(5);
    await settle('b');
    expect(channel.rootsStanding()).toHaveLength(1);
  });

  test('has an edit that it made too late put right', async () => {
    const there = world();
    const { source, channel, settle } = there;
    await settle('b');
    source.change({ text: 'worse' });
    await sleepingAt('sending', there, async () => {
      source.change({ text: 'better' });
      await settle('b');
    });
    expect(channel.rootsStanding()[0]?.text).toBe('worse');

    await settle('b');

    expect(channel.rootsStanding()[0]?.text).toBe('better');
  });

  test('has its late edit put right even when Slack limits the rate just then', async () => {
    const there = world();
    const { source, channel, settle } = there;
    await settle('b');
    source.change({ text: 'worse' });
    await sleepingAt('sending', there, async () => {
      source.change({ text: 'better' });
      await settle('b');
    });
    channel.fail('edit', 'before', rateLimit(10));

    await settle('b');

    expect(channel.rootsStanding()[0]?.text).toBe('better');
  });

  test('and sent has a record that was moved away put back and looked after', async () => {
    const there = world();
    const { source, channel, clock, settle, announcement } = there;
    await sleepingAt('sending', there, async () => {
      source.change({ text: 'over', ended: true });
      await settle('b');
      expect(source.moved()).toBeDefined();
    });

    expect(channel.rootsStanding()).toHaveLength(2);
    expect(source.row().value.text).toBe('over');
    expect(seconds(clock, source.row().value.announcements[0]?.verifyAt)).toBe(5);
    await clock.advance(5_000);
    await settleMoved(there);
    expect(channel.rootsStanding().map(({ text }) => text)).toEqual(['over']);
    expect(announcement().verifyAt).toBeUndefined();
  });

  test('and sent has a notice, which is put back as the sleeper knew it, looked after too', async () => {
    const there = world({}, { revive: 'what it is given' });
    const { source, channel, settle } = there;
    await sleepingAt('sending', there, async () => {
      source.change({ text: 'over', ended: true });
      await settle('b');
    });
    expect(channel.rootsStanding()).toHaveLength(2);

    await there.clock.advance(5_000);
    await there.attempt('b');

    expect(channel.rootsStanding()).toHaveLength(1);
  });

  /** Until the record that was put back has gone again. */
  async function settleMoved({ source, attempt }: World): Promise<void> {
    await attempt('b');
    expect(() => source.row()).toThrow();
  }
});

describe('a reply reaches the channel', () => {
  test.each([
    ['when it tells something loud', ['a'], ['a', 'b'], ['b'], true],
    ['not when it tells nothing loud', ['a'], ['a', 'b'], [], false],
    ['not when only what the root has shown before was loud', ['a'], ['a', 'b'], ['a'], false],
  ])('%s', async (_what, first, then, loud, expected) => {
    const { source, channel, settle } = world({ keys: first, loud });
    await settle();
    source.change({ keys: then });
    await settle();

    expect(channel.standing.map(({ broadcast }) => broadcast)).toEqual([undefined, expected]);
  });
});

describe('a look puts right', () => {
  test('two roots: the oldest is adopted, the other goes with its replies', async () => {
    const { source, channel, clock, settle, announcement } = world({ keys: ['a', 'b'] });
    const id = 'GH-1';
    const oldest = channel.add({ id, keys: ['root'], text: 'old' });
    const other = channel.add({ id, keys: ['root'], text: 'down' });
    channel.add({ id, keys: ['a'], text: 'a', thread: other });
    const foreign = channel.add({ id: 'GH-2', keys: ['root'], text: 'another outage' });
    expired(source, clock, { ts: other, told: ['a'], revision: 1 });

    await settle();

    expect(channel.rootsStanding().map(({ ts }) => ts)).toEqual([oldest, foreign]);
    expect(channel.rootsStanding()[0]?.text).toBe('down');
    // What only the other thread told is told again in the one that is left.
    expect(channel.thread()).toEqual(['a b']);
    expect(announcement()).toMatchObject({ ts: oldest, told: ['a', 'b'] });
  });

  test('doubled replies: the first stays', async () => {
    const { source, channel, clock, settle } = world({ keys: ['a', 'b'] });
    const id = 'GH-1';
    const root = channel.add({ id, keys: ['root'], text: 'down' });
    for (const text of ['a', 'a again']) channel.add({ id, keys: ['a'], text, thread: root });
    channel.add({ id, keys: ['a', 'b'], text: 'a and b', thread: root });
    channel.add({ id: 'GH-2', keys: ['a'], text: 'somebody else', thread: root });
    expired(source, clock, { ts: root, revision: 1 });

    await settle();

    expect(channel.thread()).toEqual(['a', 'a and b', 'somebody else']);
  });

  /** A claim that was left behind and has run out. */
  function expired(source: MemorySource, clock: ManualClock, known: Partial<Announcement>): void {
    const at = new Date(clock.now() - 1).toISOString();
    source.change({
      announcements: [
        {
          channel: 'C1',
          revision: 0,
          told: [],
          rootOnly: [],
          claim: { by: 'gone', until: at, keys: [], since: at },
          ...known,
        },
      ],
    });
  }
});

describe('Slack will not have', () => {
  test.each(['cant_update_message', 'edit_window_closed'])(
    'an edit (%s): the reply is sent all the same, and the edit is not offered again',
    async (code) => {
      const { source, channel, attempt } = world();
      await attempt();
      source.change({ keys: ['a'], text: 'worse' });
      channel.fail('edit', 'before', refusal(code));

      expect(await attempt()).toEqual({ reached: true });
      expect(await attempt()).toEqual({});

      expect(channel.asked).toEqual(['root', 'edit', 'reply']);
    },
  );

  test.each(['msg_too_long', 'cannot_reply_to_message', 'restricted_action_thread_locked'])(
    'a reply (%s): it is not offered again, and the next one is sent',
    async (code) => {
      const { source, channel, attempt } = world();
      await attempt();
      source.change({ keys: ['a'] });
      channel.fail('reply', 'before', refusal(code));

      expect(await attempt()).toEqual({ reached: true });
      source.change({ keys: ['a', 'b'] });
      expect(await attempt()).toEqual({ reached: true });

      expect(channel.thread()).toEqual(['b']);
    },
  );

  test.each(['edit', 'reply'] as const)(
    'this %s for a reason we do not know: it is tried again, and keeps nothing else out of the channel',
    async (step) => {
      const { source, channel, clock, attempt } = world();
      await attempt();
      source.change({ keys: ['a'], text: 'worse' });
      channel.fail(step, 'before', refusal('something_new'));

      expect(await attempt()).toEqual({ retryAt: clock.now() + 60_000 });
      expect(await attempt()).toEqual({ reached: true });

      expect([channel.rootsStanding()[0]?.text, channel.thread()]).toEqual(['worse', ['a']]);
    },
  );

  test('a root: it is tried again, and keeps nothing else out of the channel', async () => {
    const { channel, clock, attempt } = world();
    channel.fail('root', 'before', refusal('invalid_blocks'));

    expect(await attempt()).toEqual({ retryAt: clock.now() + 60_000 });
  });

  test.each(['is_archived', 'not_in_channel', 'restricted_action', 'token_revoked'])(
    'anything in the channel (%s): that is named, and all is told once it can be',
    async (code) => {
      const { source, channel, clock, attempt, settle } = world();
      channel.fail('root', 'before', refusal(code));
      expect(await attempt()).toEqual({ retryAt: clock.now() + 60_000, trouble: code });
      await settle();

      source.change({ keys: ['a'], text: 'worse' });
      channel.fail('edit', 'before', refusal(code));
      expect(await attempt()).toEqual({ retryAt: clock.now() + 60_000, trouble: code });
      await settle();
      expect([channel.rootsStanding()[0]?.text, channel.thread()]).toEqual(['worse', ['a']]);
    },
  );
});

describe('a root that a person deleted', () => {
  test.each([
    ['is noticed by an edit', { text: 'worse' }],
    ['is noticed by a reply', { keys: ['a'] }],
  ])('%s and not posted again', async (_what, change) => {
    const { source, channel, settle, announcement } = world();
    await settle();
    channel.standing.length = 0;
    source.change(change);
    expect(await settle()).toEqual([]);
    source.change({ text: 'over', keys: ['a', 'b'], ended: true });
    await settle();

    expect(channel.standing).toEqual([]);
    expect(announcement().gone).toBe(true);
    expect(source.moved()).toBeDefined();
  });

  test('is noticed by a look', async () => {
    const there = world();
    const { source, channel, clock, settle, announcement } = there;
    await settle();
    channel.standing.length = 0;
    source.change({ text: 'worse' });
    await killedAt('claimed', there);
    await clock.advance(31_000);
    await settle();

    expect(channel.standing).toEqual([]);
    expect(announcement().gone).toBe(true);
  });
});
