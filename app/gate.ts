/** Lets so much be under way at a time. */
export interface Gate {
  /** Begins `work` at once where there is room, otherwise in its order as others are over. */
  pass<T>(work: () => Promise<T>): Promise<T>;
}

/** A gate for one kind of work. */
export function createGate(most: number): Gate {
  let underWay = 0;
  const waiting: (() => void)[] = [];
  return {
    async pass(work) {
      if (underWay < most) underWay += 1;
      else await new Promise<void>((resolve) => waiting.push(resolve));
      try {
        return await work();
      } finally {
        const next = waiting.shift();
        // Its room goes straight to the next.
        if (next) next();
        else underWay -= 1;
      }
    },
  };
}
