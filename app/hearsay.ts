import type { Incident, Report } from '../checkers/checker.ts';
import { plainLine } from '../checkers/text.ts';
import { bounded } from './events/bounds.ts';
import { newestAt } from './events/event.ts';
import { fingerprint } from './events/ids.ts';
import type { Log } from './log.ts';

/** What sources say, taken with care before anything is concluded from it. */
export interface Hearsay {
  /** The report with each incident once and within the bounds of storage; what was odd is logged. */
  heed(platform: string, report: Report): Report;
  /** Tells whether a source says something else than before; `NOTHING` when nothing is wrong with it. */
  fingerprintOf(platform: string, report: Report): string;
}

/** What is said of a list without an incident: it may stay so for ever, and be true. */
export const NOTHING = 'nothing';

const MOST_REMARKS = 1_000;

/** Remembers what each source said last, and which of its odd words were logged. */
export function createHearsay(log: Log): Hearsay {
  const said = new Map<string, { incidents: readonly Incident[]; hash: string }>();
  const remarked = new Set<string>();

  return {
    heed(platform, report) {
      // They quote the source, and are shown where a page contradicts itself.
      const remarks = report.remarks.map((remark) => plainLine(remark));
      for (const remark of remarks) {
        const key = `${platform} ${remark}`;
        if (remarked.has(key) || remarked.size > MOST_REMARKS) continue;
        remarked.add(key);
        log.warn({ platform, remark }, 'A source said something we do not know');
      }
      return { ...report, remarks, incidents: eachOnce(platform, report.incidents).map(bounded) };
    },

    fingerprintOf(platform, { incidents, list }) {
      const since = list.kind === 'recent' ? list.since : undefined;
      // A history of what ended long ago, which sooner or later gets another entry.
      if (incidents.length === 0) return since === undefined ? NOTHING : fingerprint(since);
      const before = said.get(platform);
      // An unchanged answer gives the very same incidents: those need not be hashed again.
      const same =
        before?.incidents.length === incidents.length &&
        incidents.every((incident, i) => incident === before.incidents[i]);
      // Without times: a source that has none of its own gets the time of the look.
      const timeless = () =>
        incidents.map(({ beganAt: _, publishedAt: __, listedAt: ___, ...incident }) => incident);
      const hash = same ? before.hash : fingerprint(timeless());
      said.set(platform, { incidents, hash });
      return hash;
    },
  };

  /** One id is one incident; of two, the one that was heard of last. */
  function eachOnce(platform: string, incidents: Incident[]): Incident[] {
    const byId = new Map<string, Incident>();
    for (const incident of incidents) {
      const before = byId.get(incident.id);
      if (before) {
        log.error({ platform, incident: incident.id }, 'A checker reported one incident twice');
      }
      if (!before || newestAt(incident) > newestAt(before)) byId.set(incident.id, incident);
    }
    return byId.size === incidents.length ? incidents : [...byId.values()];
  }
}
