import Parser from 'rss-parser';
import { z } from 'zod';
import {
  CheckError,
  type HeldIncident,
  type Incident,
  type Platform,
  type Report,
  type World,
} from './checker.ts';
import { isNotThere } from './failures.ts';
import { readStory } from './feed-grammar.ts';
import { instant, word } from './foreign.ts';
import { maintenances } from './statuspage-absent.ts';
import { readListing } from './statuspage-listing.ts';
import { cut, plainLine } from './text.ts';

/** An entry of the feed. Without an incident it is work that has not begun, or nothing that we understand. */
interface Entry {
  understood: boolean;
  listedAt?: string;
  incident?: Omit<Incident, 'url' | 'severity'>;
  maintenance?: boolean;
}

interface Feed {
  entries: ReadonlyMap<string, Entry>;
  /** Some entry does not even tell which incident it is about. */
  nameless: boolean;
  remarks: string[];
}

/** Ids of what the page's own lists have as open; undefined when they cannot be read. */
type Open = ReadonlySet<string> | 'no such list' | undefined;

const MAX_REMARKS = 20;
const NOT_ALL = 'an entry of its feed is not written as we know it, and may be an outage';
// Far more than any feed has. Each is parsed into objects at once: 5 MB of nothing else take 600 MB and seven seconds.
const MOST_TAGS = 50_000;
// Under their own names rss-parser strips these of their markup in quadratic time, and dies of one bad date.
const RENAMED: Readonly<Record<string, string>> = {
  description: 'words',
  content: 'words',
  'content:encoded': 'encoded',
  published: 'publishedAt',
  updated: 'updatedAt',
};

const item = z.object({
  title: word,
  link: word,
  guid: word,
  pubDate: word,
  publishedAt: word,
  updatedAt: word,
  words: word,
});
const items = z.array(item);

/** Reads the history of a Statuspage as RSS or Atom: the newest 25, incidents and maintenance, without severity. */
export async function feed(platform: Platform, world: World): Promise<Report> {
  const { entries, nameless, remarks } = await world.get(platform.address, readFeed);
  const [since] = [...entries.values()].flatMap(({ listedAt }) => listedAt ?? []).sort();
  const missing = world.held.filter(({ id }) => !entries.has(id));
  const understood = [...entries].filter(([, entry]) => entry.understood).map(([id]) => id);
  const known = new Set([...ids(world.held), ...understood]);
  const isPartial = nameless || [...entries.keys()].some((id) => !known.has(id));
  const asks = since !== undefined && (missing.length > 0 || isPartial);
  const open = asks ? await openNow(platform, world) : undefined;
  const { asked, unsure } = since === undefined ? NOTHING : scrolledOut(missing, since, open);
  const isLacking = isPartial && mayLack(known, open);
  return {
    incidents: [...entries.values()].flatMap(({ incident, maintenance }) =>
      incident
        ? {
            ...incident,
            severity: maintenance ? 'maintenance' : (platform.severity ?? 'minor'),
            url: `${platform.page}/incidents/${encodeURIComponent(incident.id.toWellFormed())}`,
          }
        : [],
    ),
    list: { kind: 'recent', ...(since !== undefined && { since }) },
    asked,
    unsure: [
      ...(isLacking ? ['*'] : []),
      ...unsure,
      ...ids(world.held.filter(({ id }) => entries.has(id) && !entries.get(id)?.incident)),
    ],
    remarks: isLacking ? [NOT_ALL, ...remarks] : remarks,
  };
}

const NOTHING = { asked: [], unsure: [] };

/** Whether something may go on that is neither ours nor told by an entry. Without the page's word it may. */
function mayLack(known: ReadonlySet<string>, open: Open): boolean {
  return open === undefined || open === 'no such list' || [...open].some((id) => !known.has(id));
}

/**
 * Every change brings an entry back to the top of the feed, so one of ours that is not there said nothing new.
 * The page's lists of what is open tell whether it is over.
 */
