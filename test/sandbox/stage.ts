import type { Fault, PageServer } from '../standins/platforms/page-server.ts';
import type {
  Impact,
  IncidentHandle,
  MaintenanceStatus,
  Opening,
  PastIncident,
  Status,
  Statuspage,
} from '../standins/platforms/statuspage.ts';

/** An open incident as the page shows it, if it can be read. */
export interface OnStage {
  title: string;
  /** In the page's own word. */
  impact: Impact | 'advisory' | 'outage';
  status?: Status | MaintenanceStatus;
}

/** A stand-in in the hands of a story, and what those who watch may know of it. */
export interface Stage<P extends PageServer = PageServer> {
  name: string;
  page: P;
  /** Lets those who watch see an incident until it is resolved by the returned hand. */
  show<H extends Played>(played: H, shown: OnStage): H;
  /** `where`: for what it is broken only, and how to say so. */
  break(how: Fault, where?: { only: RegExp; inWords: string }): void;
  mend(): void;
  /** How it is broken now, in words. */
  broken(): string | undefined;
  incidents(): OnStage[];
}

/** A script's hand on an incident, whatever its source. */
export interface Played {
  resolve(words?: string): unknown;
}

/** A stage for a Statuspage, which shows how its incidents go on. */
export interface StatuspageStage extends Stage<Statuspage> {
  open(opening: Opening): IncidentHandle;
  backfill(past: PastIncident): IncidentHandle;
}

/** Follows what is done to a page through this. */
export function stage<P extends PageServer>(name: string, page: P, changed: () => void): Stage<P> {
  const shown = new Set<OnStage>();
  let broken: string | undefined;

  return {
    name,
    page,
    show(played, one) {
      shown.add(one);
      changed();
      return {
        ...played,
        resolve(words?: string) {
          shown.delete(one);
          changed();
          return played.resolve(words);
        },
      };
    },
    break(how, where) {
      page.break(how, where && { only: where.only });
      broken = where ? `${inWords(how)} ${where.inWords}` : inWords(how);
      changed();
    },
    mend() {
      page.mend();
      broken = undefined;
      changed();
    },
    broken: () => broken,
    incidents: () => [...shown],
  };
}

/** Follows what is done to a Statuspage and its incidents through this. */
export function statuspageStage(name: string, page: Statuspage, changed: () => void): StatuspageStage {
  const shown = new Map<string, OnStage>();

  return {
    ...stage(name, page, changed),
    open(opening) {
      const incident = page.open(opening);
      shown.set(incident.id, {
        title: opening.name,
        impact: opening.impact ?? 'minor',
        status: opening.status ?? 'investigating',
      });
      changed();
      return followed(incident);
    },
    backfill: (past) => page.backfill(past),
    incidents: () => [...shown.values()],
  };

  function followed(incident: IncidentHandle): IncidentHandle {
    const { id } = incident;
    let last: OnStage | undefined;
    const show = (next: Partial<OnStage>) => {
      const now = shown.get(id) ?? last;
      if (now) shown.set(id, { ...now, ...next });
      changed();
    };
    const hide = () => {
      last = shown.get(id);
      shown.delete(id);
      changed();
    };
    return {
      ...incident,
      update(next) {
        const update = incident.update(next);
        show({ ...(next.status && { status: next.status }), ...(next.impact && { impact: next.impact }) });
        return update;
      },
      resolve(body) {
        hide();
        return incident.resolve(body);
      },
      reopen(body) {
        show({ status: 'investigating' });
        return incident.reopen(body);
      },
      rename(title) {
        incident.rename(title);
        show({ title });
      },
      setImpact(impact) {
        incident.setImpact(impact);
        show({ impact });
      },
      remove() {
        incident.remove();
        hide();
      },
    };
  }
}

function inWords(how: Fault): string {
  if (typeof how === 'number') return `answers ${how}`;
  if (typeof how === 'object') return 'status' in how ? `answers ${how.status}` : 'leads elsewhere';
  const words: Partial<Record<typeof how, string>> = {
    hang: 'gives no answer',
    html: 'answers HTML',
    'other-shape': 'answers in another shape',
  };
  return words[how] ?? how;
}
