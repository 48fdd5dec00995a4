import type { Rows } from '../store/rows.ts';
import type { PageMark } from './columns.ts';

/** More conflicts in a row mean a row that can be neither read nor written, such as one without our mark. */
const MOST_TRIES = 5;

/** Changes the page's mark, wherever it has moved on meanwhile, and returns it as it stands then. */
export async function changeMark(
  marks: Pick<Rows<PageMark>, 'get' | 'insert' | 'replace'>,
  change: (mark: PageMark) => PageMark,
): Promise<PageMark> {
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const row = await marks.get('social-state', 'page');
    const held = row?.value ?? { announced: [], muted: [] };
    const next = change(held);
    if (next === held) return held;
    if (row ? await marks.replace(row, next) : await marks.insert(next)) return next;
  }
  throw new Error('the row social-state/page cannot be written: mend or delete it by hand');
}
