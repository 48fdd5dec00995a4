import { Session } from 'node:inspector/promises';
import { heldMb } from '../held.ts';
import type { Rig } from '../rig.ts';

/** What may not grow, and what may. */
export interface Measures {
  rssMb: number;
  heapMb: number;
  /** Open sockets, servers, pipes and timers of this process. */
  handles: number;
  /** Entries in all maps and sets there are, whoever holds them. */
  entries: number;
  openRows: number;
  stateRows: number;
  /** History: one for each outage that has ended. */
  resolvedRows: number;
}

/** What must be flat, and how far it may stray: by a share, and by an amount. */
export const FLAT: Readonly<Record<string, { share: number; amount: number }>> = {
  rssMb: { share: 0.1, amount: 30 },
  heapMb: { share: 0.05, amount: 3 },
  handles: { share: 0, amount: 8 },
  entries: { share: 0.02, amount: 100 },
  openRows: { share: 0, amount: 2 },
  stateRows: { share: 0, amount: 5 },
};

/** Measures this process and the tables. */
export async function measure({ store }: Rig): Promise<Measures> {
  const lists = [
    store.platforms.list('platform'),
    store.lease.list('lease'),
    store.notices.list('notice'),
    store.settings.list('settings'),
    store.viewers.list('viewer'),
  ];
  const stateRows = (await Promise.all(lists)).flat().length;
  const openRows = (await store.events.open()).length;
  const resolvedRows = (await store.events.endedSince('2000')).length;
  const heapMb = await heldMb();
  return {
    rssMb: process.memoryUsage().rss / 2 ** 20,
    heapMb,
    handles: process.getActiveResourcesInfo().length,
    entries: (await collections()).entries,
    openRows,
    stateRows,
    resolvedRows,
  };
}

/** All maps and sets of this process: how many entries, and where the most are, by a first key of theirs. */
export async function collections(): Promise<{ entries: number; largest: string[] }> {
  const session = new Session();
  session.connect();
  try {
    const found = { entries: 0, largest: [] as string[] };
    for (const name of ['Map', 'Set']) {
      const { result } = await session.post('Runtime.evaluate', { expression: `${name}.prototype` });
      const { objects } = await session.post('Runtime.queryObjects', {
        prototypeObjectId: result.objectId ?? '',
      });
      const { result: said } = await session.post('Runtime.callFunctionOn', {
        objectId: objects.objectId ?? '',
        returnByValue: true,
        functionDeclaration: `function () {
          // Prototypes of their kin are none themselves.
          const sized = (one) => { try { return one.size > 0; } catch { return false; } };
          const keyOf = (one) => { const [key] = one.keys(); return typeof key === 'string' ? key : typeof key; };
          // Slack's stand-in forgets no envelope, trigger, response_url, ticket or choice: ours by the same names hold other things.
          const foreign = (one) => {
            const [[key, value]] = one.entries();
            if (typeof key === 'object') return typeof key?.say === 'function';
            if (/^\\d+-\\d+$|^U\\w+ \\d+\\.\\d+$/.test(String(key))) return true;
            if (value === null || typeof value !== 'object') return false;
            return 'envelope' in value || /^(\\d+\\.T0LOOPBACK\\.|R\\d)/.test(String(key));
          };
          const kinds = Map.groupBy(this.filter((one) => sized(one) && !foreign(one)), (one) => keyOf(one).replace(/\\d+/g, '#').slice(0, 50));
          const sums = [...kinds].map(([key, all]) => [all.reduce((sum, one) => sum + one.size, 0), all.length, key]);
          sums.sort(([a], [b]) => b - a);
          const entries = sums.reduce((sum, [more]) => sum + more, 0);
          return { entries, largest: sums.slice(0, 20).map(([sum, count, key]) => sum + ' in ' + count + ' ${name}: ' + key) };
        }`,
      });
      const { entries, largest } = said.value as typeof found;
      found.entries += entries;
      found.largest.push(...largest);
    }
    return found;
  } finally {
    session.disconnect();
  }
}

/** What has grown between the measures, in words; `warm` of them come before anything is judged. */
export function grown(all: readonly Measures[], warm: number): string[] {
  const judged = all.slice(warm);
  const early = judged.slice(0, Math.ceil(judged.length / 3));
  const late = judged.slice(-Math.ceil(judged.length / 3));
  if (judged.length < 3) return ['There are too few measures to judge by'];
  return Object.entries(FLAT).flatMap(([name, { share, amount }]) => {
    const of = (some: readonly Measures[]) => Math.min(...some.map((one) => one[name as keyof Measures]));
    const [before, after] = [of(early), of(late)];
    const grew = after > before * (1 + share) + amount;
    return grew ? [`${name} grew from ${before.toFixed(1)} to ${after.toFixed(1)}`] : [];
  });
}
