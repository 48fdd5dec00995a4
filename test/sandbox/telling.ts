import { play } from '../standins/platforms/timeline.ts';
import type { Scene, Stages } from './scene.ts';
import { STORY_MINUTES, story } from './story.ts';

/** The story as it goes on. */
export interface Telling {
  /** Story time in milliseconds. */
  elapsed(): number;
  /** The scene before and the scene to come. */
  last(): Scene | undefined;
  next(): Scene | undefined;
  scenes: readonly Scene[];
  /** Resolves when the half hour is over; rejects when the script itself fails. */
  over: Promise<void>;
  stop(): void;
}

const MINUTE_MS = 60_000;

/** Begins to tell the story. */
export function tell(stages: Stages, changed: () => void = () => {}): Telling {
  const { clock } = stages;
  const scenes = story(stages);
  const startedAt = clock.monotonic();
  let played = 0;
  const steps = scenes.map((scene) => ({
    at: scene.at * MINUTE_MS,
    do() {
      played += 1;
      scene.do();
      changed();
    },
  }));
  const { done, stop } = play(clock, [...steps, { at: STORY_MINUTES * MINUTE_MS, do: changed }]);
  return {
    elapsed: () => clock.monotonic() - startedAt,
    last: () => scenes[played - 1],
    next: () => scenes[played],
    scenes,
    over: done,
    stop,
  };
}
