import type { Rows } from '../store/rows.ts';
import type { PageMark } from './columns.ts';

/** Changes the page's mark, wherever it has moved on meanwhile, and returns it as it stands then. */
export async function changeMark(
  marks: Rows<PageMark>,
  change: (mark: PageMark) => PageMark,
): Promise<PageMark> {
  for (;;) {
    const row = await marks.get('social-state', 'page');
    const held = row?.value ?? { announced: [], muted: [] };
    const next = change(held);
    if (next === held) return held;
    if (row ? await marks.replace(row, next) : await marks.insert(next)) return next;
  }
}
