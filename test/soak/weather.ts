import type { Fault } from '../standins/platforms/page-server.ts';
import type { Impact, IncidentHandle, Statuspage } from '../standins/platforms/statuspage.ts';

/** Outages that come and go, and pages that break and mend. */
export interface Weather {
  /** What happens between two looks. */
  blow(): void;
  /** Everything ends and mends. */
  calm(): void;
  /** How many incidents there were so far. */
  opened(): number;
}

/** None that hangs: time would have to pass for it. */
const FAULTS: readonly Fault[] = [
  503,
  500,
  'html',
  'broken-json',
  'other-shape',
  'cut',
  'reset',
  'empty',
  404,
];
const IMPACTS: readonly Impact[] = ['minor', 'major', 'critical', 'none'];
/** Older ones are forgotten by their page, or it would be the page that grows. */
const KEPT = 3;
/** How often a page does each of these, in looks. */
const EVERY = { opening: 400, update: 25, end: 60, fault: 300, mending: 12 };

/** The weather over these pages, the same for the same luck. */
export function createWeather(pages: readonly Statuspage[], luck: () => number): Weather {
  const skies = pages.map((page) => ({
    page,
    open: [] as IncidentHandle[],
    over: [] as IncidentHandle[],
    broken: false,
  }));
  let opened = 0;
  const happens = (every: number) => luck() < 1 / every;
  const one = <T>(all: readonly T[]): T | undefined => all[Math.floor(luck() * all.length)];

  function end(sky: (typeof skies)[number], incident: IncidentHandle): void {
    // Some pages only stop to list it.
    if (luck() < 0.1) incident.remove();
    else {
      incident.resolve('It is over.');
      sky.over.push(incident);
    }
    sky.open = sky.open.filter((other) => other !== incident);
    while (sky.over.length > KEPT) sky.over.shift()?.remove();
  }

  return {
    opened: () => opened,
    blow() {
      for (const sky of skies) {
        const { page } = sky;
        if (happens(EVERY.opening)) {
          opened += 1;
          const impact = one(IMPACTS) ?? 'minor';
          sky.open.push(page.open({ name: `Outage ${opened}`, impact, body: 'We are looking into it.' }));
        }
        for (const incident of sky.open) {
          if (happens(EVERY.update)) {
            incident.update({ body: `News at ${luck()}`, impact: one(IMPACTS) ?? 'minor' });
          }
          if (happens(EVERY.end)) end(sky, incident);
        }
        if (happens(sky.broken ? EVERY.mending : EVERY.fault)) {
          sky.broken = !sky.broken;
          if (sky.broken) page.break(one(FAULTS) ?? 503);
          else page.mend();
        }
      }
    },
    calm() {
      for (const sky of skies) {
        for (const incident of [...sky.open]) end(sky, incident);
        sky.page.mend();
        sky.broken = false;
      }
    },
  };
}
