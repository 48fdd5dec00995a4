import type { Shown, Source } from '../../../app/announce/claims.ts';
import type { Row } from '../../../app/store/rows.ts';

/** A record as simple as can be: its root says `text`, and each key is one thing to tell. */
export interface Told extends Shown {
  id: string;
  text: string;
  keys: string[];
  loud: string[];
  ended?: true;
}

/** A table in memory with one record, and where it goes when it has ended. */
export interface MemorySource extends Source<Told> {
  row(): Row<Told>;
  /** What was moved away, if it was. */
  moved(): Told | undefined;
  /** Changes the record as a look would. */
  change(change: Partial<Told>): void;
  /** The next replace is written, but answers like a conflict. */
  loseAnswer(): void;
  /** Called right before the next replace; what it changes makes that a conflict. */
  beforeReplace(run: () => void): void;
}

/** `superseded`: the record turns out to be over already. `revive`: what is put back when it has gone. */
export function memorySource(
  first: Partial<Told> = {},
  options: { superseded?: boolean; revive?: 'what was moved' | 'what it is given' } = {},
): MemorySource {
  let etags = 0;
  const write = (value: Told): Row<Told> => ({ value: structuredClone(value), etag: String(++etags) });
  let open: Row<Told> | undefined = write({
    id: 'GH-1',
    text: 'down',
    keys: [],
    loud: [],
    revision: 1,
    announcements: [{ channel: 'C1', revision: 0, told: [], rootOnly: [] }],
    ...first,
  });
  let moved: Told | undefined;
  let answerLost = false;
  let interfere: (() => void) | undefined;

  return {
    row() {
      if (!open) throw new Error('The record was moved away');
      return open;
    },
    moved: () => moved,
    change(change) {
      const { value } = this.row();
      open = write({ ...value, ...change, revision: value.revision + 1 });
    },
    loseAnswer() {
      answerLost = true;
    },
    beforeReplace(run) {
      interfere = run;
    },
    key: ({ id }) => id,
    present: ({ id, text, keys, loud }) => ({
      id,
      sinceMs: 0,
      root: { text, blocks: [] },
      keys,
      loud: new Set(loud),
      reply: (told, earlier) => ({
        text: [...told].map((key) => (earlier.has(key) ? `(${key})` : key)).join(' '),
        blocks: [],
      }),
    }),
    read: async () => open,
    async replace({ etag }, value) {
      const run = interfere;
      interfere = undefined;
      run?.();
      if (open?.etag !== etag) return undefined;
      open = write(value);
      if (!answerLost) return open;
      answerLost = false;
      return undefined;
    },
    ended: async () => undefined,
    superseded: async () => options.superseded ?? false,
    async revive(value) {
      const back = options.revive === 'what it is given' ? value : moved;
      if (open || !back) return undefined;
      open = write(back);
      return open;
    },
    async finish({ etag, value }) {
      if (!value.ended || open?.etag !== etag) return;
      moved = value;
      open = undefined;
    },
  };
}
