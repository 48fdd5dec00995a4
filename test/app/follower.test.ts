import { expect, test } from '@jest/globals';
import { createFollower } from '../../app/follower.ts';
import { createLog } from '../../app/log.ts';
import { platforms } from '../../checkers/index.ts';

/** A copy, and how often it reads the tables. */
function copy({ leading }: { leading: boolean }) {
  const reads = { platforms: 0, events: 0 };
  const looked: string[] = [];
  const follower = createFollower({
    lease: { leading: () => leading },
    log: createLog({ level: 'silent' }),
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
      },
    } as never,
  });
  return { follower, reads, looked };
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
