import { homeModel, type Known, steadyModel } from '../../app/home/model.ts';
import type { Standing } from '../../app/platforms.ts';
import type { Platform } from '../../checkers/checker.ts';
import { statuspage } from '../../checkers/statuspage.ts';
import { homeView } from '../../views/home.ts';
import { complete, incident, later, Memory, update } from '../app/events/samples.ts';
import { model } from '../views/home-samples.ts';
import { serve } from './serve.ts';

/** One Home after another, as app/home/home.ts makes them: the view, its print, and what is sent. */
const PLATFORMS = 60;
const NOW = Date.parse('2026-11-20T13:00:00Z');
const DAYS = Object.fromEntries(
  Array.from({ length: 30 }, (_, i) => [
    new Date(NOW - i * 24 * 60 * 60_000).toISOString().slice(0, 10),
    i % 7 === 3 ? ('minor' as const) : ('ok' as const),
  ]),
);
const platforms = Array.from(
  { length: PLATFORMS },
  (_, i): Platform => ({
    id: i === 0 ? 'github' : `platform-${i}`,
    name: `Platform ${i}`,
    prefix: 'PL',
    page: `https://status-${i}.example.com`,
    address: `https://status-${i}.example.com/api/v2/incidents.json`,
    list: 'recent',
    relevantBy: 'name',
    check: statuspage,
  }),
);
const standings = platforms.map(
  (platform): Standing => ({
    platform,
    lastGoodLookAt: NOW - 30_000,
    confirmed: false,
    elsewhere: [],
    days: DAYS,
  }),
);
let known: Known | undefined;

serve({
  /** From now on so many events are open. */
  open(count: number): void {
    const memory = new Memory();
    const first = Array.from({ length: count }, (_, i) =>
      incident({ id: `inc${i}`, title: `Degraded performance of part ${i}` }),
    );
    memory.look(1, complete(...first));
    memory.look(5, complete(...first.map((one) => later(one, [update('u2', 4)]))));
    const events = [...memory.events.values()].map((event, i) => ({
      ...event,
      platform: platforms[i % PLATFORMS]?.id ?? event.platform,
    }));
    known = {
      scene: { platforms, tickets: true, now: NOW },
      open: events,
      ended: [],
      readAt: NOW,
      standings,
      mutedUntil: () => undefined,
      status: model().health,
    };
  },
  /** How many bytes so many Homes are together. */
  build(times: number): number {
    let bytes = 0;
    for (let i = 0; i < times; i++) {
      if (!known) throw new Error('nothing is known');
      const home = homeModel(known, { operator: true, operators: '', page: i % 2 });
      const print = JSON.stringify(homeView(steadyModel(home, NOW)));
      const sent = JSON.stringify(homeView(home));
      if (print.length < 1_000) throw new Error('a Home with nothing on it');
      bytes += sent.length;
    }
    return bytes;
  },
});
