import { describe, expect, test } from '@jest/globals';
import { createFollower } from '../../app/follower.ts';
import { createLog } from '../../app/log.ts';
import type { Platform } from '../../checkers/checker.ts';
import { platforms } from '../../checkers/index.ts';

/** A copy, and how often it reads the tables. */
function copy({ leading, look }: { leading: boolean; look?: () => Promise<unknown> }) {
  const reads = { platforms: 0, events: 0 };
  const looked: string[] = [];
  const stopping = new AbortController();
  const follower = createFollower({
    lease: { leading: () => leading },
    log: createLog({ level: 'silent' }),
    stopping: stopping.signal,
    book: {
      load: async () => {
        reads.platforms += 1;
      },
    } as never,
    store: {
      events: {
        open: async () => {
          reads.events += 1;
          return [];
        },
      },
    } as never,
    looker: {
      remember: () => undefined,
      look: async ({ id }: { id: string }) => {
        looked.push(id);
        return look?.();
      },
    } as never,
  });
  return { follower, reads, looked, stopping };
}

test('a follower that looks at everything reads the tables once', async () => {
  const { follower, reads, looked } = copy({ leading: false });

  await Promise.all(platforms.map((platform) => follower.look(platform)));

  expect(reads).toEqual({ platforms: 1, events: 1 });
  expect(looked).toEqual(platforms.map(({ id }) => id));
});

test('and reads them again for whoever asks later', async () => {
  const { follower, reads } = copy({ leading: false });

  for (const platform of platforms.slice(0, 2)) await follower.look(platform);

  expect(reads).toEqual({ platforms: 2, events: 2 });
});

test('a leader knows what it has written', async () => {
  const { follower, reads } = copy({ leading: true });

  await Promise.all(platforms.map((platform) => follower.look(platform)));

  expect(reads).toEqual({ platforms: 0, events: 0 });
});

describe('somebody who has thousands of pages looked at', () => {
  const pages = platforms
    .slice(0, 1)
    .flatMap((one): Platform[] => Array.from({ length: 3_000 }, (_, i) => ({ ...one, id: `page-${i}` })));

  /** All of them are asked for, and each look ends when the test says so. */
  function allAsked() {
    const ends: (() => void)[] = [];
    const look = () => new Promise<void>((resolve) => ends.push(resolve));
    const there = copy({ leading: true, look });
    const askForAll = () => Promise.all(pages.map((page) => there.follower.look(page, { ofAll: true })));
    return { ...there, askForAll, all: askForAll(), ends };
  }

  test('has them looked at a hundred at a time, each as soon as another is over', async () => {
    const { looked, ends } = allAsked();
    const atOnce = looked.length;

    for (const end of ends.slice(0, 7)) end();
    await settled();

    expect(atOnce).toBe(100);
    expect(looked).toEqual(pages.slice(0, 107).map(({ id }) => id));
  });

  test('keeps nobody waiting who asks for one', async () => {
    const { follower, looked } = allAsked();

    void follower.look({ ...platforms[0], id: 'mine' } as Platform);
    await settled();

    expect(looked.at(-1)).toBe('mine');
  });

  test('shares the looks with whoever asks for all meanwhile', async () => {
    const { askForAll, all, looked, ends } = allAsked();
    const second = askForAll();

    while (ends.length > 0) {
      for (const end of ends.splice(0)) end();
      await settled();
    }
    await Promise.all([all, second]);

    expect(looked).toEqual(pages.map(({ id }) => id));
  });

  test('hears of those that the end of the bot was before', async () => {
    const { all, looked, ends, stopping } = allAsked();

    stopping.abort();
    for (const end of ends) end();

    expect((await all).at(-1)).toMatchObject({
      kind: 'cannot tell',
      message: expect.stringMatching(/stopped/),
    });
    expect(looked).toHaveLength(100);
  });
});

function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
