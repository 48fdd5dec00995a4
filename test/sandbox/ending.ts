import { sleep } from '../../app/clock.ts';
import { verdict } from './verdict.ts';
import type { World } from './world.ts';

/** A late second message would come by then: the bot looks once more two minutes after any doubt. */
const CALM_MS = 150_000;
/** How long announcements may take to catch up, on a machine that has other things to do. */
const LONGEST_MS = 60_000;
const STEP_MS = 100;

/**
 * Waits until all is as the story says it must be, and stays so; answers with what is not, as far as it
 * `matters`.
 */
export async function ending(
  world: World,
  matters: (wrong: string) => boolean = () => true,
): Promise<string[]> {
  const { clock } = world;
  const judge = () => verdict(world).filter(matters);
  const giveUpAt = performance.now() + LONGEST_MS;
  let wrong = judge();
  while (wrong.length > 0 && performance.now() < giveUpAt) {
    await new Promise((resolve) => setTimeout(resolve, STEP_MS));
    wrong = judge();
  }
  if (wrong.length > 0) return wrong;
  await sleep(clock, CALM_MS);
  return judge();
}
