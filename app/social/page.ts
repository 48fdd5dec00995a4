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
  /** Why one of the lists is missing: then nothing is known to be gone. */
  failure?: unknown;
}

/** Why the page cannot be read, or not all of it. */
export interface PageTrouble {
  since: number;
  words: string;
  inPart: boolean;
}

/** Our own Statuspage. */
export interface Page {
  /** Throws CheckError when nothing of it can be read. */
  read(): Promise<PageNow>;
  trouble(): PageTrouble | undefined;
}

type ListName = 'incidents' | 'scheduled_maintenances';

/** Reads the two lists of the page: what one shows is true without the other. */
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
  let unreadable: PageTrouble | undefined;
  let odd = '';

  return {
    trouble: () => unreadable,
    async read() {
      const read = await Promise.allSettled([
        list('incidents', 'incidents.json'),
        list('scheduled_maintenances', 'scheduled-maintenances.json').catch(noneIfMissing),
      ]);
      const lists = read.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
      const [failure] = read.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
      if (failure === undefined) {
        unreadable = undefined;
        return { incidents: lists.flat(), since: Math.max(...lists.map(oldest)) };
      }
      // Another page's incidents are nobody's news, and where there is no list of incidents there is no page.
      const inPart = lists.length > 0 && !(failure instanceof OtherPage) && !isMissing(failure);
      const words = failure instanceof Error ? failure.message : String(failure);
      unreadable = { since: unreadable?.since ?? clock.now(), words, inPart };
      if (!inPart) throw failure;
      return { incidents: lists.flat(), since: Number.POSITIVE_INFINITY, failure };
    },
  };

  async function list(name: ListName, file: string): Promise<SeenIncident[]> {
    const read = await get(`${pageUrl}/api/v2/${file}`, (text) => readPageDocument(text, name, pageUrl));
    if (read.pageId !== undefined && read.pageId !== pageId) throw new OtherPage();
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

class OtherPage extends CheckError {
  constructor() {
    super('rejected', 'STATUSPAGE_URL shows another page than STATUSPAGE_PAGE_ID names');
  }
}

/** A page that plans no maintenance may have no list of it. */
function noneIfMissing(error: unknown): SeenIncident[] {
  if (isMissing(error)) return [];
  throw error;
}

function isMissing(error: unknown): boolean {
  return error instanceof CheckError && error.status === 404;
}

/** A list that is not full holds all there is. */
function oldest(incidents: readonly SeenIncident[]): number {
  if (incidents.length < LISTED) return Number.NEGATIVE_INFINITY;
  return Math.min(...incidents.map(({ updates }) => Date.parse(updates[0]?.at ?? '')));
}

/** The page lists the newest fifty. */
const LISTED = 50;
