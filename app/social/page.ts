import { CheckError, type World } from '../../checkers/checker.ts';
import type { Clock } from '../clock.ts';
import type { SocialConfig } from '../config.ts';
import type { Log } from '../log.ts';
import { readPageDocument } from './deliveries.ts';
import type { SeenIncident } from './record.ts';

/** What our own Statuspage shows: incidents and maintenances, and since when its lists are without gaps. */
export interface PageNow {
  incidents: SeenIncident[];
  since: number;
}

/** Our own Statuspage. */
export interface Page {
  /** Throws CheckError when it cannot be read whole. */
  read(): Promise<PageNow>;
  /** Since when it cannot be read, and why. */
  trouble(): { since: number; words: string } | undefined;
}

/** Reads the two lists of the page; neither tells without the other. */
export function createPage({
  get,
  config: { pageId, pageUrl },
  clock,
  log,
}: {
  get: World['get'];
  config: Pick<SocialConfig, 'pageId' | 'pageUrl'>;
  clock: Clock;
  log: Log;
}): Page {
  let unreadable: { since: number; words: string } | undefined;
  let odd = '';

  return {
    trouble: () => unreadable,
    async read() {
      try {
        const lists = await Promise.all([
          list('incidents', 'incidents.json'),
          list('scheduled_maintenances', 'scheduled-maintenances.json'),
        ]);
        unreadable = undefined;
        return { incidents: lists.flat(), since: Math.max(...lists.map(oldest)) };
      } catch (error) {
        const words = error instanceof Error ? error.message : String(error);
        unreadable = { since: unreadable?.since ?? clock.now(), words };
        throw error;
      }
    },
  };

  async function list(name: 'incidents' | 'scheduled_maintenances', file: string): Promise<SeenIncident[]> {
    const read = await get(`${pageUrl}/api/v2/${file}`, (text) => readPageDocument(text, name, pageUrl));
    if (read.pageId !== undefined && read.pageId !== pageId) {
      throw new CheckError('rejected', 'STATUSPAGE_URL shows another page than STATUSPAGE_PAGE_ID names');
    }
    const unknown = read.odd.join(' ');
    if (unknown !== '' && unknown !== odd) {
      odd = unknown;
      log.warn(
        { list: name, fields: read.odd.slice(0, 5) },
        'Entries of our own Statuspage are not as we know them',
      );
    }
    return read.incidents;
  }
}

/** A list that is not full holds all there is. */
function oldest(incidents: readonly SeenIncident[]): number {
  if (incidents.length < LISTED) return Number.NEGATIVE_INFINITY;
  return Math.min(...incidents.map(({ updates }) => Date.parse(updates[0]?.at ?? '')));
}

/** The page lists the newest fifty. */
const LISTED = 50;
