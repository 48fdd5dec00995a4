import type { IncidentHandle } from '../standins/platforms/statuspage.ts';
import type { Crew } from './crew.ts';
import type { Delivery } from './script.ts';
import { type ChaosWorld, GENUINE, OWN_PAGE } from './world.ts';

/** An update of our own Statuspage. */
export interface OwnUpdate {
  incident: string;
  /** Statuspage's own id. */
  id: string;
  words: string;
  at: number;
}

/** Our own Statuspage in the hands of whoever plays the script. */
export interface OwnPage {
  updates: OwnUpdate[];
  turn(step: {
    incident: string;
    turn: 'open' | 'update' | 'resolve';
    words: string;
    delivery: Delivery;
  }): void;
}

const LATE_MS = 45_000;

/** Our people write, and Statuspage tells any copy of the bot, as behind a load balancer. */
export function createOwnPage({ own, clock }: ChaosWorld, crew: Pick<Crew, 'copies'>): OwnPage {
  const handles = new Map<string, IncidentHandle>();
  const updates: OwnUpdate[] = [];
  let deliveries = 0;

  async function deliver(incident: string): Promise<void> {
    const answer = await fetch(`${own.origin}/api/v2/incidents.json`);
    const { incidents } = (await answer.json()) as { incidents: { id: string }[] };
    const body = {
      meta: {
        unsubscribe: 'http://x',
        documentation: 'http://y',
        generated_at: new Date(clock.now()).toISOString(),
      },
      page: { id: OWN_PAGE, status_indicator: 'minor', status_description: 'Partial System Outage' },
      incident: { backfilled: false, ...incidents.find(({ id }) => id === incident) },
    };
    const there = crew.copies.filter(({ exit }) => !exit);
    const copy = there[deliveries++ % Math.max(1, there.length)];
    if (!copy) return;
    await fetch(`http://127.0.0.1:${copy.port}/webhooks/statuspage`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...GENUINE },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(2_000),
    });
  }

  return {
    updates,
    turn({ incident, turn, words, delivery }) {
      const known = handles.get(incident);
      const handle = known ?? own.open({ name: `Our ${incident}`, impact: 'minor', body: words });
      handles.set(incident, handle);
      if (known && turn === 'resolve') known.resolve(words);
      else if (known) known.update({ status: 'identified', body: words });
      updates.push({ incident: handle.id, id: handle.updateIds().at(-1) ?? '', words, at: clock.now() });
      // Nobody at home is Statuspage's trouble, not ours: it does not come again.
      const send = () => void deliver(handle.id).catch(() => undefined);
      if (delivery === 'once' || delivery === 'twice') send();
      if (delivery === 'twice') send();
      if (delivery === 'late') clock.after(LATE_MS, send);
    },
  };
}
