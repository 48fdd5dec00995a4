import { isOpenAtSource, type TrackedEvent } from '../../../app/events/event.ts';
import { reconcile } from '../../../app/events/reconcile.ts';
import { simulatedReport, type TestSession } from '../../../app/events/simulation.ts';
import type { Tally } from '../../../app/events/tally.ts';
import { T0, told } from './samples.ts';

export const GITHUB = { id: 'github', name: 'GitHub', page: 'https://www.githubstatus.com' };

/** One platform in test mode: what a look does with what is made up, without a table. */
export class Rehearsal {
  session: TestSession | undefined;
  readonly #events = new Map<string, TrackedEvent>();
  #tally = new Map<string, Tally>();

  constructor(session: TestSession) {
    this.session = session;
  }

  /** The kinds of change that a look comes to. */
  look(minutes: number): string[] {
    const now = T0 + minutes * 60_000;
    const known = [...this.#events.values()];
    const held = known.filter(isOpenAtSource);
    const outcome = reconcile({
      platform: GITHUB.id,
      known,
      report: simulatedReport({ session: this.session, platform: GITHUB, held, now }),
      lookAt: now,
      lastGoodLookAt: now,
      tally: this.#tally,
      newId: (id) => `GH-${id}`,
      audience: () => told('C1'),
      simulated: true,
    });
    for (const { event } of outcome.writes) this.#events.set(event.id, event);
    this.#tally = outcome.tally;
    return outcome.writes.flatMap(({ kinds }) => kinds);
  }

  get(id: string): TrackedEvent {
    const event = this.#events.get(id);
    if (!event) throw new Error(`no event ${id}`);
    return event;
  }

  /** The only event there is. */
  event(): TrackedEvent {
    const [event, ...more] = this.#events.values();
    if (!event || more.length > 0) throw new Error(`${more.length + 1} events`);
    return event;
  }
}