function scrolledOut(
  missing: readonly HeldIncident[],
  since: string,
  open: Open,
): Pick<Report, 'asked' | 'unsure'> {
  // A page without that list: only what is newer than the oldest entry can be told to be gone.
  if (open === 'no such list') {
    return { asked: [], unsure: ids(missing.filter(({ listedAt }) => listedAt <= since)) };
  }
  if (!open) return { asked: [], unsure: ids(missing) };
  return {
    // What is younger than the oldest entry and neither listed nor open was withdrawn.
    asked: ids(missing.filter(({ id, listedAt }) => !open.has(id) && listedAt <= since)),
    unsure: ids(missing.filter(({ id }) => open.has(id))),
  };
}

async function openNow(platform: Platform, world: World): Promise<Open> {
  const api = `${platform.page}/api/v2`;
  try {
    const open = await world.get(`${api}/incidents/unresolved.json`, readListing(platform.page));
    const underWay = await maintenances(`${api}/scheduled-maintenances/active.json`, platform, world);
    return underWay && new Set([...open.found.keys(), ...underWay.found.keys()]);
  } catch (error) {
    if (!(error instanceof CheckError)) throw error;
    return isNotThere(error) ? 'no such list' : undefined;
  }
}

/** Translates a feed. Its failures are CheckErrors, for the caller of `get` sees a rejection as it is. */
async function readFeed(xml: string): Promise<Feed> {
  let tags = 0;
  const counted = (name: string) => {
    tags += 1;
    if (tags > MOST_TAGS) throw new CheckError('unreadable', `has more than ${MOST_TAGS} tags`);
    return name;
  };
  const renamed = (name: string) => (Object.hasOwn(RENAMED, name) ? RENAMED[name] : name);
  // A parser that has failed once is of no more use.
  const parser = new Parser({
    customFields: { item: ['publishedAt', 'updatedAt', 'words'] },
    xml2js: { tagNameProcessors: [counted, renamed] },
  });
  const parsed = await parser.parseString(xml).catch((cause: unknown) => {
    if (cause instanceof CheckError) throw cause;
    throw new CheckError('unreadable', 'is no feed', { cause });
  });
  const entries = new Map<string, Entry>();
  const remarks = new Set<string>();
  let nameless = false;
  for (const raw of items.parse(parsed.items)) {
    const id = idIn(raw.link) ?? idIn(raw.guid);
    if (id === undefined) {
      nameless = true;
      remarks.add('an entry without an address');
    } else if (entries.has(id)) remarks.add(`two entries with the id "${cut(id, 50)}"`);
    else entries.set(id, translate(raw, id, remarks));
  }
  if (parsed.items.length > 0 && [...entries.values()].every(({ understood }) => !understood)) {
    throw new CheckError('unreadable', 'has no entry that is written as we know it');
  }
  return { entries, nameless, remarks: [...remarks].slice(0, MAX_REMARKS) };
}

function translate(raw: z.infer<typeof item>, id: string, remarks: Set<string>): Entry {
  // The same in both kinds of feed: when its latest update was posted, or for when work is planned.
  const publishedAt = instant(raw.publishedAt) ?? instant(raw.pubDate);
  const listedAt = publishedAt ?? instant(raw.updatedAt);
  const isPublished = publishedAt !== undefined;
  const story = listedAt && readStory(raw.words ?? '', { at: listedAt, isPublished }, remarks);
  if (listedAt === undefined || !story) {
    remarks.add(`entry "${cut(id, 50)}" is not written as we know it`);
    return { understood: false, ...(listedAt !== undefined && { listedAt }) };
  }
  const { maintenance, begun, ...told } = story;
  if (!begun) return { understood: true, listedAt };
  return {
    understood: true,
    listedAt,
    maintenance,
    incident: {
      id,
      title: plainLine(raw.title ?? '') || 'Incident without a title',
      affected: [],
      ...told,
      listedAt,
    },
  };
}

/** The last part of an incident's address, the same in RSS and Atom and on the page's other lists. */
function idIn(link: string | null | undefined): string | undefined {
  return URL.parse(link ?? '')
    ?.pathname.split('/')
    .findLast((part) => part !== '');
}

function ids(held: readonly HeldIncident[]): string[] {
  return held.map(({ id }) => id);
}
