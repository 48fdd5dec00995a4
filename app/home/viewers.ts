import type { Clock } from '../clock.ts';
import type { Row, Rows } from '../store/rows.ts';
import type { Viewer } from '../store/state.ts';

/** Who opened Home in the last day, as every copy knows it. */
export interface Viewers {
  /** Takes who opened it elsewhere. Throws when storage is away. */
  load(reading?: Promise<Row<Viewer>[]>): Promise<void>;
  /** They opened it just now. Known at once; throws when that cannot be stored. */
  opened(user: string): Promise<void>;
  /** They turned to this page. Throws when that cannot be stored. */
  turned(user: string, page: number): Promise<void>;
  page(user: string): number;
  /** There is nobody to show it to. */
  forget(user: string): Promise<void>;
  /** Those of the last day. */
  all(): string[];
  has(user: string): boolean;
}

const A_DAY_MS = 24 * 60 * 60_000;
const AN_HOUR_MS = 60 * 60_000;
/** A row that cannot be read, such as one without our mark, cannot be written either. */
const MOST_TRIES = 5;

/** Keeps the viewers, and writes each one's row at most once an hour unless they turn pages. */
export function createViewers({ rows, clock }: { rows: Rows<Viewer>; clock: Clock }): Viewers {
  const known = new Map<string, Viewer>();
  const stored = new Map<string, Row<Viewer>>();

  return {
    async load(reading = rows.list('viewer')) {
      const before = new Map(stored);
      const listed = await reading;
      const ids = new Set(listed.map((row) => row.value.id));
      for (const [id, row] of before) {
        // Another copy has found that there is nobody to show it to.
        if (ids.has(id) || stored.get(id) !== row) continue;
        stored.delete(id);
        known.delete(id);
      }
      for (const row of listed) {
        const { id, openedAt } = row.value;
        if (isOver(row.value)) {
          stored.delete(id);
          known.delete(id);
          await rows.remove(row);
          continue;
        }
        // Written by this copy while it read.
        if (stored.get(id) !== before.get(id)) continue;
        const own = known.get(id);
        if (!own || (before.get(id)?.etag !== row.etag && own.openedAt <= openedAt)) known.set(id, row.value);
        stored.set(id, row);
      }
    },
    async opened(user) {
      const viewer = { id: user, openedAt: new Date(clock.now()).toISOString(), page: 0 };
      known.set(user, viewer);
      const row = stored.get(user);
      const fresh = row && clock.now() - Date.parse(row.value.openedAt) < AN_HOUR_MS;
      if (!fresh || row.value.page !== 0) await write(viewer);
    },
    async turned(user, page) {
      const viewer = {
        ...(known.get(user) ?? { id: user, openedAt: new Date(clock.now()).toISOString() }),
        page,
      };
      known.set(user, viewer);
      if (stored.get(user)?.value.page !== page) await write(viewer);
    },
    page: (user) => known.get(user)?.page ?? 0,
    async forget(user) {
      known.delete(user);
      const row = stored.get(user) ?? (await rows.get('viewer', user));
      stored.delete(user);
      if (row) await rows.remove(row);
    },
    all: () => [...known.values()].filter((viewer) => !isOver(viewer)).map(({ id }) => id),
    has(user) {
      const viewer = known.get(user);
      return viewer !== undefined && !isOver(viewer);
    },
  };

  function isOver({ openedAt }: Viewer): boolean {
    return clock.now() - Date.parse(openedAt) > A_DAY_MS;
  }

  async function write(viewer: Viewer): Promise<void> {
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const row = stored.get(viewer.id);
      const written = row ? await rows.replace(row, viewer) : await rows.insert(viewer);
      if (written) {
        stored.set(viewer.id, written);
        return;
      }
      const fresh = await rows.get('viewer', viewer.id);
      if (fresh) stored.set(viewer.id, fresh);
      else stored.delete(viewer.id);
    }
    throw new Error(`the row of the viewer ${viewer.id} cannot be written`);
  }
}
