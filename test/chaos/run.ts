import { sleep } from '../../app/clock.ts';
import { ready } from '../sandbox/ready.ts';
import type { Azurite } from '../standins/azurite.ts';
import { createCrew, type Storage } from './crew.ts';
import { createDiary, type Diary } from './diary.ts';
import { type Ending, outputOf, readEnding } from './ending.ts';
import { HEALING, judge, type Wrong } from './judge/index.ts';
import { createOwnPage } from './own-page.ts';
import { play, storeOf } from './play.ts';
import { createPeople, type People } from './presses.ts';
import type { Day, Side } from './script.ts';
import { type ChaosWorld, startChaosWorld } from './world.ts';

/** What came of a day. */
export interface Played {
  day: Day;
  wrong: Wrong[];
  /** Absent where the day could not be played to its end. */
  ending?: Ending;
  faults: ReadonlyMap<string, number>;
  /** From the healing to the moment in which all was as it must be, in seconds of the day's time. */
  caughtUpAfter?: number;
  /** What was the last to be as it must. */
  slowest?: Wrong;
  last: Side | undefined;
  /** Every call to Slack, for whoever looks into it. */
  calls: object[];
  realMs: number;
}

const MINUTE_MS = 60_000;
/** Nothing late may come by then: the bot looks once more two minutes after any doubt. */
const CALM_MS = 150_000;
/** No pause of any part of the bot is longer. */
const LONGEST_MS = 30 * MINUTE_MS;
/** An edit has to wait for its turn in the channel, and what an outage's end asks of others comes after it. */
const ON_ITS_WAY_MS = MINUTE_MS;
const POLL_MS = 100;
/** In real time, as all that follows. */
const TRY_AGAIN_MS = 500;
const MOST_TRIES = 20;
const BEAT_MS = 50;
const STARVED_MS = 250;

/** Plays a day in a world of its own, heals it, waits for quiet and judges. */
export async function playDay(day: Day, tables: Azurite, stopping: AbortSignal): Promise<Played> {
  const began = performance.now();
  const world = await startChaosWorld(tables, day.epoch);
  const { clock, slack } = world;
  const diary = createDiary(clock.now);
  const storage: Storage = { trouble: () => undefined, away: false };
  const crew = createCrew(world, day, { diary, storage });
  const people = createPeople(world, diary);
  const own = createOwnPage(world, crew);
  const unreadable: string[] = [];
  const told = (key: string) => void (unreadable.includes(key) || unreadable.push(key));
  const store = storeOf(world, told);
  const ended = storeOf(world, told, ['ResolvedEvents', 'EventTickets']);
  const violations = watchViolations(world);
  const awake = watchMachine(world, diary);
  const faults = new Map<string, number>();
  let ending: Ending | undefined;
  let caughtUpAfter: number | undefined;
  let wrong: Wrong[];
  let slowest: Wrong | undefined;

  try {
    await crew.start(0);
    const [first] = crew.copies;
    if (first) await ready(world, first.app);
    const cancels = day.starts.slice(1).map((at, i) => clock.after(at, () => void crew.start(i + 1)));
    const played = play(day, { world, crew, people, own, diary, storage });
    stopping.addEventListener('abort', played.stop);
    await played.done;
    for (const cancel of cancels) cancel();
    for (const [fault, times] of played.faults) faults.set(fault, times);
    await played.heal();
    const healedAt = clock.now();
    await played.settled();
    await endTestMode(day, people);

    const read = () => {
      people.look();
      const { incidents } = played;
      const [updates, { presses }, { entries }] = [own.updates, people, diary];
      const { copies } = crew;
      return readEnding(world, {
        store,
        ended,
        unreadable,
        violations,
        incidents,
        own: updates,
        presses,
        diary: entries,
        copies,
      });
    };
    /** Reads until all is as it must be, at most until then. */
    const readUntilRight = async (giveUpAt: number) => {
      for (let slowest: Wrong | undefined; ; ) {
        await new Promise((resolve) => setTimeout(resolve, POLL_MS));
        const found = await read();
        const [first] = judge(found, HEALING);
        slowest = first ?? slowest;
        if (!first || clock.now() >= giveUpAt || stopping.aborted) return { found, slowest, isRight: !first };
      }
    };
    const healed = await readUntilRight(healedAt + LONGEST_MS);
    let last = healed.found;
    slowest = healed.slowest;
    if (healed.isRight) {
      caughtUpAfter = (clock.now() - healedAt) / 1000;
      await sleep(clock, CALM_MS, stopping);
      // At any moment something may have changed in the tables that Slack is about to show.
      ({ found: last } = await readUntilRight(clock.now() + ON_ITS_WAY_MS));
    }
    await crew.end();
    // What the copies say last counts too, but nothing is done any more.
    const { copies } = await read();
    ending = { ...last, copies, output: outputOf(world, people, copies) };
    wrong = judge(ending);
  } catch (error) {
    const words = error instanceof Error ? (error.stack ?? error.message) : String(error);
    wrong = [{ invariant: 'the day can be played', words: words.slice(0, 3_000) }];
  } finally {
    clearInterval(awake);
    await crew.end();
    await world.close();
  }
  return {
    day,
    wrong,
    ...(ending && { ending }),
    faults,
    ...(caughtUpAfter !== undefined && { caughtUpAfter }),
    ...(slowest && { slowest }),
    last: day.last,
    calls: slack.calls,
    realMs: performance.now() - began,
  };
}

/** Somebody says so until they are heard: Slack and the copies have just come back. */
async function endTestMode({ steps }: Day, people: People): Promise<void> {
  const wasOn = steps.some(({ do: action }) => action.kind === 'command' && action.command === '/testmodeon');
  const answer = () => people.presses.at(-1)?.seen.join() ?? '';
  for (
    let tries = 0;
    wasOn && tries < MOST_TRIES && !/Test mode is (off|not on)/.test(answer());
    tries += 1
  ) {
    await people.command('ada', '/testmodeoff', '');
    await new Promise((resolve) => setTimeout(resolve, TRY_AGAIN_MS));
    people.look();
  }
}

/** Notes when the machine is so busy with other things that not even this process comes to anything. */
function watchMachine({ clock, time }: ChaosWorld, diary: Diary): NodeJS.Timeout {
  let before = performance.now();
  return setInterval(() => {
    const lateMs = performance.now() - before - BEAT_MS;
    before = performance.now();
    if (lateMs < STARVED_MS) return;
    const [from, to] = [clock.now() - lateMs * time.speed, clock.now()];
    diary.entries.push({ kind: 'starved', what: `for ${Math.round(lateMs)} ms`, from, to });
  }, BEAT_MS);
}

/** Notes when Slack complains of what. */
function watchViolations({ slack, clock }: ChaosWorld): Ending['violations'] {
  const noted: Ending['violations'] = [];
  slack.onChange(() => {
    while (noted.length < slack.violations.length) {
      noted.push({ at: clock.now(), what: slack.violations[noted.length] ?? '' });
    }
  });
  return noted;
}
