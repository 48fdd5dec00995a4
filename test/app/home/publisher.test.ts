import { beforeEach, describe, expect, test } from '@jest/globals';
import { WebAPIPlatformError, WebAPIRateLimitedError } from '@slack/web-api';
import { createPublisher, type Publisher } from '../../../app/home/publisher.ts';
import { createLog } from '../../../app/log.ts';
import { type ManualClock, manualClock } from '../../manual-clock.ts';

interface Published {
  user: string;
  state: string;
  hash?: string;
}

let clock: ManualClock;
let publisher: Publisher;
let published: Published[];
let gone: string[];
/** What is to be shown to everybody. */
let state: string;
/** What Slack answers next, instead of ok. */
let failures: Error[];

beforeEach(() => {
  clock = manualClock();
  published = [];
  gone = [];
  failures = [];
  state = 'quiet';
  const publish = async (args: { user_id: string; view: { private_metadata: string }; hash?: string }) => {
    const failure = failures.shift();
    if (failure) throw failure;
    const { user_id: user, view, hash } = args;
    published.push({ user, state: view.private_metadata, ...(hash === undefined ? {} : { hash }) });
    return { ok: true };
  };
  publisher = createPublisher({
    client: { views: { publish } } as never,
    clock,
    log: createLog({ level: 'silent', secrets: [] }),
    render: async () => ({ view: { type: 'home', blocks: [], private_metadata: state }, print: state }),
    gone: (user) => gone.push(user),
  });
});

function refused(error: string): Error {
  return new WebAPIPlatformError({ ok: false, error, response_metadata: {} });
}

test('shows a Home, and not again while it stays the same', async () => {
  publisher.want('ada');
  await clock.advance(2_000);
  publisher.want('ada');
  await clock.advance(2_000);
  state = 'outage';
  publisher.want('ada');
  await clock.advance(2_000);

  expect(published.map((one) => one.state)).toEqual(['quiet', 'outage']);
});

test('publishes the same again to whoever has just opened it', async () => {
  publisher.want('ada', { anyway: true });
  await clock.advance(2_000);
  publisher.want('ada', { anyway: true });
  await clock.advance(2_000);

  expect(published).toHaveLength(2);
});

test('fifty changes in ten seconds are shown about once a second, the last one last', async () => {
  for (let i = 1; i <= 50; i++) {
    state = `change ${i}`;
    publisher.want('ada');
    await clock.advance(200);
  }
  await clock.advance(5_000);

  expect(published.length).toBeLessThanOrEqual(12);
  expect(published.at(-1)?.state).toBe('change 50');
});

test('fifty people see a change within the same second', async () => {
  for (let i = 0; i < 50; i++) publisher.want(`viewer ${i}`);
  await clock.advance(1_000);

  expect(new Set(published.map(({ user }) => user)).size).toBe(50);
});

test('of three hundred people the rest is served at 1.6 a second, and who has acted comes first', async () => {
  for (let i = 0; i < 300; i++) publisher.want(`viewer ${i}`);
  await clock.advance(0);
  publisher.want('ada', { urgent: true });
  await clock.advance(10_000);

  expect(published.findIndex(({ user }) => user === 'ada')).toBeLessThanOrEqual(50);
  expect(published.length).toBeLessThanOrEqual(50 + 1 + 16);
  await clock.advance(160_000);
  expect(new Set(published.map(({ user }) => user)).size).toBe(301);
});

test('Homes that stay the same cost nothing of what Slack gives', async () => {
  for (let i = 0; i < 20; i++) {
    publisher.want('ada', { urgent: true });
    await clock.advance(0);
  }
  publisher.want('bob', { urgent: true });
  await clock.advance(0);

  expect(published.map(({ user }) => user)).toEqual(['ada', 'bob']);
});

describe('when Slack will not', () => {
  test('it waits as long as it is told, for everybody', async () => {
    failures = [new WebAPIRateLimitedError(30)];
    publisher.want('ada');
    await clock.advance(0);
    publisher.want('bob', { urgent: true });

    await clock.advance(29_000);
    expect(published).toEqual([]);
    await clock.advance(2_000);

    expect(published.map(({ user }) => user).sort()).toEqual(['ada', 'bob']);
  });

  test('a crowd of which it refuses a part is served in the end, and nobody while it will not', async () => {
    failures = Array.from({ length: 20 }, () => new WebAPIRateLimitedError(20));
    for (let i = 0; i < 40; i++) publisher.want(`viewer ${i}`);
    await clock.advance(0);
    const before = published.length;

    await clock.advance(19_000);
    expect(published).toHaveLength(before);
    await clock.advance(11_000);

    expect(new Set(published.map(({ user }) => user)).size).toBe(40);
    expect(published).toHaveLength(40);
  });

  test('the hash of the Home that was acted upon goes along once', async () => {
    publisher.saw('ada', 'h1');
    publisher.want('ada');
    await clock.advance(0);
    state = 'outage';
    publisher.want('ada');
    await clock.advance(2_000);

    expect(published).toEqual([
      { user: 'ada', state: 'quiet', hash: 'h1' },
      { user: 'ada', state: 'outage' },
    ]);
  });

  test('a hash that does not fit is left out, and the Home made anew', async () => {
    failures = [refused('hash_conflict')];
    publisher.saw('ada', 'h1');
    publisher.want('ada');
    await clock.advance(0);

    expect(published).toEqual([{ user: 'ada', state: 'quiet' }]);
  });

  test('conflicts without end are left until somebody wants it again', async () => {
    failures = [1, 2, 3].map(() => refused('hash_conflict'));
    publisher.want('ada');
    await clock.advance(60_000);
    expect([published.length, failures.length]).toEqual([0, 0]);

    publisher.want('ada');
    await clock.advance(0);

    expect(published).toHaveLength(1);
  });

  test.each(['not_enabled', 'user_not_found'])('whoever has no Home (%s) is given up', async (code) => {
    failures = [refused(code)];
    publisher.want('ada');
    await clock.advance(0);

    expect(gone).toEqual(['ada']);
  });

  test.each([refused('internal_error'), new Error('no answer')])(
    'what failed otherwise is tried when it is wanted again: %s',
    async (failure) => {
      publisher.want('ada');
      await clock.advance(2_000);
      state = 'outage';
      failures = [failure];
      publisher.want('ada');
      await clock.advance(2_000);
      state = 'quiet';
      publisher.want('ada');
      await clock.advance(2_000);

      expect(gone).toEqual([]);
      // Whether the outage was shown is not certain, so that the old state is no old news.
      expect(published.map((one) => one.state)).toEqual(['quiet', 'quiet']);
    },
  );
});

test('nothing is published after the end', async () => {
  await publisher.stop();
  publisher.want('ada');
  await clock.advance(60_000);

  expect(published).toEqual([]);
});
