/** A translation, and how to recognise that its source has not changed. */
export interface Kept {
  /** The address that answered. */
  from: string;
  etag: string | undefined;
  lastModified: string | undefined;
  hash: string;
  translation: unknown;
}

/** What addresses said last. */
export interface Memory {
  recall(address: string): Kept | undefined;
  keep(address: string, kept: Kept): void;
  forget(address: string): void;
}

/** Some addresses are asked once and never again, such as the next page of a list. */
const UNUSED_MS = 24 * 60 * 60_000;
/** Ten thousand platforms with three addresses each. */
const MOST = 30_000;

/** Makes a memory that lets go of what has not been kept anew for a day. */
export function createMemory(clock: { monotonic(): number }): Memory {
  // In the order of their last use.
  const memory = new Map<string, Kept & { at: number }>();

  return {
    recall: (address) => memory.get(address),
    keep(address, kept) {
      const now = clock.monotonic();
      memory.delete(address);
      memory.set(address, { ...kept, at: now });
      for (const [oldest, { at }] of memory) {
        if (now - at < UNUSED_MS && memory.size <= MOST) break;
        memory.delete(oldest);
      }
    },
    forget: (address) => void memory.delete(address),
  };
}
