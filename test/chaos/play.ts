import { createStore, type Store } from '../../app/store/store.ts';
import { play as playSteps } from '../standins/platforms/timeline.ts';
import type { Crew, Storage } from './crew.ts';
import type { Diary } from './diary.ts';
import { dice } from './dice.ts';
import { follow, type Incident } from './incident.ts';
import type { OwnPage } from './own-page.ts';
import { eventOf, type People } from './presses.ts';
import { type Action, type Day, faultOf } from './script.ts';
import { openOn } from './sources.ts';
import { createTroubles, type Troubles } from './troubles.ts';
import type { ChaosWorld } from './world.ts';

/** A day as it is played. */
export interface Play {
  incidents: Incident[];
  /** How often each kind of fault struck. */
  faults: Map<string, number>;
  /** Resolves when the last step is played; rejects when the script itself fails. */
  done: Promise<void>;
  /** All faults are over, everybody is back. */
  heal(): Promise<void>;
  /** Plays no further. */
  stop(): void;
  /** What may still be on its way is: people have waited for their forms. */
  settled(): Promise<unknown>;
}

/** What a script is played with. */
export interface Cast {
  world: ChaosWorld;
  crew: Crew & { setAway(on: boolean): void };
  people: People;
  own: OwnPage;
  diary: Diary;
  storage: Storage;
}

/** The tables of the world's own account, by the straight way. */
export function storeOf(
  { azurite, clock }: ChaosWorld,
  unreadable: (key: string) => void = () => {},
  [eventsTable, resolvedTable] = ['EventTickets', 'ResolvedEvents'],
): Store {
  const names = { eventsTable, resolvedTable, stateTable: 'OutageBotState' };
  return createStore({ connectionString: azurite.connectionString, ...names }, unreadable, clock.now);
}

/** Begins to play. */
export function play(day: Day, cast: Cast): Play {
  const { world, crew, people, own, diary } = cast;
  const { clock, slack, channel } = world;
  const store = storeOf(world);
  const hands = new Map<string, ReturnType<typeof follow>>();
  const incidents: Incident[] = [];
  const faults = new Map<string, number>();
  const busy = new Map<string, Promise<void>>();
  const troubles: Troubles = createTroubles(cast, dice(day.seed + 1));

  /** Somebody does one thing after the other. What they cannot do just now they leave. */
  function by(who: string, work: () => Promise<void>): void {
    const before = busy.get(who) ?? Promise.resolve();
    busy.set(
      who,
      before.then(work).catch((error: unknown) => diary.note('note', `${who}: ${String(error)}`)),
    );
  }

  function act(action: Action): void {
    const fault = faultOf(action);
    if (fault !== undefined) faults.set(fault, (faults.get(fault) ?? 0) + 1);
    switch (action.kind) {
      case 'outage opens': {
        const { source, incident: name, badness, words } = action;
        const hand = openOn(world.pages, source, { name, badness, words });
        const followed = follow({ name, source, badness, words }, hand, clock.now);
        hands.set(name, followed);
        incidents.push(followed.incident);
        return;
      }
      case 'outage turns':
        hands.get(action.incident)?.turn(action.turn, action.words);
        return;
      case 'own page':
        own.turn(action);
        return;
      case 'press':
        by(action.who, () => people.press(action.who, action.what, action.pick, action.twice));
        return;
      case 'command':
        by(action.who, () => people.command(action.who, action.command, action.text));
        return;
      case 'home':
        by(action.who, () => people.home(action.who));
        return;
      case 'root deleted':
        by('whoever tidies up', () => deleteRoot(action.pick));
        return;
      case 'kill':
      case 'stop':
      case 'pause':
        crew[action.kind](action.copy, action.forMs);
        return;
      case 'deploy':
        by('whoever deploys', () => crew.deploy(action.copy, action.forMs));
        return;
      default:
        troubles.begin(action);
        return;
    }
  }

  /** Only one that the bot knows of: what was posted and is nowhere written down yet it may post again. */
  async function deleteRoot(pick: number): Promise<void> {
    const roots = slack.roots(channel).filter((root) => eventOf(root) !== undefined);
    const root = roots[pick % Math.max(1, roots.length)];
    if (!root) return;
    const known = (await store.events.open()).some(({ value }) =>
      value.announcements.some((one) => one.channel === channel && one.ts === root.ts && !one.claim),
    );
    if (!known) return;
    slack.deleteByPerson(channel, root.ts);
    diary.note('root deleted', `${eventOf(root)} ${root.ts}`);
  }

  const { done, stop } = playSteps(
    clock,
    [...day.steps, { at: day.length }].map((step) => ({
      at: step.at,
      do: () => {
        if ('do' in step) act(step.do);
      },
    })),
  );

  return {
    incidents,
    faults,
    done,
    stop,
    async heal() {
      await troubles.heal();
      await crew.heal();
      // Envelopes that were held back for the sake of their order go now.
      for (const who of ['ada', 'ben']) by(who, () => people.home(who));
    },
    settled: () => Promise.all(busy.values()),
  };
}
