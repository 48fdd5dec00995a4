import { expect, test } from '@jest/globals';
import { createStore } from '../../app/store/store.ts';
import type { AppProcess } from './app-process.ts';
import { ending } from './ending.ts';
import { ready } from './ready.ts';
import { expectedOutages, STORY_MINUTES, untold } from './story.ts';
import { tell } from './telling.ts';
import { startWorld, type World } from './world.ts';

const KILLS = 25;
const SEED = 20261121;
/** Slow enough for a copy to start, to take over the lease and to look between two deaths, on a busy machine too. */
const SPEED = 10;
/** Steps between which a crash would separate what is sent from what is written down. */
const CRASHPOINTS = [
  'event written',
  'claimed',
  'sending',
  'root posted',
  'root edited',
  'replied',
  'recorded',
];

/**
 * What an interrupted telling may merge: several changes in one reply, and a page's trouble seen by nobody. An
 * outage that began and ended while no copy lived long enough to look is one message, already in its end state.
 */
const MAY_DIFFER = /^(The channel heard of|Operators should have|0 of \d+ updates are in the thread)/;

test(`the scripted half hour with ${KILLS} kills at any step ends as the undisturbed one`, async () => {
  const world = await startWorld({ speed: SPEED });
  const random = dice(SEED);
  const moments = Array.from({ length: KILLS }, () => random() * (STORY_MINUTES - 1)).sort((a, b) => a - b);
  const deaths: string[] = [];
  try {
    let app = await start(world);
    await ready(world, app);
    const telling = tell(world);
    for (const [i, minute] of moments.entries()) {
      await Promise.race([app.exited, until(() => telling.elapsed() >= minute * 60_000)]);
      // One that was to die at a crashpoint, and did not come by it in time, dies here.
      deaths.push(app.running() ? 'at any moment' : 'at a crashpoint');
      await app.kill();
      const crashpoint = CRASHPOINTS[Math.floor(random() * CRASHPOINTS.length)] ?? 'sending';
      const last = i === moments.length - 1;
      app = await start(world, i % 2 === 0 && !last ? crashpoint : undefined);
    }
    await telling.over;

    const wrong = await ending(world, (line) => !MAY_DIFFER.test(line));

    // The log says why.
    expect(wrong.length === 0 ? wrong : [...wrong, app.log().slice(-8_000)]).toEqual([]);
    expect(deaths).toHaveLength(KILLS);
    const kept = untold.filter((one) => one.kept).length;
    expect(await tables(world)).toEqual({ open: 0, ended: expectedOutages.length + kept });
  } finally {
    await world.close();
  }
}, 400_000);

/** A copy that kills itself at `crashpoint`, if it ever comes by. */
function start(world: World, crashpoint?: string): Promise<AppProcess> {
  return world.startApp(crashpoint === undefined ? {} : { at: { crashpoint, nth: 1, signal: 'SIGKILL' } });
}

/** How many events lie in each table. */
async function tables({ azurite }: World) {
  const store = createStore(
    {
      connectionString: azurite.connectionString,
      eventsTable: 'EventTickets',
      resolvedTable: 'ResolvedEvents',
      stateTable: 'OutageBotState',
    },
    () => undefined,
  );
  const ended = createStore(
    {
      connectionString: azurite.connectionString,
      eventsTable: 'ResolvedEvents',
      resolvedTable: 'EventTickets',
      stateTable: 'OutageBotState',
    },
    () => undefined,
  );
  return { open: (await store.events.open()).length, ended: (await ended.events.open()).length };
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 10));
}

/** Numbers from 0 up to 1 that are the same for the same seed (mulberry32). */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
